"""Postings → settlement lines → what settlements come to, and invoices that are theirs.

That a posting is settled once, the database guards.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import Account, PostingKind
from shop.payments.models import Invoice, Posting, Settlement, SettlementClaim, SettlementInvoice, SettlementLine
from shop.payments.settling import SettlementState


def settlements_against_postings() -> Iterator[Difference]:
    """Every line says what its posting says, and a settlement comes to its lines; a withdrawn one holds none."""
    sums: dict[tuple[int, PostingKind], int] = {}
    statement = (
        select(SettlementClaim.settlement_id, SettlementLine, Posting)
        .join(SettlementLine, SettlementLine.id == SettlementClaim.line_id)
        .join(Posting, Posting.id == SettlementClaim.posting_id)
        .order_by(SettlementLine.id)
    )
    for settlement_id, line, posting in db.session.execute(statement):
        owed = posting.amount if posting.debit is Account.RECEIVABLE else -posting.amount
        found = (line.settlement_id, line.posting_id, line.order_id, line.kind.value, str(line.amount))
        should = (settlement_id, posting.id, posting.order_id, posting.kind.value, str(owed))
        if found != should:
            yield Difference(f"Line {line.id} of settlement {settlement_id}", found, should)
        sums[settlement_id, line.kind] = sums.get((settlement_id, line.kind), 0) + line.amount.fen
    for settlement in db.session.execute(select(Settlement).order_by(Settlement.id)).scalars():
        withdrawn = settlement.state is SettlementState.WITHDRAWN
        for kind, kept in ((PostingKind.GOODS, settlement.goods), (PostingKind.CHARGE, settlement.charges)):
            held = Money(sums.get((settlement.id, kind), 0))
            if held != (Money(0) if withdrawn else kept):
                yield Difference(f"Settlement {settlement.number}, {kind.value}", kept, held)


def invoices_against_settlements() -> Iterator[Difference]:
    """Whatever a settlement was invoiced by was written between its two sides, for its invoice profile."""
    statement = (
        select(Settlement, Invoice)
        .join(SettlementInvoice, SettlementInvoice.settlement_id == Settlement.id)
        .join(Invoice, Invoice.id == SettlementInvoice.invoice_id)
        .order_by(SettlementInvoice.id)
    )
    for settlement, invoice in db.session.execute(statement):
        should = (settlement.unit_id, settlement.supplier_id, settlement.profile_id)
        found = (invoice.unit_id, invoice.supplier_id, invoice.profile_id)
        if found != should:
            yield Difference(f"Invoice {invoice.number} of settlement {settlement.number}", found, should)
