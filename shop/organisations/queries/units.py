"""The tree of a year, who sees which units, and the papers of a unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.calendar import shanghai_year, shanghai_years_end
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Supervision, Unit, UnitAncestor
from shop.organisations.words import UnitLevel

UNIT = Unit.__table__.c


def unit_path(unit_id: int, year: int) -> tuple[int, ...]:
    """The units from the cluster down to this one, itself last, in a year.

    Until a year's tree is made the newest one before it stands; a unit that is in no tree stands alone.
    """
    return tuple(db.session.execute(_path(), {"unit_id": unit_id, "year": year}).scalars()) or (unit_id,)


@cache
def _path() -> Select[int]:
    mine = UnitAncestor.unit_id == bindparam("unit_id")
    newest = _newest_year(mine, bindparam("year"))
    path = select(UnitAncestor.ancestor_id).where(mine, UnitAncestor.year == newest)
    return path.order_by(UnitAncestor.depth.desc())


def branch_of(unit_id: int, year: int) -> Select[int]:
    """The ids of a node and of everything below it in a year's tree."""
    newest = _newest_year(UnitAncestor.ancestor_id == unit_id, year)
    return select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id, UnitAncestor.year == newest)


def units_in_scope(actor: Actor, year: int | None = None) -> Select[int]:
    """The ids of the leaf units whose figures and orders the actor may see, in a year (this year, unless told).

    An official of the cluster or of a town sees its branch, one of a department itself and those it supervises, the
    operator all; whoever else works for a unit sees that unit, and the selling side none.
    """
    year = clock.today().year if year is None else year
    leaves = select(UNIT.id).where(UNIT.level == UnitLevel.LEAF)
    if actor.is_operator:
        return leaves
    if actor.organisation_kind is not OrganisationKind.UNIT:
        return leaves.where(false())
    own = UNIT.id == actor.organisation_id
    if not actor.is_official:
        return leaves.where(own)
    if actor.level == UnitLevel.LEAF:
        return leaves.where(or_(own, UNIT.id.in_(_supervised_by(actor.organisation_id, year))))
    return leaves.where(UNIT.id.in_(branch_of(actor.organisation_id, year)))


def was_in_scope(actor: Actor, unit_id: Any, at: Any) -> ColumnElement[bool]:
    """The condition that a unit (a column) was in the actor's scope in the Shanghai year of a moment (another column).

    What `units_in_scope` says of one year, this says of papers of all years at once: each belongs to whoever the unit
    stood under in the paper's own year, whatever became of the unit since.
    """
    if actor.is_operator:
        return true()
    if actor.organisation_kind is not OrganisationKind.UNIT:
        return false()
    own: ColumnElement[bool] = unit_id == actor.organisation_id
    if not actor.is_official:
        return own
    if actor.level == UnitLevel.LEAF:
        return or_(own, _was_supervised_by(actor.organisation_id, unit_id, at))
    above, made = aliased(UnitAncestor), aliased(UnitAncestor)
    newest = select(func.max(made.year)).where(made.unit_id == unit_id, made.year <= shanghai_year(at))
    stood = exists().where(
        above.unit_id == unit_id,
        above.ancestor_id == actor.organisation_id,
        above.year == newest.correlate_except(made).scalar_subquery(),
    )
    return or_(own, stood.correlate_except(above))


def _was_supervised_by(department_id: int, unit_id: Any, at: Any) -> ColumnElement[bool]:
    today, last = clock.today(), shanghai_years_end(at)
    day = case((last > today, today), else_=last)
    return (
        exists()
        .where(
            Supervision.department_id == department_id,
            Supervision.unit_id == unit_id,
            Supervision.valid_from <= day,
            or_(Supervision.valid_to.is_(None), Supervision.valid_to >= day),
        )
        .correlate_except(Supervision)
    )


def _newest_year(condition: ColumnElement[bool], year: Any) -> Any:
    return (
        select(func.max(UnitAncestor.year))
        .where(condition, UnitAncestor.year <= year)
        .correlate(None)
        .scalar_subquery()
    )


def _supervised_by(department_id: int, year: int) -> Select[int]:
    return select(Supervision.unit_id).where(Supervision.department_id == department_id, _stands_in(year))


def _stands_in(year: int) -> ColumnElement[bool]:
    """Supervision is dated by the day: this year as of today, a year gone by as of its last day."""
    day = min(clock.today(), date(year, 12, 31))
    return (Supervision.valid_from <= day) & or_(Supervision.valid_to.is_(None), Supervision.valid_to >= day)


def supervised_in(units: Collection[int], year: int) -> dict[int, set[int]]:
    """Which of these units each department supervises in a year, by department, as `units_in_scope` has it."""
    asked = select(Supervision.department_id, Supervision.unit_id).where(Supervision.unit_id.in_(units))
    found: dict[int, set[int]] = {}
    for department_id, unit_id in db.session.execute(asked.where(_stands_in(year))):
        found.setdefault(department_id, set()).add(unit_id)
    return found


def addresses_of(unit_id: int) -> Sequence[DeliveryAddress]:
    """Where the unit takes goods in, the oldest first."""
    asked = select(DeliveryAddress).where(DeliveryAddress.unit_id == unit_id, DeliveryAddress.active.is_(True))
    return db.session.execute(asked.order_by(DeliveryAddress.id)).scalars().all()


def invoice_profiles_of(unit_id: int) -> Sequence[InvoiceProfile]:
    """In whose names the unit's invoices can be made out, the oldest first."""
    asked = select(InvoiceProfile).where(InvoiceProfile.unit_id == unit_id, InvoiceProfile.active.is_(True))
    return db.session.execute(asked.order_by(InvoiceProfile.id)).scalars().all()
