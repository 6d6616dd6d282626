"""What units owe, what they paid, and what was given back: every fen posted once, and every balance kept right."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order
from shop.payments.books import Account, MoneySource, PaymentWay
from shop.payments.models import OrderBalance, Payment, Posting
from shop.payments.queries.receipts import unallocated
from shop.payments.services.receipts import Share, allocate, refund, release
from shop.payments.verify import Read, differences
from shop.tally.models import TotalByPurpose
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    as_shipped,
    refused,
)
from tests.factories.payments import a_payment, a_source, balance_of, share, standing_of
from tests.factories.world import World


@pytest.fixture
def delivered(world: World) -> Order:
    """Two trays of eggs for 83.00 and freight of 15.00 yuan, taken in whole."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def off() -> list[str]:
    """Everything that the proof finds."""
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


def corrected(world: World, note: Acceptance, accepted: int, reason: str = "cracked") -> Acceptance:
    """Both sides agree that so many pieces were good."""
    weighings = as_shipped(
        note.consignment, accepted=Quantity.of(accepted), refused_reason=reason, packs_accepted=accepted // 30
    )
    proposal = propose_correction(note, weighings, reason, Side.BUYER, by=world.actor("school.receiver"))
    return agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("workshop.seller"))


def test_nothing_is_owed_before_goods_are_accepted(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    an_arrived_consignment(world, order)
    assert balance_of(order) == ("0.00", "0.00")
    assert off() == []


def test_accepted_goods_are_owed_with_the_freight_within_thirty_days(delivered: Order) -> None:
    assert balance_of(delivered) == ("98.00", "0.00")
    balance = db.session.get_one(OrderBalance, delivered.id)
    assert balance.due_on == clock.today() + timedelta(days=30)
    assert off() == []


def test_goods_refused_whole_owe_nothing_and_no_freight(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(
        world, an_arrived_consignment(world, order), accepted=Quantity(0), packs_accepted=0, refused_reason="smashed"
    )
    assert balance_of(order) == ("0.00", "0.00")
    assert off() == []


@pytest.mark.parametrize(("pieces", "owed"), [(30, "56.50"), (0, "0.00"), (60, "98.00")])
def test_a_correction_moves_what_is_owed_by_the_difference(world: World, pieces: int, owed: str) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    if pieces < 60:
        corrected(world, note, pieces)
    assert balance_of(order) == (owed, "0.00")
    assert off() == []


def test_freight_comes_back_when_a_second_correction_finds_something_good_after_all(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    nothing = corrected(world, note, 0)
    corrected(world, nothing, 30)
    assert balance_of(order) == ("56.50", "0.00")
    assert off() == []


def test_what_is_paid_counts_nowhere(world: World, delivered: Order) -> None:
    before = db.session.execute(select(TotalByPurpose.amount)).all()
    a_payment(delivered, "98", shares=[share(delivered, "98")])
    assert db.session.execute(select(TotalByPurpose.amount)).all() == before


def test_a_payment_told_twice_is_taken_once(delivered: Order) -> None:
    source = a_source()
    first = a_payment(delivered, "98", shares=[share(delivered, "98")], source=source)
    again = a_payment(delivered, "98", shares=[share(delivered, "98")], source=source)
    assert first.id == again.id
    assert balance_of(delivered) == ("98.00", "98.00")
    assert off() == []


def test_what_is_for_no_order_yet_waits_and_is_put_to_one_later(world: World, delivered: Order) -> None:
    payment = a_payment(delivered, "100")
    assert standing_of(delivered)["unallocated"] == "100.00"
    allocate(payment, [share(delivered, "60"), share(delivered, "38")], by=world.actor("coop.seller"))
    assert unallocated(payment) == Money.yuan(2)
    assert balance_of(delivered) == ("98.00", "98.00")
    assert standing_of(delivered) == {
        "charged": "98.00",
        "paid": "98.00",
        "unallocated": "2.00",
        "with_operator": "0.00",
    }
    assert off() == []


def test_an_order_can_be_paid_before_it_is_delivered_up_to_what_it_may_come_to(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    with refused("does not come to so much"):
        a_payment(order, "98.01", shares=[share(order, "98.01")])
    a_payment(order, "98", shares=[share(order, "98")])
    assert balance_of(order) == ("0.00", "98.00")
    an_acceptance(world, an_arrived_consignment(world, order))
    assert balance_of(order) == ("98.00", "98.00")
    assert off() == []


@pytest.mark.parametrize(
    ("paid", "put", "sentence"),
    [
        ("50", "50.01", "does not have so much left"),
        ("200", "98.01", "does not come to so much"),
        ("50", "0", "more than nothing"),
        ("50", "-1", "more than nothing"),
    ],
)
def test_no_more_is_put_to_an_order_than_there_is(
    world: World, delivered: Order, paid: str, put: str, sentence: str
) -> None:
    payment = a_payment(delivered, paid)
    with refused(sentence):
        allocate(payment, [share(delivered, put)], by=None)
    assert balance_of(delivered) == ("98.00", "0.00")


def test_a_payment_is_for_orders_of_its_own_unit_and_supplier_alone(world: World, delivered: Order) -> None:
    other = a_confirmed_order(world, {"sack": 4})
    elsewhere = a_confirmed_order(world, {"tray": 2}, unit="organ")
    payment = a_payment(delivered, "98")
    for order in (other, elsewhere):
        with refused("not one of this unit at this supplier"):
            allocate(payment, [share(order, "1")], by=None)


def test_what_was_put_to_the_wrong_order_is_taken_back(world: World, delivered: Order) -> None:
    payment = a_payment(delivered, "98", shares=[share(delivered, "98")])
    with refused("was not put to the order"):
        release(payment, delivered.id, Money.yuan("98.01"), by=world.actor("coop.seller"))
    release(payment, delivered.id, Money.yuan("38"), by=world.actor("coop.seller"))
    assert balance_of(delivered) == ("98.00", "60.00")
    assert unallocated(payment) == Money.yuan(38)
    assert off() == []


def test_what_is_paid_online_is_owed_to_the_supplier_by_the_operator(delivered: Order) -> None:
    a_payment(delivered, "98", way=PaymentWay.STRIPE, shares=[share(delivered, "98")])
    assert standing_of(delivered)["with_operator"] == "98.00"
    accounts = {(row.debit, row.credit) for row in db.session.execute(select(Posting)).scalars()}
    assert (Account.STRIPE, Account.OWED_TO_SUPPLIERS) in accounts
    assert off() == []


@pytest.mark.parametrize("way", list(PaymentWay))
def test_a_refund_is_never_more_than_what_is_left_and_told_once(
    world: World, delivered: Order, way: PaymentWay
) -> None:
    payment = a_payment(delivered, "100", way=way, shares=[share(delivered, "98")])
    source = a_source(MoneySource.STRIPE_REFUND)
    for too_much in ([Share(delivered.id, Money.yuan("98.01"))], [(None, Money.yuan("2.01"))]):
        with refused("are left of this payment"):
            refund(payment, too_much, booked_on=clock.today(), source=source, by=None)
    parts: list[Share | tuple[None, Money]] = [Share(delivered.id, Money.yuan(8)), (None, Money.yuan(2))]
    for _told in range(2):
        refund(payment, parts, booked_on=clock.today(), source=source, by=None)
    assert balance_of(delivered) == ("98.00", "90.00")
    assert standing_of(delivered) == {
        "charged": "98.00",
        "paid": "90.00",
        "unallocated": "0.00",
        "with_operator": "90.00" if way is PaymentWay.STRIPE else "0.00",
    }
    assert off() == []


def test_a_payment_of_nothing_is_none(delivered: Order) -> None:
    for nothing in (0, -5):
        with refused("more than nothing"):
            a_payment(delivered, nothing)
    assert db.session.execute(select(Payment)).first() is None
