"""Suppliers as the public sees them, and the benefit they bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.organisations.models import BenefitRecord, Supplier
from shop.organisations.words import BenefitSource, SupplierStatus

PUBLIC = (SupplierStatus.APPROVED, SupplierStatus.SUSPENDED)


def supplier_by_slug(slug: str) -> Supplier:
    """A supplier that the public may see: approved, or approved once and suspended since. Raises ``NotYours``."""
    asked = select(Supplier).where(Supplier.slug == slug, Supplier.status.in_(PUBLIC))
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def benefit_of(supplier_ids: Iterable[int], on: date) -> dict[int, BenefitRecord]:
    """Whom each supplier links on a day, by supplier id: as its county confirmed last, else as it states. One query."""
    asked = select(BenefitRecord).where(
        BenefitRecord.supplier_id.in_(sorted(set(supplier_ids))), BenefitRecord.as_of <= on
    )
    records = db.session.execute(asked.order_by(in_force_last(), BenefitRecord.as_of)).scalars()
    return {record.supplier_id: record for record in records}


def stated_by(supplier_ids: Iterable[int], on: date) -> dict[int, BenefitRecord]:
    """What each supplier itself states on a day, confirmed or not, by supplier id. One query."""
    asked = select(BenefitRecord).where(
        BenefitRecord.supplier_id.in_(sorted(set(supplier_ids))),
        BenefitRecord.as_of <= on,
        BenefitRecord.source == BenefitSource.STATED,
    )
    return {record.supplier_id: record for record in db.session.execute(asked.order_by(BenefitRecord.as_of)).scalars()}


def in_force_last(record: Any = BenefitRecord) -> ColumnElement[bool]:
    """What benefit records are sorted by before their days: what a county confirmed comes after what is only stated."""
    return record.source == BenefitSource.CONFIRMED  # type: ignore[no-any-return]
