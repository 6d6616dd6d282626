"""What may be said of a line at the scale."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shop.fulfilment.models.acceptances import CertificateKind
from shop.fulfilment.weighing import Load, Weighing, check, faults_of
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import ONE, Quantity
from shop.kernel.refusals import Refused

TODAY = date(2026, 11, 23)
PRICE = UnitPrice.yuan("2.585")


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


POTATOES = Load(line_id=7, shipped=kg("100"), packs=4, content=kg("25"), weighed=True, agreed=PRICE)
CARTONS = Load(line_id=8, shipped=kg("30"), packs=3, content=kg("10"), weighed=False, agreed=UnitPrice.yuan("1180"))

ALL_POTATOES = Weighing(net=kg("100"), accepted=kg("100"), packs_accepted=4)
ALL_CARTONS = Weighing(net=kg("30"), accepted=kg("30"), packs_accepted=3)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"gross": kg("101.2"), "tare": kg("1.2")},
        {"net": kg("102"), "accepted": kg("102")},
        {"accepted": kg("90"), "refused_reason": "green"},
        {"net": kg("80"), "accepted": kg("80"), "packs_accepted": 3},
        {"net": kg("0"), "accepted": kg("0"), "packs_accepted": 0},
        {"accepted": kg("0"), "packs_accepted": 0, "refused_reason": "frozen"},
        {"reduced_price": UnitPrice.yuan("2"), "reduced_reason": "small"},
        {"reduced_price": PRICE},
        {"reduced_price": UnitPrice(0), "reduced_reason": "a gift"},
        {"harvested_on": TODAY, "best_before": TODAY, "temperature": -180},
    ],
)
def test_weighed_goods_may_be_said_to_be(said: dict[str, object]) -> None:
    check(replace(ALL_POTATOES, **said), POTATOES, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("gross", {"gross": kg("101"), "tare": kg("2")}),
        ("tare", {"gross": kg("99"), "tare": kg("-1")}),
        ("gross", {"gross": kg("1"), "tare": kg("2"), "net": kg("-1"), "accepted": kg("-1")}),
        ("net", {"net": kg("102.001"), "accepted": kg("100")}),
        ("gross", {"gross": kg("103"), "net": kg("103"), "accepted": kg("100")}),
        ("accepted", {"accepted": kg("100.001")}),
        ("accepted", {"accepted": kg("-0.001")}),
        ("packs_accepted", {"packs_accepted": 5}),
        ("packs_accepted", {"packs_accepted": -1}),
        ("packs_accepted", {"packs_accepted": 0}),
        ("packs_accepted", {"accepted": kg("0"), "refused_reason": "frozen"}),
        ("refused_reason", {"accepted": kg("90")}),
        ("refused_reason", {"accepted": kg("90"), "refused_reason": "  "}),
        ("reduced_price", {"reduced_price": UnitPrice.yuan("2.5851"), "reduced_reason": "dearer"}),
        ("reduced_price", {"reduced_price": UnitPrice(-1), "reduced_reason": "below nothing"}),
        ("reduced_reason", {"reduced_price": UnitPrice.yuan("2")}),
        ("harvested_on", {"harvested_on": TODAY + timedelta(days=1)}),
        ("best_before", {"harvested_on": TODAY, "best_before": TODAY - timedelta(days=1)}),
        ("temperature", {"temperature": 601}),
        ("temperature", {"temperature": -601}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(field: str, said: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        check(replace(ALL_POTATOES, **said), POTATOES, today=TODAY)  # type: ignore[arg-type]
    assert refusal.value.field == f"{field}_7"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("net", {"net": kg("29")}),
        ("net", {"net": kg("40"), "accepted": kg("30")}),
        ("packs_accepted", {"accepted": kg("25"), "refused_reason": "wet"}),
        ("packs_accepted", {"packs_accepted": 2}),
    ],
)
def test_counted_packs_come_and_are_accepted_whole(field: str, said: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        check(replace(ALL_CARTONS, **said), CARTONS, today=TODAY)  # type: ignore[arg-type]
    assert refusal.value.field == f"{field}_8"


def test_all_that_is_wrong_with_a_weighing_is_said_and_nothing_that_only_follows_from_it() -> None:
    said = replace(ALL_POTATOES, net=kg("110"), packs_accepted=9, reduced_price=UnitPrice.yuan("9"), temperature=700)
    faults = list(faults_of(said, POTATOES, today=TODAY))
    assert [fault.field for fault in faults] == ["net_7", "packs_accepted_7", "reduced_price_7", "temperature_7"]
    with pytest.raises(Refused) as refusal:
        check(said, POTATOES, today=TODAY)
    assert [other.field for other in refusal.value.others] == ["packs_accepted_7", "reduced_price_7", "temperature_7"]


def test_one_carton_of_three_may_be_refused_and_one_may_be_missing() -> None:
    check(Weighing(net=kg("20"), accepted=kg("10"), packs_accepted=1, refused_reason="wet"), CARTONS, today=TODAY)


def test_only_the_amount_is_rounded_half_away_from_zero() -> None:
    assert replace(ALL_POTATOES, accepted=kg("97.35")).amount(PRICE, ONE) == Money.yuan("251.65")
    half = Weighing(net=kg("1"), accepted=kg("1"), packs_accepted=1, reduced_price=UnitPrice.yuan("0.005"))
    assert half.amount(PRICE, ONE) == Money.yuan("0.01")


def test_a_weighing_is_packed_into_plain_data_and_read_back() -> None:
    full = Weighing(
        net=kg("99"),
        accepted=kg("98.5"),
        packs_accepted=4,
        gross=kg("100.25"),
        tare=kg("1.25"),
        refused_reason="green",
        reduced_price=UnitPrice.yuan("2.4"),
        reduced_reason="small",
        harvested_on=TODAY,
        best_before=TODAY + timedelta(days=30),
        certificate_kind=CertificateKind.PLEDGE,
        certificate_number="P-1",
        temperature=45,
    )
    for weighing in (full, ALL_POTATOES):
        assert Weighing.unpacked(weighing.packed()) == weighing


def test_reasons_for_what_is_not_so_are_not_kept() -> None:
    said = replace(ALL_POTATOES, refused_reason="green", reduced_price=PRICE, reduced_reason="small")
    assert said.tidied(PRICE) == ALL_POTATOES
