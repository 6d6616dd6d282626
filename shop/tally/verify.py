"""`shop tally verify`: the whole book proved from its sources, to the fen.

Approvals in the trail → places → trees; movements and holds → lots, and what they were bought for; order lines → what
they were placed as, and what is on its way; consignments → acceptances, what was agreed to be invoiced lower, and what
was bought elsewhere → entries → verdicts by the rules that stood, or by two people → totals; steps of months → what was
sealed when they were locked; filings and splits → revisions of targets; what orders are paid, and what of them stands
on checked invoices → how far entries are proved.

Nothing is trusted that can be recomputed. Reads in pages, so that its memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.kernel.proofs import Difference
from shop.tally.proofs.entries import (
    entries_against_acceptances,
    notes_against_consignments,
    order_lines_against_deliveries,
)
from shop.tally.proofs.evidence import evidence
from shop.tally.proofs.lines import order_lines
from shop.tally.proofs.offline import entries_against_offline_purchases
from shop.tally.proofs.periods import periods
from shop.tally.proofs.reading import Verified
from shop.tally.proofs.reductions import entries_against_reductions, reductions_within_acceptances
from shop.tally.proofs.reevaluations import reevaluations
from shop.tally.proofs.sources import purchases_of_lots
from shop.tally.proofs.stock import lots_against_movements
from shop.tally.proofs.targets import targets
from shop.tally.proofs.totals import Sums, totals_against_entries
from shop.tally.proofs.trees import places_against_trail, trees_against_places
from shop.tally.proofs.verdicts import verdicts

__all__ = ["Difference", "Verified", "differences", "first_difference"]


def first_difference(counts: Verified | None = None) -> Difference | None:
    """The first place where anything is off, or nothing."""
    return next(differences(counts or Verified()), None)


def differences(counts: Verified) -> Iterator[Difference]:
    """Every place where anything is off, in the order of the proof."""
    yield from entries_against_acceptances(counts)
    yield from entries_against_reductions(counts)
    yield from entries_against_offline_purchases(counts)
    yield from reductions_within_acceptances()
    yield from notes_against_consignments()
    yield from order_lines_against_deliveries()
    sums: Sums = {}
    yield from verdicts(counts, sums)
    yield from totals_against_entries(counts, sums)
    yield from reevaluations()
    yield from periods()
    yield from targets()
    yield from evidence()
    yield from order_lines(counts)
    yield from lots_against_movements(counts)
    yield from purchases_of_lots()
    yield from places_against_trail()
    yield from trees_against_places()
