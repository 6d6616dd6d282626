"""Tables of reports as they are taken away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.money import Money
from shop.reports.bulletins.since import Change
from shop.reports.county_sales import OTHER, Sales
from shop.reports.queries.bulletins import Row
from shop.tally.queries.corrected import Change as Written
from shop.tally.tables.periods import differences_table
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


def bulletins_table(rows: Iterable[Row]) -> Table:
    """Bulletins as one may read them."""
    language = current()
    columns = [
        Column(_("Title"), Cell.TEXT, lambda row: row.bulletin.title, width=50),
        Column(_("Number"), Cell.TEXT, lambda row: row.bulletin.signed_as or None, width=20),
        Column(_("Issued by"), Cell.TEXT, lambda row: row.issuer_named(language), width=30),
        Column(_("Kind"), Cell.TEXT, lambda row: row.bulletin.kind.label, width=16),
        Column(_("Period"), Cell.TEXT, lambda row: row.bulletin.span.named, width=20),
        Column(_("State"), Cell.TEXT, lambda row: row.bulletin.state.label, width=16),
        Column(_("Signed on"), Cell.DAY, lambda row: row.bulletin.signed_at),
    ]
    return Table(_("Bulletins"), columns, rows)


def since_tables(changes: Iterable[Change], written: Iterable[Written], year: int) -> list[Table]:
    """What has changed since a bulletin was frozen: its figures then and now, and what was written since."""
    columns = [
        Column(_("Whose"), Cell.TEXT, lambda one: one.of, width=34),
        Column(_("Figure"), Cell.TEXT, lambda one: one.what, width=30),
        Column(_("In the bulletin"), Cell.MONEY, _money("then")),
        Column(_("Now"), Cell.MONEY, _money("now")),
        Column(_("Difference"), Cell.MONEY, lambda one: one.difference),
        Column(_("Number in the bulletin"), Cell.NUMBER, _number("then"), width=14),
        Column(_("Number now"), Cell.NUMBER, _number("now"), width=14),
    ]
    return [Table(_("Figures then and now"), columns, changes), differences_table(written, year)]


def _money(which: str) -> Any:
    def of(one: Change) -> Money | None:
        value = getattr(one, which)
        return value if isinstance(value, Money) else None

    return of


def _number(which: str) -> Any:
    def of(one: Change) -> Any:
        value = getattr(one, which)
        return None if isinstance(value, Money) else value

    return of


def _township(row: Sales) -> str | None:
    town = row.home.township if row.home else None
    return town.named(current()) if town is not None else None
