"""Certificates by their catalogue number, as anybody may look them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from shop.catalogue.certification import plain_number
from shop.catalogue.models import Certification, Product
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.organisations.models import County, Organisation

MOST_FOUND = 5
_organisation: Any = Organisation.__table__


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate as anybody may read it, with the product and the supplier it is of."""

    certification: Certification
    product: str
    product_english: str
    slug: str
    shown: bool
    supplier: str
    supplier_english: str
    supplier_slug: str
    county: str
    county_english: str

    def product_named(self, language: str) -> str:
        return self.product if language == "zh" else self.product_english

    def supplier_named(self, language: str) -> str:
        return self.supplier if language == "zh" else self.supplier_english

    def county_named(self, language: str) -> str:
        return self.county if language == "zh" else self.county_english


def certificates_numbered(text: str) -> list[Found]:
    """The approved certificates with a catalogue number, however it is typed; the latest days first. One statement."""
    number = plain_number(text).upper()
    if not number:
        return []
    shown = Product.status.in_((ProductStatus.ON_SHELF, ProductStatus.OFF_SHELF))
    asked = (
        select(
            Certification,
            Product.name,
            Product.name_english,
            Product.slug,
            shown,
            _organisation.c.name,
            _organisation.c.name_english,
            _organisation.c.slug,
            County.name,
            County.name_english,
        )
        .join(Product, Product.id == Certification.product_id)
        .join(_organisation, _organisation.c.id == Product.supplier_id)
        .join(County, County.code == Product.county_code)
        .where(func.upper(Certification.catalogue_number) == number, Certification.approved_at.is_not(None))
        .order_by(Certification.valid_from.desc(), Certification.id.desc())
        .limit(MOST_FOUND)
    )
    return [Found(*row) for row in db.session.execute(asked)]
