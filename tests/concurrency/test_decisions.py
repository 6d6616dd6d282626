"""Two people decide the same thing at the same moment: one wins, the other is told that it is decided."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, Consignment, CorrectionProposal
from shop.fulfilment.services.acceptances import accept_goods
from shop.fulfilment.services.consignments import record_arrival, ship_goods
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction, reject_correction
from shop.kernel import dialects
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.ordering.lifecycle import Party, Status
from shop.ordering.models import Order, Purchase
from shop.ordering.services.approvals import approve, reject
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.orders import cancel, close_short, confirm, lower
from shop.tally.models import Entry
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories import fulfilment as goods
from tests.factories.standing import CommittingWorld
from tests.journeys.books import faults

pytestmark = pytest.mark.commits


def prepared(committing_world: CommittingWorld, prepare: Callable[[], Any]) -> int:
    """Make something and commit it; its id."""
    with committing_world.app.app_context(), dialects.writing():
        row = prepare()
        db.session.commit()
        return int(row.id)


def one_wins(committing_world: CommittingWorld, *deeds: Callable[[], Any]) -> list[Any]:
    """All but one are refused with a sentence, and the books agree."""
    outcomes = all_at_once(committing_world.app, deeds)
    refused = refusals(outcomes)
    assert len(refused) == len(deeds) - 1, outcomes
    assert [refusal for refusal in refused if not isinstance(refusal, Refused)] == []
    with committing_world.app.app_context():
        assert faults() == []
    return outcomes


@pytest.mark.parametrize("time", range(3))
def test_two_approvers_and_a_buyer_who_changes_their_mind(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    clerk, approver, deputy = actors(app, world, "school.clerk", "school.approver", "school.deputy")
    wanted = {world.packs["tray"]: 20, world.packs["sack"]: 10}
    purchase_id = prepared(committing_world, lambda: place_purchase(wanted, world.terms(), by=clerk))

    def decide(decision: Callable[..., None], *arguments: Any, by: Any) -> None:
        decision(db.session.get_one(Purchase, purchase_id), *arguments, by=by)

    one_wins(
        committing_world,
        partial(decide, approve, by=approver),
        partial(decide, approve, by=deputy),
        partial(decide, reject, "too much", by=deputy),
    )


@pytest.mark.parametrize("time", range(3))
def test_approving_one_order_while_its_buyer_cancels_it(committing_world: CommittingWorld, time: int) -> None:
    """Both may succeed, one after the other; neither may see a raw database error, and the books agree."""
    app, world = committing_world
    clerk, approver = actors(app, world, "school.clerk", "school.approver")
    wanted = {world.packs["tray"]: 20, world.packs["sack"]: 10}
    purchase_id = prepared(committing_world, lambda: place_purchase(wanted, world.terms(), by=clerk))
    with app.app_context():
        order_ids = list(db.session.execute(select(Order.id).where(Order.purchase_id == purchase_id)).scalars())

    def call_off(order_id: int) -> None:
        cancel(db.session.get_one(Order, order_id), "not needed", by=clerk)

    deeds = [partial(call_off, order_id) for order_id in order_ids]
    outcomes = all_at_once(app, [*deeds, lambda: approve(db.session.get_one(Purchase, purchase_id), by=approver)])
    assert [outcome for outcome in refusals(outcomes) if not isinstance(outcome, Refused)] == []
    with app.app_context():
        assert {order.status for order in db.session.execute(select(Order)).scalars()} <= {
            Status.CANCELLED,
            Status.PLACED,
        }
        assert faults() == []


def test_an_order_confirmed_cancelled_and_lowered_at_once(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    buyer, seller = actors(app, world, "school.buyer", "coop.seller")
    order_id = prepared(committing_world, lambda: goods.placed_orders(world, {"sack": 10, "bag": 4})[0])

    def order() -> Order:
        return db.session.get_one(Order, order_id)

    def answer() -> None:
        confirm(order(), {}, order().deliver_on, by=seller)

    def lessen() -> None:
        lower(order(), {order().lines[0].id: 6}, by=buyer)

    outcomes = all_at_once(app, [answer, lambda: cancel(order(), "no", by=buyer), lessen, answer])
    assert [outcome for outcome in refusals(outcomes) if not isinstance(outcome, Refused)] == []
    with app.app_context():
        assert order().status in {Status.CANCELLED, Status.CONFIRMED}
        assert faults() == []


def test_the_same_truck_leaves_once(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    seller, second = actors(app, world, "coop.seller", "coop.second")
    consignment_id = prepared(
        committing_world, lambda: goods.a_packed_consignment(world, goods.a_confirmed_order(world), kilograms="101.5")
    )

    def leave(by: Any) -> None:
        ship_goods(db.session.get_one(Consignment, consignment_id), by=by)

    one_wins(committing_world, *(partial(leave, by) for by in (seller, second, seller, second)))


def test_two_trucks_with_the_same_packs(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    order_id = prepared(committing_world, lambda: goods.a_confirmed_order(world, {"sack": 10}))

    def pack_and_leave() -> None:
        ship_goods(goods.a_packed_consignment(world, db.session.get_one(Order, order_id)), by=seller)

    one_wins(committing_world, *[pack_and_leave] * 4)


def test_the_rest_closed_short_while_it_leaves(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    buyer, seller = actors(app, world, "school.buyer", "coop.seller")
    order_id = prepared(committing_world, lambda: goods.a_confirmed_order(world, {"sack": 10}))
    consignment_id = prepared(
        committing_world, lambda: goods.a_packed_consignment(world, db.session.get_one(Order, order_id))
    )
    one_wins(
        committing_world,
        lambda: ship_goods(db.session.get_one(Consignment, consignment_id), by=seller),
        lambda: close_short(db.session.get_one(Order, order_id), "enough", Party.BUYER, by=buyer),
    )


def test_goods_accepted_twice_at_once_are_counted_once(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    receiver, buyer = actors(app, world, "school.receiver", "school.buyer")
    consignment_id = prepared(committing_world, lambda: goods.an_arrived_consignment(world))

    def take_in(by: Any) -> str:
        consignment = db.session.get_one(Consignment, consignment_id)
        return accept_goods(consignment, goods.as_shipped(consignment), goods.SIGNED, by=by).number

    one_wins(committing_world, *(partial(take_in, by) for by in (receiver, buyer, receiver, buyer)))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Acceptance)) == 1
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_an_arrival_is_recorded_once(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    receiver, buyer = actors(app, world, "school.receiver", "school.buyer")
    consignment_id = prepared(committing_world, lambda: goods.a_shipped_consignment(world))

    def arrive(by: Any) -> None:
        record_arrival(db.session.get_one(Consignment, consignment_id), None, by=by)

    one_wins(committing_world, partial(arrive, receiver), partial(arrive, buyer))


def test_a_correction_is_answered_once(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    seller, second, receiver = actors(app, world, "coop.seller", "coop.second", "school.receiver")

    def propose() -> CorrectionProposal:
        acceptance = goods.an_acceptance(world)
        less = goods.as_shipped(acceptance.consignment, accepted=Quantity.of(90), refused_reason="wet")
        return propose_correction(acceptance, less, "ten were wet", Side.BUYER, by=receiver)

    proposal_id = prepared(committing_world, propose)

    def agree(by: Any) -> None:
        agree_to_correction(db.session.get_one(CorrectionProposal, proposal_id), Side.SUPPLIER, by=by)

    def disagree() -> None:
        reject_correction(db.session.get_one(CorrectionProposal, proposal_id), "no", Side.SUPPLIER, by=second)

    one_wins(committing_world, partial(agree, seller), partial(agree, second), disagree)
