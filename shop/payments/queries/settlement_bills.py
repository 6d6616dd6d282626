"""By which invoices of the register a settlement is invoiced, and which could be chosen for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import case, func, or_, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.payments.billed import Bill, Billing, SettledGoods
from shop.payments.books import PostingKind, PostingSource
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import (
    Invoice,
    InvoiceAllocation,
    InvoicedLine,
    InvoiceReduction,
    Posting,
    Settlement,
    SettlementClaim,
    SettlementInvoice,
    SettlementLine,
)

MOST_OFFERED = 30


def billing_of(settlement: Settlement) -> Billing:
    """An agreed settlement beside the register. Three queries."""
    goods = goods_of(settlement)
    parts = _parts_on(row.consignment_line_id for row in goods)
    said = (SettlementInvoice.settlement_id == settlement.id) & (SettlementInvoice.invoice_id == Invoice.id)
    last_word = select(SettlementInvoice.chosen).where(said).order_by(SettlementInvoice.n.desc()).limit(1)
    chosen = last_word.correlate(Invoice).scalar_subquery()
    free = Invoice.allocated + Invoice.taken_back < Invoice.total
    usable = or_(free, Invoice.kind == InvoiceKind.RED) & (Invoice.status != InvoiceStatus.WITHDRAWN)
    asked = (
        select(Invoice, chosen)
        .where(
            Invoice.unit_id == settlement.unit_id,
            Invoice.supplier_id == settlement.supplier_id,
            Invoice.profile_id == settlement.profile_id,
            or_(chosen, Invoice.id.in_(parts), usable),
        )
        .order_by(case((or_(chosen, Invoice.id.in_(parts)), 0), else_=1), Invoice.id.desc())
        .limit(MOST_OFFERED + len(parts))
    )
    bills = [_bill(row, bool(is_chosen), parts.get(row.id, {})) for row, is_chosen in db.session.execute(asked)]
    return Billing(settlement.total, settlement.charges, goods, sorted(bills, key=lambda bill: bill.id))


def _bill(row: Invoice, chosen: bool, parts: dict[int, Money]) -> Bill:
    return Bill(
        id=row.id,
        number=row.number,
        official_number=row.official_number,
        kind=row.kind,
        status=row.status,
        side=row.side,
        issued_on=row.issued_on,
        total=row.total,
        allocated=row.allocated,
        taken_back=row.taken_back,
        chosen=chosen,
        parts=parts,
    )


def chosen_for(settlement_id: int) -> list[int]:
    """The invoices that a settlement is invoiced by, by the last word about each. One query."""
    asked = select(SettlementInvoice.invoice_id, SettlementInvoice.chosen)
    words = asked.where(SettlementInvoice.settlement_id == settlement_id).order_by(SettlementInvoice.n)
    last = dict(db.session.execute(words).all())
    return sorted(invoice_id for invoice_id, is_chosen in last.items() if is_chosen)


def settlements_with(invoice_id: int) -> list[str]:
    """The numbers of the settlements that were invoiced by an invoice, by the last word about it. One query."""
    asked = (
        select(Settlement.number, SettlementInvoice.chosen)
        .join(Settlement, Settlement.id == SettlementInvoice.settlement_id)
        .where(SettlementInvoice.invoice_id == invoice_id)
        .order_by(SettlementInvoice.id)
    )
    last = dict(db.session.execute(asked).all())
    return [number for number, is_chosen in last.items() if is_chosen]


def goods_of(settlement: Settlement) -> list[SettledGoods]:
    """What the settlement says of each accepted line. One query."""
    line_id = case(
        (Posting.source == PostingSource.ACCEPTANCE_LINE, Posting.source_id),
        else_=InvoiceReduction.acceptance_line_id,
    )
    reduced = (Posting.source == PostingSource.REDUCTION) & (InvoiceReduction.id == Posting.source_id)
    asked = (
        select(SettlementLine, InvoicedLine.consignment_line_id, InvoicedLine.acceptance_line_id)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .join(Posting, Posting.id == SettlementLine.posting_id)
        .outerjoin(InvoiceReduction, reduced)
        .join(AcceptanceLine, AcceptanceLine.id == line_id)
        .join(InvoicedLine, InvoicedLine.consignment_line_id == AcceptanceLine.consignment_line_id)
        .where(SettlementClaim.settlement_id == settlement.id, SettlementLine.kind == PostingKind.GOODS)
        .order_by(SettlementLine.id)
    )
    first: dict[int, tuple[SettlementLine, int]] = {}
    sums = defaultdict[int, Money](lambda: Money(0))
    for line, chain, in_force in db.session.execute(asked):
        first.setdefault(chain, (line, in_force))
        sums[chain] += line.amount
    return [
        SettledGoods(
            consignment_line_id=chain,
            acceptance_line_id=in_force,
            name=line.product_name,
            name_english=line.product_name_english,
            note=line.note,
            settled=sums[chain],
        )
        for chain, (line, in_force) in first.items()
    ]


def _parts_on(consignment_line_ids: Iterable[int]) -> dict[int, dict[int, Money]]:
    """What of which invoices belongs to these lines, by invoice and line. One query."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked = (
        select(InvoiceAllocation.invoice_id, InvoiceAllocation.consignment_line_id, amount)
        .where(InvoiceAllocation.consignment_line_id.in_(sorted(set(consignment_line_ids))))
        .group_by(InvoiceAllocation.invoice_id, InvoiceAllocation.consignment_line_id)
    )
    parts = defaultdict[int, dict[int, Money]](dict)
    for invoice_id, line_id, part in db.session.execute(asked):
        if line_id is not None and part:
            parts[invoice_id][line_id] = part
    return dict(parts)
