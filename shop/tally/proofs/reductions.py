"""What both sides agreed to invoice lower → the corrections that it wrote, and never below nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING
from shop.payments.models import InvoiceReduction, LowerProposal
from shop.tally.models import Entry
from shop.tally.proofs.reading import Verified, paged
from shop.tally.words import EntryKind, Source

COPIED = (
    "cluster_id counts_year counts_on channel unit_id supplier_id supplier_county origin_county category_id purpose "
    "measure facts"
).split()


def entries_against_reductions(counts: Verified) -> Iterator[Difference]:
    """Each agreed reduction stands in the book once, as a correction of its line's first entry, and on its day."""
    matched = 0
    entry, first, line, other = aliased(Entry), aliased(Entry), aliased(AcceptanceLine), aliased(AcceptanceLine)
    firsts = (
        select(func.min(first.id))
        .join(line, (first.source == Source.ACCEPTANCE) & (first.source_id == line.id))
        .where(line.consignment_line_id == InvoiceReduction.consignment_line_id)
        .correlate(InvoiceReduction)
        .scalar_subquery()
    )
    purchase = aliased(Entry)
    statement = (
        select(InvoiceReduction, LowerProposal, other.consignment_line_id, entry, purchase)
        .join(LowerProposal, LowerProposal.id == InvoiceReduction.proposal_id)
        .join(other, other.id == InvoiceReduction.acceptance_line_id)
        .outerjoin(entry, (entry.source == Source.INVOICE) & (entry.source_id == InvoiceReduction.id) & (entry.n == 1))
        .outerjoin(purchase, purchase.id == firsts)
    )
    for reduction, proposal, chain, written, of in paged(statement, InvoiceReduction.id, lambda row: int(row[0].id)):
        counts.reductions += 1
        where = f"Reduction {reduction.id} of invoice {reduction.invoice_id}"
        for name, found, expected in _checks_of(reduction, proposal, chain):
            if found != expected:
                yield Difference(f"{where}, {name}", found, expected)
        if written is None or of is None:
            yield Difference(f"{where}, entry", "none", -reduction.amount)
            continue
        matched += 1
        for name, found, expected in _checks(written, of, reduction):
            if found != expected:
                yield Difference(f"Entry {written.id} of {where.lower()}, {name}", found, expected)
    asked = select(func.count()).select_from(Entry).where(Entry.source == Source.INVOICE)
    if (stand := db.session.execute(asked).scalar_one()) != matched:
        yield Difference("Entries written from invoices", stand, matched)


def _checks_of(
    reduction: InvoiceReduction, proposal: LowerProposal, chain: int
) -> Iterator[tuple[str, object, object]]:
    """What was agreed was proposed like that, by somebody else; an end of it needs nobody."""
    yield "line", chain, reduction.consignment_line_id
    yield "what was proposed", proposal.consignment_line_id, reduction.consignment_line_id
    yield "invoice of what was proposed", proposal.invoice_id, reduction.invoice_id
    yield "answer", proposal.status, ProposalStatus.AGREED
    yield "two people", proposal.decided_by_id not in (None, proposal.proposed_by_id), True
    if reduction.amount > Money(0):
        yield "amount", reduction.amount, proposal.amount
        yield "who agreed", reduction.by_id, proposal.decided_by_id


def _checks(entry: Entry, first: Entry, reduction: InvoiceReduction) -> Iterator[tuple[str, object, object]]:
    yield "amount", entry.amount, -reduction.amount
    yield "quantity", entry.quantity, NOTHING
    yield "moment", entry.written_at, reduction.at
    yield "kind", entry.kind, EntryKind.CORRECTION
    yield "corrects", entry.corrects_id, first.id
    for name in COPIED:
        yield name.replace("_", " "), getattr(entry, name), getattr(first, name)


def reductions_within_acceptances() -> Iterator[Difference]:
    """Of no line more is given away than was accepted by the note in force, and of no agreement more than it said."""
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    agreed = func.sum(InvoiceReduction.amount, type_=MoneyColumn())
    statement = (
        select(Acceptance.number, AcceptanceLine.id, agreed, AcceptanceLine.amount)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(InvoiceReduction, InvoiceReduction.consignment_line_id == AcceptanceLine.consignment_line_id)
        .where(Acceptance.id.not_in(corrected))
        .group_by(Acceptance.number, AcceptanceLine.id, AcceptanceLine.amount)
        .having((agreed > AcceptanceLine.amount) | (agreed < Money(0)))
        .order_by(AcceptanceLine.id)
    )
    for number, line_id, found, amount in db.session.execute(statement):
        yield Difference(f"Acceptance {number}, line {line_id}, agreed lower by", found, f"between 0 and {amount}")
