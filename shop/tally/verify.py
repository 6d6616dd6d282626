"""`shop tally verify`: the whole book proved from its sources, to the fen.

Acceptances → entries → verdicts under the rule set each names → totals; and order lines → what is on its way. Nothing
is trusted that can be recomputed. Reads in pages, so that its memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.tally.proofs.entries import entries_against_acceptances, order_lines_against_acceptances
from shop.tally.proofs.expected import on_its_way_against_lines
from shop.tally.proofs.reading import Difference, Verified
from shop.tally.proofs.totals import Sums, totals_against_entries, verdicts

__all__ = ["Difference", "Verified", "differences", "first_difference"]


def first_difference(counts: Verified | None = None) -> Difference | None:
    """The first place where anything is off, or nothing."""
    return next(differences(counts or Verified()), None)


def differences(counts: Verified) -> Iterator[Difference]:
    """Every place where anything is off, in the order of the proof."""
    yield from entries_against_acceptances(counts)
    yield from order_lines_against_acceptances()
    sums: Sums = {}
    yield from verdicts(counts, sums)
    yield from totals_against_entries(counts, sums)
    yield from on_its_way_against_lines(counts)
