"""Entries under the verdicts in force → totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.quantity import Quantity
from shop.tally.models import TOTALS, Entry
from shop.tally.models.totals import KEY
from shop.tally.proofs.reading import Verified, named
from shop.tally.services.ledger import weight_of
from shop.tally.words import VerdictState

Sums = dict[tuple[Any, ...], tuple[int, int, int]]


def add_to(sums: Sums, entry: Entry, scheme_id: int, state: VerdictState) -> None:
    """An entry under the verdict that is in force belongs to one row of each total."""
    for table, _own_keys, attributes in TOTALS:
        key = (
            table.__tablename__,
            scheme_id,
            entry.counts_year,
            entry.unit_id,
            entry.counts_on.month,
            entry.kind,
            entry.channel,
            state,
            *(getattr(entry, attribute) for attribute in attributes),
        )
        fen, grams, entries = sums.get(key, (0, 0, 0))
        sums[key] = (fen + entry.amount.fen, grams + weight_of(entry).thousandths, entries + 1)


def totals_against_entries(counts: Verified, sums: Sums) -> Iterator[Difference]:
    """Every total is the sum of its entries, and no total stands without entries."""
    for table, own_keys, _attributes in TOTALS:
        for row in db.session.execute(select(table)).scalars():
            counts.totals += 1
            key = (table.__tablename__, *(getattr(row, name) for name in (*KEY, *own_keys)))
            due = sums.pop(key, (0, 0, 0))
            found = (row.amount.fen, row.weight.thousandths, row.entries)
            if found != due:
                yield Difference(f"Total {named(key)}", _figures(found), _figures(due))
    for key, due in sums.items():
        yield Difference(f"Total {named(key)}", "none", _figures(due))


def _figures(figures: tuple[int, int, int]) -> str:
    return f"{Money(figures[0])} yuan, {Quantity(figures[1])} kg, {figures[2]} entries"
