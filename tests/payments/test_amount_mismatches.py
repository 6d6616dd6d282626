"""Every way in which what was paid is not what was asked for: what is paid of the orders, what is kept, what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.gateway import EXTENSION
from shop.payments.models import Payment
from shop.payments.models.bank import BankStatement
from shop.payments.queries.bank_lists import LineFilter, Tab, line_counts
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.statements import receive_statement
from shop.payments.verify import Read, differences
from tests.factories.bank import HEAD, Booked, code, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.peers.paying import an_attempt, delivered, events_of, set_up, why
from tests.peers.twin import Twin


class Place(NamedTuple):
    """The school owes the cooperative 258.50 and 387.75 yuan."""

    world: World
    small: Order
    big: Order

    def theirs(self, yuan: str, *orders: Order, days: int = 0, **said: Any) -> Booked:
        """A line of the cooperative's bank."""
        day = clock.today() - timedelta(days=days)
        return Booked(yuan, " ".join(code(order) for order in orders), day=day, **said)

    def told(self, *lines: Booked) -> None:
        uploaded(self.world, *lines)

    def announced(self, yuan: str, *orders: Order, days: int = 0) -> None:
        """The school's own bank says that so much went out."""
        line = self.theirs(f"-{yuan}", *orders, days=days, name="coop")
        uploaded(self.world, line, by="school.manager")


@pytest.fixture
def place(world: World) -> Place:
    orders = [a_confirmed_order(world, {"sack": sacks}) for sacks in (4, 6)]
    for order in orders:
        an_acceptance(world, an_arrived_consignment(world, order))
    assert [balance_of(order)[0] for order in orders] == ["258.50", "387.75"]
    return Place(world, *orders)


def twice_in_one_sheet(at: Place) -> None:
    at.told(at.theirs("100", at.small), at.theirs("100", at.small))


def twice_in_two_sheets(at: Place) -> None:
    at.told(at.theirs("100", at.small))
    at.told(at.theirs("100", at.small), at.theirs("1", at.big))


def with_a_bank_number_twice(at: Place) -> None:
    at.told(at.theirs("100", at.small, serial="77"))
    at.told(Booked("100", "another text", name="another name", serial="77"))


def by_hand_and_by_bank(at: Place) -> None:
    receive_by_hand(at.small.unit_id, Money.yuan(100), clock.today(), "", [], by=at.world.actor("coop.seller"))
    at.told(at.theirs("100", at.small))


def both_banks(at: Place) -> None:
    at.told(at.theirs("100", at.small))
    at.announced("100", at.small, days=1)


def both_banks_payers_first(at: Place) -> None:
    at.announced("100", at.small, days=1)
    at.told(at.theirs("100", at.small))


def both_banks_with_another_amount(at: Place) -> None:
    at.announced("100", at.small)
    at.told(at.theirs("99.99", at.small))


BANK: dict[str, tuple[Callable[[Place], None], tuple[str, str, str, int]]] = {
    "to the fen": (lambda at: at.told(at.theirs("258.50", at.small)), ("258.50", "0.00", "0.00", 1)),
    "a fen too little": (lambda at: at.told(at.theirs("258.49", at.small)), ("258.49", "0.00", "0.00", 1)),
    "a fen too much": (lambda at: at.told(at.theirs("258.51", at.small)), ("258.50", "0.00", "0.01", 1)),
    "twice the amount": (lambda at: at.told(at.theirs("517.00", at.small)), ("258.50", "0.00", "258.50", 1)),
    "a fen": (lambda at: at.told(at.theirs("0.01", at.small)), ("0.01", "0.00", "0.00", 1)),
    "both orders": (lambda at: at.told(at.theirs("646.25", at.small, at.big)), ("258.50", "387.75", "0.00", 1)),
    "both orders, too little": (
        lambda at: at.told(at.theirs("300.00", at.small, at.big)),
        ("258.50", "41.50", "0.00", 1),
    ),
    "both orders, too much": (
        lambda at: at.told(at.theirs("650.00", at.small, at.big)),
        ("258.50", "387.75", "3.75", 1),
    ),
    "one order named twice": (lambda at: at.told(at.theirs("9", at.small, at.small)), ("9.00", "0.00", "0.00", 1)),
    "in two halves": (
        lambda at: at.told(at.theirs("200", at.small), at.theirs("58.50", at.small)),
        ("258.50", "0.00", "0.00", 2),
    ),
    "equal lines of one sheet": (twice_in_one_sheet, ("200.00", "0.00", "0.00", 2)),
    "the line again in another sheet": (twice_in_two_sheets, ("100.00", "1.00", "0.00", 2)),
    "the bank's number again": (with_a_bank_number_twice, ("100.00", "0.00", "0.00", 1)),
    "by hand and by the bank": (by_hand_and_by_bank, ("100.00", "0.00", "0.00", 1)),
    "both banks": (both_banks, ("100.00", "0.00", "0.00", 1)),
    "both banks, the payer's first": (both_banks_payers_first, ("100.00", "0.00", "0.00", 1)),
    "both banks with another amount": (both_banks_with_another_amount, ("99.99", "0.00", "0.00", 1)),
    "the payer's bank alone": (lambda at: at.announced("258.50", at.small), ("0.00", "0.00", "0.00", 0)),
    "no code": (lambda at: at.told(at.theirs("258.50")), ("0.00", "0.00", "0.00", 0)),
    "a stranger": (lambda at: at.told(at.theirs("258.50", at.small, name="x")), ("0.00", "0.00", "0.00", 0)),
    "a mistyped code": (lambda at: at.told(Booked("258.50", code(at.small)[:-1] + "*")), ("0.00", "0.00", "0.00", 0)),
    "the other way": (lambda at: at.told(at.theirs("-258.50", at.small)), ("0.00", "0.00", "0.00", 0)),
}  # fmt: skip
"""What is told, and what is paid of the small and of the big order, kept for none, and in how many payments."""


