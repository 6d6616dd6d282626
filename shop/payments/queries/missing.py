"""What was accepted and is proved by no checked invoice: the one rule of who is listed by name (DOMAIN rule 9).

The bookkeepers' list asks it of their own side, `tally`'s of a branch of the tree; both come to the same fen.
"""

from __future__ import annotations

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
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Organisation
from shop.organisations.queries import was_in_scope
from shop.payments.models import InvoicedLine

PER_PAGE = 20
UNPROVED: ColumnElement[bool] = InvoicedLine.checked + InvoicedLine.reduced < InvoicedLine.accepted
LACKING = InvoicedLine.accepted - InvoicedLine.reduced - InvoicedLine.checked
UNCHECKED = InvoicedLine.invoiced - InvoicedLine.checked
ORGANISATION = Organisation.__table__
SELLER = ORGANISATION.alias("seller")


@dataclass(frozen=True, slots=True)
class Missing:
    """An accepted line that no checked invoice proves whole: what is missing, and what of that waits to be checked."""

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
    unchecked: Money
    missing: Money

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


@dataclass(frozen=True, slots=True)
class Sums:
    """How many accepted lines there are, what is missing of them, and what of that waits to be checked."""

    count: int
    missing: Money
    unchecked: Money


def waits_longer_than(days: int) -> ColumnElement[bool]:
    """Accepted more than so many of Shanghai's days ago (nought: at any time), and not all on checked invoices.

    What both sides agreed to invoice lower is not missing.
    """
    since = clock.at_shanghai(clock.today() - timedelta(days))
    return UNPROVED & (InvoicedLine.accepted_at < since if days else true())


def concerns(actor: Actor) -> ColumnElement[bool]:
    """What the actor's own side has accepted or delivered; of officials, what their branch has."""
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return InvoicedLine.supplier_id == actor.organisation_id
    return was_in_scope(actor, InvoicedLine.unit_id, InvoicedLine.accepted_at)


def sums_of(which: ColumnElement[bool], words: str = "") -> Sums:
    """What there is of such lines. One query."""
    columns = (func.count(), func.sum(LACKING, type_=MoneyColumn()), func.sum(UNCHECKED, type_=MoneyColumn()))
    statement = _of_names(select(*columns).select_from(InvoicedLine), words)
    count, missing, unchecked = db.session.execute(statement.where(which)).one()
    return Sums(int(count), missing or Money(0), unchecked or Money(0))


def lines_of(which: ColumnElement[bool], words: str, page: int, *, per_page: int = PER_PAGE) -> list[Missing]:
    """One page of such lines, the oldest first. One query."""
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
            type_coerce(InvoicedLine.accepted - InvoicedLine.reduced, MoneyColumn()),
            type_coerce(UNCHECKED, MoneyColumn()),
            type_coerce(LACKING, MoneyColumn()),
        )
        .join(AcceptanceLine, AcceptanceLine.id == InvoicedLine.acceptance_line_id)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == InvoicedLine.order_id)
    )
    statement = _of_names(statement, words, always=True).where(which)
    order = (InvoicedLine.accepted_at, InvoicedLine.consignment_line_id)
    statement = statement.order_by(*order).limit(per_page).offset((page - 1) * per_page)
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
