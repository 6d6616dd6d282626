"""Two hundred buyers and fifty boxes: fifty are sold, the others are told so, and the books agree."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select, update

from shop.catalogue.models import Lot, Product
from shop.catalogue.services.lots import write_off
from shop.catalogue.services.stock import receive_lot
from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order, OrderLine, Purchase
from shop.ordering.services.baskets import LinesRefused
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.orders import cancel
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.standing import CommittingWorld
from tests.factories.world import World
from tests.journeys.books import faults

CROWD, BOXES = 200, 50


def leave(world: World, product: str, boxes_per_lot: list[int], content: str) -> None:
    """Put exactly so many boxes on sale, in lots that spoil one after the other."""
    seller = world.actor("workshop.seller" if product == "eggs" else "coop.seller")
    for lot in db.session.execute(select(Lot).where(Lot.product_id == world.products[product])).scalars():
        write_off(lot.id, lot.available, "cleared", by=seller)
    for number, boxes in enumerate(boxes_per_lot):
        receive_lot(
            db.session.get_one(Product, world.products[product]),
            f"box-{number}",
            Quantity.of(content) * boxes,
            harvest_from=clock.today(),
            harvest_to=clock.today(),
            by=seller,
        )
    db.session.commit()


def sold(world: World, pack: str) -> int:
    statement = select(func.coalesce(func.sum(OrderLine.packs_ordered), 0)).where(
        OrderLine.pack_id == world.packs[pack]
    )
    return int(db.session.execute(statement).scalar_one())


@pytest.mark.commits
@pytest.mark.parametrize("lots", [[50], [20, 17, 13]], ids=["in one lot", "in three lots"])
def test_two_hundred_buyers_fight_over_fifty_boxes(committing_world: CommittingWorld, lots: list[int]) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        leave(world, "eggs", lots, "30")
    crowd = actors(app, world, *(f"{unit}.buyer" for unit in ("school", "organ", "clinic")))

    def buy(place: int) -> str:
        buyer = crowd[place % 3]
        terms = world.terms(("school", "organ", "clinic")[place % 3])
        return place_purchase({world.packs["tray"]: 1}, terms, by=buyer).number

    outcomes = all_at_once(app, [partial(buy, place) for place in range(CROWD)])

    assert Counter(type(outcome) for outcome in outcomes) == {str: BOXES, LinesRefused: CROWD - BOXES}
    with app.app_context(), force_locale("en"):
        for refusal in refusals(outcomes):
            assert str(refusal.by_pack[world.packs["tray"]]) == "Sold out for that delivery day."
        assert sold(world, "tray") == BOXES
        assert db.session.scalar(select(func.count()).select_from(Purchase)) == BOXES
        assert faults() == []


@pytest.mark.commits
def test_buyers_of_several_boxes_never_get_a_part(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        leave(world, "eggs", [25, 25], "30")
    (buyer,) = actors(app, world, "school.buyer")

    def buy(packs: int) -> int:
        place_purchase({world.packs["tray"]: packs}, world.terms(), by=buyer)
        return packs

    outcomes = all_at_once(app, [partial(buy, 1 + place % 7) for place in range(60)])

    bought = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert {type(refusal) for refusal in refusals(outcomes)} == {LinesRefused}
    with app.app_context():
        assert sum(bought) == sold(world, "tray") <= BOXES
        left = db.session.scalar(select(func.sum(Lot.available)).where(Lot.product_id == world.products["eggs"]))
        assert left == Quantity.of(30) * (BOXES - sum(bought))
        assert faults() == []


@pytest.mark.commits
def test_two_products_in_opposite_order_never_wait_for_each_other_in_a_circle(
    committing_world: CommittingWorld,
) -> None:
    app, world = committing_world
    (school, clinic) = actors(app, world, "school.buyer", "clinic.buyer")
    one, other = world.packs["tray"], world.packs["jar"]

    def buy(place: int) -> str:
        wanted = {one: 1, other: 1} if place % 2 else {other: 1, one: 1}
        buyer, unit = (school, "school") if place % 3 else (clinic, "clinic")
        return place_purchase(wanted, world.terms(unit), by=buyer).number

    outcomes = all_at_once(app, [partial(buy, place) for place in range(40)])

    assert refusals(outcomes) == []
    with app.app_context():
        assert faults() == []


@pytest.mark.commits
def test_buying_and_ending_orders_of_several_lots_at_once_never_deadlock(committing_world: CommittingWorld) -> None:
    """Whoever gives back takes the same locks as whoever buys, in the same order."""
    app, world = committing_world
    (buyer,) = actors(app, world, "school.buyer")
    wanted = {world.packs["bag"]: 1, world.packs["tray"]: 1, world.packs["jar"]: 1}
    with app.app_context(), dialects.writing():
        for _time in range(15):
            place_purchase(wanted, world.terms(), by=buyer)
        db.session.commit()
        order_ids = list(db.session.execute(select(Order.id).order_by(Order.id.desc())).scalars())

    def end(order_id: int) -> None:
        cancel(db.session.get_one(Order, order_id), "changed our mind", by=buyer)

    def buy() -> Any:
        return place_purchase(dict(reversed(wanted.items())), world.terms(), by=buyer)

    outcomes = all_at_once(app, [*(partial(end, order_id) for order_id in order_ids), *[buy] * 15])

    assert refusals(outcomes) == []
    with app.app_context():
        assert faults() == []


@pytest.mark.commits
def test_a_lot_held_back_in_the_rush_is_sold_no_further(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    (buyer,) = actors(app, world, "school.buyer")

    def hold_back() -> None:
        db.session.execute(update(Lot).where(Lot.product_id == world.products["honey"]).values(held=True))

    def buy() -> Any:
        return place_purchase({world.packs["jar"]: 1}, world.terms(), by=buyer).number

    outcomes = all_at_once(app, [*[buy] * 10, hold_back, *[buy] * 10])
    assert {type(refusal) for refusal in refusals(outcomes)} <= {LinesRefused}
    with app.app_context():
        assert faults() == []
    after = all_at_once(app, [buy] * 3)
    assert [type(outcome) for outcome in after] == [LinesRefused] * 3
