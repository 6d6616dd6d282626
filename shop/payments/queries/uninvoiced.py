"""Accepted lines and their invoices: what is left to be invoiced, by whom, since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true, type_coerce

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.models import InvoiceProfile, Organisation
from shop.organisations.queries import was_in_scope
from shop.payments.invoicing import LINES_AT_MOST
from shop.payments.matching import MatchedLine
from shop.payments.models import Invoice, InvoicedLine
from shop.payments.services.allocating import parts_of

PER_PAGE = 20
LATE_AFTER = 60
"""Days after which what is accepted and not invoiced is listed by name (DOMAIN rule 9)."""

OPEN = InvoicedLine.accepted - InvoicedLine.reduced - InvoicedLine.invoiced
IS_OPEN: ColumnElement[bool] = InvoicedLine.invoiced + InvoicedLine.reduced < InvoicedLine.accepted
ORGANISATION = Organisation.__table__
SELLER = ORGANISATION.alias("seller")


@dataclass(frozen=True, slots=True)
class Group:
    """What one other side has left to be invoiced under one profile of the unit."""

    other_id: int
    name: str
    name_english: str
    profile_id: int
    title: str
    lines: int
    amount: Money
    since: datetime

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Missing:
    """An accepted line that is not invoiced, or not all of it."""

    acceptance_line_id: int
    note: str
    order_number: str
    product: str
    product_english: str
    unit: str
    unit_english: str
    supplier: str
    supplier_english: str
    accepted_at: datetime
    accepted: Money
    open: Money

    def named(self, language: str) -> str:
        return self.product if language == "zh" else self.product_english

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english

    def supplier_named(self, language: str) -> str:
        return self.supplier if language == "zh" else self.supplier_english

    @property
    def days(self) -> int:
        """How many days ago it was accepted, by Shanghai's calendar."""
        return (clock.today() - clock.shanghai_day(self.accepted_at)).days


