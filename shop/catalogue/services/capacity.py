"""The capacity passport's life: declared by a supplier, recommended or returned by its county, replaced.

A declaration is locked before the one in force; nothing is locked after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from shop.audit.services import record
from shop.catalogue import capacity as rules
from shop.catalogue.capacity import LONGEST_REASON, MOST_MU, Action, Party
from shop.catalogue.models import Capacity, Category, Commodity
from shop.catalogue.policies import may_declare_capacity, may_recommend_capacity
from shop.catalogue.queries.capacity_use import key_of
from shop.catalogue.words import CapacityStatus, Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused, refuse_if_any
from shop.notices.services import tell
from shop.organisations.models import Supplier
from shop.organisations.queries import offices_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a supplier says it can grow: ``mu`` in hundredths of a mu, ``months`` 1 to 12."""

    category_id: int
    year: int
    measure: Measure
    mu: int
    expected: Quantity
    months: tuple[int, ...]


def declare_capacity(said: Declaration, *, by: Actor) -> Capacity:
    """A supplier declares what it can grow of a category in a year. What is in force stays so until the county decides.

    One declaration waits at a time: the supplier's row is locked while that is looked up.
    """
    if not may_declare_capacity(by):
        raise NotYours
    category = _checked(said)
    supplier = db.session.execute(
        locked(select(Supplier.__table__).where(Supplier.__table__.c.id == by.organisation_id))
    ).one()
    waiting = select(Capacity.id).where(
        Capacity.status == CapacityStatus.DECLARED, *about(supplier.id, said.category_id, said.year, said.measure)
    )
    if db.session.execute(waiting).first():
        raise Refused(
            _l("A declaration for this kind and year already waits for the county: withdraw it to declare anew."),
            field="category",
        )
    passport = Capacity(
        supplier_id=supplier.id,
        category_id=said.category_id,
        year=said.year,
        measure=said.measure,
        mu=said.mu,
        expected=said.expected,
        months=rules.bits(said.months),
        status=CapacityStatus.DECLARED,
        declared_by_id=by.person_id,
        declared_at=clock.now(),
    )
    db.session.add(passport)
    db.session.flush()
    _record("capacity.declared", passport, by, category.name)
    for office in offices_of(supplier.county_code):
        _tell(office, "capacity_declared", passport, category, supplier=by.organisation_name)
    return passport


def withdraw_capacity(passport: Capacity, *, by: Actor) -> None:
    """The supplier takes back what waits for the county."""
    if not may_declare_capacity(by) or passport.supplier_id != by.organisation_id:
        raise NotYours
    _step(passport, Action.WITHDRAW, Party.SUPPLIER)
    _record("capacity.withdrawn", passport, by, db.session.get_one(Category, passport.category_id).name)


def recommend_capacity(passport: Capacity, *, by: Actor) -> None:
    """The county vouches for the figures: they hold from now on, in place of those that held before."""
    category = _decidable(passport, by)
    _step(passport, Action.RECOMMEND, Party.COUNTY, by=by, before=_replace)
    _record("capacity.recommended", passport, by, category.name)
    _tell(passport.supplier_id, "capacity_recommended", passport, category)


def return_capacity(passport: Capacity, reason: str, *, by: Actor) -> None:
    """The county sends the declaration back and says why."""
    category = _decidable(passport, by)
    said = reason.strip()
    if not said:
        raise Refused(_l("Please say what has to be changed."), field="reason")
    if len(said) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field="reason")
    _step(passport, Action.RETURN, Party.COUNTY, by=by)
    passport.reason = said
    db.session.flush()
    _record("capacity.returned", passport, by, category.name, reason=said)
    _tell(passport.supplier_id, "capacity_returned", passport, category, reason=said)


def _checked(said: Declaration) -> Category:
    today, faults = clock.today(), []
    if said.year not in range(today.year - 1, today.year + 2):
        faults.append(Refused(_l("Please choose last year, this year or next year."), field="year"))
    if not 0 <= said.mu <= MOST_MU:
        faults.append(Refused(_l("Please enter the area in mu, with at most two decimals."), field="mu"))
    if said.expected <= NOTHING:
        faults.append(Refused(_l("Please enter the yield that is expected."), field="expected"))
    if not said.months or not set(said.months) <= set(range(1, 13)):
        faults.append(Refused(_l("Please choose the months in which there is a harvest."), field="months"))
    grown = select(Category).join(Commodity, Commodity.category_id == Category.id)
    category = db.session.execute(
        grown.where(Category.id == said.category_id, Commodity.grown).limit(1)
    ).scalar_one_or_none()
    if category is None:
        faults.append(Refused(_l("Please choose a kind of produce that grows on land."), field="category"))
    refuse_if_any(faults)
    assert category is not None  # noqa: S101 – refused above
    return category


def _decidable(passport: Capacity, by: Actor) -> Category:
    county = select(Supplier.__table__.c.county_code).where(Supplier.__table__.c.id == passport.supplier_id)
    if not may_recommend_capacity(by, db.session.execute(county).scalar_one()):
        raise NotYours
    return db.session.get_one(Category, passport.category_id)


def _step(passport: Capacity, action: Action, party: Party, *, by: Actor | None = None, before: Any = None) -> None:
    db.session.refresh(passport, with_for_update=True)
    end = rules.after(action, passport.status, party)
    if before is not None:
        before(passport)
    passport.status = end
    if by is not None:
        passport.decided_by_id, passport.decided_at = by.person_id, clock.now()
    db.session.flush()


def _replace(passport: Capacity) -> None:
    """What held before holds no more. The row that waits is locked first, then the one in force."""
    move = rules.MOVES[Action.REPLACE]
    held = update(Capacity).where(Capacity.status == move.start, *about(*key_of(passport)))
    db.session.execute(held.values(status=move.end).execution_options(synchronize_session="fetch"))


def about(supplier_id: int, category_id: int, year: int, measure: Measure) -> tuple[Any, ...]:
    return (
        Capacity.supplier_id == supplier_id,
        Capacity.category_id == category_id,
        Capacity.year == year,
        Capacity.measure == measure,
    )


def _record(action: str, passport: Capacity, by: Actor, category: str, **said: Any) -> None:
    record(
        by,
        action,
        "capacity",
        passport.id,
        category=category,
        year=passport.year,
        expected=str(passport.expected),
        measure=passport.measure.value,
        **said,
    )


def _tell(organisation_id: int, kind: str, passport: Capacity, category: Category, **said: Any) -> None:
    tell(
        organisation_id,
        kind,
        subject=("capacity", str(passport.id)),
        category=category.name,
        category_english=category.name_english,
        year=str(passport.year),
        **said,
    )
