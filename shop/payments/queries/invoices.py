"""Reading the register of invoices, each within what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.questions import InvoiceAnswer, InvoicesOf
from shop.kernel.refusals import NotYours
from shop.organisations.models import InvoiceProfile, Organisation
from shop.organisations.queries import OrganisationName, names_of, was_in_scope
from shop.payments.einvoice import Here
from shop.payments.invoicing import InvoiceDeed, InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation, InvoiceFile, InvoiceLine, InvoiceStep, LowerProposal
from shop.payments.queries.settlement_bills import settlements_with

PER_PAGE = 20
ORGANISATION = Organisation.__table__


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of the register is asked for: a state (or all), words in a number or a name, days of issue."""

    status: InvoiceStatus | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice as a list shows it; ``other`` names the other side for the reader."""

    number: str
    kind: InvoiceKind
    status: InvoiceStatus
    official_number: str
    code: str
    issued_on: date
    seller_name: str
    title: str
    unit_id: int
    supplier_id: int | None
    total: Money
    allocated: Money
    taken_back: Money

    @property
    def unallocated(self) -> Money:
        return self.total - self.taken_back - self.allocated if self.total > Money(0) else Money(0)


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """An invoice with all that belongs to it, and who is who."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    files: Sequence[InvoiceFile]
    proposals: Sequence[LowerProposal]
    original: Invoice | None
    reds: Sequence[Invoice]
    organisations: dict[int, OrganisationName]
    people: dict[int, str]
    settlements: Sequence[str]


def parties_of(profile_id: int, supplier_id: int | None) -> Here:
    """By which tax numbers the two sides of an invoice are known here. One query."""
    seller = select(ORGANISATION.c.credit_code).where(ORGANISATION.c.id == supplier_id).scalar_subquery()
    asked = select(InvoiceProfile.tax_number, seller).where(InvoiceProfile.id == profile_id)
    tax_number, credit_code = db.session.execute(asked).one()
    return Here(seller_tax_number=credit_code or "", title_tax_number=tax_number)


def known_of(invoice: Invoice) -> Here:
    """What the register says of an invoice, to hold a file against it."""
    return Here(
        seller_tax_number=invoice.seller_tax_number,
        title_tax_number=invoice.title_tax_number,
        number=invoice.official_number,
        issued_on=invoice.issued_on,
        total=invoice.total,
    )


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which an invoice exists for the actor: both sides, the branch's officials, the operator."""
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return Invoice.supplier_id == actor.organisation_id
    return was_in_scope(actor, Invoice.unit_id, Invoice.registered_at)


def invoice_for(actor: Actor, number: str) -> Invoice:
    """One invoice; ``NotYours`` if it does not exist for the actor."""
    asked = select(Invoice).where(may_be_seen_by(actor), Invoice.number == number)
    found = db.session.execute(asked.options(selectinload(Invoice.lines))).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def counts(actor: Actor, asked: ListFilter) -> dict[InvoiceStatus, int]:
    """How many invoices of each state the list would show. One query."""
    statement = select(Invoice.status, func.count()).where(_asked(actor, asked)).group_by(Invoice.status)
    found = {status: int(count) for status, count in db.session.execute(statement)}
    return {status: found.get(status, 0) for status in InvoiceStatus}


def listed(actor: Actor, asked: ListFilter, *, per_page: int = PER_PAGE) -> list[Listed]:
    """One page of the register, the newest first. One query."""
    columns: list[Any] = [getattr(Invoice, name) for name in Listed.__dataclass_fields__]
    statement = select(*columns).where(_asked(actor, asked))
    if asked.status is not None:
        statement = statement.where(Invoice.status == asked.status)
    statement = statement.order_by(Invoice.id.desc()).limit(per_page).offset((asked.page - 1) * per_page)
    return [Listed(*row) for row in db.session.execute(statement)]