def groups_for(actor: Actor) -> list[Group]:
    """With whom the actor's organisation has something left to be invoiced, the oldest first. One query."""
    selling = actor.organisation_kind is OrganisationKind.SUPPLIER
    other = InvoicedLine.unit_id if selling else InvoicedLine.supplier_id
    mine = InvoicedLine.supplier_id if selling else InvoicedLine.unit_id
    statement = (
        select(
            other,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
            InvoiceProfile.id,
            InvoiceProfile.title,
            func.count(),
            func.sum(OPEN, type_=MoneyColumn()),
            func.min(InvoicedLine.accepted_at),
        )
        .join(Order, Order.id == InvoicedLine.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .join(InvoiceProfile, InvoiceProfile.id == Purchase.invoice_profile_id)
        .join(ORGANISATION, ORGANISATION.c.id == other)
        .where(mine == actor.organisation_id, IS_OPEN)
        .group_by(other, ORGANISATION.c.name, ORGANISATION.c.name_english, InvoiceProfile.id, InvoiceProfile.title)
        .order_by(func.min(InvoicedLine.accepted_at), other, InvoiceProfile.id)
    )
    return [Group(*row) for row in db.session.execute(statement)]


def lines_to_invoice(
    unit_id: int, supplier_id: int, profile_id: int, chosen: Collection[int] = ()
) -> list[MatchedLine]:
    """Accepted lines of two sides and a profile, the oldest first: those chosen, or all that are not invoiced yet."""
    wanted = InvoicedLine.acceptance_line_id.in_(sorted(chosen)[:LINES_AT_MOST]) if chosen else IS_OPEN
    mine = (
        (InvoicedLine.unit_id == unit_id)
        & (InvoicedLine.supplier_id == supplier_id)
        & (Purchase.invoice_profile_id == profile_id)
    )
    return _matched(mine & wanted, {}, most=LINES_AT_MOST)


def have_traded(unit_id: int, supplier_id: int, profile_id: int) -> bool:
    """Whether anything of the supplier was ever accepted that was ordered under this profile of the unit."""
    asked = (
        select(InvoicedLine.consignment_line_id)
        .join(Order, Order.id == InvoicedLine.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(
            InvoicedLine.unit_id == unit_id,
            InvoicedLine.supplier_id == supplier_id,
            Purchase.invoice_profile_id == profile_id,
        )
    )
    return db.session.execute(asked.limit(1)).first() is not None


def lines_on(invoice: Invoice, *, with_open: bool = False) -> list[MatchedLine]:
    """The accepted lines of which parts stand on an invoice; ``with_open`` those as well that could be put there."""
    parts = parts_of(invoice.id)
    wanted: ColumnElement[bool] = InvoicedLine.consignment_line_id.in_(sorted(parts))
    if with_open and invoice.supplier_id is not None:
        mine = (InvoicedLine.unit_id == invoice.unit_id) & (InvoicedLine.supplier_id == invoice.supplier_id)
        wanted |= IS_OPEN & mine & (Purchase.invoice_profile_id == invoice.profile_id)
    elif not parts:
        return []
    return _matched(wanted, parts, most=2 * LINES_AT_MOST)


def _matched(wanted: ColumnElement[bool], parts: dict[int, Money], *, most: int) -> list[MatchedLine]:
    statement: Any = (
        select(InvoicedLine, AcceptanceLine, OrderLine, Acceptance.number, Order.number)
        .join(AcceptanceLine, AcceptanceLine.id == InvoicedLine.acceptance_line_id)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == InvoicedLine.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(wanted)
        .order_by(InvoicedLine.accepted_at, InvoicedLine.consignment_line_id)
        .limit(most)
    )
    return [_line(row, parts) for row in db.session.execute(statement)]


def _line(row: Any, parts: dict[int, Money]) -> MatchedLine:
    stands, line, ordered, note, order_number = row
    part = parts.get(stands.consignment_line_id, Money(0))
    return MatchedLine(
        acceptance_line_id=stands.acceptance_line_id,
        consignment_line_id=stands.consignment_line_id,
        note=note,
        order_number=order_number,
        name=ordered.product_name,
        name_english=ordered.product_name_english,
        quantity=line.accepted,
        measure=ordered.measure,
        unit_price=line.unit_price,
        weighed=ordered.weighed,
        pack=ordered.pack_name,
        pack_english=ordered.pack_name_english,
        rate=ordered.tax_rate,
        accepted=stands.accepted,
        reduced=stands.reduced,
        part=part,
        elsewhere=stands.invoiced - part,
    )


def missing_count(actor: Actor, days: int, words: str) -> tuple[int, Money]:
    """How many accepted lines are older than so many days and not invoiced, and what is missing. One query."""
    amount = func.sum(OPEN, type_=MoneyColumn())
    statement = _of_names(select(func.count(), amount).select_from(InvoicedLine), words)
    count, missing = db.session.execute(statement.where(_missing(actor, days))).one()
    return int(count), missing or Money(0)


def missing_lines(actor: Actor, days: int, words: str, page: int) -> list[Missing]:
    """One page of them, the oldest first. One query."""
    statement = (
        select(
            InvoicedLine.acceptance_line_id,
            Acceptance.number,
            Order.number,
            OrderLine.product_name,
            OrderLine.product_name_english,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
            SELLER.c.name,
            SELLER.c.name_english,
            InvoicedLine.accepted_at,
            InvoicedLine.accepted,
            type_coerce(OPEN, MoneyColumn()),
        )
        .join(AcceptanceLine, AcceptanceLine.id == InvoicedLine.acceptance_line_id)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == InvoicedLine.order_id)
    )
    statement = _of_names(statement, words, always=True).where(_missing(actor, days))
    order = (InvoicedLine.accepted_at, InvoicedLine.consignment_line_id)
    statement = statement.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows: Any = db.session.execute(statement)
    return [Missing(*row) for row in rows]


def _of_names(statement: Any, words: str, *, always: bool = False) -> Any:
    if not words and not always:
        return statement
    statement = statement.join(ORGANISATION, ORGANISATION.c.id == InvoicedLine.unit_id)
    statement = statement.join(SELLER, SELLER.c.id == InvoicedLine.supplier_id)
    if not words:
        return statement
    names = (ORGANISATION.c.name, ORGANISATION.c.name_english, SELLER.c.name, SELLER.c.name_english)
    return statement.where(or_(*(name.icontains(words, autoescape=True) for name in names)))


def _missing(actor: Actor, days: int) -> ColumnElement[bool]:
    """Not all invoiced, of the actor's own or their branch, accepted on a day at least so many days ago."""
    until = clock.at_shanghai(clock.today() - timedelta(days=days - 1)) if days else None
    old = InvoicedLine.accepted_at < until if until else true()
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return IS_OPEN & old & (InvoicedLine.supplier_id == actor.organisation_id)
    return IS_OPEN & old & was_in_scope(actor, InvoicedLine.unit_id, InvoicedLine.accepted_at)
