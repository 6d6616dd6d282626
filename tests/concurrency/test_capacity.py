"""Lots and recommendations at the same moment: a passport is never exceeded, and never two hold."""

from functools import partial

import pytest
from sqlalchemy import select

from shop.catalogue.models import Capacity, Product
from shop.catalogue.queries.capacity_use import used_by
from shop.catalogue.services.capacity import Declaration, declare_capacity, recommend_capacity
from shop.catalogue.words import CapacityStatus, Measure
from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Actor
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_category, a_lot
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def growing(committing_world: CommittingWorld) -> int:
    """The cooperative's potatoes grow from now on; their id."""
    app, world = committing_world
    with app.app_context(), dialects.writing():
        product = db.session.get_one(Product, world.products["potatoes"])
        product.commodity_id = a_commodity().id
        db.session.commit()
        return product.id


@pytest.mark.parametrize("time", range(5))
def test_lots_at_once_cannot_exceed_the_capacity_together(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    product_id = growing(committing_world)
    with app.app_context(), dialects.writing():
        a_capacity(world.organisations["coop"], "2000")
        db.session.commit()

    def receive() -> None:
        a_lot(db.session.get_one(Product, product_id), "300")

    refused = refusals(all_at_once(app, [receive] * 5))
    assert [type(refusal) for refusal in refused] == [Refused] * 3
    with app.app_context():
        category = db.session.get_one(Product, product_id).category_id
        used = used_by(world.organisations["coop"], category, clock.today().year, Measure.KILOGRAM)
        assert used.received == Quantity.of(1250 + 600)


@pytest.mark.parametrize("time", range(5))
def test_a_lot_that_comes_while_the_passport_is_replaced_is_measured_by_one_of_the_two(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    product_id = growing(committing_world)
    seller, office = actors(app, world, "coop.seller", "office-530624.official")
    with app.app_context(), dialects.writing():
        a_capacity(world.organisations["coop"], "1300")
        said = Declaration(
            category_id=a_category().id,
            year=clock.today().year,
            measure=Measure.KILOGRAM,
            mu=1000,
            expected=Quantity.of(1400),
            months=tuple(range(1, 13)),
        )
        newer = declare_capacity(said, by=seller).id
        db.session.commit()

    def receive() -> None:
        a_lot(db.session.get_one(Product, product_id), "300")

    def recommend() -> None:
        recommend_capacity(db.session.get_one(Capacity, newer), by=office)

    outcomes = all_at_once(app, [receive, recommend, receive])
    assert [type(outcome) for outcome in outcomes] == [Refused, type(None), Refused]
    with app.app_context():
        held = select(Capacity.id).where(Capacity.status == CapacityStatus.RECOMMENDED)
        assert list(db.session.scalars(held)) == [newer]


@pytest.mark.parametrize("time", range(5))
def test_of_two_declarations_at_once_one_waits(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    growing(committing_world)
    sellers = actors(app, world, "coop.seller", "coop.second")
    with app.app_context():
        category_id, year = a_category().id, clock.today().year

    def declare(by: Actor) -> None:
        said = Declaration(
            category_id=category_id,
            year=year,
            measure=Measure.KILOGRAM,
            mu=1000,
            expected=Quantity.of(5000),
            months=(5,),
        )
        declare_capacity(said, by=by)

    outcomes = all_at_once(app, [partial(declare, seller) for seller in sellers])
    assert [type(refusal) for refusal in refusals(outcomes)] == [Refused]
