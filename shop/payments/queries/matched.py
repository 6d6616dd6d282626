"""What of accepted lines stands on checked invoices, by the register itself: what proves that they are invoiced."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from shop.extensions import db
from shop.fulfilment.models import ConsignmentLine
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.ordering.models import OrderLine
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation

MATCHED = func.coalesce(func.sum(InvoiceAllocation.amount, type_=MoneyColumn()), 0, type_=MoneyColumn())
"""Fen with tax: allocations less what red letters, corrections and withdrawals took off again."""

IS_CHECKED: ColumnElement[bool] = Invoice.status == InvoiceStatus.CHECKED


def matched_of(of_orders: ColumnElement[bool]) -> dict[int, Money]:
    """What is matched of the order lines that a condition names, by consignment line. One query."""
    statement = (
        select(InvoiceAllocation.consignment_line_id, MATCHED)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .join(ConsignmentLine, ConsignmentLine.id == InvoiceAllocation.consignment_line_id)
        .join(OrderLine, OrderLine.id == ConsignmentLine.order_line_id)
        .where(IS_CHECKED, of_orders)
        .group_by(InvoiceAllocation.consignment_line_id)
    )
    return {int(line_id): amount for line_id, amount in db.session.execute(statement) if line_id is not None}


def matched_altogether() -> Money:
    """What is matched of everything that was ever accepted. One query."""
    statement = (
        select(MATCHED)
        .select_from(InvoiceAllocation)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(IS_CHECKED, InvoiceAllocation.consignment_line_id.is_not(None))
    )
    return db.session.execute(statement).scalar_one()
