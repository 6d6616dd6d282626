"""Lots, and what moved one of them, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from shop.catalogue.queries.lots import Listed
from shop.catalogue.queries.movements import FIGURES, Moved
from shop.catalogue.queries.sources import Purchase
from shop.documents.tables import Cell, Column, Table
from shop.web.language import current


def lots_table(lots: Iterable[Listed]) -> Table:
    """The lots with their figures; kilograms and pieces are in one column, so that only yuan are added up."""
    language = current()
    columns = [
        Column(_("Lot code"), Cell.TEXT, lambda lot: lot.code, width=16),
        Column(_("Product"), Cell.TEXT, lambda lot: lot.named(language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda lot: lot.supplier_named(language), width=30),
        Column(_("State"), Cell.TEXT, lambda lot: lot.state.label, width=16),
        Column(_("Harvested or made from"), Cell.DAY, lambda lot: lot.harvest_from),
        Column(_("until"), Cell.DAY, lambda lot: lot.harvest_to),
        Column(_("Best before"), Cell.DAY, lambda lot: lot.best_before),
        Column(_("Measure"), Cell.TEXT, lambda lot: lot.measure.label, width=10),
        Column(_("Received"), Cell.QUANTITY, lambda lot: lot.came),
        Column(_("Free"), Cell.QUANTITY, lambda lot: lot.available),
        Column(_("Reserved"), Cell.QUANTITY, lambda lot: lot.reserved),
        Column(_("Shipped"), Cell.QUANTITY, lambda lot: lot.shipped),
        Column(_("Written off"), Cell.QUANTITY, lambda lot: lot.written_off),
        Column(_("Documented"), Cell.QUANTITY, lambda lot: lot.documented),
        Column(_("Paid to households, yuan"), Cell.MONEY, lambda lot: lot.paid, total=True),
    ]
    return Table(_("Lots"), columns, lots, whole_label=_("Total"))


def movements_table(title: str, moved: Iterable[Moved], orders: Mapping[int, str], names: Mapping[str, str]) -> Table:
    """What moved a lot: by how much each figure changed, and what it came to."""
    columns = [
        Column(_("When"), Cell.MOMENT, lambda row: row.at),
        Column(_("What happened"), Cell.TEXT, lambda row: row.kind.label),
        Column(_("Order"), Cell.TEXT, lambda row: orders.get(row.order_line_id or 0), width=20),
        Column(_("Reason"), Cell.TEXT, lambda row: row.reason or None, width=30),
        Column(_("Who"), Cell.TEXT, lambda row: row.who or None, width=14),
    ]
    for at, name in enumerate(FIGURES):
        columns.append(Column(_("%(figure)s, change", figure=names[name]), Cell.QUANTITY, _figure("changed", at)))
    for at, name in enumerate(FIGURES):
        columns.append(Column(_("%(figure)s, after it", figure=names[name]), Cell.QUANTITY, _figure("stood", at)))
    return Table(title, columns, moved)


def purchases_table(rows: Iterable[Purchase], *, own: bool) -> Table:
    """What a lot was bought for, row by row; whom it does not concern reads no name in full (``own``)."""
    language = current()
    columns = [
        Column(_("Number of the household"), Cell.NUMBER, lambda row: row.number, width=14),
        Column(_("Household"), Cell.TEXT, lambda row: row.name_for(own), width=16),
        Column(_("Township"), Cell.TEXT, lambda row: row.township_named(language) if row.is_linked else None),
        Column(_("On the roster"), Cell.TEXT, lambda row: _("yes") if row.is_linked else _("no"), width=12),
        Column(_("Quantity"), Cell.QUANTITY, lambda row: row.quantity, total=True),
        Column(_("Paid"), Cell.MONEY, lambda row: row.paid, total=True),
        Column(_("Day"), Cell.DAY, lambda row: row.bought_on),
        Column(_("Entered"), Cell.MOMENT, lambda row: row.at),
        Column(_("Takes an earlier row back"), Cell.TEXT, lambda row: _("yes") if row.corrects_id else None, width=14),
        Column(_("Reason"), Cell.TEXT, lambda row: row.reason or None, width=30),
    ]
    return Table(_("Purchases"), columns, rows, whole_label=_("Total"))


def _figure(which: str, at: int) -> Any:
    return lambda row: getattr(row, which)[at]
