"""Invoices → their parts, red letters and steps; parts and agreements → where each accepted line stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, func, or_, select, true, type_coerce
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.invoicing import MOVES, InvoiceDeed, InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine, InvoiceLine, InvoiceReduction, InvoiceStep
from shop.payments.proofs.reading import Read
from shop.payments.queries.matched import IS_CHECKED

PAGE = 2_000


def invoices_against_their_parts(read: Read) -> Iterator[Difference]:
    """What an invoice says of itself is the sum of its lines, of its parts and red letters; steps led to its state."""
    red = aliased(Invoice)
    sums: list[Any] = [
        _sum(InvoiceLine.net, InvoiceLine.invoice_id == Invoice.id),
        _sum(InvoiceLine.tax, InvoiceLine.invoice_id == Invoice.id),
        _sum(InvoiceAllocation.amount, InvoiceAllocation.invoice_id == Invoice.id),
        _sum(red.total, and_(red.original_id == Invoice.id, red.status != InvoiceStatus.WITHDRAWN)),
    ]
    last = 0
    while True:
        statement = select(Invoice, *sums).where(Invoice.id > last).order_by(Invoice.id).limit(PAGE)
        page = db.session.execute(statement).all()
        if not page:
            return
        last = page[-1][0].id
        steps = _steps([row[0].id for row in page])
        for invoice, net, tax, allocated, taken_back in page:
            read.invoices += 1
            stands = (invoice.net, invoice.tax, invoice.allocated, -invoice.taken_back)
            found = (net, tax, allocated, taken_back)
            for name, value, fen in zip(("net", "tax", "allocated", "red letters"), stands, found, strict=True):
                if value != Money(int(fen or 0)):
                    yield Difference(f"Invoice {invoice.number}, {name}", value, Money(int(fen or 0)))
            if invoice.status is not (led := _led_to(steps.get(invoice.id, []))):
                yield Difference(f"Invoice {invoice.number}, state", invoice.status.value, led and led.value)
        db.session.expunge_all()


def _sum(column: Any, mine: Any) -> Any:
    return select(func.sum(type_coerce(column, BigInteger))).where(mine).correlate(Invoice).scalar_subquery()


def _steps(invoice_ids: list[int]) -> dict[int, list[tuple[int, InvoiceDeed]]]:
    asked = select(InvoiceStep.invoice_id, InvoiceStep.n, InvoiceStep.deed).where(
        InvoiceStep.invoice_id.in_(invoice_ids)
    )
    found: dict[int, list[tuple[int, InvoiceDeed]]] = {}
    for invoice_id, n, deed in db.session.execute(asked.order_by(InvoiceStep.invoice_id, InvoiceStep.n)):
        found.setdefault(invoice_id, []).append((n, deed))
    return found


def _led_to(steps: list[tuple[int, InvoiceDeed]]) -> InvoiceStatus | None:
    """The state that steps led to; nothing where one is missing, or could not be taken."""
    status = None
    for expected, (n, deed) in enumerate(steps, start=1):
        if n != expected:
            return None
        if deed is InvoiceDeed.REGISTER:
            status = InvoiceStatus.REGISTERED if n == 1 else None
        else:
            _hand, start, end = MOVES[deed]
            status = end if status in start else None
        if status is None:
            return None
    return status


def lines_against_invoices() -> Iterator[Difference]:
    """Where an accepted line stands is what the note in force, the invoices and the agreements say of it."""
    newest, note = aliased(AcceptanceLine), aliased(Acceptance)
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    on_checked = InvoiceAllocation.invoice_id.in_(select(Invoice.id).where(IS_CHECKED))
    sums = (_of_line(InvoiceAllocation), _of_line(InvoiceAllocation, on_checked), _of_line(InvoiceReduction))
    stands = [getattr(InvoicedLine, name) for name in ("accepted", "invoiced", "checked", "reduced")]
    due = [newest.amount, *(func.coalesce(one, 0) for one in sums)]
    due = [type_coerce(column, BigInteger) for column in due]
    fen = [func.coalesce(type_coerce(column, BigInteger), 0) for column in stands]
    statement = (
        select(newest.id, note.number, *fen, *due)
        .join(note, note.id == newest.acceptance_id)
        .outerjoin(InvoicedLine, InvoicedLine.consignment_line_id == newest.consignment_line_id)
        .where(note.id.not_in(corrected), or_(*(one != other for one, other in zip(fen, due, strict=True))))
        .order_by(newest.id)
    )
    for line_id, number, *figures in db.session.execute(statement):
        found, should = (tuple(str(Money(int(value))) for value in half) for half in (figures[:4], figures[4:]))
        where = f"Acceptance {number}, line {line_id}, accepted, invoiced, checked and agreed lower"
        yield Difference(where, " / ".join(found), " / ".join(should))


def _of_line(table: Any, which: ColumnElement[bool] | None = None) -> Any:
    return (
        select(func.sum(type_coerce(table.amount, BigInteger)))
        .where(table.consignment_line_id == InvoicedLine.consignment_line_id, true() if which is None else which)
        .correlate(InvoicedLine)
        .scalar_subquery()
    )
