"""Money the other way gives a payment back: suggested, by click, once from both banks, never more than is left."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.orders import close_short
from shop.payments.models import Payment, Refund
from shop.payments.models.bank import Aside, BankLineState, RefundSighting
from shop.payments.queries.bank_refunds import key_of_refund, read_refunds, refund_told_of, refundable_between
from shop.payments.queries.statements import statement_of
from shop.payments.readings import Because
from shop.payments.refund_matching import GivingBack, OfOrder, Refundable, read_back
from shop.payments.services.bank_booking import Outcome
from shop.payments.services.bank_lines import accept_refund, match_line, match_refund, undo
from shop.payments.verify import Read, differences
from tests.factories.bank import Booked, code, only_line, states, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.ordering import told
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.payments.test_transfer_matching import CLINICS, SCHOOLS, SIDES, line

PAYER, PAYEE = "school.manager", "coop.seller"


@pytest.fixture
def order(world: World) -> Order:
    """An order taken in and paid with ten yuan too much, as the cooperative's bank says."""
    order = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, order))
    uploaded(world, Booked(str(Money.yuan(balance_of(order)[0]) + Money.yuan(10)), code(order)))
    return order


def payment() -> Payment:
    return db.session.execute(select(Payment)).scalar_one()


def sent_back(world: World, yuan: str, text: str = "", **said: Any) -> BankLineState:
    """The cooperative's bank says that so much went out."""
    return only_line(uploaded(world, Booked(f"-{yuan}", text, **said)))


def came_back(world: World, yuan: str, text: str = "") -> BankLineState:
    """The school's bank says that so much came in."""
    return only_line(uploaded(world, Booked(yuan, text, name="coop"), by=PAYER))


def suggested(world: World, state: BankLineState, by: str = PAYEE) -> list[GivingBack]:
    return list(read_refunds([state.line], world.actor(by))[state.line_id])


def taken(world: World, state: BankLineState, by: str = PAYEE) -> Outcome:
    return accept_refund(state, key_of_refund(suggested(world, state, by)[0]), by=world.actor(by))


def back() -> Money:
    return Money(sum(amount.fen for amount in db.session.execute(select(Refund.amount)).scalars()))


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


def test_what_was_paid_too_much_is_sent_back_in_one_click(world: World, order: Order) -> None:
    state = sent_back(world, "10.00", "多付退款")
    assert (state.state.value, state.hint.value) == ("open", "likely")
    assert balance_of(order)[1] == balance_of(order)[0], "nothing is given back by itself"
    assert taken(world, state) is Outcome.BOOKED
    assert (standing_of(order)["unallocated"], balance_of(order)[1]) == ("0.00", balance_of(order)[0])
    assert told(order.unit_id)[-1] == "payment_refunded"
    assert off() == []


def test_what_one_sheet_pays_too_much_and_sends_back_again_is_suggested(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, order))
    much = str(Money.yuan(balance_of(order)[0]) + Money.yuan(10))
    statement = uploaded(world, Booked("-10.00"), Booked(much, code(order)))
    assert states(statement) == [("open", "likely"), ("matched", "certain")]


def test_both_banks_tell_of_one_refund_and_it_is_given_back_once(world: World, order: Order) -> None:
    taken(world, sent_back(world, "10.00"))
    theirs = came_back(world, "10.00", "退款")
    assert taken(world, theirs, PAYER) is Outcome.ATTACHED
    assert (back(), len(db.session.execute(select(RefundSighting.line_id)).all())) == (Money.yuan(10), 2)
    assert off() == []


def test_the_units_bank_may_tell_of_it_first(world: World, order: Order) -> None:
    taken(world, came_back(world, "10.00"), PAYER)
    assert told(order.supplier_id)[-1] == "payment_refunded"
    assert taken(world, sent_back(world, "10.00")) is Outcome.ATTACHED
    assert back() == Money.yuan(10)
    assert off() == []


def test_two_equal_refunds_are_two(world: World, order: Order) -> None:
    taken(world, sent_back(world, "5.00", serial="1"))
    taken(world, sent_back(world, "5.00", serial="2"))
    for _time in range(2):
        uploaded(world, Booked("5.00", name="coop"), Booked("5.00", name="coop"), by=PAYER)
    asked = select(BankLineState).where(BankLineState.owner_id == order.unit_id)
    lines = [state.line_id for state in db.session.execute(asked).scalars()]
    outcomes = [taken(world, only(line_id), PAYER) for line_id in lines]
    assert (outcomes, back()) == ([Outcome.ATTACHED, Outcome.ATTACHED], Money.yuan(10))
    assert off() == []


