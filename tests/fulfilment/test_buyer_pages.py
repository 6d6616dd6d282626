"""The unit's pages: what is coming, its arrival, the scale."""

from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel.money import Money
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_shipped_consignment,
    an_arrived_consignment,
    today_plus,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import field, fields, opened, sent, words


def the_note() -> Acceptance:
    db.session.expire_all()
    return db.session.execute(select(Acceptance)).scalar_one()


def nothing_is_accepted() -> bool:
    db.session.expire_all()
    return db.session.execute(select(Acceptance.id)).first() is None


def at_the_scale(browser: Any, consignment: Consignment, how: str = "") -> tuple[str, dict[str, str]]:
    """The address of the acceptance form, and what it would send before anything is typed."""
    address = f"/arrivals/{consignment.number}/accept"
    return address, fields(opened(browser, address + how), "net_")


def test_the_arrival_is_recorded_and_leads_to_the_scale(world: World, browser_of: Browser) -> None:
    consignment = a_shipped_consignment(world)
    browser = browser_of("school.receiver")
    assert "It has arrived" in opened(browser, f"/arrivals/{consignment.number}")
    answer = sent(browser, f"/arrivals/{consignment.number}/arrive", temperature="２１.５")
    assert answer.location == f"/arrivals/{consignment.number}/accept"
    db.session.expire_all()
    assert (consignment.status, consignment.arrival_temperature) == (ConsignmentStatus.ARRIVED, 215)


@pytest.mark.parametrize("typed", ["", "warm", "99", "1e309"])
def test_cold_goods_ask_for_a_temperature_that_can_be(world: World, browser_of: Browser, typed: str) -> None:
    consignment = a_shipped_consignment(world, cold_chain=ColdChain.FROZEN)
    answer = sent(browser_of("school.receiver"), f"/arrivals/{consignment.number}/arrive", temperature=typed)
    assert answer.status_code == 422
    assert field(answer.get_data(as_text=True), "temperature") == typed


def test_gross_and_tare_are_worked_out_without_accepting_anything(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    line = consignment.lines[0].id
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment)
    answer = sent(browser, address, form | {f"gross_{line}": "101.2", f"tare_{line}": "2.4斤", "then": "check"})
    page = words(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "This comes to ¥258.50" in page
    assert "Net 100 kg, accepted 100 kg, refused 0 kg" in page
    assert nothing_is_accepted()


def test_goods_are_weighed_signed_and_accepted(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    line = consignment.lines[0].id
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment)
    assert form["signer_1"] == "school.receiver"
    typed = {
        f"gross_{line}": "101.2",
        f"tare_{line}": "1.2",
        f"accepted_{line}": "90",
        f"refused_reason_{line}": "发芽",
        f"reduced_price_{line}": "2.5",
        f"reduced_reason_{line}": "偏小",
        f"harvested_on_{line}": today_plus(-5).isoformat(),
        f"best_before_{line}": today_plus(60).isoformat(),
        f"certificate_kind_{line}": "pledge",
        f"certificate_number_{line}": "大关2026-118",
        f"temperature_{line}": "-1.5",
        "signer_2": "厨师长",
        "deliverer": "老李",
        "paper_day": today_plus(-1).isoformat(),
        "paper_day_reason": "网络中断",
        "note": "雨天",
    }
    answer = sent(browser, address, form | typed)
    note = the_note()
    assert answer.location == f"/acceptances/{note.number}"
    (said,) = note.lines
    assert (str(said.gross), str(said.net), str(said.accepted), str(said.refused)) == ("101.2", "100", "90", "10")
    assert (said.amount, said.temperature, note.signers) == (Money.yuan(225), -15, ["school.receiver", "厨师长"])
    page = words(opened(browser, answer.location))
    for word in ("发芽", "偏小", "大关2026-118", "-1.5 °C", "厨师长", "老李", "网络中断", "雨天", "¥225.00", "Counted"):
        assert word in page, word


def test_all_as_shipped_is_one_press(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "carton": 2}))
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment, "?as=shipped")
    assert sent(browser, address, form).status_code == 302
    assert [(str(line.net), str(line.accepted), line.gross) for line in the_note().lines] == [
        ("100", "100", None),
        ("20", "20", None),
    ]


