"""A payer's bank announces; only the payee's word pays: its bank, its click, or what it has entered by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.payments.books import MoneySource
from shop.payments.models import Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import BankLineState, BankMatch
from shop.payments.services.announcements import confirm, deny
from shop.payments.services.bank_lines import match_refund, undo
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.receipts import Share
from shop.payments.services.sightings import sit_at
from shop.payments.verify import Read, differences
from shop.tally.models import EntryGrade
from tests.factories.bank import Booked, code, only_line, payments, states, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.ordering import told
from tests.factories.payments import a_payment, balance_of, share, standing_of
from tests.factories.world import World

PAYER, PAYEE = "school.manager", "coop.seller"


@pytest.fixture
def order(world: World) -> Order:
    """Potatoes that the school has taken in from the cooperative."""
    order = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def owed(order: Order) -> str:
    return balance_of(order)[0]


def announced(world: World, order: Order, yuan: str = "", days: int = 0, text: str | None = None) -> BankLineState:
    """The school's own bank says that it has transferred so much."""
    said = code(order) if text is None else text
    day = clock.today() - timedelta(days=days)
    return only_line(uploaded(world, Booked(f"-{yuan or owed(order)}", said, name="coop", day=day), by=PAYER))


def standings() -> list[str]:
    rows = db.session.execute(select(AnnouncedPayment).order_by(AnnouncedPayment.line_id))
    return [one.state.value for one in rows.scalars()]


def proved_as_paid() -> Money:
    rows = db.session.execute(select(EntryGrade.paid)).scalars()
    return Money(sum(amount.fen for amount in rows))


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


def test_what_the_payers_bank_says_is_owed_as_before_and_proves_nothing(world: World, order: Order) -> None:
    line = announced(world, order)
    assert (line.state.value, line.hint.value, standings()) == ("matched", "certain", ["waiting"])
    assert (balance_of(order), payments(), proved_as_paid()) == ((owed(order), "0.00"), [], Money(0))
    assert standing_of(order)["unallocated"] == "0.00"
    assert "payment_announced" in told(order.supplier_id)
    assert off() == []


def test_once_the_payees_bank_tells_of_it_it_is_paid(world: World, order: Order) -> None:
    announced(world, order)
    uploaded(world, Booked(owed(order), code(order), day=clock.today() - timedelta(days=1)))
    assert (balance_of(order)[1], payments(), standings()) == (owed(order), [(owed(order), 2)], ["seen"])
    assert proved_as_paid().fen > 0
    assert off() == []


def test_a_payees_line_without_a_code_pays_what_the_payer_has_announced_it_for(world: World, order: Order) -> None:
    younger = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, younger))
    announced(world, younger)
    line = only_line(uploaded(world, Booked(owed(order), "货款")))
    assert line.hint.value == "likely"
    receive_by_hand(order.unit_id, Money.yuan(owed(order)), clock.today(), "", [], by=world.actor(PAYEE))
    assert (balance_of(order)[1], balance_of(younger)[1]) == ("0.00", owed(younger))
    assert off() == []


def test_the_payee_says_in_one_click_that_it_arrived(world: World, order: Order) -> None:
    line = announced(world, order)
    payment = confirm(line.line_id, another=False, by=world.actor(PAYEE))
    assert (balance_of(order)[1], standings(), payment.amount) == (owed(order), ["seen"], Money.yuan(owed(order)))
    with refused("decided already"):
        confirm(line.line_id, another=False, by=world.actor("coop.second"))
    uploaded(world, Booked(owed(order), code(order)))
    assert payments() == [(owed(order), 2)]
    assert {entry.action for entry in trail_of("announced_payment", line.line_id)} >= {"announced.seen"}
    assert off() == []


def test_the_payee_says_that_it_did_not_arrive_and_may_see_it_later(world: World, order: Order) -> None:
    line = announced(world, order)
    deny(line.line_id, "not on our account", by=world.actor(PAYEE))
    assert (standings(), balance_of(order)[1]) == (["denied"], "0.00")
    assert told(order.unit_id)[-1] == "payment_denied"
    with refused("already that it did not arrive"):
        deny(line.line_id, "", by=world.actor(PAYEE))
    uploaded(world, Booked(owed(order), code(order)))
    assert (standings(), payments()) == (["seen"], [(owed(order), 2)])
    assert off() == []


def test_nobody_else_says_whether_it_arrived(world: World, order: Order) -> None:
    line = announced(world, order)
    for name in (PAYER, "workshop.seller"):
        with pytest.raises(NotYours):
            confirm(line.line_id, another=False, by=world.actor(name))
        with pytest.raises(NotYours):
            deny(line.line_id, "", by=world.actor(name))


def test_a_payer_takes_its_line_back_and_announces_it_again(world: World, order: Order) -> None:
    line = announced(world, order)
    undo(line, by=world.actor(PAYER))
    assert (standings(), line.state.value) == (["withdrawn"], "open")
    with refused("decided already"):
        confirm(line.line_id, another=False, by=world.actor(PAYEE))
    uploaded(world, Booked(owed(order), code(order)))
    assert payments() == [(owed(order), 1)]
    assert off() == []