def only(line_id: int) -> BankLineState:
    state = db.session.get_one(BankLineState, line_id)
    db.session.refresh(state, ["line"])
    return state


def test_a_code_names_the_order_of_which_it_is_given_back(world: World, order: Order) -> None:
    state = sent_back(world, "30.00", code(order), name="somebody")
    best = suggested(world, state)[0]
    assert (best.strength.value, best.parts) == ("likely", ((order.id, Money.yuan(30)),))
    paid = Money.yuan(balance_of(order)[1])
    taken(world, state)
    assert balance_of(order)[1] == str(paid - Money.yuan(30))
    assert off() == []


def test_more_than_is_left_is_never_given_back(world: World, order: Order) -> None:
    whole = payment().amount
    state = sent_back(world, str(whole + Money(1)))
    assert (state.state.value, state.aside) == ("aside", Aside.OTHER_WAY)
    undo(state, by=world.actor(PAYEE))
    with refused("so much left"):
        match_refund(state, payment().id, by=world.actor(PAYEE))
    taken(world, sent_back(world, str(whole)))
    again = sent_back(world, "1.00", serial="another")
    with refused("Nothing is left"):
        match_refund(again, payment().id, by=world.actor(PAYEE))
    with refused("Nothing is left"):
        match_refund(again, 999_999, by=world.actor(PAYEE))
    assert (balance_of(order)[1], back()) == ("0.00", whole)
    assert off() == []


def test_a_refund_that_is_undone_is_the_payments_again(world: World, order: Order) -> None:
    state = sent_back(world, "10.00")
    taken(world, state)
    undo(state, by=world.actor(PAYEE))
    assert (back(), state.state.value, standing_of(order)["unallocated"]) == (Money(0), "open", "10.00")
    assert told(order.unit_id)[-1] == "payment_kept"
    assert off() == []
    assert taken(world, state) is Outcome.BOOKED
    assert back() == Money.yuan(10)
    assert off() == []


def test_a_refund_that_the_other_bank_tells_of_too_stays_when_one_takes_it_back(world: World, order: Order) -> None:
    ours, theirs = sent_back(world, "10.00"), None
    taken(world, ours)
    theirs = came_back(world, "10.00")
    taken(world, theirs, PAYER)
    undo(ours, by=world.actor(PAYEE))
    assert back() == Money.yuan(10)
    undo(theirs, by=world.actor(PAYER))
    assert back() == Money(0)
    assert off() == []


def test_what_has_changed_meanwhile_and_what_is_no_refund_is_refused(world: World, order: Order) -> None:
    state = sent_back(world, "10.00")
    with refused("changed meanwhile"):
        accept_refund(state, "no key", by=world.actor(PAYEE))
    taken(world, state)
    with refused("decided about already"):
        match_refund(state, payment().id, by=world.actor(PAYEE))
    paid = only_line(uploaded(world, Booked("3.00", "?", name="somebody")))
    with refused("gives nothing back"):
        match_refund(paid, payment().id, by=world.actor(PAYEE))
    with pytest.raises(NotYours):
        match_refund(BankLineState(line_id=999_999), payment().id, by=world.actor(PAYEE))


def test_the_line_tells_of_what_it_gave_back(world: World, order: Order) -> None:
    state = sent_back(world, "12.00")
    match_refund(state, payment().id, by=world.actor(PAYEE))
    shown = refund_told_of(state.line_id)
    assert shown is not None
    parts = [(number, str(amount)) for number, amount in shown.parts]
    assert (shown.number, parts, shown.told_by) == (payment().number, [(None, "10.00"), (order.number, "2.00")], 1)


def test_the_monthly_statement_tells_what_came_back_from_what_never_came(world: World, order: Order) -> None:
    mistaken = only_line(uploaded(world, Booked("7.00", "?")))
    match_line(mistaken, order.unit_id, {}, remember=False, by=world.actor(PAYEE))
    undo(mistaken, by=world.actor(PAYEE))
    taken(world, sent_back(world, "10.00"))
    kept = sent_back(world, "1.00")
    match_refund(kept, payment_of(order), by=world.actor(PAYEE))
    undo(kept, by=world.actor(PAYEE))
    (row,) = statement_of(world.actor(PAYEE), clock.today())
    whole = Money.yuan(balance_of(order)[0])
    assert (row.paid, row.undone, row.refunds) == (whole + Money.yuan(17), Money.yuan(7), Money.yuan(10))
    assert row.received == whole


