"""Reading lots, each within what the actor may see: the supplier its own, a county those of its suppliers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, false, func, literal, or_, select, true

from shop.catalogue.lot_life import RUNS_OUT_WITHIN, LotState, Standing
from shop.catalogue.models import Lot, LotSource, Product
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn, QuantityColumn
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation, Supplier

PER_PAGE = 20
ORGANISATION = Organisation.__table__
SUPPLIER = Supplier.__table__


class Tab(Labelled):
    """Views of the list of lots."""

    FOR_SALE = "for_sale", _l("For sale")
    AWAITED = "awaited", _l("Promised")
    RUNNING_OUT = "running_out", _l("Running out of date")
    TO_DOCUMENT = "to_document", _l("To complete")
    HELD = "held", _l("Held back")
    EXPIRED = "expired", _l("Past its date")
    SOLD_OUT = "sold_out", _l("Sold out")
    ALL = "all", _l("All")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of the list is asked for: a tab, a product by its slug, words of a code, a product or a supplier."""

    tab: Tab
    product: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A lot as a list shows it. ``documented`` is how much of what came is documented as bought."""

    id: int
    code: str
    product: str
    product_english: str
    measure: Measure
    supplier: str
    supplier_english: str
    harvest_from: date
    harvest_to: date
    best_before: date | None
    received: Quantity
    available: Quantity
    reserved: Quantity
    shipped: Quantity
    written_off: Quantity
    short: Quantity
    promised: Quantity
    standing: Standing
    documented: Quantity
    paid: Money

    def named(self, language: str) -> str:
        return self.product if language == "zh" else self.product_english

    def supplier_named(self, language: str) -> str:
        return self.supplier if language == "zh" else self.supplier_english

    @property
    def came(self) -> Quantity:
        return self.received - self.short

    @property
    def state(self) -> LotState:
        return self.standing.state(clock.today())

    @property
    def runs_out(self) -> bool:
        return self.standing.runs_out(clock.today())


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a lot exists for the actor."""
    if actor.is_operator:
        return true()
    if actor.is_supplier:
        return Lot.supplier_id == actor.organisation_id
    if actor.is_county:
        return Lot.supplier_id.in_(select(SUPPLIER.c.id).where(SUPPLIER.c.county_code == actor.county_code))
    return false()


def lot_for(actor: Actor, lot_id: int) -> tuple[Lot, Product]:
    """One lot and its product; ``NotYours`` if it does not exist for the actor. One query."""
    statement = (
        select(Lot, Product)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id == lot_id, visible_to(actor))
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotYours
    return found[0], found[1]


def lots_with_products(lot_ids: Collection[int]) -> dict[int, tuple[Lot, Product]]:
    """Lots with their products, by id: of whoever reads the paper that names them. One query."""
    statement = select(Lot, Product).join(Product, Product.id == Lot.product_id).where(Lot.id.in_(sorted(lot_ids)))
    return {row[0].id: (row[0], row[1]) for row in db.session.execute(statement)}


def tab_counts(actor: Actor, asked: ListFilter) -> dict[Tab, int]:
    """How many lots each tab would show. One query."""
    today = clock.today()
    counts = [func.sum(case((_in_tab(tab, today), 1), else_=0)) for tab in Tab]
    statement = _joined(select(*counts)).where(_asked(actor, asked))
    row = db.session.execute(statement).one()
    return {tab: int(count or 0) for tab, count in zip(Tab, row, strict=True)}


def to_complete_asked(actor: Actor, today: date) -> Select[int]:
    """Of how many lots it is not recorded whom they were bought from, as part of a larger statement."""
    return select(func.count()).select_from(Lot).where(visible_to(actor), _in_tab(Tab.TO_DOCUMENT, today))


