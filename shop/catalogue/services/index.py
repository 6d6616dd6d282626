"""Keeping the search index true to what products say of themselves."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from shop.catalogue.models import Category, Product, SearchToken
from shop.catalogue.tokens import Described, tokens
from shop.extensions import db
from shop.kernel import pinyin
from shop.organisations.models import County


def index_product(product: Product) -> None:
    """From now on the product is found by its words as they stand, and sorted by them."""
    category_and_county = db.session.execute(
        select(
            Category.name,
            Category.name_english,
            County.name,
            County.name_english,
            County.prefecture,
            County.prefecture_english,
        )
        .join_from(Category, County, County.code == product.county_code)
        .where(Category.id == product.category_id)
    ).one()
    described = Described(
        names=(product.name, product.name_english),
        search_words=product.search_words,
        category=tuple(category_and_county[:2]),
        places=tuple(category_and_county[2:]),
    )
    product.sort_key = pinyin.sort_key(product.name)
    db.session.flush()
    db.session.execute(delete(SearchToken).where(SearchToken.product_id == product.id))
    db.session.execute(
        insert(SearchToken),
        [
            {"token": token, "product_id": product.id, "weight": weight}
            for token, weight in sorted(tokens(described).items())
        ],
    )