def test_the_same_form_sent_twice_accepts_once(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment, "?as=shipped")
    first, second = (sent(browser, address, form) for _ in range(2))
    assert first.location == second.location == f"/acceptances/{the_note().number}"
    other = sent(browser, address, form | {"note": "another"})
    assert other.status_code == 422
    assert "was sent before with other contents" in words(other.get_data(as_text=True))


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("gross_{line}", "", "Please enter what came; nothing is 0."),
        ("gross_{line}", "heavy", "Please enter a number."),
        ("gross_{line}", "1e309", "Please enter a number."),
        ("gross_{line}", "110", "This is more than was shipped."),
        ("gross_{line}", "100.0001", "Please enter at most three decimals."),
        ("net_{line}", "60", "Gross less tare comes to 100 kg"),
        ("tare_{line}", "-1", "A weight cannot be below zero."),
        ("tare_{line}", "200", "A weight cannot be below zero."),
        ("accepted_{line}", "101", "Accept between nothing and the net quantity."),
        ("accepted_{line}", "90", "Please say why part of it is refused."),
        ("packs_accepted_{line}", "5", "Between 0 and 4 packs were shipped."),
        ("packs_accepted_{line}", "2.5", "Please enter a whole number."),
        ("reduced_price_{line}", "3", "A reduced price lies between zero and the agreed price."),
        ("reduced_price_{line}", "2", "Please say why the price is reduced."),
        ("reduced_price_{line}", "2.00001", "Please enter at most four decimals."),
        ("best_before_{line}", "next year", "Please enter a date, such as 2026-11-23."),
        ("harvested_on_{line}", "2030-01-01", "The harvest date lies in the future."),
        ("certificate_kind_{line}", "forged", "Not a valid choice."),
        ("temperature_{line}", "61", "Please enter a temperature between −60 and 60 °C."),
        ("refused_reason_{line}", "x" * 201, "This is too long: at most 200 characters."),
        ("signer_1", "", "One to three people of the unit sign."),
        ("signer_1", "名" * 10_000, "This is too long: at most 40 characters."),
        ("paper_day", "2026-11-01", "Please say why the paper bears another day."),
        ("paper_day", "2030-01-01", "The day on the paper lies in the future."),
    ],
)
def test_what_cannot_be_comes_back_as_typed_with_its_sentence(
    world: World, browser_of: Browser, name: str, typed: str, sentence: str
) -> None:
    consignment = an_arrived_consignment(world)
    line = str(consignment.lines[0].id)
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment)
    name = name.replace("{line}", line)
    form |= {f"gross_{line}": "100", "deliverer": "老李"} | {name: typed}
    answer = sent(browser, address, form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in words(page)
    assert field(page, "deliverer") == "老李"
    if not name.startswith("certificate_kind"):
        assert field(page, name) == typed
    assert nothing_is_accepted()


def test_a_tare_without_a_gross_weight_is_not_forgotten(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    line = consignment.lines[0].id
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment)
    answer = sent(browser, address, form | {f"net_{line}": "60", f"tare_{line}": "5"})
    assert answer.status_code == 422
    assert "enter the gross weight as well" in words(answer.get_data(as_text=True))
    assert nothing_is_accepted()


@pytest.mark.parametrize("mangled", [{}, {"once": "x" * 20}, {"net_999999": "1"}, {"then": "check"}], ids=str)
def test_a_mangled_form_accepts_nothing(world: World, browser_of: Browser, mangled: dict[str, str]) -> None:
    consignment = an_arrived_consignment(world)
    answer = sent(browser_of("school.receiver"), f"/arrivals/{consignment.number}/accept", mangled)
    assert answer.status_code == 422
    assert nothing_is_accepted()


def test_everything_is_refused_with_a_reason(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    browser = browser_of("school.receiver")
    form = fields(opened(browser, f"/arrivals/{consignment.number}"), "reason")
    address = f"/arrivals/{consignment.number}/refuse"
    refused = sent(browser, address, form | {"deliverer": "老李", "signer_1": ""})
    assert refused.status_code == 422
    page = words(refused.get_data(as_text=True))
    assert (
        page.count("Please say why everything is refused.") == page.count("One to three people of the unit sign.") == 2
    )
    assert 'href="#refuse-signer"' in refused.get_data(as_text=True)
    assert field(refused.get_data(as_text=True), "deliverer") == "老李"
    assert sent(browser, address, form | {"reason": "冻坏了"}).status_code == 302
    db.session.expire_all()
    assert consignment.status is ConsignmentStatus.REFUSED
    assert the_note().lines[0].refused_reason == "冻坏了"


def test_before_it_has_arrived_there_is_no_scale(world: World, browser_of: Browser) -> None:
    consignment = a_shipped_consignment(world)
    browser = browser_of("school.receiver")
    assert browser.get(f"/arrivals/{consignment.number}/accept").location == f"/arrivals/{consignment.number}"
    assert sent(browser, f"/arrivals/{consignment.number}/accept", signer_1="x").status_code == 422


@pytest.mark.parametrize("who", ["organ.receiver", "coop.seller", "cluster.official", "operator.operator"])
@pytest.mark.parametrize("page", ["", "/accept"])
def test_an_arrival_exists_for_its_unit_alone(world: World, browser_of: Browser, who: str, page: str) -> None:
    consignment = an_arrived_consignment(world)
    opened(browser_of(who), f"/arrivals/{consignment.number}{page}", 404)


def test_an_approver_sees_arrivals_and_takes_nothing_in(world: World, browser_of: Browser) -> None:
    consignment = a_shipped_consignment(world)
    browser = browser_of("school.approver")
    assert "It has arrived" not in opened(browser, f"/arrivals/{consignment.number}")
    assert sent(browser, f"/arrivals/{consignment.number}/arrive").status_code == 404


def test_a_key_that_no_database_takes_accepts_nothing(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment, "?as=shipped")
    assert sent(browser, address, form | {"once": "\x00" * 20}).status_code in (400, 422)
    assert nothing_is_accepted()