def lots_listed(actor: Actor, asked: ListFilter, *, per_page: int = PER_PAGE) -> list[Listed]:
    """One page of a tab: what spoils first, first. One query."""
    documented = _documented()
    statement = (
        _joined(
            select(
                Lot.id,
                Lot.code,
                Product.name,
                Product.name_english,
                Product.measure,
                ORGANISATION.c.name,
                ORGANISATION.c.name_english,
                Lot.harvest_from,
                Lot.harvest_to,
                Lot.best_before,
                Lot.received,
                Lot.available,
                Lot.reserved,
                Lot.shipped,
                Lot.written_off,
                Lot.short,
                Lot.promised,
                Lot.awaited,
                Lot.held,
                Lot.recalled,
                documented.c.quantity,
                documented.c.paid,
            )
        )
        .outerjoin(documented, documented.c.lot_id == Lot.id)
        .where(_asked(actor, asked), _in_tab(asked.tab, clock.today()))
        .order_by(*_order(asked.tab))
        .limit(per_page)
        .offset((asked.page - 1) * per_page)
    )
    return [_listed(row) for row in db.session.execute(statement)]


def _documented() -> Any:
    return (
        select(
            LotSource.lot_id,
            func.sum(LotSource.quantity, type_=QuantityColumn()).label("quantity"),
            func.sum(LotSource.paid, type_=MoneyColumn()).label("paid"),
        )
        .group_by(LotSource.lot_id)
        .subquery()
    )


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Lot)
        .join(Product, Product.id == Lot.product_id)
        .join(ORGANISATION, ORGANISATION.c.id == Lot.supplier_id)
    )


def _in_tab(tab: Tab, today: date) -> ColumnElement[bool]:
    """The same as `lot_life.Standing`, said to the database."""
    expired = Lot.best_before.is_not(None) & (Lot.best_before < today)
    sold_at_all = Lot.held.is_(False) & Lot.awaited.is_(False) & ~expired
    conditions: dict[Tab, ColumnElement[bool]] = {
        Tab.FOR_SALE: sold_at_all & (Lot.available > NOTHING),
        Tab.AWAITED: Lot.awaited.is_(True) & Lot.held.is_(False),
        Tab.RUNNING_OUT: sold_at_all & (Lot.available > NOTHING) & (Lot.best_before <= today + RUNS_OUT_WITHIN),
        Tab.TO_DOCUMENT: Lot.awaited.is_(False) & (Lot.received - Lot.short > _documented_here()),
        Tab.HELD: Lot.held.is_(True),
        Tab.EXPIRED: Lot.held.is_(False) & Lot.awaited.is_(False) & expired,
        Tab.SOLD_OUT: sold_at_all & (Lot.available == NOTHING),
        Tab.ALL: true(),
    }
    return conditions[tab]


def _documented_here() -> Any:
    nothing = literal(NOTHING, QuantityColumn())
    bought = select(func.sum(LotSource.quantity)).where(LotSource.lot_id == Lot.id).correlate(Lot).scalar_subquery()
    return func.coalesce(bought, nothing, type_=QuantityColumn())


def _order(tab: Tab) -> list[Any]:
    if tab in (Tab.ALL, Tab.SOLD_OUT, Tab.TO_DOCUMENT):
        return [Lot.id.desc()]
    if tab is Tab.AWAITED:
        return [Lot.harvest_from, Lot.id]
    return [func.coalesce(Lot.best_before, date.max), Lot.harvest_from, Lot.id]


def _asked(actor: Actor, asked: ListFilter) -> ColumnElement[bool]:
    seen = visible_to(actor)
    if asked.product:
        seen = seen & (Product.slug == asked.product)
    if asked.words:
        typed = (Lot.code, Product.name, Product.name_english)
        sought = [column.icontains(asked.words, autoescape=True) for column in typed]
        if not actor.is_supplier:
            sought.append(ORGANISATION.c.name.icontains(asked.words, autoescape=True))
        seen = seen & or_(*sought)
    return seen


def _listed(row: Any) -> Listed:
    standing = Standing(row.awaited, row.held, row.recalled, row.available, row.best_before)
    fields: list[Any] = [*row[:17], standing, row.quantity or NOTHING, row.paid or Money(0)]
    return Listed(*fields)
