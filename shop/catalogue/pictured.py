"""The photo that stands for a product, on cards, papers and lists: its first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from shop.catalogue.models import Product, ProductPhoto
from shop.documents.models import Photo
from shop.documents.sizes import size_at

PHOTO = (Photo.name, Photo.width, Photo.height, ProductPhoto.alt, ProductPhoto.alt_english)


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo as pages show it. ``name`` is part of its addresses; ``alt`` says what is seen, if anybody said so."""

    name: str
    width: int
    height: int
    alt: str
    alt_english: str

    def named(self, language: str) -> str:
        return self.alt if language == "zh" else self.alt_english

    def at(self, edge: int) -> tuple[int, int]:
        """How wide and high it is within a square of so many pixels."""
        return size_at(self.width, self.height, edge)


def with_main_photo(asked: Any) -> Any:
    """A question about products that the columns ``PHOTO`` of each one's main photo are joined to."""
    main = (
        select(ProductPhoto.id)
        .where(ProductPhoto.product_id == Product.id)
        .order_by(ProductPhoto.position, ProductPhoto.id)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )
    return asked.outerjoin(ProductPhoto, ProductPhoto.id == main).outerjoin(Photo, Photo.id == ProductPhoto.photo_id)


def pictured(columns: Sequence[Any]) -> Pictured | None:
    """A photo from the columns ``PHOTO``; nothing where there is none."""
    return Pictured(*columns) if columns[0] is not None else None
