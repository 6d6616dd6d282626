"""Listings changed and decided at the same moment: the second is told, and nothing is approved unseen or twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from shop.catalogue.models import ListingChange, Pack, Product
from shop.catalogue.services import changes, moves
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.locks import Outdated
from shop.catalogue.services.packs import change_pack
from shop.catalogue.words import ChangeOutcome, ProductStatus
from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.money import UnitPrice
from shop.kernel.refusals import Refused
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def potatoes(world: object) -> Product:
    return db.session.get_one(Product, world.products["potatoes"])  # type: ignore[attr-defined]  # the small world


@pytest.mark.parametrize("time", range(3))
def test_of_many_who_save_what_they_all_saw_one_does_and_the_others_are_told(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    with app.app_context():
        seen = potatoes(world).version

    def save(number: int) -> None:
        product = potatoes(world)
        change_listing(product, replace(product.said, storage=f"第{number}库"), by=seller, version=seen)

    told = refusals(all_at_once(app, [partial(save, number) for number in range(4)]))
    assert [type(refusal) for refusal in told] == [Outdated] * 3
    with app.app_context():
        assert potatoes(world).version == seen + 1


@pytest.mark.parametrize("time", range(3))
def test_names_and_prices_wanted_at_once_wait_in_one_change(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    first, second = actors(app, world, "coop.seller", "coop.second")

    def rename() -> None:
        product = potatoes(world)
        change_listing(product, replace(product.said, name="新名"), by=first)

    def raise_price() -> None:
        pack = db.session.get_one(Pack, world.packs["sack"])
        change_pack(pack, replace(pack.packing, tiers={1: UnitPrice.yuan(9)}), by=second)

    assert refusals(all_at_once(app, [rename, raise_price] * 2)) == []
    with app.app_context():
        change = db.session.execute(select(ListingChange)).scalar_one()
        assert len(change.items) == 2


@pytest.mark.parametrize("time", range(3))
def test_a_change_is_approved_or_returned_or_withdrawn_and_never_two_of_them(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    seller, office, operator = actors(app, world, "coop.seller", "office-530624.official", "operator.operator")
    with app.app_context(), dialects.writing():
        product = potatoes(world)
        change_listing(product, replace(product.said, name="新名"), by=seller)
        db.session.commit()
    deeds = [
        lambda: changes.approve_change(potatoes(world), by=office),
        lambda: changes.return_change(potatoes(world), "no", by=operator),
        lambda: changes.withdraw_change(potatoes(world), by=seller),
    ]
    assert [type(refusal) for refusal in refusals(all_at_once(app, deeds))] == [Refused] * 2
    with app.app_context():
        change = db.session.execute(select(ListingChange)).scalar_one()
        assert (potatoes(world).name == "新名") is (change.outcome is ChangeOutcome.APPROVED)


@pytest.mark.parametrize("time", range(3))
def test_a_listing_is_approved_or_taken_back_and_not_both(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    seller, office = actors(app, world, "coop.seller", "office-530624.official")
    with app.app_context(), dialects.writing():
        draft = duplicate(potatoes(world), by=seller)
        moves.submit(draft, by=seller)
        db.session.commit()
        number = draft.id
    deeds = [
        lambda: moves.approve(db.session.get_one(Product, number), by=office),
        lambda: moves.withdraw(db.session.get_one(Product, number), by=seller),
    ]
    assert len(refusals(all_at_once(app, deeds))) == 1
    with app.app_context():
        assert db.session.get_one(Product, number).status in (ProductStatus.ON_SHELF, ProductStatus.DRAFT)


@pytest.mark.parametrize("time", range(3))
def test_listings_begun_at_once_under_one_name_get_addresses_of_their_own(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    assert refusals(all_at_once(app, [lambda: duplicate(potatoes(world), by=seller) for _one in range(4)])) == []
    with app.app_context():
        slugs = db.session.execute(select(Product.slug).where(Product.slug.startswith("potatoes"))).scalars().all()
        assert len(set(slugs)) == 5