def _asked(actor: Actor, asked: ListFilter) -> ColumnElement[bool]:
    seen = may_be_seen_by(actor)
    if asked.since is not None:
        seen &= Invoice.issued_on >= asked.since
    if asked.until is not None:
        seen &= Invoice.issued_on <= asked.until
    if not asked.words:
        return seen
    sought = select(ORGANISATION.c.id).where(
        or_(
            ORGANISATION.c.name.icontains(asked.words, autoescape=True),
            ORGANISATION.c.name_english.icontains(asked.words, autoescape=True),
        )
    )
    typed = (Invoice.number, Invoice.official_number, Invoice.code, Invoice.seller_name, Invoice.title)
    named = Invoice.unit_id.in_(sought) | Invoice.supplier_id.in_(sought)
    return seen & or_(named, *(column.icontains(asked.words, autoescape=True) for column in typed))


def page_of(invoice: Invoice) -> InvoicePage:
    """Everything that the page of an invoice tells. Seven queries."""
    proposals = db.session.execute(
        select(LowerProposal).where(LowerProposal.invoice_id == invoice.id).order_by(LowerProposal.id.desc())
    ).scalars()
    files = db.session.execute(
        select(InvoiceFile).where(InvoiceFile.invoice_id == invoice.id).order_by(InvoiceFile.id)
    ).scalars()
    family = db.session.execute(
        select(Invoice)
        .where(or_(Invoice.original_id == invoice.id, Invoice.id == invoice.original_id))
        .options(selectinload(Invoice.lines))
        .order_by(Invoice.id)
    ).scalars()
    relatives, proposed, kept = list(family), list(proposals), list(files)
    people = {invoice.registered_by_id, *(file.uploaded_by_id for file in kept)}
    people |= {person for row in proposed for person in (row.proposed_by_id, row.decided_by_id) if person}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(people))))
    organisations = {invoice.unit_id, *([invoice.supplier_id] if invoice.supplier_id else [])}
    return InvoicePage(
        invoice=invoice,
        lines=list(invoice.lines),
        files=kept,
        proposals=proposed,
        original=next((row for row in relatives if row.id == invoice.original_id), None),
        reds=[row for row in relatives if row.original_id == invoice.id],
        organisations=names_of(organisations),
        people=dict(list(rows)),
        settlements=settlements_with(invoice.id),
    )


def disputed_because(invoice: Invoice) -> str:
    """Why a disputed invoice is disputed; nothing of any other. One query or none."""
    if invoice.status is not InvoiceStatus.DISPUTED:
        return ""
    asked = select(InvoiceStep.reason).where(
        InvoiceStep.invoice_id == invoice.id, InvoiceStep.deed == InvoiceDeed.DISPUTE
    )
    return db.session.execute(asked.order_by(InvoiceStep.n.desc()).limit(1)).scalar_one_or_none() or ""


def proposal_on(invoice_id: int, typed: str) -> LowerProposal:
    """The proposal of this id (as a form sent it) on an invoice; ``NotYours`` if it is not on that one."""
    rows = db.session.execute(select(LowerProposal).where(LowerProposal.invoice_id == invoice_id)).scalars()
    found = next((row for row in rows if str(row.id) == typed), None)
    if found is None:
        raise NotYours
    return found


def file_of(invoice_id: int, name: str) -> InvoiceFile:
    """A file of an invoice by its random name; ``NotYours`` for any other name."""
    asked = select(InvoiceFile).where(InvoiceFile.invoice_id == invoice_id, InvoiceFile.name == name)
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def answer_invoices_of(question: InvoicesOf) -> dict[int, list[InvoiceAnswer]]:
    """On which invoices, not withdrawn, parts of these consignment lines stand, by line. One query."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked = (
        select(InvoiceAllocation.consignment_line_id, Invoice.number, Invoice.status, amount)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(InvoiceAllocation.consignment_line_id.in_(sorted(question.consignment_line_ids)))
        .group_by(InvoiceAllocation.consignment_line_id, Invoice.id, Invoice.number, Invoice.status)
        .order_by(Invoice.id)
    )
    found: dict[int, list[InvoiceAnswer]] = {}
    for line_id, number, status, part in db.session.execute(asked):
        if line_id is not None and part:
            found.setdefault(line_id, []).append(InvoiceAnswer(number, status, part))
    return found
