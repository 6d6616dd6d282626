"""Applications: what each states, what was done to it, and which of them wait for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, false, func, or_, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.lifecycle import WAITING, Party
from shop.organisations.models import Supplier, SupplierApplication, SupplierChange, SupplierStep
from shop.organisations.words import Decision, SupplierStatus

PER_PAGE = 20
SEEN_BY_OFFICES = Supplier.applied_at.is_not(None)
"""A draft that was never sent concerns nobody but those who fill it in."""


@dataclass(frozen=True, slots=True)
class WaitingApplication:
    """An application that somebody has to decide about, and since when; ``days`` are whole days."""

    slug: str
    name: str
    name_english: str
    county_code: str
    status: SupplierStatus
    since: datetime
    days: int

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What of the applications is asked for."""

    text: str = ""
    county: str | None = None
    status: SupplierStatus | None = None


IN_THE_QUEUE = (SupplierStatus.APPLICANT, SupplierStatus.RECOMMENDED, SupplierStatus.DRAFT)
"""What the page of applications shows unless something else is asked for: what waits, and what was returned."""


def application_of(supplier_id: int) -> SupplierApplication | None:
    """What a supplier states that is kept nowhere else."""
    return db.session.get(SupplierApplication, supplier_id)


def steps_of(supplier_id: int) -> Sequence[SupplierStep]:
    """Every step of a supplier's vetting, the newest first. One statement."""
    asked = select(SupplierStep).where(SupplierStep.supplier_id == supplier_id).order_by(SupplierStep.n.desc())
    return db.session.execute(asked).scalars().all()


def applications_waiting(actor: Actor) -> Sequence[WaitingApplication]:
    """The applications that wait for the actor's own office, the oldest first: a county's own, the operator's all.

    Nobody else has any. One statement, and none for nobody.
    """
    waits = _waits_for(actor)
    if waits is None:
        return ()
    asked = _rows(waits).order_by(Supplier.status_since, Supplier.id)
    return [_waiting(row) for row in db.session.execute(asked.limit(100))]


def applications_waiting_count(actor: Actor) -> int:
    """How many they are."""
    return db.session.execute(count_waiting(actor)).scalar_one()


def count_waiting(actor: Actor) -> Select[int]:
    """The same as a question, to be asked beside others."""
    waits = _waits_for(actor)
    return select(func.count()).select_from(Supplier).where(false() if waits is None else waits)


def applications_for(
    actor: Actor, wanted: ApplicationFilter, page: int, *, per_page: int = PER_PAGE
) -> tuple[Sequence[WaitingApplication], int]:
    """A page of the applications that an office may read, what waits for it first and longest, and how many in all.

    One statement.
    """
    asked = _rows(SEEN_BY_OFFICES).add_columns(func.count().over().label("whole"))
    if actor.is_county:
        asked = asked.where(Supplier.county_code == actor.county_code)
    if wanted.text:
        like = f"%{wanted.text.replace('%', '').replace('_', '')}%"
        asked = asked.where(or_(*(col.ilike(like) for col in (Supplier.name, Supplier.name_english)), _coded(wanted)))
    if wanted.county:
        asked = asked.where(Supplier.county_code == wanted.county)
    asked = asked.where(Supplier.status == wanted.status if wanted.status else Supplier.status.in_(IN_THE_QUEUE))
    own = Party.COUNTY if actor.is_county else Party.OPERATOR
    first = case((Supplier.status == WAITING[own], 0), else_=1)
    asked = asked.order_by(first, Supplier.status_since, Supplier.id).offset((page - 1) * per_page).limit(per_page)
    rows = db.session.execute(asked).all()
    return [_waiting(row) for row in rows], rows[0].whole if rows else 0


def changes_of(supplier_id: int) -> Sequence[SupplierChange]:
    """What a supplier wanted changed after its approval, the newest first. One statement."""
    asked = select(SupplierChange).where(SupplierChange.supplier_id == supplier_id).order_by(SupplierChange.id.desc())
    return db.session.execute(asked.limit(20)).scalars().all()


def change_of(supplier_id: int, change_id: int) -> SupplierChange:
    """One of them; raises ``NotYours``."""
    change = db.session.get(SupplierChange, change_id)
    if change is None or change.supplier_id != supplier_id:
        raise NotYours
    return change


def changes_waiting() -> Sequence[tuple[SupplierChange, Supplier]]:
    """Changes that wait for the operator, the oldest first. One statement."""
    asked = (
        select(SupplierChange, Supplier)
        .join(Supplier, Supplier.id == SupplierChange.supplier_id)
        .where(SupplierChange.decision == Decision.WAITING)
        .order_by(SupplierChange.id)
    )
    return [(change, supplier) for change, supplier in db.session.execute(asked.limit(100))]


def _waits_for(actor: Actor) -> ColumnElement[bool] | None:
    if actor.is_county:
        return (Supplier.status == WAITING[Party.COUNTY]) & (Supplier.county_code == actor.county_code)
    return Supplier.status == WAITING[Party.OPERATOR] if actor.is_operator else None


def _rows(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (Supplier.slug, Supplier.name, Supplier.name_english, Supplier.county_code)
    return select(*columns, Supplier.status, Supplier.status_since).where(condition)


def _coded(wanted: ApplicationFilter) -> ColumnElement[bool]:
    return Supplier.credit_code == wanted.text.upper()


def _waiting(row: Row[*tuple[Any, ...]]) -> WaitingApplication:
    days = (clock.today() - clock.shanghai_day(row.status_since)).days
    return WaitingApplication(row.slug, row.name, row.name_english, row.county_code, row.status, row.status_since, days)
