"""Two people at one supplier at once: a number is one product's, and what is documented has its household."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Certification, Lot, LotSource, Product
from shop.catalogue.queries.capacity_use import used_by
from shop.catalogue.services import sources
from shop.catalogue.services.certificates import propose_certificate
from shop.catalogue.services.listings import change_listing
from shop.catalogue.sourcing import Bought
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.kernel.quantity import ONE, Quantity
from shop.kernel.refusals import Refused
from shop.organisations.models import LinkedHousehold, Supplier
from shop.organisations.services.roster_corrections import strike_household
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_lot, a_product
from tests.factories.rosters import a_household
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def products_of(committing_world: CommittingWorld, count: int) -> list[int]:
    """So many drafts of the cooperative, by id."""
    app, world = committing_world
    with app.app_context(), dialects.writing():
        coop = db.session.get_one(Supplier, world.organisations["coop"])
        made = [a_product(of=coop, stock=None, certified=False, on_shelf=False).id for _one in range(count)]
        db.session.commit()
        return made


@pytest.mark.parametrize("time", range(3))
def test_two_products_at_once_do_not_get_one_catalogue_number(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    (office,) = actors(app, world, "office-530624.official")

    def propose(product_id: int) -> None:
        product = db.session.get_one(Product, product_id)
        propose_certificate(product, "N-77", valid_from=date(2026, 1, 1), valid_to=None, by=office)

    deeds = [partial(propose, product_id) for product_id in products_of(committing_world, 3)]
    assert len(refusals(all_at_once(app, deeds))) == 2
    with app.app_context():
        numbered = select(func.count()).where(Certification.catalogue_number == "N-77")
        assert db.session.execute(numbered).scalar_one() == 1


@pytest.mark.parametrize("time", range(3))
def test_two_products_at_once_do_not_get_one_article_number(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")

    def number(product_id: int, article: str) -> None:
        product = db.session.get_one(Product, product_id)
        change_listing(product, product.said, article=article, by=seller)

    ids = products_of(committing_world, 3)
    deeds = [partial(number, *wanted) for wanted in zip(ids, ("A-01", "a-01", "Ａ-01"), strict=True)]
    assert [type(refusal) for refusal in refusals(all_at_once(app, deeds))] == [Refused] * 2


@pytest.mark.parametrize("time", range(3))
def test_a_household_is_not_struck_out_while_a_purchase_of_it_is_entered(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    lot_id = world.lots["potatoes.1"]
    with app.app_context(), dialects.writing():
        household_id = a_household(db.session.get_one(Supplier, world.organisations["coop"]), 1).id
        db.session.commit()

    def document() -> None:
        sources.document(lot_id, [Bought(household_id, "", ONE, Money(100), clock.today())], by=seller)

    def strike() -> None:
        strike_household(db.session.get_one(LinkedHousehold, household_id), "typed twice", by=seller)

    refused = refusals(all_at_once(app, [document, strike]))
    assert [type(refusal) for refusal in refused] == [Refused]
    with app.app_context():
        bought = db.session.execute(select(func.count()).select_from(LotSource)).scalar_one()
        assert db.session.get_one(LinkedHousehold, household_id).struck is not bool(bought)
        assert db.session.get_one(Lot, lot_id).surplus_reason == ""


@pytest.mark.parametrize("time", range(3))
def test_a_lot_that_comes_while_the_goods_are_named_fills_the_passport(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    (product_id,) = products_of(committing_world, 1)
    with app.app_context(), dialects.writing():
        a_capacity(world.organisations["coop"], "100")
        commodity = a_commodity().id
        category = db.session.get_one(Product, product_id).category_id
        db.session.commit()

    def receive() -> None:
        a_lot(db.session.get_one(Product, product_id), "60")

    def name() -> None:
        product = db.session.get_one(Product, product_id)
        change_listing(product, replace(product.said, commodity_id=commodity), by=seller)

    refused = refusals(all_at_once(app, [receive, name, receive]))
    assert all(type(refusal) is Refused for refusal in refused)
    with app.app_context():
        used = used_by(world.organisations["coop"], category, clock.today().year, Measure.KILOGRAM)
        assert used.whole <= Quantity.of(100)
