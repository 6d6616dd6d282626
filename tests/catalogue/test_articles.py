"""A seller's own numbers of its products: one product each, as a sheet reads them, whoever writes them and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from shop.audit.models import TrailEntry
from shop.catalogue.models import Product
from shop.catalogue.services import articles
from shop.catalogue.services.listings import change_listing, list_product
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from tests.factories import a_supplier, an_actor
from tests.factories.catalogue import a_product
from tests.factories.fulfilment import refused

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def coop() -> Iterator[Supplier]:
    with force_locale("en"):
        yield a_supplier()


@pytest.fixture
def seller(coop: Supplier) -> Actor:
    return an_actor(coop)


def numbered(product: Product, article: str, by: Actor) -> Product:
    change_listing(product, product.said, article=article, by=by)
    return product


@pytest.mark.parametrize("typed", ["A-01", " a-01 ", "Ａ－01"], ids=["the same", "small", "wide"])
def test_no_two_products_of_a_seller_have_one_article_number(coop: Supplier, seller: Actor, typed: str) -> None:
    first = numbered(a_product("干笋", of=coop), "A-01", seller)
    second = a_product(of=coop)
    with refused(f"{first.name}.* has this article number already") as refusal:
        numbered(second, typed, seller)
    assert refusal.value.field == "article"
    with refused("has this article number already"):
        list_product(second.said, article=typed, by=seller)
    others = a_supplier()
    assert numbered(a_product(of=others), typed, an_actor(others)).article.upper()[-2:] == "01"


def test_an_article_number_is_no_other_products_address_by_which_a_sheet_knows_it(
    coop: Supplier, seller: Actor
) -> None:
    product, other = a_product(of=coop), a_product(of=coop)
    with refused("has this article number already"):
        numbered(other, product.slug, seller)
    numbered(product, "A-1", seller)
    old_address = product.slug
    numbered(other, old_address, seller)
    with refused("has this article number already"):
        numbered(product, "", seller)


def test_a_new_listings_address_is_no_article_number_of_the_same_seller(coop: Supplier, seller: Actor) -> None:
    numbered(a_product(of=coop), "fresh-shoots", seller)
    assert a_product("鲜笋", "Fresh shoots", of=coop).slug != "fresh-shoots"
    assert a_product("鲜笋", "Fresh shoots", of=a_supplier()).slug == "fresh-shoots"


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("示例-9", "example"),
        ("2026-05-01", "Excel"),
        ("1E+12", "Excel"),
        ("9" * 41, "40"),
        ("㌖" * 40, "40"),
    ],
)
def test_a_number_that_no_sheet_could_carry_is_refused(coop: Supplier, seller: Actor, typed: str, match: str) -> None:
    with refused(match) as refusal:
        numbered(a_product(of=coop), typed, seller)
    assert refusal.value.field == "article"


def test_a_new_number_is_in_the_trail_and_the_same_again_is_nothing(coop: Supplier, seller: Actor) -> None:
    product = numbered(numbered(a_product(of=coop), "A-01", seller), "A-01", seller)
    change_listing(product, product.said, by=seller)
    told = select(TrailEntry.details).where(TrailEntry.action == "product.changed")
    assert [said["changes"] for said in db.session.execute(told).scalars()] == [{"article": ["", "A-01"]}]
    assert product.article == "A-01"


def test_the_database_keeps_numbers_apart_as_well(coop: Supplier, seller: Actor) -> None:
    product, other = numbered(a_product(of=coop), "A-01", seller), a_product(of=coop)
    columns = {column.name: getattr(other, column.name) for column in Product.__table__.columns}
    row: dict[str, Any] = columns | {"id": None, "slug": "elsewhere", "article": "a-01"}
    del row["id"], row["code_key"]
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(Product.__table__), [row])
    assert product.code_key == "a-01"


def test_somebody_who_was_faster_is_met_with_the_same_sentence(
    coop: Supplier, seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered(a_product(of=coop), "A-01", seller)
    late = a_product(of=coop)
    monkeypatch.setattr(articles, "_owner", lambda *_asked: None)
    with pytest.raises(Refused, match="article number"), db.session.begin_nested():
        numbered(late, "A-01", seller)
