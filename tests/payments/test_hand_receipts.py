"""What a supplier enters by hand: held where it looks like a payment that is known, undone when it was a mistake."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.append_only import AppendOnly
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.payments.models import HandReceipt, Payment
from shop.payments.queries.receipts import is_undone
from shop.payments.services.bank_lines import match_refund, undo
from shop.payments.services.entering import LikelyTwin
from shop.payments.services.hand_receipts import receive_by_hand, undo_by_hand
from shop.payments.services.receipts import Share
from shop.payments.verify import Read, differences
from tests.factories.bank import Booked, code, only_line, payments, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.ordering import told
from tests.factories.payments import a_payment, balance_of, standing_of
from tests.factories.world import World
from tests.journeys.browsing import Browser
from tests.journeys.test_tampering import unguard
from tests.payments.conftest import Browser as Opened

PAYEE = "coop.seller"


@pytest.fixture
def order(world: World) -> Order:
    order = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def entered(
    world: World, order: Order, yuan: str = "100.00", *, days: int = 0, text: str = "", another: bool = False
) -> Payment:
    amount = Money.yuan(yuan)
    day = clock.today() - timedelta(days=days)
    shares = [Share(order.id, amount)]
    return receive_by_hand(order.unit_id, amount, day, text, shares, another=another, by=world.actor(PAYEE))


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


TWINS = {
    "the same day": ({}, True),
    "three days before": ({"days": 3}, True),
    "four days before": ({"days": 4}, False),
    "another amount": ({"yuan": "100.01"}, False),
    "another text": ({"text": "货款"}, True),
}


@pytest.mark.parametrize("what", TWINS)
def test_what_looks_like_a_payment_that_is_entered_is_held(world: World, order: Order, what: str) -> None:
    first = entered(world, order)
    changes, is_twin = TWINS[what]
    if is_twin:
        with pytest.raises(LikelyTwin, match=first.number), db.session.begin_nested():
            entered(world, order, **changes)  # type: ignore[arg-type]
        assert db.session.execute(select(func.count(HandReceipt.id))).scalar_one() == 1
        entered(world, order, another=True, **changes)  # type: ignore[arg-type]
    else:
        entered(world, order, **changes)  # type: ignore[arg-type]
    assert len(payments()) == 2
    assert off() == []


def test_the_text_says_whether_it_is_the_same(world: World, order: Order) -> None:
    other = a_confirmed_order(world, {"sack": 4})
    entered(world, order, text=code(order))
    entered(world, order, text=code(other))
    with pytest.raises(LikelyTwin), db.session.begin_nested():
        entered(world, order, days=30, text=f"货款 {code(order)}")


def test_a_mistake_is_undone_with_a_reason_and_stays_on_the_books(world: World, order: Order) -> None:
    payment, seller = entered(world, order), world.actor(PAYEE)
    with refused("say why"):
        undo_by_hand(payment, "  ", by=seller)
    undo_by_hand(payment, "the wrong unit", by=seller)
    assert (balance_of(order)[1], standing_of(order)["unallocated"], is_undone(payment)) == ("0.00", "0.00", True)
    with refused("undone already"):
        undo_by_hand(payment, "again", by=seller)
    (entry,) = [entry for entry in trail_of("payment", payment.id) if entry.action == "payment.undone"]
    assert entry.details["reason"] == "the wrong unit"
    assert told(order.unit_id)[-1] == "payment_undone"
    entered(world, order)
    assert off() == []


def test_only_the_payee_undoes_and_only_what_it_has_entered_by_hand(world: World, order: Order) -> None:
    payment = entered(world, order)
    for name in ("school.manager", "workshop.seller"):
        with pytest.raises(NotYours):
            undo_by_hand(payment, "no", by=world.actor(name))
    with pytest.raises(NotYours):
        undo_by_hand(a_payment(order, "5"), "no", by=world.actor(PAYEE))


def test_what_the_payees_bank_shows_is_undone_at_its_line(world: World, order: Order) -> None:
    payment = entered(world, order)
    uploaded(world, Booked("100.00", code(order)))
    with refused("undo its bank line"):
        undo_by_hand(payment, "a mistake", by=world.actor(PAYEE))


def test_what_the_payers_bank_shows_waits_again_once_the_payee_has_undone_it(world: World, order: Order) -> None:
    payment = entered(world, order)
    uploaded(world, Booked("-100.00", code(order), name="coop"), by="school.manager")
    undo_by_hand(payment, "a mistake", by=world.actor(PAYEE))
    assert payments() == [("100.00", 0)]
    uploaded(world, Booked("100.00", code(order)))
    assert (payments(), balance_of(order)[1]) == ([("100.00", 0), ("100.00", 2)], "100.00")
    assert off() == []


def test_what_was_entered_by_hand_and_given_back_whole_is_not_undone_beside(world: World, order: Order) -> None:
    payment = entered(world, order)
    sent = only_line(uploaded(world, Booked("-100.00", code(order))))
    match_refund(sent, payment.id, by=world.actor(PAYEE))
    with refused("nothing of it is left"):
        undo_by_hand(payment, "a mistake", by=world.actor(PAYEE))
    assert off() == []


def test_what_comes_back_of_what_was_entered_by_mistake_is_undone_too(world: World, order: Order) -> None:
    payment = entered(world, order)
    sent = only_line(uploaded(world, Booked("-40.00", code(order))))
    match_refund(sent, payment.id, by=world.actor(PAYEE))
    undo_by_hand(payment, "a mistake", by=world.actor(PAYEE))
    undo(sent, by=world.actor(PAYEE))
    assert balance_of(order)[1] == "0.00"
    assert off() == []


@pytest.mark.parametrize(
    "change", ["UPDATE hand_receipt SET amount = amount + 1", "DELETE FROM payment_share", "DELETE FROM hand_receipt"]
)
def test_the_proof_names_a_receipt_that_was_changed(world: World, order: Order, change: str) -> None:
    entered(world, order)
    db.session.flush()
    for book in sorted(AppendOnly.tables):
        unguard(db.session.connection(), book)
    db.session.execute(db.text(change))
    db.session.expire_all()
    assert off() != []


def test_the_form_holds_a_likely_twin_until_one_says_that_it_is_another(
    world: World, order: Order, browser_of: Opened
) -> None:
    entered(world, order)
    browser = Browser(browser_of(PAYEE))
    form = browser.open("/money/receipts/new").form("/money/receipts/new")
    held = browser.send(form, unit=str(order.unit_id), amount="100", received_on=clock.today().isoformat())
    assert held.status == 422
    assert "is entered already" in held.text
    assert browser.send(held.form("/money/receipts/new"), amount="100").status == 422
    done = browser.send(held.form("/money/receipts/new"), amount="100", another="y")
    assert "The payment is entered" in done.text
    undone = browser.send(done.form("/undo"), reason="")
    assert undone.status == 422
    shown = browser.send(undone.form("/undo"), reason="typed twice")
    assert "entered by mistake and is undone" in shown.text
    assert "typed twice" in shown.text
    assert [form.action for form in shown.forms if form.action.endswith("/undo")] == []


def test_what_waits_goes_to_an_order_as_far_as_the_order_still_comes_to_it(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    for _time in range(2):
        receive_by_hand(order.unit_id, Money.yuan(50), clock.today(), "", [], another=True, by=world.actor(PAYEE))
    days = [clock.today() - timedelta(days=back) for back in (5, 1, 0)]
    uploaded(world, *(Booked("50.00", code(order), day=day) for day in days))
    assert balance_of(order) == ("129.25", "129.25")
    assert off() == []
