"""Keeping the search index true to what products say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import bindparam, delete, select, update

from shop.catalogue.models import Category, Product, SearchToken
from shop.catalogue.tokens import Described, tokens
from shop.extensions import db
from shop.kernel import pinyin
from shop.kernel.batches import batches
from shop.kernel.dialects import insert_many
from shop.organisations.models import County

BATCH, TOKENS_AT_ONCE = 500, 5_000
_product, _token = Product.__table__, SearchToken.__table__


def index_product(product: Product) -> None:
    """From now on the product is found by its words as they stand, and sorted by them."""
    db.session.flush()
    index_products([product.id])
    db.session.refresh(product, ["sort_key"])


def index_products(product_ids: Sequence[int]) -> None:
    """The same of many at once. Their rows are written already."""
    for batch in batches(product_ids, BATCH):
        _index(batch)


def _index(product_ids: Sequence[int]) -> None:
    described = (
        select(
            Product.id,
            Product.name,
            Product.name_english,
            Product.search_words,
            Category.name,
            Category.name_english,
            County.name,
            County.name_english,
            County.prefecture,
            County.prefecture_english,
        )
        .join(Category, Category.id == Product.category_id)
        .join(County, County.code == Product.county_code)
        .where(Product.id.in_(product_ids))
        .order_by(Product.id)
    )
    rows = db.session.execute(described).all()
    sorted_by = [{"key": row[0], "new_sort_key": pinyin.sort_key(row[1])} for row in rows]
    statement = update(_product).where(_product.c.id == bindparam("key")).values(sort_key=bindparam("new_sort_key"))
    db.session.connection().execute(statement, sorted_by)
    db.session.execute(delete(_token).where(_token.c.product_id.in_(product_ids)))
    found = (
        {"token": token, "product_id": row[0], "weight": weight}
        for row in rows
        for token, weight in sorted(_tokens(tuple(row[1:3]), row[3], tuple(row[4:6]), tuple(row[6:])).items())
    )
    for some in batches(found, TOKENS_AT_ONCE):
        insert_many(db.session(), _token, some)


def _tokens(
    names: tuple[str, ...], search_words: str, category: tuple[str, ...], places: tuple[str, ...]
) -> dict[str, int]:
    """What a product is found by: its own words, before those that it has in common with others."""
    own = tokens(Described(names=names, search_words=search_words))
    shared = _shared(category, places)
    return {token: max(weight, own.get(token, 0)) for token, weight in shared.items()} | {
        token: max(weight, shared.get(token, 0)) for token, weight in own.items()
    }


@lru_cache(maxsize=512)
def _shared(category: tuple[str, ...], places: tuple[str, ...]) -> dict[str, int]:
    """Of a category and a county, which many products have: read once."""
    return tokens(Described(names=(), category=category, places=places))
