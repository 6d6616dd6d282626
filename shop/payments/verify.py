"""`shop money verify`: the money proved from its sources, to the fen.

Acceptances, charges, payments, shares and refunds → postings → balances and settlements. Everything together
is zero by the shape of a posting: it always moves one amount from one account to another.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.kernel.proofs import Difference
from shop.payments.proofs.balances import balances_against_postings
from shop.payments.proofs.postings import postings_against_sources
from shop.payments.proofs.reading import Read
from shop.payments.proofs.settlements import settlements_against_postings

__all__ = ["Difference", "Read", "differences"]


def differences(read: Read) -> Iterator[Difference]:
    """Every place where the money is off, in the order of the proof."""
    yield from postings_against_sources(read)
    yield from balances_against_postings(read)
    yield from settlements_against_postings()
