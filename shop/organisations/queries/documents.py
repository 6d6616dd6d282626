"""A supplier's documents, and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Supplier, SupplierDocument
from shop.organisations.papers import Paper, standing_of
from shop.organisations.policies import may_read_documents_of
from shop.organisations.words import DocumentKind, Standing


def documents_of(supplier_id: int, *, ended: bool = False) -> Sequence[SupplierDocument]:
    """A supplier's documents in the order of their kinds, those that were replaced last (``ended``). One statement."""
    asked = select(SupplierDocument).where(SupplierDocument.supplier_id == supplier_id)
    if not ended:
        asked = asked.where(SupplierDocument.ended_at.is_(None))
    found = db.session.execute(asked.order_by(SupplierDocument.id)).scalars().all()
    kinds = list(DocumentKind)
    return sorted(found, key=lambda document: (document.ended_at is not None, kinds.index(document.kind), document.id))


def running_out_asked(supplier_id: int, day: date, last: date) -> Select[int]:
    """How many documents of a supplier end between two days, as part of a larger statement."""
    return (
        select(func.count())
        .select_from(SupplierDocument)
        .where(
            SupplierDocument.supplier_id == supplier_id,
            SupplierDocument.ended_at.is_(None),
            SupplierDocument.valid_to.between(day, last),
        )
    )


def document_of(supplier_id: int, document_id: int) -> SupplierDocument:
    """One of them; raises ``NotYours``."""
    document = db.session.get(SupplierDocument, document_id)
    if document is None or document.supplier_id != supplier_id:
        raise NotYours
    return document


def document_for(actor: Actor, slug: str, document_id: int) -> SupplierDocument:
    """A document that the actor may read: the supplier's own people, its county, the operator. Raises ``NotYours``."""
    asked = (
        select(SupplierDocument, Supplier)
        .join(Supplier, Supplier.id == SupplierDocument.supplier_id)
        .where(SupplierDocument.id == document_id, Supplier.slug == slug)
    )
    row = db.session.execute(asked).first()
    if row is None or not may_read_documents_of(actor, row[1].id, row[1].county_code, row[1].applied_at is not None):
        raise NotYours
    return row[0]


def paper_of(document: SupplierDocument) -> Paper:
    """A document as rules see it."""
    return Paper(
        kind=document.kind,
        number=document.number,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        digest=f"#{document.id}",
        waits=document.in_force_at is None,
        ended=document.ended_at is not None,
    )


def standing_today(document: SupplierDocument) -> Standing:
    """How a document stands today."""
    return standing_of(paper_of(document), clock.today())
