"""Parts of invoices on accepted lines: never beyond the invoice's total, never beyond what was accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock, money
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order, OrderLine, Purchase
from shop.payments.events import InvoiceMatched, MatchedPart
from shop.payments.invoicing import OPEN_TO_CHANGE, InvoiceStatus, WhyAllocated
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine
from shop.payments.services.locks import locked_invoice, locked_lines
from shop.web.filters import money as written
from shop.web.language import current


@dataclass(frozen=True, slots=True)
class Move:
    """So much of an invoice goes onto an accepted line or, if negative, off it."""

    line: InvoicedLine
    amount: Money


def parts_of(invoice_id: int) -> dict[int, Money]:
    """What of an invoice belongs to accepted lines now, by consignment line; nothing of nothing."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked = (
        select(InvoiceAllocation.consignment_line_id, amount)
        .where(InvoiceAllocation.invoice_id == invoice_id, InvoiceAllocation.consignment_line_id.is_not(None))
        .group_by(InvoiceAllocation.consignment_line_id)
        .order_by(InvoiceAllocation.consignment_line_id)
    )
    return {line_id: part for line_id, part in db.session.execute(asked) if line_id is not None and part}


def chains_of(invoice: Invoice, acceptance_line_ids: Collection[int]) -> dict[int, int]:
    """The consignment lines of accepted lines of the invoice's two sides and profile, by acceptance line.

    Any other does not exist here.
    """
    asked = (
        select(AcceptanceLine.id, AcceptanceLine.consignment_line_id)
        .join(InvoicedLine, InvoicedLine.consignment_line_id == AcceptanceLine.consignment_line_id)
        .join(Order, Order.id == InvoicedLine.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(
            AcceptanceLine.id.in_(sorted(acceptance_line_ids)),
            InvoicedLine.unit_id == invoice.unit_id,
            InvoicedLine.supplier_id == invoice.supplier_id,
            Purchase.invoice_profile_id == invoice.profile_id,
        )
    )
    chains: dict[int, int] = dict(list(db.session.execute(asked)))
    if set(chains) != set(acceptance_line_ids):
        raise NotYours
    return chains


def set_parts(invoice: Invoice, parts: Mapping[int, Money], *, by: Actor, reason: WhyAllocated) -> dict[int, Money]:
    """The invoice belongs to these accepted lines (acceptance line id → fen with tax) and to no others.

    Refused beyond what is left of a line or of the invoice. Returns by how much each consignment line moved.
    """
    chains = chains_of(invoice, parts)
    lines = locked_lines([*chains.values(), *parts_of(invoice.id)])
    invoice = locked_invoice(invoice.id)
    if invoice.status not in OPEN_TO_CHANGE:
        raise Refused(_l("The invoice is now “%(status)s”: its parts stand.", status=invoice.status.label))
    now, wanted = parts_of(invoice.id), dict.fromkeys(chains.values(), Money(0))
    for line_id, amount in parts.items():
        wanted[chains[line_id]] += amount
    if not set(now) <= set(lines):
        raise Refused(_l("The invoice has just been changed by somebody else: reload the page."))
    moves = [Move(line, wanted.get(chain, Money(0)) - now.get(chain, Money(0))) for chain, line in lines.items()]
    for move in moves:
        if wanted.get(move.line.consignment_line_id, Money(0)) < Money(0):
            raise Refused(_l("A part of an invoice is more than nothing."), field=field_of(move.line))
        if move.amount > move.line.open:
            raise Refused(_too_much(move.line, move.amount - move.line.open), field=field_of(move.line))
    beyond = invoice.allocated + money.total(move.amount for move in moves) - invoice.worth
    if beyond > Money(0):
        raise Refused(_l("The parts come to %(amount)s more than the invoice.", amount=written(beyond)))
    move_parts(invoice, sorted(moves, key=lambda move: move.amount), reason, by=by)
    return {move.line.consignment_line_id: move.amount for move in moves if move.amount}


def field_of(line: InvoicedLine) -> str:
    """The field of a form that a line's part is typed into."""
    return f"part_{line.acceptance_line_id}"


def _too_much(line: InvoicedLine, beyond: Money) -> object:
    asked = (
        select(OrderLine)
        .join(AcceptanceLine, AcceptanceLine.order_line_id == OrderLine.id)
        .where(AcceptanceLine.id == line.acceptance_line_id)
    )
    goods = db.session.execute(asked).scalar_one().named(current())
    return _l(
        "%(goods)s: %(amount)s more than the %(open)s that are left to be invoiced.",
        goods=goods,
        amount=written(beyond),
        open=written(line.open),
    )


def move_parts(
    invoice: Invoice,
    moves: Iterable[Move],
    reason: WhyAllocated,
    *,
    by: Actor | None,
    because_id: int | None = None,
) -> list[MatchedPart]:
    """Write parts of a held invoice onto held lines or off them, and return them: of a checked one they are told."""
    n, at = next_n(invoice.id), clock.now()
    parts = []
    for move in moves:
        if not move.amount:
            continue
        row = InvoiceAllocation(
            cluster_id=invoice.cluster_id,
            invoice_id=invoice.id,
            n=n,
            acceptance_line_id=move.line.acceptance_line_id,
            consignment_line_id=move.line.consignment_line_id,
            amount=move.amount,
            reason=reason,
            because_id=because_id,
            at=at,
            by_id=by.person_id if by else None,
        )
        db.session.add(row)
        n += 1
        move.line.invoiced += move.amount
        if invoice.status is InvoiceStatus.CHECKED:
            move.line.checked += move.amount
        invoice.allocated += move.amount
        parts.append(MatchedPart(move.line.acceptance_line_id, move.line.consignment_line_id, move.amount))
    db.session.flush()
    return parts


def next_n(invoice_id: int) -> int:
    """The number of an invoice's next allocation; the invoice is held."""
    asked = select(func.max(InvoiceAllocation.n)).where(InvoiceAllocation.invoice_id == invoice_id)
    return (db.session.execute(asked).scalar() or 0) + 1


def tell_matched(invoice: Invoice, parts: Iterable[MatchedPart]) -> None:
    """Publish that so much more, or less, of accepted lines stands on checked invoices."""
    parts = tuple(part for part in parts if part.amount)
    if parts:
        publish(
            InvoiceMatched(
                invoice_id=invoice.id,
                number=invoice.number,
                cluster_id=invoice.cluster_id,
                unit_id=invoice.unit_id,
                supplier_id=invoice.supplier_id,
                at=clock.now(),
                parts=parts,
            )
        )
