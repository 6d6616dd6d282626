"""What stands on an invoice: checked against itself and the register, then kept as it is."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock, money
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier, Unit
from shop.payments.invoicing import (
    LINES_AT_MOST,
    InvoiceDeed,
    InvoiceKind,
    InvoiceStatus,
    check_number,
    check_tax_number,
    tidied,
)
from shop.payments.models import Invoice, InvoiceLine, InvoiceStep
from shop.payments.paper import Paper
from shop.web.filters import money as written

PREFIX = "F"


def checked(paper: Paper, supplier_id: int | None) -> Paper:
    """The paper with tidy numbers and the seller's name on it; refused where it cannot be right."""
    supplier = db.session.get(Supplier, supplier_id) if supplier_id is not None else None
    seller = tidied(paper.seller_tax_number)
    if supplier is not None and (paper.kind is not InvoiceKind.TAX_OFFICE or not seller):
        seller = supplier.credit_code or seller
    paper = replace(
        paper,
        number=tidied(paper.number),
        code=tidied(paper.code),
        seller_tax_number=seller,
        seller_name=(paper.seller_name.strip() or supplier.name if supplier else paper.seller_name.strip()),
    )
    check_number(paper.code, paper.number)
    check_tax_number(paper.seller_tax_number)
    if not paper.seller_name and paper.kind is not InvoiceKind.RED:
        raise Refused(_l("Please say who sold the goods."), field="seller_name")
    if paper.issued_on > clock.today():
        raise Refused(_l("The invoice bears a day that lies in the future."), field="issued_on")
    _check_lines(paper)
    _refuse_twice(paper)
    return paper


def _check_lines(paper: Paper) -> None:
    if not paper.lines:
        raise Refused(_l("Please enter the lines of the invoice."))
    if len(paper.lines) > LINES_AT_MOST:
        raise Refused(_l("At most %(number)s lines: enter the sum of similar ones.", number=LINES_AT_MOST))
    off = money.total(line.total for line in paper.lines) - paper.total
    if off:
        raise Refused(
            _l(
                "The lines come to %(amount)s, which is %(off)s off.",
                amount=written(paper.total + off),
                off=written(off),
            ),
            field="total",
        )


def _refuse_twice(paper: Paper) -> None:
    asked = select(Invoice.number, Invoice.unit_id).where(
        Invoice.seller_tax_number == paper.seller_tax_number,
        Invoice.code == paper.code,
        Invoice.official_number == paper.number,
        Invoice.status != InvoiceStatus.WITHDRAWN,
    )
    if db.session.execute(asked).first() is not None:
        raise Refused(_l("This invoice of this seller is in the register already."), field="number")


def enter(invoice: Invoice, paper: Paper, by: Actor) -> None:
    """Write an invoice whose sides and profile are set, with its lines and its first step."""
    invoice.kind, invoice.status = paper.kind, InvoiceStatus.REGISTERED
    invoice.cluster_id = db.session.get_one(Unit, invoice.unit_id).cluster_id or invoice.unit_id
    invoice.seller_tax_number, invoice.seller_name = paper.seller_tax_number, paper.seller_name
    invoice.code, invoice.official_number, invoice.issued_on = paper.code, paper.number, paper.issued_on
    invoice.net = money.total(line.net for line in paper.lines)
    invoice.tax = money.total(line.tax for line in paper.lines)
    invoice.total, invoice.allocated, invoice.taken_back = paper.total, Money(0), Money(0)
    invoice.registered_at, invoice.registered_by_id = clock.now(), by.person_id
    try:
        enter_numbered(db.session(), invoice, PREFIX)
    except IntegrityError:
        _refuse_twice(paper)  # somebody else has registered the same in this very moment
        raise
    for position, line in enumerate(paper.lines, start=1):
        db.session.add(
            InvoiceLine(
                cluster_id=invoice.cluster_id,
                invoice_id=invoice.id,
                position=position,
                what=line.what.strip(),
                quantity=line.quantity,
                net=line.net,
                rate=line.rate,
                tax=line.tax,
                total=line.total,
            )
        )
    note_step(invoice, InvoiceDeed.REGISTER, invoice.side, 1, by)
    record(
        by,
        "invoice.registered",
        "invoice",
        invoice.id,
        cluster_id=invoice.cluster_id,
        number=invoice.official,
        amount=invoice.total.fen,
    )


def note_step(invoice: Invoice, deed: InvoiceDeed, side: Side, n: int, by: Actor, reason: str = "") -> None:
    """Keep how the invoice came to its state."""
    db.session.add(
        InvoiceStep(
            cluster_id=invoice.cluster_id,
            invoice_id=invoice.id,
            n=n,
            deed=deed,
            side=side,
            at=clock.now(),
            by_id=by.person_id,
            reason=reason,
        )
    )
    db.session.flush()
