"""The labels of products on papers and lists: what their tile shows, also of what is on the shelf no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from shop.catalogue.models import Category, Product
from shop.catalogue.pictured import PHOTO, Pictured, pictured, with_main_photo
from shop.catalogue.season import short_place
from shop.extensions import db
from shop.organisations.models import County


@dataclass(frozen=True, slots=True)
class Label:
    """A product's tile: its character on the tint of its category, its drawing, the seal of its county, its address.

    Its main photo takes their place.
    """

    character: str
    tint: str
    drawing: str | None
    seal: str
    slug: str
    photo: Pictured | None


def labels_of(product_ids: Iterable[int]) -> dict[int, Label]:
    """The labels of products by id; one query, and none for nothing."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return {}
    rows = db.session.execute(
        with_main_photo(
            select(Product.id, Product.character, Category.tint, Product.drawing, County.name, Product.slug, *PHOTO)
            .join(Category, Category.id == Product.category_id)
            .join(County, County.code == Product.county_code)
            .where(Product.id.in_(wanted))
        )
    )
    return {
        product_id: Label(character, tint, drawing, short_place(county)[:3], slug, pictured(photo))
        for product_id, character, tint, drawing, county, slug, *photo in rows
    }
