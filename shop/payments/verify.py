"""`shop money verify`: the money proved from its sources, to the fen.

Acceptances, charges, agreed lower invoices, payments, shares, refunds and pay-outs → postings → balances and
settlements; what was taken and given back online, and what banks tell of → payments and refunds; invoices with their
lines, red letters and steps → their parts → where each accepted line stands. Everything together is zero by the shape
of a posting: it always moves one amount from one account to another.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.kernel.proofs import Difference
from shop.payments.proofs.balances import balances_against_postings
from shop.payments.proofs.bank import payments_against_banks
from shop.payments.proofs.charges import charges_against_orders
from shop.payments.proofs.invoices import invoices_against_their_parts, lines_against_invoices
from shop.payments.proofs.monthly import statements_against_postings
from shop.payments.proofs.online import online_against_receipts
from shop.payments.proofs.postings import postings_against_sources
from shop.payments.proofs.reading import Read
from shop.payments.proofs.settlements import invoices_against_settlements, settlements_against_postings

__all__ = ["Difference", "Read", "differences"]


def differences(read: Read) -> Iterator[Difference]:
    """Every place where the money is off, in the order of the proof."""
    yield from postings_against_sources(read)
    yield from charges_against_orders()
    yield from balances_against_postings(read)
    yield from online_against_receipts()
    yield from invoices_against_their_parts(read)
    yield from lines_against_invoices()
    yield from settlements_against_postings()
    yield from statements_against_postings()
    yield from invoices_against_settlements()
    yield from payments_against_banks()
