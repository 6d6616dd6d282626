"""What is filed, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.money import Money
from shop.tally.queries.filings import FilingRow
from shop.web.language import current


def filings_table(rows: Iterable[FilingRow]) -> Table:
    """The filings; yuan and people stand apart, and filings that follow each other are not added up."""
    columns = [
        Column(_("What is filed"), Cell.TEXT, lambda row: row.kind.label),
        Column(_("Figure"), Cell.TEXT, lambda row: row.base.label if row.base else None, width=30),
        Column(_("As planned or actual"), Cell.TEXT, lambda row: row.base_kind.label if row.base_kind else None),
        Column(_("Unit"), Cell.TEXT, lambda row: row.named(current()), width=34),
        Column(_("Year"), Cell.NUMBER, lambda row: row.year),
        Column(_("Amount"), Cell.MONEY, lambda row: None if row.in_heads else Money(row.figure)),
        Column(_("People"), Cell.NUMBER, lambda row: row.figure if row.in_heads else None, width=10),
        Column(_("Filed by"), Cell.TEXT, lambda row: row.author, width=14),
        Column(_("Filed"), Cell.MOMENT, lambda row: row.at),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=14),
    ]
    return Table(_("Filings"), columns, rows)
