"""Reading what lots were bought for: row by row, by household, and the roster they are chosen from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, distinct, func, literal, select
from sqlalchemy.orm import aliased

from shop.catalogue.models import LotSource
from shop.catalogue.purchase_rows import Linked, Roster
from shop.catalogue.sourcing import Documented
from shop.extensions import db
from shop.kernel.columns import MoneyColumn, QuantityColumn
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours
from shop.organisations.identity import masked_name
from shop.organisations.models import LinkedHousehold, Township

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Purchase:
    """One row of what was bought. ``corrected`` says that its opposite stands in the book too."""

    id: int
    number: int | None
    name: str
    township: str
    township_english: str
    quantity: Quantity
    paid: Money
    bought_on: date
    at: datetime
    reason: str
    corrects_id: int | None
    corrected: bool

    @property
    def is_linked(self) -> bool:
        return self.number is not None

    @property
    def can_be_corrected(self) -> bool:
        return self.corrects_id is None and not self.corrected

    @property
    def shown(self) -> str:
        return self.name if self.number is None else f"{self.number} {self.name}"

    def name_for(self, whole: bool) -> str:
        """The name for whom it concerns; for others its first sign and stars."""
        return self.name if whole else masked_name(self.name)

    def township_named(self, language: str) -> str:
        return self.township if language == "zh" else self.township_english


@dataclass(frozen=True, slots=True)
class FromHousehold:
    """What of some lots came from one household, or from somebody who is on no roster (no ``household_id``)."""

    lot_id: int
    household_id: int | None
    number: int | None
    name: str
    township: str
    township_english: str
    quantity: Quantity
    paid: Money

    def name_for(self, whole: bool) -> str:
        """The name for whom it concerns; for others its first sign and stars."""
        return self.name if whole else masked_name(self.name)

    def township_named(self, language: str) -> str:
        return self.township if language == "zh" else self.township_english


def documented_of(lot_ids: Collection[int]) -> dict[int, Documented]:
    """What is documented of each lot; lots of which nothing is are left out. One query.

    Households and others count that have sold more than nothing after all corrections.
    """
    sums = (
        select(
            LotSource.lot_id,
            LotSource.household_id,
            LotSource.seller_name,
            func.sum(LotSource.quantity, type_=QuantityColumn()).label("quantity"),
            func.sum(LotSource.paid, type_=MoneyColumn()).label("paid"),
        )
        .where(LotSource.lot_id.in_(sorted(lot_ids)))
        .group_by(LotSource.lot_id, LotSource.household_id, LotSource.seller_name)
        .subquery()
    )
    real = sums.c.quantity > literal(NOTHING, QuantityColumn())
    statement = select(
        sums.c.lot_id,
        func.sum(sums.c.quantity, type_=QuantityColumn()),
        func.sum(sums.c.paid, type_=MoneyColumn()),
        func.count(distinct(case((real, sums.c.household_id)))),
        func.sum(case((and_(real, sums.c.household_id.is_(None)), 1), else_=0)),
    ).group_by(sums.c.lot_id)
    return {
        lot_id: Documented(quantity, paid, int(households), int(others))
        for lot_id, quantity, paid, households, others in db.session.execute(statement)
    }


def purchases_of(lot_id: int, page: int, *, per_page: int = PER_PAGE) -> tuple[list[Purchase], int]:
    """A page of a lot's rows, the newest first, and how many there are. One query."""
    correction = aliased(LotSource)
    statement = (
        _rows(correction.id, func.count().over())
        .outerjoin(correction, correction.corrects_id == LotSource.id)
        .where(LotSource.lot_id == lot_id)
        .order_by(LotSource.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    rows = db.session.execute(statement).all()
    return [_purchase(row[:-1]) for row in rows], (rows[0][-1] if rows else 0)


def purchase_for(lot_id: int, source_id: int) -> Purchase:
    """One row of a lot; ``NotYours`` for a row of another."""
    correction = aliased(LotSource)
    statement = (
        _rows(correction.id)
        .outerjoin(correction, correction.corrects_id == LotSource.id)
        .where(LotSource.lot_id == lot_id, LotSource.id == source_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotYours
    return _purchase(row)


def households_of(lot_ids: Collection[int]) -> dict[int, list[FromHousehold]]:
    """From whom lots came, after all corrections, by lot; who sold most comes first. One query."""
    quantity = func.sum(LotSource.quantity, type_=QuantityColumn())
    columns = (
        LotSource.lot_id,
        LotSource.household_id,
        LinkedHousehold.number,
        func.coalesce(LinkedHousehold.head_name, LotSource.seller_name),
        func.coalesce(Township.name, ""),
        func.coalesce(Township.name_english, ""),
    )
    statement = (
        select(*columns, quantity, func.sum(LotSource.paid, type_=MoneyColumn()))
        .outerjoin(LinkedHousehold, LinkedHousehold.id == LotSource.household_id)
        .outerjoin(Township, Township.code == LinkedHousehold.township_code)
        .where(LotSource.lot_id.in_(sorted(lot_ids)))
        .group_by(*columns)
        .having(quantity > NOTHING)
        .order_by(LotSource.lot_id, quantity.desc(), LotSource.household_id)
    )
    found: dict[int, list[FromHousehold]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[0], []).append(FromHousehold(*row))
    return found


def roster_of(supplier_id: int) -> Roster:
    """The households that a supplier links or has linked, by number; not those entered by mistake. One query."""
    statement = (
        select(
            LinkedHousehold.id,
            LinkedHousehold.number,
            LinkedHousehold.head_name,
            func.coalesce(Township.name, ""),
            LinkedHousehold.village,
        )
        .outerjoin(Township, Township.code == LinkedHousehold.township_code)
        .where(LinkedHousehold.supplier_id == supplier_id, ~LinkedHousehold.struck)
        .order_by(LinkedHousehold.number)
    )
    return Roster([Linked(*row) for row in db.session.execute(statement)])


def _rows(*more: Any) -> Any:
    return (
        select(
            LotSource.id,
            LinkedHousehold.number,
            func.coalesce(LinkedHousehold.head_name, LotSource.seller_name),
            func.coalesce(Township.name, ""),
            func.coalesce(Township.name_english, ""),
            LotSource.quantity,
            LotSource.paid,
            LotSource.bought_on,
            LotSource.at,
            LotSource.reason,
            LotSource.corrects_id,
            *more,
        )
        .outerjoin(LinkedHousehold, LinkedHousehold.id == LotSource.household_id)
        .outerjoin(Township, Township.code == LinkedHousehold.township_code)
    )


def _purchase(row: Any) -> Purchase:
    fields: list[Any] = [*row[:11], row[11] is not None]
    return Purchase(*fields)
