"""Whose goods a listing says it sells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Product
from shop.catalogue.services import changes, moves
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.listings import change_listing, list_product
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.organisations.models import Producer
from tests.factories import a_supplier

pytestmark = pytest.mark.usefixtures("db_session")


def test_an_agent_names_one_of_its_own_producers_and_no_other(product: Product, seller: Actor) -> None:
    own = Producer(supplier_id=product.supplier_id, name="高山农户", name_english="Hill farmers")
    other = Producer(supplier_id=a_supplier().id, name="别家", name_english="Others")
    db.session.add_all([own, other])
    db.session.flush()
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_listing(product, replace(product.said, producer_id=other.id), by=seller)
    assert refusal.value.field == "producer_id"
    draft = list_product(replace(product.said, producer_id=own.id), by=seller)
    assert (draft.producer_name, draft.producer_name_english) == ("高山农户", "Hill farmers")


@pytest.fixture
def ended(product: Product) -> Producer:
    """Somebody the seller sold for once, and sells for no more."""
    producer = Producer(supplier_id=product.supplier_id, name="老茶农", name_english="Old farmers", active=False)
    db.session.add(producer)
    db.session.flush()
    return producer


def test_nothing_new_is_listed_for_a_producer_that_has_ended(product: Product, seller: Actor, ended: Producer) -> None:
    for write in (lambda said: change_listing(product, said, by=seller), lambda said: list_product(said, by=seller)):
        with force_locale("en"), pytest.raises(Refused, match="producer has ended") as refusal:
            write(replace(product.said, producer_id=ended.id))
        assert refusal.value.field == "producer_id"


def test_a_listing_whose_producer_has_ended_is_still_changed_and_copied(
    product: Product, seller: Actor, ended: Producer
) -> None:
    product.producer_id, product.producer_name, product.producer_name_english = ended.id, ended.name, "Old farmers"
    db.session.flush()
    change_listing(product, replace(product.said, storage="放在阴凉处"), by=seller)
    assert (product.storage, product.producer_id) == ("放在阴凉处", ended.id)
    copy = duplicate(product, by=seller)
    assert copy.producer_name == "老茶农"
    copy.goods_kind = product.goods_kind
    with force_locale("en"), pytest.raises(Refused, match="producer has ended"):
        moves.submit(copy, by=seller)


def test_a_change_that_names_a_producer_is_not_approved_once_that_has_ended(
    product: Product, seller: Actor, official: Actor, ended: Producer
) -> None:
    ended.active = True
    change_listing(product, replace(product.said, producer_id=ended.id), by=seller)
    ended.active = False
    with force_locale("en"), pytest.raises(Refused, match="producer has ended"):
        changes.approve_change(product, by=official)
