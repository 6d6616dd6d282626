"""What a bank line may pay for, case by case."""

from datetime import date, timedelta
from typing import Any

import pytest

from shop.kernel.money import Money
from shop.payments.adding_up import orders_that_add_up
from shop.payments.readings import Because, Claim, Proposal, Reading, Seen, Side, Strength, Transfer, plain_name
from shop.payments.seats import seated
from shop.payments.transfer_matching import Matching

DAY = date(2026, 11, 23)
SCHOOL, CLINIC = 1, 2
SIDES = (
    Side(SCHOOL, frozenset({plain_name("火炬小学"), plain_name("国库支付中心")}), frozenset({"6222001"})),
    Side(CLINIC, frozenset({plain_name("三角医院"), plain_name("国库支付中心")})),
)


def claim(order_id: int, yuan: str, other: int = SCHOOL, days: int = 0) -> Claim:
    return Claim(order_id, f"N{order_id}", other, Money.yuan(yuan), DAY - timedelta(days=days))


CLAIMS = (
    claim(1, "100.00", days=30),
    claim(2, "250.50", days=20),
    claim(3, "70.00", days=10),
    claim(4, "500.00", CLINIC, days=5),
    claim(5, "0.00"),
)


def line(yuan: str, *codes: str, name: str = "", account: str = "", n: int = 1, day: date = DAY) -> Transfer:
    return Transfer(n, day, Money.yuan(yuan), codes, name, account)


def read(transfer: Transfer, **particulars: Any) -> Reading:
    (reading,) = Matching(CLAIMS, SIDES, **particulars).read([transfer])
    return reading


def shares(proposal: Proposal) -> dict[int, str]:
    return {order_id: str(amount) for order_id, amount in proposal.shares}


SCHOOLS, CLINICS, TREASURY = "火炬小学", "三角医院", "国库支付中心"


@pytest.mark.parametrize(
    ("transfer", "strength", "paid", "rest", "short", "because"),
    [
        (line("100", "N1", name=SCHOOLS), "certain", {1: "100.00"}, "0", "0", "code payer exact"),
        (line("100", "N1", name="火炬 小学"), "certain", {1: "100.00"}, "0", "0", "code payer exact"),
        (line("100", "N1", name="（火炬）小学"), "certain", {1: "100.00"}, "0", "0", "code payer exact"),
        (line("100", "N1", name="张三", account="6222001"), "certain", {1: "100.00"}, "0", "0", "code account exact"),
        (line("100", "N1", name=TREASURY), "certain", {1: "100.00"}, "0", "0", "code payer exact"),
        (line("60", "N1", name=SCHOOLS), "certain", {1: "60.00"}, "0", "40", "code payer under"),
        (line("130", "N1", name=SCHOOLS), "certain", {1: "100.00"}, "30", "0", "code payer over"),
        (line("350.50", "N1", "N2", name=SCHOOLS), "certain", {1: "100.00", 2: "250.50"}, "0", "0", "code payer exact"),
        (line("320", "N2", "N1", name=SCHOOLS), "certain", {2: "250.50", 1: "69.50"}, "0", "30.50", "code payer under"),
        (line("100", "N1"), "likely", {1: "100.00"}, "0", "0", "code stranger exact"),
        (line("100", "N1", name="某公司"), "likely", {1: "100.00"}, "0", "0", "code stranger exact"),
        (line("100", "N1", name=CLINICS), "likely", {1: "100.00"}, "0", "0", "code somebody_else exact"),
        (line("100", "N1", "N4", name=SCHOOLS), "possible", {1: "100.00"}, "0", "0", "code payer several_sides exact"),
        (line("90", "N5", name=SCHOOLS), "likely", {}, "90", "0", "code payer paid"),
        (line("250.50", name=SCHOOLS), "likely", {2: "250.50"}, "0", "0", "payer exact"),
        (line("350.50", name=SCHOOLS), "likely", {1: "100.00", 2: "250.50"}, "0", "0", "payer several exact"),
        (line("170", name=SCHOOLS), "likely", {1: "100.00", 3: "70.00"}, "0", "0", "payer several exact"),
        (line("120", name=SCHOOLS), "possible", {1: "100.00", 2: "20.00"}, "0", "230.50", "payer oldest under"),
        (line("999", name=CLINICS), "possible", {4: "500.00"}, "499", "0", "payer oldest over"),
        (line("500", name=TREASURY), "likely", {4: "500.00"}, "0", "0", "payer exact"),
        (line("70", name="某公司"), "possible", {3: "70.00"}, "0", "0", "stranger exact"),
    ],
)
def test_a_line_is_read(
    transfer: Transfer, strength: str, paid: dict[int, str], rest: str, short: str, because: str
) -> None:
    best = read(transfer).proposals[0]
    assert (best.strength.value, shares(best)) == (strength, paid)
    assert (best.rest, best.short) == (Money.yuan(rest), Money.yuan(short))
    assert " ".join(one.value for one in best.because) == because


