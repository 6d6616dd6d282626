"""The addresses of products: their English names, with a number where one is taken."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from shop.catalogue.models import Product
from shop.extensions import db

LONGEST_SLUG = 64


def slug_of(text: str) -> str:
    """A name as part of an address, which others may have as well."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_SLUG - 6].strip("-") or "product"


def free_slug(text: str, supplier_id: int) -> str:
    """The address of a product: its English name, with a number when it is taken, if only as an article number."""
    stem = slug_of(text)
    taken = set(db.session.scalars(select(Product.slug).where(Product.slug.startswith(stem, autoescape=True))))
    codes = select(Product.code_key).where(Product.supplier_id == supplier_id)
    taken |= set(db.session.scalars(codes.where(Product.code_key.startswith(stem, autoescape=True))))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
