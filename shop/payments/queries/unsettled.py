"""What waits to be settled: postings that no living settlement holds, as the lines that they would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.models import InvoiceProfile
from shop.payments.books import CHARGING, Account, PostingSource
from shop.payments.models import Invoice, InvoiceReduction, Posting, SettlementClaim, SettlementLine
from shop.payments.queries.accounts import own
from shop.payments.queries.receipts import money
from shop.payments.services.books import owed_by


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a unit, supplier and invoice profile nobody has settled yet: the sum, of how many lines, since when."""

    unit_id: int
    supplier_id: int
    profile_id: int
    profile_title: str
    amount: Money
    lines: int
    since: datetime


def waiting_for(actor: Actor) -> list[Waiting]:
    """What of the actor's side waits to be settled, the longest waiting first. One query."""
    statement = (
        select(
            Posting.unit_id,
            Posting.supplier_id,
            Purchase.invoice_profile_id,
            InvoiceProfile.title,
            func.sum(owed_by()),
            func.count(Posting.id),
            func.min(Posting.at),
        )
        .join(Order, Order.id == Posting.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .join(InvoiceProfile, InvoiceProfile.id == Purchase.invoice_profile_id)
        .where(own(actor, Order), _unsettled())
        .group_by(Posting.unit_id, Posting.supplier_id, Purchase.invoice_profile_id, InvoiceProfile.title)
        .order_by(func.min(Posting.at))
    )
    return [
        Waiting(unit_id, supplier_id, profile_id, title, money(amount), lines, since)
        for unit_id, supplier_id, profile_id, title, amount, lines, since in db.session.execute(statement)
    ]


def profile_between(unit_id: int, supplier_id: int, profile_id: int) -> str:
    """The title that a unit ordered under at a supplier; ``NotYours`` if it never did. One query."""
    statement = (
        select(InvoiceProfile.title)
        .join(Purchase, Purchase.invoice_profile_id == InvoiceProfile.id)
        .join(Order, Order.purchase_id == Purchase.id)
        .where(InvoiceProfile.id == profile_id, Order.unit_id == unit_id, Order.supplier_id == supplier_id)
        .limit(1)
    )
    title = db.session.execute(statement).scalar_one_or_none()
    if title is None:
        raise NotYours
    return title


def lines_to_settle(unit_id: int, supplier_id: int, profile_id: int, until: date) -> list[SettlementLine]:
    """What was accepted up to a day and nobody has settled yet, as lines that belong to no settlement. One query."""
    before = aliased(AcceptanceLine)
    accepted = case(
        (Posting.source == PostingSource.ACCEPTANCE_LINE, Posting.source_id),
        else_=InvoiceReduction.acceptance_line_id,
    )
    statement = (
        select(Posting, AcceptanceLine, OrderLine, Acceptance.number, before, Invoice.number)
        .join(Order, Order.id == Posting.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .outerjoin(
            InvoiceReduction,
            and_(Posting.source == PostingSource.REDUCTION, InvoiceReduction.id == Posting.source_id),
        )
        .outerjoin(Invoice, Invoice.id == InvoiceReduction.invoice_id)
        .outerjoin(AcceptanceLine, AcceptanceLine.id == accepted)
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .outerjoin(
            before,
            and_(
                before.acceptance_id == Acceptance.corrects_id,
                before.consignment_line_id == AcceptanceLine.consignment_line_id,
            ),
        )
        .where(
            Order.unit_id == unit_id,
            Order.supplier_id == supplier_id,
            Purchase.invoice_profile_id == profile_id,
            Posting.at < clock.at_shanghai(until + timedelta(days=1)),
            _unsettled(),
        )
        .order_by(Posting.order_id, Posting.id)
    )
    return [_line(*row) for row in db.session.execute(statement)]


def _unsettled() -> Any:
    return and_(Posting.kind.in_(CHARGING), ~exists().where(SettlementClaim.posting_id == Posting.id))


def _line(
    posting: Posting,
    accepted: AcceptanceLine | None,
    ordered: OrderLine | None,
    note: str | None,
    before: AcceptanceLine | None,
    lowered_by: str | None,
) -> SettlementLine:
    """A posting as a settlement says it. What a correction changed is a difference of its own.

    ``lowered_by`` is the number of the invoice if the posting is of an agreed reduction.
    """
    owed = posting.amount if posting.debit is Account.RECEIVABLE else -posting.amount
    line = SettlementLine(
        cluster_id=posting.cluster_id,
        posting_id=posting.id,
        order_id=posting.order_id,
        kind=posting.kind,
        day=clock.shanghai_day(posting.at),
        note=lowered_by or note or "",
        correction=before is not None and lowered_by is None,
        amount=owed,
    )
    if accepted is not None and ordered is not None:
        line.product_name, line.product_name_english = ordered.product_name, ordered.product_name_english
        line.pack_name, line.pack_name_english = ordered.pack_name, ordered.pack_name_english
        line.measure, line.weighed, line.tax_rate = ordered.measure, ordered.weighed, ordered.tax_rate
        if lowered_by is None:
            line.quantity = accepted.accepted - before.accepted if before else accepted.accepted
            line.unit_price = accepted.unit_price
    return line
