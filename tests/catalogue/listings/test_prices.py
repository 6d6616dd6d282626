"""Packs and prices of listings on the shelf: what holds at once, and what is looked at first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Product
from shop.catalogue.queries.listing import waiting_of
from shop.catalogue.services import changes
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import add_packing, change_pack, order_packs, retire_pack
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from tests.catalogue.listings.shelf import on_shelf, priced, shown_price
from tests.factories.catalogue import a_pack

pytestmark = pytest.mark.usefixtures("db_session")


def test_names_and_prices_gather_in_one_change(product: Product, seller: Actor, official: Actor) -> None:
    pack = product.packs[0]
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    change_pack(pack, priced(pack, from_1="15"), by=seller)
    change = waiting_of(product.id)
    assert change is not None
    assert len(change.items) == 2
    assert shown_price(product) == "12.00"
    changes.approve_change(product, by=official)
    assert shown_price(product) == "15.00"
    assert on_shelf(product).name == "冬笋"


def test_a_price_within_the_bound_holds_at_once_and_small_steps_add_up_against_the_approved_one(
    product: Product, seller: Actor
) -> None:
    pack = product.packs[0]
    assert change_pack(pack, priced(pack, from_1="13"), by=seller) is None
    assert shown_price(product) == "13.00"
    waits = change_pack(pack, priced(pack, from_1="13.5"), by=seller)
    assert waits is not None
    assert waits.items[0]["change"] == "0.1250"
    assert shown_price(product) == "13.00"
    assert change_pack(pack, priced(pack, from_1="11"), by=seller) is None
    assert waiting_of(product.id) is None
    assert shown_price(product) == "11.00"


def test_an_approved_price_is_what_later_ones_are_held_against(
    product: Product, seller: Actor, official: Actor
) -> None:
    pack = product.packs[0]
    change_pack(pack, priced(pack, from_1="20"), by=seller)
    changes.approve_change(product, by=official)
    assert change_pack(pack, priced(pack, from_1="21.9"), by=seller) is None
    assert change_pack(pack, priced(pack, from_1="12"), by=seller) is not None


def test_an_approved_price_of_one_pack_opens_no_way_for_the_others_that_stood_before_reviews(
    product: Product, seller: Actor, official: Actor
) -> None:
    first, second = product.packs[0], a_pack(product, tiers={1: "12"}, weighed=True)
    first.approved = second.approved = None
    db.session.flush()
    assert change_pack(first, priced(first, from_1="24"), by=seller)
    changes.approve_change(product, by=official)
    assert change_pack(second, priced(second, from_1="24"), by=seller)
    assert second.tiers[0].unit_price == UnitPrice.yuan("12")


def test_a_new_pack_at_another_price_is_not_sold_before_it_is_approved(
    product: Product, seller: Actor, official: Actor
) -> None:
    dear = replace(priced(product.packs[0], from_1="40"), name="精装", name_english="gift box")
    pack = add_packing(product, dear, by=seller)
    assert not pack.active
    assert len(on_shelf(product).packs) == 1
    changes.approve_change(product, by=official)
    assert [str(offer.tiers[0][1]) for offer in on_shelf(product).packs] == ["12.00", "40.00"]


def test_a_retired_pack_brought_back_at_its_approved_price_is_sold_at_once(product: Product, seller: Actor) -> None:
    other = a_pack(product, tiers={1: "125"})
    db.session.flush()
    retire_pack(other, by=seller)
    assert len(on_shelf(product).packs) == 1
    change_pack(other, other.packing, by=seller)
    assert len(on_shelf(product).packs) == 2


def test_the_last_pack_of_a_listing_on_sale_is_not_retired(product: Product, seller: Actor) -> None:
    with force_locale("en"), pytest.raises(Refused):
        retire_pack(product.packs[0], by=seller)


def test_packs_stand_in_the_order_their_supplier_gives_them(product: Product, seller: Actor) -> None:
    first, second = product.packs[0], a_pack(product, tiers={1: "125"})
    order_packs(product, [second.id, first.id], by=seller)
    assert [pack.id for pack in on_shelf(product).packs] == [second.id, first.id]
    with pytest.raises(NotYours):
        order_packs(product, [second.id], by=seller)


def test_a_pack_too_large_to_be_is_refused_field_by_field(product: Product, seller: Actor) -> None:
    huge = replace(product.packs[0].packing, content=Quantity.of(10**7), minimum=10**9, multiple=10**9)
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_pack(product.packs[0], huge, by=seller)
    fields = {refusal.value.field, *(other.field for other in refusal.value.others)}
    assert fields == {"content", "minimum", "multiple"}
