"""What becomes of orders and baskets when a listing changes: orders keep what they were placed at, baskets follow what
was approved and say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.catalogue.models import Pack, Product
from shop.catalogue.services import changes, moves
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import change_pack, retire_pack
from shop.catalogue.words import GoodsKind, TaxRate
from shop.extensions import db
from shop.kernel.money import UnitPrice
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.ordering.services.baskets import BasketOwner, add_to_basket
from shop.ordering.services.checkout import check_out
from tests.factories.ordering import an_order
from tests.factories.world import World
from tests.ordering.pages import seen_by, signed_in, text_of


@pytest.fixture
def buyer(world_app: Any, world: World) -> FlaskClient:
    return signed_in(world_app.test_client(), world, "school.buyer")


def raise_to(world: World, price: str) -> None:
    """The sack of potatoes is to cost this a kilogram, from any number of sacks on."""
    pack = db.session.get_one(Pack, world.packs["sack"])
    change_pack(pack, replace(pack.packing, tiers={1: UnitPrice.yuan(price)}), by=world.actor("coop.seller"))


def test_an_order_keeps_its_name_price_pack_and_rate_whatever_becomes_of_the_listing(world: World) -> None:
    order = an_order(world)
    line = order.lines[0]
    kept = (line.product_name, line.pack_name, line.unit_price, line.content, line.tax_rate, line.weighed)
    product = db.session.get_one(Product, world.products["potatoes"])
    pack, seller = db.session.get_one(Pack, world.packs["sack"]), world.actor("coop.seller")
    taxed: dict[str, Any] = {"goods_kind": GoodsKind.OWN_PRIMARY, "tax_rate": TaxRate.ONE}
    change_listing(product, replace(product.said, name="高山土豆", name_english="Hill potatoes", **taxed), by=seller)
    dearer = {1: UnitPrice.yuan(4)}
    change_pack(pack, replace(pack.packing, name="大袋", content=pack.content * 2, tiers=dearer), by=seller)
    changes.approve_change(product, by=world.actor("office-530624.official"))
    moves.take_off(product, "", by=seller)
    retire_pack(pack, by=seller)
    db.session.commit()
    db.session.expire_all()
    line = db.session.get_one(Order, order.id).lines[0]
    assert (line.product_name, line.pack_name, line.unit_price, line.content, line.tax_rate, line.weighed) == kept
    assert pack.name == "大袋"


def test_a_basket_follows_the_approved_price_and_not_the_one_that_waits(buyer: FlaskClient, world: World) -> None:
    buyer.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "4"})
    raise_to(world, "4")
    db.session.commit()
    assert "¥2.585" in text_of(buyer.get("/basket"))
    product = db.session.get_one(Product, world.products["potatoes"])
    changes.approve_change(product, by=world.actor("office-530624.official"))
    db.session.commit()
    page = text_of(buyer.get("/basket"))
    assert "¥4.00" in page
    assert "¥2.585" not in page


def test_who_checks_out_at_a_price_that_was_approved_meanwhile_is_told(world: World) -> None:
    owner, buyer = BasketOwner(membership_id=world.memberships["school.buyer"]), world.actor("school.buyer")
    add_to_basket(owner, world.packs["sack"], 4)
    seen = seen_by(world)
    raise_to(world, "4")
    product = db.session.get_one(Product, world.products["potatoes"])
    changes.approve_change(product, by=world.actor("office-530624.official"))
    db.session.commit()
    with pytest.raises(Refused):
        check_out(owner, world.terms(), seen=seen, by=buyer)
