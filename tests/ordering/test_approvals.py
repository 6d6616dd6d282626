"""What an approver decides about a purchase above its buyer's limit."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.audit.queries import trail_of
from shop.catalogue.models import Reservation
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours
from shop.ordering.lifecycle import Status
from shop.ordering.models import Approval, OrderHand, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.services.approvals import approve, reject
from shop.ordering.services.deadlines import lapse_approvals
from shop.ordering.services.orders import cancel, lower
from shop.organisations.models import Membership
from shop.organisations.services import join, merge_into
from tests.clocks import SettableClock
from tests.factories.ordering import a_purchase, assert_stock_adds_up, held, lot_of, orders_of, refused, told
from tests.factories.world import World


@pytest.fixture
def waiting(world: World) -> Purchase:
    """A clerk's purchase above the limit, at two suppliers."""
    return a_purchase(world, {"sack": 8, "tray": 4}, by="clerk")


def decision_on(purchase: Purchase) -> Decision:
    return db.session.get_one(Approval, purchase.id, populate_existing=True).decision


def test_what_waits_is_not_approved_once_the_unit_is_merged_into_another(world: World) -> None:
    waiting = a_purchase(world, {"sack": 20}, by="clerk")
    merge_into(world.organisations["school"], world.organisations["organ"], by=world.actor("cluster.official"))
    with refused("merged into another"):
        approve(waiting, by=world.actor("school.approver"))


def test_approved_orders_go_out_and_are_held_without_end(world: World, waiting: Purchase) -> None:
    approve(waiting, by=world.actor("school.approver"))
    orders = orders_of(waiting)
    assert {order.status for order in orders} == {Status.PLACED}
    assert {order.confirm_by for order in orders} == {clock.now() + timedelta(hours=48)}
    assert set(db.session.execute(select(Reservation.expires_at)).scalars()) == {None}
    assert [told(order.supplier_id) for order in orders] == [["order_placed"], ["order_placed"]]
    assert decision_on(waiting) is Decision.APPROVED
    assert_stock_adds_up()


def test_the_approvers_hands_are_noted_and_the_trail_tells(world: World, waiting: Purchase) -> None:
    approver = world.actor("school.approver")
    approve(waiting, by=approver)
    hands = db.session.execute(select(OrderHand.person_id).where(OrderHand.order_id == orders_of(waiting)[0].id))
    assert approver.person_id in set(hands.scalars())
    assert [entry.action for entry in trail_of("purchase", waiting.id)] == ["purchase.approved", "purchase.placed"]


def test_rejected_orders_are_cancelled_their_stock_is_on_sale_again_and_the_buyer_learns_why(
    world: World, waiting: Purchase
) -> None:
    reject(waiting, "  too much  ", by=world.actor("school.approver"))
    orders = orders_of(waiting)
    assert {(order.status, order.end_reason) for order in orders} == {(Status.CANCELLED, "too much")}
    assert [held(order) for order in orders] == [Quantity(0), Quantity(0)]
    assert lot_of(world).available == Quantity.of(500)
    assert (decision_on(waiting), db.session.get_one(Approval, waiting.id).reason) == (Decision.REJECTED, "too much")
    assert told(waiting.unit_id) == ["purchase_awaits_approval", "purchase_rejected"]
    assert [line.expected for order in orders for line in order.lines] == [Money(0), Money(0)]
    assert_stock_adds_up()


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_rejection_needs_a_reason(world: World, waiting: Purchase, reason: str) -> None:
    with refused() as refusal:
        reject(waiting, reason, by=world.actor("school.approver"))
    assert refusal.value.field == "reason"
    assert decision_on(waiting) is Decision.WAITING


def test_nobody_approves_a_purchase_of_their_own(world: World) -> None:
    clerk = db.session.get_one(Membership, world.memberships["school.clerk"])
    clerk.roles = frozenset({Role.BUYER, Role.APPROVER})
    purchase = a_purchase(world, {"sack": 8}, by="clerk")
    with refused("of their own"):
        approve(purchase, by=world.actor("school.clerk"))


def test_not_even_through_another_membership(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    purchase = a_purchase(world, {"sack": 8}, by="clerk")
    clerk = db.session.get_one(Membership, world.memberships["school.clerk"])
    other = join(clerk.person_id, world.organisations["organ"], [Role.APPROVER], by=None)
    monkeypatch.setitem(world.memberships, "organ.visitor", other.id)
    with pytest.raises(NotYours):
        approve(purchase, by=world.actor("organ.visitor"))


def test_another_units_approver_does_not_find_it(world: World, waiting: Purchase) -> None:
    with pytest.raises(NotYours):
        approve(waiting, by=world.actor("organ.approver"))


def test_what_needed_no_approval_cannot_be_approved(world: World) -> None:
    with pytest.raises(NotYours):
        approve(a_purchase(world), by=world.actor("school.approver"))


def test_two_approvers_decide_once(world: World, waiting: Purchase) -> None:
    approve(waiting, by=world.actor("school.approver"))
    with refused("already been decided"):
        reject(waiting, "no", by=world.actor("school.deputy"))
    assert {order.status for order in orders_of(waiting)} == {Status.PLACED}


def test_after_48_hours_it_is_too_late(world: World, waiting: Purchase, clock: SettableClock) -> None:
    clock.at(2026, 11, 25, 9, 0)
    with refused("48 hours"):
        approve(waiting, by=world.actor("school.approver"))


def test_what_nobody_approved_lapses_and_is_on_sale_again(
    world: World, waiting: Purchase, clock: SettableClock
) -> None:
    clock.at(2026, 11, 25, 8, 59)
    assert lapse_approvals() == 0
    clock.at(2026, 11, 25, 9, 0)
    assert lapse_approvals() == 1
    assert lapse_approvals() == 0
    assert {order.status for order in orders_of(waiting)} == {Status.LAPSED}
    assert decision_on(waiting) is Decision.LAPSED
    assert lot_of(world).available == Quantity.of(500)
    assert told(waiting.unit_id)[-1] == "approval_lapsed"
    assert_stock_adds_up()


def test_a_buyer_who_cancels_every_order_withdraws_the_question(world: World, waiting: Purchase) -> None:
    buyer = world.actor("school.clerk")
    first, second = orders_of(waiting)
    cancel(first, "not needed", by=buyer)
    assert decision_on(waiting) is Decision.WAITING
    assert db.session.get_one(Purchase, waiting.id).estimate == Money.yuan("181")  # 4 trays of eggs and their freight
    lower(second, {second.lines[0].id: 0}, by=buyer)
    assert decision_on(waiting) is Decision.WITHDRAWN
    assert told(waiting.unit_id) == ["purchase_awaits_approval", "purchase_withdrawn"]
    assert told(first.supplier_id) == []
    assert_stock_adds_up()


def test_what_is_left_of_a_purchase_can_still_be_approved(world: World, waiting: Purchase) -> None:
    first, second = orders_of(waiting)
    cancel(first, "not needed", by=world.actor("school.clerk"))
    approve(waiting, by=world.actor("school.approver"))
    assert [order.status for order in orders_of(waiting)] == [Status.CANCELLED, Status.PLACED]
    assert second.confirm_by is not None
