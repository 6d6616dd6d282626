"""A supplier's orders as a list shows them: what to confirm, what to ship, what is under way, what has ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select

from shop.extensions import db
from shop.kernel import clock, money
from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Organisation

PER_PAGE = 20
ORGANISATION = Organisation.__table__
SOUGHT = ORGANISATION.alias("sought")


class Tab(Labelled):
    """Views of the list."""

    TO_CONFIRM = "to_confirm", _l("To confirm")
    TO_SHIP = "to_ship", _l("To ship")
    UNDER_WAY = "under_way", _l("All shipped")
    ENDED = "ended", _l("Ended")
    ALL = "all", _l("All")


class Sort(Labelled):
    """In which order a list stands."""

    URGENT = "urgent", _l("Most urgent first")
    NEWEST = "newest", _l("Newest first")


@dataclass(frozen=True, slots=True)
class SalesFilter:
    """What of the list is asked for: a tab, words to be found, days of delivery, and the order it stands in."""

    tab: Tab = Tab.TO_CONFIRM
    words: str = ""
    since: date | None = None
    until: date | None = None
    sort: Sort | None = None
    page: int = 1

    @property
    def order(self) -> Sort:
        """What is asked for, or what suits the tab."""
        if self.sort is not None:
            return self.sort
        return Sort.URGENT if self.tab in (Tab.TO_CONFIRM, Tab.TO_SHIP) else Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as the list shows it."""

    id: int
    number: str
    status: Status
    unit: str
    unit_english: str
    placed_at: datetime
    deliver_on: date
    promised_on: date | None
    confirm_by: datetime | None
    lapses_at: datetime | None
    pay_until: datetime | None
    lines: list[OrderLine] = field(default_factory=list)

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english

    @property
    def waits_for_money(self) -> bool:
        """To be paid before it is confirmed."""
        return self.status is Status.PLACED and self.pay_until is not None

    @property
    def is_late(self) -> bool:
        """Not answered in time; it lapses unless it is answered soon."""
        return self.status is Status.PLACED and self.confirm_by is not None and self.confirm_by <= clock.now()

    @property
    def due_on(self) -> date:
        """The day the goods are promised for, or wanted on."""
        return self.promised_on or self.deliver_on

    @property
    def is_overdue(self) -> bool:
        """Promised for a day gone by, and not all of it has left."""
        return self.status is Status.CONFIRMED and self.due_on < clock.today() and self.packs_open > 0

    @property
    def packs_open(self) -> int:
        return sum(line.packs_open for line in self.lines)

    @property
    def estimate(self) -> Money:
        """What the goods come to by what the order still stands for."""
        return money.total(line.amount(line.content * line.packs_due) for line in self.lines)


def sales_counts(actor: Actor, asked: SalesFilter) -> dict[Tab, int]:
    """How many orders each tab would show. One query."""
    group = case(
        (Order.status == Status.PLACED, Tab.TO_CONFIRM.value),
        (_to_ship(), Tab.TO_SHIP.value),
        (Order.status == Status.CONFIRMED, Tab.UNDER_WAY.value),
        else_=Tab.ENDED.value,
    ).label("tab")
    rows = db.session.execute(select(group, func.count()).where(_asked(actor, asked)).group_by("tab"))
    counts = {Tab(tab): int(count) for tab, count in rows}
    return {tab: counts.get(tab, 0) for tab in Tab} | {Tab.ALL: sum(counts.values())}


def to_confirm_asked(actor: Actor) -> Select[int]:
    """How many orders wait for the supplier's answer or their money, as part of a larger statement."""
    return _counted(actor, Tab.TO_CONFIRM)


def to_ship_asked(actor: Actor) -> Select[int]:
    """Of how many orders something has not left yet, as part of a larger statement."""
    return _counted(actor, Tab.TO_SHIP)


def _counted(actor: Actor, tab: Tab) -> Select[int]:
    asked = _asked(actor, SalesFilter())
    return select(func.count()).select_from(Order).where(asked, _of_tab(tab))