def payment_of(order: Order) -> int:
    return int(db.session.execute(select(func.min(Payment.id))).scalar_one())


def test_the_proof_names_a_refund_that_no_bank_tells_of_and_one_told_otherwise(world: World, order: Order) -> None:
    taken(world, sent_back(world, "10.00"))
    db.session.flush()
    assert off() == []
    sent_back(world, "3.00")
    db.session.execute(db.text("UPDATE refund_sighting SET line_id = line_id + 1"))
    assert any("which tells of money given back" in wrong for wrong in off())
    db.session.execute(db.text("DELETE FROM refund_sighting"))
    assert any("which no bank tells of" in wrong for wrong in off())


SACKS, TRAYS = OfOrder(1, "N1", Money.yuan(100)), OfOrder(2, "N2", Money.yuan(180), Money.yuan(30))
PAYMENTS = (
    Refundable(1, "P1", 1, Money.yuan(300), Money.yuan(20), (SACKS, TRAYS)),
    Refundable(2, "P2", 2, Money.yuan(500), Money(0), (OfOrder(4, "N4", Money.yuan(500)),)),
)


@pytest.mark.parametrize(
    ("transfer", "payment_id", "strength", "parts"),
    [
        (line("50", name=SCHOOLS), 1, "likely", {None: "20.00", 2: "30.00"}),
        (line("500", name=CLINICS), 2, "likely", {4: "500.00"}),
        (line("60", "N1", name=SCHOOLS), 1, "likely", {1: "60.00"}),
        (line("130", "N1", name=SCHOOLS), 1, "likely", {1: "100.00", None: "20.00", 2: "10.00"}),
        (line("70", name=SCHOOLS), 1, "possible", {None: "20.00", 2: "50.00"}),
        (line("300", name=SCHOOLS), 1, "likely", {None: "20.00", 2: "180.00", 1: "100.00"}),
        (line("500", name="某公司"), 2, "possible", {4: "500.00"}),
    ],
)
def test_money_the_other_way_is_read(
    transfer: object, payment_id: int, strength: str, parts: dict[object, str]
) -> None:
    best = read_back(transfer, PAYMENTS, SIDES)[0]  # type: ignore[arg-type]
    assert (best.payment_id, best.strength.value) == (payment_id, strength)
    assert {order_id: str(amount) for order_id, amount in best.parts} == parts


@pytest.mark.parametrize("transfer", [line("300.01", name=SCHOOLS), line("7", name="某公司"), line("9")])
def test_of_other_money_nothing_is_said(transfer: object) -> None:
    assert read_back(transfer, PAYMENTS, SIDES) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("whole", [False, True])
def test_what_was_sent_back_of_a_payment_that_never_came_does_not_come_back(
    world: World, order: Order, whole: bool
) -> None:
    sent = sent_back(world, str(payment().amount) if whole else "10.00")
    taken(world, sent)
    undo(only(sent.line_id - 1), by=world.actor(PAYEE))
    assert (balance_of(order)[1], standing_of(order)["unallocated"]) == ("0.00", "0.00")
    undo(sent, by=world.actor(PAYEE))
    assert (balance_of(order)[1], standing_of(order)["unallocated"]) == ("0.00", "0.00")
    assert off() == []


def test_what_is_paid_for_goods_that_are_still_to_come_is_not_too_much(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 4})
    uploaded(world, Booked("100.00", code(order)))
    (known,) = refundable_between(world.actor(PAYEE), order.unit_id)
    assert [(one.left, one.over) for one in known.orders] == [(Money.yuan(100), Money(0))]
    assert Because.TOO_MUCH not in suggested(world, sent_back(world, "100.00"))[0].because
    close_short(order, "no more", Party.BUYER, by=world.actor("school.buyer"))
    (known,) = refundable_between(world.actor(PAYEE), order.unit_id)
    assert [(one.left, one.over) for one in known.orders] == [(Money.yuan(100), Money.yuan(100))]
