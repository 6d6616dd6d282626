"""A shop whose products had alike numbers, and orders that kept no producer, becomes one with neither."""

import flask_migrate
import pytest
from sqlalchemy import text

from shop.audit.services import record
from shop.catalogue.models import Product
from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.models import OrderLine
from tests.factories import a_supplier
from tests.factories.catalogue import a_product
from tests.factories.fulfilment import a_confirmed_order
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def test_alike_numbers_are_told_apart_and_lines_take_their_producer_where_it_never_changed(
    committing_world: CommittingWorld,
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        seller = a_supplier()
        ids = [a_product(of=seller, stock=None).id for _one in range(4)]
        orders = [a_confirmed_order(world, packs) for packs in ({"sack": 4}, {"tray": 2})]
        potatoes, eggs = [db.session.get_one(Product, order.lines[0].product_id) for order in orders]
        for product in (potatoes, eggs):
            product.producer_name, product.producer_name_english = "高山农户", "Hill farmers"
        record(None, "product.changed", "product", eggs.id, changes={"producer_name": ["老茶农", "高山农户"]})
        db.session.commit()
        kept = {potatoes.id: "高山农户", eggs.id: ""}
        address = db.session.get_one(Product, ids[0]).slug
        db.session.remove()
        flask_migrate.downgrade(revision="0034")
        for product_id, article in zip(ids[1:], ("A-01", "a-01", address), strict=True):
            said = {"article": article, "id": product_id}
            db.session.execute(text("UPDATE product SET article = :article WHERE id = :id"), said)
        db.session.commit()
        db.session.remove()
        flask_migrate.upgrade()
        products = [db.session.get_one(Product, product_id) for product_id in ids]
        assert [product.article for product in products] == ["", "A-01", "a-01-2", f"{address}-2"]
        assert [product.code_key for product in products] == [address, "a-01", "a-01-2", f"{address}-2"]
        lines = db.session.query(OrderLine.product_id, OrderLine.producer_name).all()
        assert {product: name for product, name in lines if product in kept} == kept