def sales_listed(actor: Actor, asked: SalesFilter, *, per_page: int = PER_PAGE) -> list[Sale]:
    """One page of a tab, with the lines of each order. Two queries."""
    return _sales(
        _listed(actor, asked)
        .where(_of_tab(asked.tab))
        .order_by(*_order(asked))
        .limit(per_page)
        .offset((asked.page - 1) * per_page)
    )


def _listed(actor: Actor, asked: SalesFilter) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Order.id,
            Order.number,
            Order.status,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
            Order.placed_at,
            Order.deliver_on,
            Order.promised_on,
            Order.confirm_by,
            Order.lapses_at,
            Order.pay_until,
        )
        .join(ORGANISATION, ORGANISATION.c.id == Order.unit_id)
        .where(_asked(actor, asked))
    )


def _sales(statement: Select[*tuple[Any, ...]]) -> list[Sale]:
    sales = {row.id: Sale(*row) for row in db.session.execute(statement)}
    for line in lines_of(sales):
        sales[line.order_id].lines.append(line)
    return list(sales.values())


def sales_waiting(actor: Actor, most: int) -> list[Sale]:
    """What the supplier can confirm or has to ship, what is due first before the rest. Two queries."""
    return _sales(
        _listed(actor, SalesFilter(Tab.ALL))
        .where(or_((Order.status == Status.PLACED) & Order.pay_until.is_(None), _to_ship()))
        .order_by(func.coalesce(Order.promised_on, Order.deliver_on), Order.id)
        .limit(most)
    )


def lines_of(order_ids: Iterable[int] | Mapping[int, Any]) -> list[OrderLine]:
    """The lines of orders; no query for none."""
    ids = list(order_ids)
    if not ids:
        return []
    statement = select(OrderLine).where(OrderLine.order_id.in_(ids)).order_by(OrderLine.id)
    return list(db.session.execute(statement).scalars())


def _to_ship() -> ColumnElement[bool]:
    """Confirmed, and something of it has not left yet."""
    open_line = exists().where(OrderLine.order_id == Order.id, OrderLine.packs_confirmed > OrderLine.packs_shipped)
    return (Order.status == Status.CONFIRMED) & open_line


def _of_tab(tab: Tab) -> ColumnElement[bool]:
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.TO_CONFIRM: Order.status == Status.PLACED,
        Tab.TO_SHIP: _to_ship(),
        Tab.UNDER_WAY: (Order.status == Status.CONFIRMED) & ~_to_ship(),
        Tab.ENDED: Order.status.in_((Status.DECLINED, Status.CANCELLED, Status.LAPSED, Status.CLOSED)),
        Tab.ALL: Order.id.is_not(None),
    }
    return conditions[tab]


def _order(asked: SalesFilter) -> list[Any]:
    if asked.order is Sort.NEWEST:
        return [Order.id.desc()]
    if asked.tab is Tab.TO_CONFIRM:
        return [Order.confirm_by, Order.id]
    return [func.coalesce(Order.promised_on, Order.deliver_on), Order.id]


def _asked(actor: Actor, asked: SalesFilter) -> ColumnElement[bool]:
    condition = (Order.supplier_id == actor.organisation_id) & Order.confirm_by.is_not(None)
    due = func.coalesce(Order.promised_on, Order.deliver_on)
    if asked.since is not None:
        condition &= due >= asked.since
    if asked.until is not None:
        condition &= due <= asked.until
    if asked.words:
        condition &= or_(
            Order.number.icontains(asked.words, autoescape=True),
            exists().where(
                SOUGHT.c.id == Order.unit_id,
                or_(*(_has(column, asked.words) for column in (SOUGHT.c.name, SOUGHT.c.name_english))),
            ),
            exists().where(
                OrderLine.order_id == Order.id,
                or_(
                    *(_has(column, asked.words) for column in (OrderLine.product_name, OrderLine.product_name_english))
                ),
            ),
        )
    return condition


def _has(column: Any, words: str) -> ColumnElement[bool]:
    return column.icontains(words, autoescape=True)  # type: ignore[no-any-return]