@pytest.mark.parametrize("transfer", [line("123.45", name="某公司"), line("1"), line("7", "N99", name="某公司")])
def test_of_a_strange_amount_by_a_stranger_nothing_is_said(transfer: Transfer) -> None:
    assert read(transfer).proposals == ()
    assert read(transfer).strength is Strength.NONE


def test_a_name_that_several_share_makes_nothing_likely_where_both_could_be_meant() -> None:
    both = (*CLAIMS, claim(6, "500.00"))
    (reading,) = Matching(both, SIDES).read([line("500", name=TREASURY)])
    assert {one.other_id for one in reading.proposals} == {SCHOOL, CLINIC}
    assert reading.strength is Strength.POSSIBLE


def test_what_a_certain_line_pays_is_owed_no_more_when_the_next_one_is_read() -> None:
    first, second = Matching(CLAIMS, SIDES).read(
        [line("60", "N1", name=SCHOOLS, n=2), line("60", "N1", name=SCHOOLS, n=1)]
    )
    assert (first.transfer.id, second.transfer.id) == (1, 2)
    assert shares(first.proposals[0]) == {1: "60.00"}
    assert (shares(second.proposals[0]), second.proposals[0].rest) == ({1: "40.00"}, Money.yuan(20))


def test_a_code_does_not_make_certain_what_left_for_a_strange_account() -> None:
    best = read(line("100", "N1", name=SCHOOLS, account="999"), own_accounts_alone=True).proposals[0]
    assert best.strength is Strength.POSSIBLE
    assert Because.OTHER_ACCOUNT in best.because
    known = read(line("100", "N1", name=SCHOOLS, account="6222001"), own_accounts_alone=True)
    assert known.strength is Strength.CERTAIN


SEEN = Seen(7, SCHOOL, Money.yuan(100), DAY - timedelta(days=2), ("N1",))


@pytest.mark.parametrize(
    ("transfer", "seen", "strength", "payment"),
    [
        (line("100", "N1", name=SCHOOLS), SEEN, "certain", 7),
        (line("100", "N1", name=SCHOOLS, day=DAY + timedelta(days=40)), SEEN, "certain", 7),
        (line("100", "N2", name=SCHOOLS), SEEN, "certain", None),
        (line("99", "N1", name=SCHOOLS), SEEN, "certain", None),
        (line("100", name=SCHOOLS), SEEN, "likely", 7),
        (line("100", name=SCHOOLS, day=DAY + timedelta(days=2)), SEEN, "likely", None),
        (line("100", "N1", name="某公司"), SEEN, "likely", 7),
        (line("100", name="某公司"), SEEN, "possible", 7),
    ],
)
def test_what_the_other_sides_bank_has_told_of_is_the_same_transfer(
    transfer: Transfer, seen: Seen, strength: str, payment: int | None
) -> None:
    best = read(transfer, seen=[seen]).proposals[0]
    assert (best.strength.value, best.payment_id) == (strength, payment)


def test_a_payment_seen_is_taken_by_one_line_alone() -> None:
    lines = [line("100", "N1", name=SCHOOLS, n=1), line("100", "N1", name=SCHOOLS, n=2)]
    first, second = Matching(CLAIMS, SIDES, [SEEN]).read(lines)
    assert first.proposals[0].payment_id == 7
    assert second.proposals[0].payment_id is None
    assert shares(second.proposals[0]) == {1: "100.00"}


@pytest.mark.parametrize(
    ("dues", "amount", "together"),
    [
        ([10, 20, 30], 60, {0, 1, 2}),
        ([10, 20, 30], 30, {0, 1}),
        ([10, 20, 30], 40, {0, 2}),
        ([10, 20, 30], 20, set()),
        ([10, 20, 30], 45, set()),
        ([], 45, set()),
        ([7] * 200, 7 * 150, set(range(150))),
    ],
)
def test_orders_add_up_to_an_amount_the_oldest_first(dues: list[int], amount: int, together: set[int]) -> None:
    assert orders_that_add_up([(n, Money(due)) for n, due in enumerate(dues)], Money(amount)) == together


def test_adding_up_ends_however_many_ways_there_are() -> None:
    dues = [(n, Money(10_000 + 2**n)) for n in range(40)]
    assert orders_that_add_up(dues, Money(999_999_999)) == frozenset()


def test_whoever_sits_moves_up_for_one_more() -> None:
    assert seated(2, {1: 11}, {1: [11, 12], 2: [11]}) == {1: 12, 2: 11}
    assert seated(2, {1: 11}, {1: [11], 2: [11]}) is None
    assert seated(2, {1: 11}, {1: [11], 2: [11, 12]}) == {1: 11, 2: 12}