def stands(at: Place) -> tuple[str, str, str, int]:
    paid = [balance_of(order)[1] for order in (at.small, at.big)]
    count = len(db.session.execute(select(Payment.id)).all())
    return (paid[0], paid[1], standing_of(at.small)["unallocated"], count)


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


@pytest.mark.parametrize("what", BANK)
def test_a_transfer_that_is_not_what_was_asked_for(place: Place, what: str) -> None:
    deed, expected = BANK[what]
    deed(place)
    assert stands(place) == expected
    assert off() == []


UNREADABLE = ("USD 258.50", "$258.50", "258.50 美元", "1e3", "258.505", "二百", "-", "0.00")


@pytest.mark.parametrize("amount", UNREADABLE)
def test_another_currency_or_no_amount_at_all_is_named_and_pays_nothing(place: Place, amount: str) -> None:
    row = [clock.today().isoformat(), amount, "", "school", "", code(place.small), ""]
    good = place.theirs("1.00", place.big).cells()
    sheet = "\n".join(",".join(cells) for cells in (HEAD, row, good)).encode()
    seller = place.world.actor("coop.seller")
    statement, _is_new = receive_statement("bank.csv", sheet, by=seller)
    if statement.read_at is None:
        uploaded(place.world, place.theirs("1.00", place.big))
    else:
        assert len(statement.faults) + statement.passed_over == 1
    assert balance_of(place.small)[1] == "0.00"
    assert line_counts(seller, LineFilter())[Tab.MATCHED] <= 1


def test_a_sheet_with_nothing_but_another_currency_is_refused(place: Place) -> None:
    row = [clock.today().isoformat(), "$258.50", "", "school", "", code(place.small), ""]
    sheet = "\n".join(",".join(cells) for cells in (HEAD, row)).encode()
    seller = place.world.actor("coop.seller")
    uploaded(place.world, place.theirs("1.00", place.big))
    with refused("Not one row"):
        receive_statement("bank.csv", sheet, by=seller)
    assert len(db.session.execute(select(BankStatement.id)).all()) == 1


@pytest.fixture
def twin(world_app: Flask) -> Iterator[Twin]:
    with set_up(world_app):
        world_app.extensions[EXTENSION] = there = Twin()
        yield there


ONLINE: dict[str, tuple[dict[str, Any], tuple[str, str | None], int]] = {
    "to the fen": ({}, ("handled", None), 1),
    "a fen too little": ({"amount_total": 25_849}, ("refused", "wrong_amount"), 0),
    "a fen too much": ({"amount_total": 25_851}, ("refused", "wrong_amount"), 0),
    "nothing": ({"amount_total": 0}, ("refused", "wrong_amount"), 0),
    "no amount": ({"amount_total": None}, ("failed", "unreadable"), 0),
    "the same in yen": ({"currency": "jpy"}, ("refused", "wrong_currency"), 0),
    "the same in dollars": ({"currency": "usd"}, ("refused", "wrong_currency"), 0),
    "an unknown order": (
        {"metadata": {"deployment": "shanhuo-test", "order": "261123-00000", "attempt": "x"}},
        ("refused", "unknown_order"),
        0,
    ),
    "another deployment": (
        {"metadata": {"deployment": "another", "order": "261123-00000", "attempt": "x"}},
        ("passed_over", "another_deployment"),
        0,
    ),
    "nobody's": ({"metadata": {}}, ("passed_over", "not_ours"), 0),
}


@pytest.mark.parametrize("what", ONLINE)
def test_a_report_that_is_not_what_was_asked_for(place: Place, twin: Twin, what: str) -> None:
    attempt = an_attempt(place.world, place.small)
    twin.pay(str(attempt.stripe_id))
    changes, expected, count = ONLINE[what]
    assert why(delivered(events_of(twin, "checkout.session.completed")[0], **changes)) == expected
    assert stands(place) == ("258.50" if count else "0.00", "0.00", "0.00", count)
    assert standing_of(place.small)["with_operator"] == ("258.50" if count else "0.00")
    assert off() == []