def test_what_the_payee_takes_back_waits_for_its_word_again(world: World, order: Order) -> None:
    announced(world, order)
    arrived = only_line(uploaded(world, Booked(owed(order), code(order))))
    undo(arrived, by=world.actor(PAYEE))
    assert (standings(), balance_of(order)[1]) == (["waiting"], "0.00")
    assert off() == []


def test_a_payer_that_has_announced_an_order_is_not_told_to_announce_it_again(world: World, order: Order) -> None:
    announced(world, order)
    half = announced(world, order, "1.00")
    assert half.hint.value == "likely", "nothing is left of the order to be paid: somebody looks at it"
    assert standings() == ["waiting"]


def test_two_equal_transfers_are_two_whoever_tells_of_them_first(world: World, order: Order) -> None:
    ours = [Booked("-10.00", code(order), name="coop"), Booked("-10.00", code(order), name="coop")]
    uploaded(world, *ours, by=PAYER)
    first = uploaded(world, Booked("10.00", code(order)))
    assert (states(first), standings(), balance_of(order)[1]) == (
        [("matched", "certain")],
        ["seen", "waiting"],
        "10.00",
    )
    uploaded(world, Booked("10.00", code(order)), Booked("10.00", code(order)))
    assert (payments(), standings(), balance_of(order)[1]) == ([("10.00", 2), ("10.00", 2)], ["seen", "seen"], "20.00")
    assert off() == []


def test_what_is_announced_is_held_where_it_looks_like_a_payment_that_is_known(world: World, order: Order) -> None:
    amount = Money.yuan(owed(order))
    receive_by_hand(order.unit_id, amount, clock.today(), "", [Share(order.id, amount)], by=world.actor(PAYEE))
    uploaded(world, Booked(f"-{amount}", code(order), name="coop"), by=PAYER)
    later = announced(world, order, str(amount), days=2, text="货款")
    assert later.state.value == "open"
    assert (standings(), payments()) == (["seen"], [(str(amount), 1)])


def test_what_was_entered_by_hand_is_no_second_announcement_when_one_sheet_tells_of_both(
    world: World, order: Order
) -> None:
    due = Money.yuan(owed(order))
    part = str(due - Money.yuan("100"))
    first = announced(world, order, part, days=5)
    confirm(first.line_id, another=False, by=world.actor(PAYEE))
    announced(world, order, part, days=1)
    uploaded(
        world,
        Booked(part, code(order), day=clock.today() - timedelta(days=1)),
        Booked(part, code(order)),
    )
    assert payments() == [(part, 2), (part, 2)]
    assert (balance_of(order)[1], standing_of(order)["unallocated"]) == (str(due), str(due - Money.yuan("200")))
    assert off() == []


@pytest.mark.parametrize("change", ["amount = amount + 1", "state = 'waiting'", "unit_id = unit_id + 1"])
def test_the_proof_names_an_announcement_that_was_changed(world: World, order: Order, change: str) -> None:
    announced(world, order)
    uploaded(world, Booked(owed(order), code(order)))
    db.session.flush()
    db.session.execute(db.text(f"UPDATE announced_payment SET {change}"))
    db.session.expire_all()
    assert "Announced payment of bank line" in off()[0]


@pytest.fixture
def from_before(world: World, order: Order) -> BankLineState:
    """The school's line had booked its payment by itself, as payers' lines did before they only announced."""
    line = announced(world, order)
    match = BankMatch(cluster_id=order.cluster_id, line_id=line.line_id, at=clock.now())
    db.session.add(match)
    db.session.flush()
    source = (MoneySource.BANK_LINE, match.id)
    payment = a_payment(order, owed(order), shares=[share(order, owed(order))], source=source)
    sit_at(line.line, payment)
    one = db.session.execute(select(AnnouncedPayment)).scalar_one()
    one.state, one.shares = AnnouncedState.SEEN, []
    return line


def test_what_a_payers_line_had_booked_before_stands_and_is_told_of_by_the_payees_bank(
    world: World, order: Order, from_before: BankLineState
) -> None:
    assert off() == []
    uploaded(world, Booked(owed(order), code(order)))
    assert (payments(), balance_of(order)[1]) == ([(owed(order), 2)], owed(order))
    assert off() == []


def test_what_a_payers_line_had_booked_before_goes_with_its_line(
    world: World, order: Order, from_before: BankLineState
) -> None:
    undo(from_before, by=world.actor(PAYER))
    assert balance_of(order)[1] == "0.00"
    assert off() == []


def test_what_was_sent_back_of_it_comes_back_while_the_payers_line_stands(
    world: World, order: Order, from_before: BankLineState
) -> None:
    back = only_line(uploaded(world, Booked("20.00", code(order), name="coop"), by=PAYER))
    match_refund(back, db.session.execute(select(Payment.id)).scalar_one(), by=world.actor(PAYER))
    undo(back, by=world.actor(PAYER))
    assert balance_of(order)[1] == owed(order)
    assert off() == []
