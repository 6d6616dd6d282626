"""A unit's orders as a list: filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from shop.extensions import db
from shop.kernel import clock, money
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.models import Organisation
from shop.organisations.queries import OrganisationName

PER_PAGE = 30
ORGANISATION: Any = Organisation.__table__
SUPPLIER = (ORGANISATION.c.id, ORGANISATION.c.name, ORGANISATION.c.name_english, ORGANISATION.c.slug)

SORTS: dict[str, Any] = {
    "placed": Order.id,
    "deliver": func.coalesce(Order.promised_on, Order.deliver_on),
    "status": Order.status,
}
NEWEST_FIRST = "-placed"
"""Orders are numbered as they are placed, so the newest is the one with the largest id."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What is asked for; what is empty lets everything pass. Days are those of placing, by Shanghai's calendar."""

    statuses: tuple[Status, ...] = ()
    supplier_id: int | None = None
    text: str = ""
    placed_from: date | None = None
    placed_to: date | None = None
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, slots=True)
class Listed:
    """An order as a list shows it."""

    order: Order
    supplier: OrganisationName

    @property
    def lines(self) -> list[OrderLine]:
        return self.order.lines

    @property
    def ordered(self) -> Money:
        """The goods as they were ordered last, by their estimate."""
        return money.total(line.estimate for line in self.lines)

    @property
    def accepted(self) -> Money:
        """The goods that were taken in, as they were weighed."""
        return money.total(line.accepted_amount for line in self.lines)

    @property
    def shipped_share(self) -> float:
        """Packs shipped ÷ packs promised."""
        return _share(sum(line.packs_shipped for line in self.lines), self.lines)

    @property
    def accepted_share(self) -> float:
        """Packs accepted ÷ packs promised."""
        return _share(sum(line.packs_accepted for line in self.lines), self.lines)


def order_count(unit_id: int, asked: OrderFilter) -> int:
    """How many orders there are. One query."""
    statement = select(func.count()).select_from(Order).join(Purchase, Purchase.id == Order.purchase_id)
    return int(db.session.execute(_filtered(statement, unit_id, asked)).scalar_one())


def listed_orders(unit_id: int, asked: OrderFilter, *, page: int, per_page: int = PER_PAGE) -> list[Listed]:
    """A page of the orders with their suppliers' names and their lines. Two queries."""
    column = SORTS.get(asked.sort.removeprefix("-"), Order.id)
    order = (column.desc(), Order.id.desc()) if asked.sort.startswith("-") else (column.asc(), Order.id.asc())
    statement = (
        _filtered(select(Order, *SUPPLIER).join(Purchase, Purchase.id == Order.purchase_id), unit_id, asked)
        .join(ORGANISATION, ORGANISATION.c.id == Order.supplier_id)
        .order_by(*order)
        .limit(per_page)
        .offset((page - 1) * per_page)
        .options(joinedload(Order.purchase), selectinload(Order.lines))
    )
    return [Listed(order, OrganisationName(*name)) for order, *name in db.session.execute(statement)]


def suppliers_of(unit_id: int) -> dict[int, OrganisationName]:
    """Whom the unit has ever ordered from, by id. One query."""
    ordered = exists().where(Order.supplier_id == ORGANISATION.c.id, Order.unit_id == unit_id)
    asked = select(*SUPPLIER).where(ordered).order_by(ORGANISATION.c.name)
    return {row.id: OrganisationName(*row) for row in db.session.execute(asked)}


def _filtered(statement: Select[*tuple[Any, ...]], unit_id: int, asked: OrderFilter) -> Select[*tuple[Any, ...]]:
    statement = statement.where(Order.unit_id == unit_id)
    if asked.statuses:
        statement = statement.where(Order.status.in_(asked.statuses))
    if asked.supplier_id is not None:
        statement = statement.where(Order.supplier_id == asked.supplier_id)
    if asked.placed_from is not None:
        statement = statement.where(Order.placed_at >= clock.at_shanghai(asked.placed_from))
    if asked.placed_to is not None:
        statement = statement.where(Order.placed_at < clock.at_shanghai(asked.placed_to + timedelta(days=1)))
    return statement.where(_says(asked.text)) if asked.text else statement


def _says(text: str) -> ColumnElement[bool]:
    """The text stands in a number or in the name of a product."""
    columns: Sequence[Any] = (Order.number, Purchase.own_number)
    names: Sequence[Any] = (OrderLine.product_name, OrderLine.product_name_english)
    product = exists().where(
        OrderLine.order_id == Order.id, or_(*(name.icontains(text, autoescape=True) for name in names))
    )
    return or_(product, *(column.icontains(text, autoescape=True) for column in columns))


def _share(packs: int, lines: Sequence[OrderLine]) -> float:
    due = sum(line.packs_due for line in lines)
    return packs / due if due else 0.0
