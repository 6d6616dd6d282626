"""Orders of the same lots placed, lowered, cancelled, decided and lapsed at once: nobody waits in a circle."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.ordering.lifecycle import Status
from shop.ordering.models import Approval, Order, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.services.approvals import approve
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.deadlines import lapse_approvals, lapse_orders
from shop.ordering.services.orders import cancel, confirm, lower
from tests.concurrency.crowd import actors, all_at_once
from tests.factories.ordering import a_purchase, assert_stock_adds_up, orders_of
from tests.factories.standing import CommittingWorld
from tests.journeys.books import faults

pytestmark = pytest.mark.commits

PURCHASES = 12
EVERYTHING = {"bag": 1, "tray": 1, "strip": 1, "sack": 2}


def placed(rush: CommittingWorld, by: str, number: int = PURCHASES) -> list[int]:
    """So many purchases at three suppliers, committed; their ids."""
    with rush.app.app_context(), dialects.writing():
        ids = [a_purchase(rush.world, EVERYTHING, by=by).id for _ in range(number)]
        db.session.commit()
    return ids


def with_orders(purchase_id: int, deed: Callable[[Order], None]) -> None:
    for order in orders_of(db.session.get_one(Purchase, purchase_id)):
        deed(order)


def lower_all(order: Order, by: Actor) -> None:
    lower(order, {line.id: 0 for line in order.lines}, by=by)


def confirm_own(order: Order, sellers: dict[int, Actor]) -> None:
    confirm(order, {}, order.deliver_on, by=sellers[order.supplier_id])


def unexpected(outcomes: list[Any]) -> list[Any]:
    """Whatever went wrong but a rule of the trade saying no."""
    return [outcome for outcome in outcomes if isinstance(outcome, BaseException) and not isinstance(outcome, Refused)]


def test_whatever_is_done_to_orders_at_once_the_stock_adds_up(committing_world: CommittingWorld) -> None:
    rush, world = committing_world, committing_world.world
    buyer, coop, workshop, teahouse = actors(
        rush.app, world, "school.buyer", "coop.seller", "workshop.seller", "teahouse.seller"
    )
    sellers = {seller.organisation_id: seller for seller in (coop, workshop, teahouse)}
    ids = placed(rush, "buyer")
    with rush.app.app_context():
        terms = world.terms()
        wanted = {world.packs[name]: packs for name, packs in EVERYTHING.items()}
    deeds: list[Callable[[], Any]] = []
    for place, purchase_id in enumerate(ids):
        each = (
            partial(cancel, reason="no", by=buyer),
            partial(lower_all, by=buyer),
            partial(confirm_own, sellers=sellers),
        )[place % 3]
        deeds.append(partial(with_orders, purchase_id, each))
        deeds.append(partial(place_purchase, wanted, terms, by=buyer))
    assert unexpected(all_at_once(rush.app, deeds)) == []
    with rush.app.app_context():
        assert_stock_adds_up()
        assert db.session.query(Purchase).count() == 2 * PURCHASES


def test_orders_that_lapse_while_they_are_confirmed_end_one_way(committing_world: CommittingWorld) -> None:
    rush, world = committing_world, committing_world.world
    sellers = {
        seller.organisation_id: seller
        for seller in actors(rush.app, world, "coop.seller", "workshop.seller", "teahouse.seller")
    }
    ids = placed(rush, "buyer")
    clock.set_to(clock.now() + timedelta(hours=97))
    with rush.app.app_context():
        order_ids = db.session.execute(select(Order.id).where(Order.purchase_id.in_(ids))).scalars().all()

    def answer(order_id: int) -> None:
        order = db.session.get_one(Order, order_id)
        confirm(order, {}, clock.today(), by=sellers[order.supplier_id])

    outcomes = all_at_once(rush.app, [*(partial(answer, order_id) for order_id in order_ids), lapse_orders])
    assert unexpected(outcomes) == []
    with rush.app.app_context(), dialects.writing():
        lapse_orders()
        assert {order.status for order in db.session.query(Order)} <= {Status.CONFIRMED, Status.LAPSED}
        assert_stock_adds_up()


def test_a_purchase_approved_cancelled_and_lapsed_at_once_is_decided_once(committing_world: CommittingWorld) -> None:
    rush, world = committing_world, committing_world.world
    with rush.app.app_context(), dialects.writing():
        ids = [a_purchase(world, EVERYTHING | {"leg": 1}, by="clerk").id for _ in range(6)]
        db.session.commit()
    clerk, approver, deputy = actors(rush.app, world, "school.clerk", "school.approver", "school.deputy")

    def decide(purchase_id: int, by: Actor) -> None:
        approve(db.session.get_one(Purchase, purchase_id), by=by)

    deeds: list[Callable[[], Any]] = [lapse_approvals]
    for purchase_id in ids:
        deeds += [
            partial(decide, purchase_id, approver),
            partial(decide, purchase_id, deputy),
            partial(with_orders, purchase_id, partial(cancel, reason="no", by=clerk)),
        ]
    assert unexpected(all_at_once(rush.app, deeds)) == []
    with rush.app.app_context():
        assert_stock_adds_up()
        for approval in db.session.query(Approval):
            statuses = {order.status for order in orders_of(db.session.get_one(Purchase, approval.purchase_id))}
            assert approval.decision is not Decision.WAITING
            assert Status.AWAITING_APPROVAL not in statuses


def test_what_an_approver_is_asked_about_is_right_however_many_orders_are_lowered_at_once(
    committing_world: CommittingWorld,
) -> None:
    rush, world = committing_world, committing_world.world
    with rush.app.app_context(), dialects.writing():
        ids = [a_purchase(world, {"bag": 3, "tray": 3, "strip": 3, "leg": 1}, by="clerk").id for _ in range(4)]
        db.session.commit()
    (clerk,) = actors(rush.app, world, "school.clerk")
    with rush.app.app_context():
        order_ids = db.session.execute(select(Order.id).where(Order.purchase_id.in_(ids))).scalars().all()

    def lower_first(order_id: int) -> None:
        order = db.session.get_one(Order, order_id)
        line = order.lines[0]
        lower(order, {line.id: line.packs_ordered - 1}, by=clerk)

    assert unexpected(all_at_once(rush.app, [partial(lower_first, order_id) for order_id in order_ids])) == []
    with rush.app.app_context():
        assert faults() == []
