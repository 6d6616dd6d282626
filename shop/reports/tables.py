"""Tables of reports as they are taken away."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.reports.county_sales import OTHER, Sales
from shop.tally.words import VerdictState
from shop.web.language import current


def sales_table(rows: Iterable[Sales], year: int, *, by_township: bool) -> Table:
    """What a county sold, by supplier or by township; its total is the page's."""
    first = Column(
        _("Township") if by_township else _("Supplier"),
        Cell.TEXT,
        lambda row: row.named(current()) or _("not stated"),
        width=34,
    )
    second = (
        Column(_("Suppliers"), Cell.COUNT, lambda row: row.suppliers, total=True)
        if by_township
        else Column(_("Township"), Cell.TEXT, _township)
    )
    columns = [
        first,
        second,
        Column(_("Counted"), Cell.MONEY, lambda row: row.part.of(VerdictState.COUNTED).amount, total=True),
        Column(_("Not counted"), Cell.MONEY, lambda row: row.part.of(VerdictState.NOT_COUNTED).amount, total=True),
        Column(_("Pending or disputed"), Cell.MONEY, lambda row: row.part.of(*OTHER).amount, total=True),
        Column(_("Together"), Cell.MONEY, lambda row: row.part.of().amount, total=True),
        Column(_("Weight (kg)"), Cell.QUANTITY, lambda row: row.part.of().weight, total=True),
    ]
    return Table(_("Sales of %(year)s", year=year), columns, rows, whole_label=_("Together"))


def _township(row: Sales) -> str | None:
    town = row.home.township if row.home else None
    return town.named(current()) if town is not None else None
