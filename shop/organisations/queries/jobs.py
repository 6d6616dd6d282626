"""Workshops' jobs: the newest statement of each up to a day, and all statements of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import JobsStatement, Pairing, Supplier
from shop.organisations.policies import may_read_coverage
from shop.organisations.words import SupplierKind, SupplierStatus


def newest_jobs(supplier_ids: Iterable[int], day: date) -> dict[int, JobsStatement]:
    """The newest statement of each of these up to a day. One statement, and none for nobody."""
    ids = sorted(set(supplier_ids))
    if not ids:
        return {}
    asked = (
        select(JobsStatement)
        .where(JobsStatement.supplier_id.in_(ids), JobsStatement.as_of <= day)
        .order_by(JobsStatement.as_of, JobsStatement.id)
    )
    return {stated.supplier_id: stated for stated in db.session.execute(asked).scalars()}


def workshops_for(actor: Actor) -> Sequence[Supplier]:
    """The workshops whose jobs the actor reads: of their county, their own, or all. One statement."""
    asked = select(Supplier).where(Supplier.supplier_kind == SupplierKind.WORKSHOP)
    if actor.is_county:
        asked = asked.where(Supplier.county_code == actor.county_code)
    elif actor.is_official:
        aided = select(Pairing.county_code).where(
            Pairing.cluster_id == actor.cluster_id, Pairing.approved_at.is_not(None)
        )
        asked = asked.where(Supplier.county_code.in_(aided))
    elif not may_read_coverage(actor):
        asked = asked.where(Supplier.id == actor.organisation_id)
    if not actor.is_supplier:
        asked = asked.where(Supplier.status.in_((SupplierStatus.APPROVED, SupplierStatus.SUSPENDED)))
    return db.session.execute(asked.order_by(Supplier.county_code, Supplier.id)).scalars().all()


def workshop_for(actor: Actor, slug: str) -> Supplier:
    """One of them; raises ``NotYours``. One statement."""
    found = next((one for one in workshops_for(actor) if one.slug == slug), None)
    if found is None:
        raise NotYours
    return found


def jobs_of(supplier_id: int) -> Sequence[JobsStatement]:
    """Everything that was stated of a workshop, the newest first. One statement."""
    asked = select(JobsStatement).where(JobsStatement.supplier_id == supplier_id)
    return db.session.execute(asked.order_by(JobsStatement.as_of.desc(), JobsStatement.id.desc())).scalars().all()


def statement_of(supplier_id: int, number: int) -> JobsStatement:
    """One of them; raises ``NotYours``."""
    stated = db.session.get(JobsStatement, number)
    if stated is None or stated.supplier_id != supplier_id:
        raise NotYours
    return stated
