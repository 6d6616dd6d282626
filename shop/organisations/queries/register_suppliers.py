"""Suppliers in the register, as offices read them and as they read themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import BenefitRecord, Supplier
from shop.organisations.words import SupplierKind, SupplierStatus


@dataclass(frozen=True, slots=True)
class SupplierFilter:
    """What of the suppliers is asked for."""

    text: str = ""
    county: str | None = None
    kind: SupplierKind | None = None
    status: SupplierStatus | None = None


def suppliers_for(actor: Actor, asked_for: SupplierFilter) -> Sequence[Supplier]:
    """The suppliers that an office may read: a county its own, everybody else all. One statement."""
    asked = select(Supplier).where(Supplier.applied_at.is_not(None)).order_by(Supplier.county_code, Supplier.id)
    if actor.is_county:
        asked = asked.where(Supplier.county_code == actor.county_code)
    if asked_for.text:
        like = f"%{asked_for.text.replace('%', '').replace('_', '')}%"
        asked = asked.where(or_(Supplier.name.ilike(like), Supplier.name_english.ilike(like)))
    if asked_for.county:
        asked = asked.where(Supplier.county_code == asked_for.county)
    if asked_for.kind:
        asked = asked.where(Supplier.supplier_kind == asked_for.kind)
    if asked_for.status:
        asked = asked.where(Supplier.status == asked_for.status)
    return db.session.execute(asked).scalars().all()


def supplier_for(actor: Actor, slug: str) -> Supplier:
    """A supplier that an office may read, or one's own, whatever its status. Raises ``NotYours``."""
    supplier = db.session.execute(select(Supplier).where(Supplier.slug == slug)).scalar_one_or_none()
    if supplier is None or not (
        actor.organisation_id == supplier.id or (supplier.applied_at is not None and _reads(actor, supplier))
    ):
        raise NotYours
    return supplier


def _reads(actor: Actor, supplier: Supplier) -> bool:
    """Offices read whoever has applied, a county its own; a draft that was never sent is nobody else's business."""
    own = actor.is_county and actor.county_code == supplier.county_code
    return actor.is_operator or actor.is_official or own


def benefits_of(supplier_id: int) -> Sequence[BenefitRecord]:
    """Whom a supplier linked, the newest record first."""
    asked = select(BenefitRecord).where(BenefitRecord.supplier_id == supplier_id).order_by(BenefitRecord.as_of.desc())
    return db.session.execute(asked).scalars().all()
