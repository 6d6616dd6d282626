"""The files of e-invoices: checked, given a name that nobody can guess, kept as they came."""

from __future__ import annotations

import hashlib
import secrets

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.documents.uploads import shown_name
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceFile
from shop.payments.services.locks import locked_invoice
from shop.payments.uploads import kind_of

MOST_FILES = 6


def add_file(invoice: Invoice, content: bytes, file_name: str, side: Side | None, *, by: Actor) -> InvoiceFile:
    """The side that registered the invoice adds the e-invoice itself. The same bytes again change nothing."""
    if invoice.side is not side:
        raise Refused(_l("Only the side that registered an invoice adds its files."), field="file")
    kind, digest = kind_of(content), hashlib.sha256(content).hexdigest()
    invoice = locked_invoice(invoice.id)
    there = select(InvoiceFile).where(InvoiceFile.invoice_id == invoice.id, InvoiceFile.sha256 == digest)
    if (again := db.session.execute(there).scalar_one_or_none()) is not None:
        return again
    if invoice.status is InvoiceStatus.WITHDRAWN:
        raise Refused(_l("The invoice was withdrawn: nothing is added to it any more."), field="file")
    count = select(func.count()).select_from(InvoiceFile).where(InvoiceFile.invoice_id == invoice.id)
    if db.session.execute(count).scalar_one() >= MOST_FILES:
        raise Refused(_l("An invoice has at most %(number)s files.", number=MOST_FILES), field="file")
    file = InvoiceFile(
        cluster_id=invoice.cluster_id,
        invoice_id=invoice.id,
        name=secrets.token_urlsafe(24),
        kind=kind,
        sha256=digest,
        size=len(content),
        file_name=shown_name(file_name),
        uploaded_at=clock.now(),
        uploaded_by_id=by.person_id,
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    record(
        by,
        "invoice.file_added",
        "invoice",
        invoice.id,
        cluster_id=invoice.cluster_id,
        kind=kind.value.upper(),
        digest=digest[:12],
    )
    return file
