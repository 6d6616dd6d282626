"""Accepted lines and their invoices: what is left to be put onto invoices, with whom, since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.quantity import ONE
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.models import InvoiceProfile, Organisation
from shop.payments.invoicing import LINES_AT_MOST, WhyAllocated
from shop.payments.matching import MatchedLine
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine
from shop.payments.queries.missing import UNPROVED
from shop.payments.services.allocating import parts_of

OPEN = InvoicedLine.accepted - InvoicedLine.reduced - InvoicedLine.invoiced
IS_OPEN: ColumnElement[bool] = and_(InvoicedLine.invoiced + InvoicedLine.reduced < InvoicedLine.accepted, UNPROVED)
"""What is open is unproved as well, and by that its index finds it."""

ORGANISATION = Organisation.__table__
PER_PAGE = 20


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


def groups_for(actor: Actor, words: str = "", page: int = 1) -> tuple[int, list[Group]]:
    """With whom the actor's organisation has something left to be invoiced: how many there are, and a page of them.

    The oldest first; ``words`` are looked for in names and titles. Two queries.
    """
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
    if words:
        named = (ORGANISATION.c.name, ORGANISATION.c.name_english, InvoiceProfile.title)
        statement = statement.where(or_(*(name.icontains(words, autoescape=True) for name in named)))
    total = db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    rows: Any = db.session.execute(statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return total, [Group(*row) for row in rows]


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


def freed_of(invoice: Invoice) -> Money:
    """How much of an invoice corrected acceptances have taken off their lines. One query."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked = select(amount).where(
        InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.reason == WhyAllocated.CORRECTION
    )
    return -(db.session.execute(asked).scalar() or Money(0))


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
        packs=None if ordered.weighed or ordered.content == ONE else line.packs_accepted,
        producer_name=ordered.producer_name,
        producer_name_english=ordered.producer_name_english,
    )
