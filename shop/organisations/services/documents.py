"""A supplier's documents: added, replaced, taken away, and their end told ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.application import editable
from shop.organisations.events import DocumentRunsOut
from shop.organisations.lifecycle import KEEPING
from shop.organisations.models import Producer, Supplier, SupplierDocument
from shop.organisations.papers import TOLD_AHEAD, to_be_told
from shop.organisations.words import DocumentKind, Part, SupplierStatus

MOST_AT_ONCE = 200
MOST_IN_FORCE = 40
"""So many documents a supplier may show at once."""
TO_BE_WATCHED = (SupplierStatus.APPROVED, SupplierStatus.SUSPENDED, SupplierStatus.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a document: ``valid_to`` is its last day, ``producer_id`` whose agreement it is."""

    kind: DocumentKind
    number: str = ""
    title: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    producer_id: int | None = None


def add_document(supplier: Supplier, shown: Shown, file_id: int, file_name: str, *, by: Actor) -> SupplierDocument:
    """A document with its file. Of a licence and a permit one is in force: a new one takes the old one's place.

    A licence that is added after the approval waits: it is in force once the operator has approved the change.
    """
    check_document(supplier, shown, by=by)
    waits = waits_for_approval(supplier, shown.kind)
    document = SupplierDocument(
        supplier_id=supplier.id,
        producer_id=shown.producer_id,
        kind=shown.kind,
        title=shown.title.strip()[:80],
        number=shown.number.strip()[:60],
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        file_id=file_id,
        file_name=file_name[:200],
        added_by_id=by.person_id,
        added_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    record(by, "supplier.document_added", "supplier", supplier.id, kind=shown.kind.value, number=document.number)
    if not waits:
        put_in_force(document)
    return document


def check_document(supplier: Supplier, shown: Shown, *, by: Actor) -> None:
    """Whether it can be added at all, to be asked before its file is read. Raises ``NotYours`` and ``Refused``."""
    _require_keeper(supplier, by)
    _check(supplier, shown)


def waits_for_approval(supplier: Supplier, kind: DocumentKind) -> bool:
    """Whether a new document of a kind has to be approved by the operator first."""
    return kind is DocumentKind.LICENCE and supplier.status is not SupplierStatus.DRAFT


def put_in_force(document: SupplierDocument) -> None:
    """From now on it is the one that counts; the one before it ends, and its file stays."""
    document.in_force_at = clock.now()
    if document.kind is not DocumentKind.OTHER:
        before = update(SupplierDocument).where(
            SupplierDocument.supplier_id == document.supplier_id,
            SupplierDocument.kind == document.kind,
            SupplierDocument.producer_id.is_not_distinct_from(document.producer_id),
            SupplierDocument.id != document.id,
            SupplierDocument.in_force_at.is_not(None),
            SupplierDocument.ended_at.is_(None),
        )
        db.session.execute(before.values(ended_at=clock.now()))
    db.session.flush()


def end_document(supplier: Supplier, document: SupplierDocument, *, by: Actor) -> None:
    """It is shown no more; the row and the file stay. A licence that is in force is replaced, never taken away."""
    _require_keeper(supplier, by)
    if document.supplier_id != supplier.id:
        raise NotYours
    if document.ended_at is not None:
        raise Refused(_l("This document is no longer shown."))
    if document.kind is DocumentKind.LICENCE and supplier.status is not SupplierStatus.DRAFT:
        raise Refused(_l("A licence is replaced by a new one, not taken away."))
    document.ended_at = clock.now()
    db.session.flush()
    kind, number = document.kind.value, document.number
    record(by, "supplier.document_ended", "supplier", supplier.id, kind=kind, number=number)


def tell_of_ending_documents() -> int:
    """Tell of documents that end in 60 or 14 days, or have ended, each once. A batch at a time; returns how many."""
    today = clock.today()
    last, told_before = SupplierDocument.valid_to, SupplierDocument.told_days
    due = [last < today if days == 0 else last <= today + timedelta(days=days) for days in (*TOLD_AHEAD, 0)]
    not_told = [or_(told_before.is_(None), told_before > days) for days in (*TOLD_AHEAD, 0)]
    asked = (
        select(SupplierDocument, Supplier)
        .join(Supplier, Supplier.id == SupplierDocument.supplier_id)
        .where(SupplierDocument.ended_at.is_(None), SupplierDocument.in_force_at.is_not(None))
        .where(Supplier.status.in_(TO_BE_WATCHED), or_(*map(and_, due, not_told)))
        .order_by(SupplierDocument.id)
        .limit(MOST_AT_ONCE)
    )
    told = 0
    for document, supplier in db.session.execute(locked(asked, skip=True)).all():
        days = to_be_told(document.valid_to, document.told_days, today) if document.valid_to else None
        if days is None or document.valid_to is None:
            continue
        document.told_days = days
        publish(
            DocumentRunsOut(
                supplier.id,
                supplier.county_code,
                supplier.slug,
                supplier.name,
                document.kind,
                document.number,
                document.valid_to,
                days,
            )
        )
        told += 1
    db.session.flush()
    return told


def _require_keeper(supplier: Supplier, by: Actor) -> None:
    if by.organisation_id != supplier.id or not by.has(*KEEPING):
        raise NotYours
    db.session.refresh(supplier, with_for_update=True)
    if Part.DOCUMENTS not in editable(supplier.status):
        raise Refused(_l("This cannot be changed now: the application is being read, or has ended."))


def _check(supplier: Supplier, shown: Shown) -> None:
    if shown.valid_from and shown.valid_to and shown.valid_to < shown.valid_from:
        raise Refused(_l("The last day is before the first day."), field="valid_to")
    if shown.valid_to and shown.valid_to < clock.today():
        raise Refused(_l("This document has expired already: please add the one that is valid now."), field="valid_to")
    if shown.kind is not DocumentKind.OTHER and not shown.number.strip():
        raise Refused(_l("Please enter the number on the document."), field="number")
    if shown.kind is DocumentKind.AGENCY and shown.producer_id is None:
        raise Refused(_l("Please choose the producer that the agreement is with."), field="producer")
    if shown.producer_id is not None:
        producer = db.session.get(Producer, shown.producer_id)
        if producer is None or producer.supplier_id != supplier.id:
            raise NotYours
    if shown.kind is DocumentKind.OTHER and not shown.title.strip():
        raise Refused(_l("Please say what the document is."), field="title")
    shown_now = select(SupplierDocument.id).where(
        SupplierDocument.supplier_id == supplier.id, SupplierDocument.ended_at.is_(None)
    )
    if len(db.session.execute(shown_now).all()) >= MOST_IN_FORCE:
        raise Refused(_l("That is too many documents: take one away first."))
