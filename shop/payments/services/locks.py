"""Keeping pairs, payments, orders and invoices for one transaction alone.

Everything is locked in one order, so that nobody waits in a circle: between whom money moves and which payments, where
a bank tells of them; what came on consignments; then orders by id, as where goods are accepted and corrected; then
accepted lines by id, then invoices by id; balances and totals come after them. Rows that point to one of these wait for
whoever holds it, so whatever will be pointed to is held from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, tuple_

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import ConsignmentLine
from shop.kernel.actor import Actor
from shop.kernel.dialects import hold, insert_unless_there, locked
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.hands import lend_hand
from shop.payments.models import Invoice, InvoicedLine, Payment
from shop.payments.models.bank import BankPair

PARTY = {Side.BUYER: Party.BUYER, Side.SUPPLIER: Party.SUPPLIER}


class Pair(NamedTuple):
    """Between whom money moves."""

    unit_id: int
    supplier_id: int


def hold_pairs(pairs: Iterable[Pair]) -> None:
    """Nobody else books bank lines between these until the transaction ends; asked for in one order by everybody."""
    for pair in sorted(set(pairs)):
        insert_unless_there(db.session(), BankPair.__table__, ["unit_id", "supplier_id"], pair._asdict())
        mine = (BankPair.unit_id == pair.unit_id) & (BankPair.supplier_id == pair.supplier_id)
        db.session.execute(locked(select(BankPair).where(mine)))


def hold_payments(pairs: Iterable[Pair], amounts: Iterable[Money]) -> None:
    """The payments of these amounts between held pairs, of which lines of a statement may tell."""
    wanted, sums = sorted(set(pairs)), sorted({amount.fen for amount in amounts})
    asked = select(Payment.id).where(
        tuple_(Payment.unit_id, Payment.supplier_id).in_(wanted), Payment.amount.in_([Money(fen) for fen in sums])
    )
    if wanted and sums:
        db.session.execute(locked(asked.order_by(Payment.id))).all()


def hold_orders(order_ids: Iterable[int]) -> None:
    """All orders that will be paid, before the first of them is: whoever takes in their goods locks them so too."""
    wanted = sorted(set(order_ids))
    if wanted:
        db.session.execute(locked(select(Order.id).where(Order.id.in_(wanted)).order_by(Order.id))).all()


def locked_payment(payment_id: int) -> Payment:
    """The payment, kept for this transaction alone: two people cannot give out the same money."""
    return db.session.execute(locked(select(Payment).where(Payment.id == payment_id))).scalar_one()


def locked_orders(payment: Payment, order_ids: Iterable[int]) -> dict[int, Order]:
    """The orders in id order, which have to be the payer's own at the supplier who was paid."""
    wanted = sorted(set(order_ids))
    statement = select(Order).where(
        Order.id.in_(wanted), Order.unit_id == payment.unit_id, Order.supplier_id == payment.supplier_id
    )
    found = {order.id: order for order in db.session.execute(locked(statement.order_by(Order.id))).scalars()}
    if len(found) < len(wanted):
        raise Refused(_l("This order is not one of this unit at this supplier."))
    return found


def hold_accepted(consignment_line_ids: Collection[int], order_ids: Collection[int] = ()) -> list[int]:
    """Nobody else corrects, pays or invoices anything of the orders of these accepted lines, and of these orders.

    Returns all the orders that are held until the transaction ends.
    """
    lines = sorted(set(consignment_line_ids))
    if lines:
        hold(db.session(), select(ConsignmentLine.id).where(ConsignmentLine.id.in_(lines)).order_by(ConsignmentLine.id))
    of_lines = select(InvoicedLine.order_id).where(InvoicedLine.consignment_line_id.in_(lines))
    mine = or_(Order.id.in_(of_lines), Order.id.in_(sorted(set(order_ids))))
    return list(db.session.execute(locked(select(Order.id).where(mine).order_by(Order.id))).scalars())


def act_on_accepted(consignment_line_ids: Collection[int], by: Actor, side: Side) -> None:
    """Nobody else corrects, pays or invoices anything of the orders of these accepted lines until the transaction ends.

    The person acts for this side of the orders; refused if they have acted for the other.
    """
    if consignment_line_ids and (order_ids := hold_accepted(consignment_line_ids)):
        lend_hand(order_ids, by, PARTY[side])


def locked_lines(consignment_line_ids: Collection[int]) -> dict[int, InvoicedLine]:
    """Accepted lines as they stand, held until the transaction ends."""
    asked = select(InvoicedLine).where(InvoicedLine.consignment_line_id.in_(sorted(set(consignment_line_ids))))
    rows = db.session.execute(locked(asked.order_by(InvoicedLine.consignment_line_id))).scalars()
    return {row.consignment_line_id: row for row in rows}


def locked_invoices(invoice_ids: Collection[int]) -> dict[int, Invoice]:
    """Invoices as they stand, held until the transaction ends."""
    asked = select(Invoice).where(Invoice.id.in_(sorted(set(invoice_ids)))).order_by(Invoice.id)
    return {invoice.id: invoice for invoice in db.session.execute(locked(asked)).scalars()}


def locked_invoice(invoice_id: int) -> Invoice:
    """One invoice as it stands, held until the transaction ends."""
    found = locked_invoices([invoice_id]).get(invoice_id)
    if found is None:
        raise NotYours
    return found
