"""What was bought elsewhere, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.tally.offline.words import OfflineKind
from shop.tally.queries.offline_lists import Asked, Listed
from shop.web.language import current


def offline_table(rows: Iterable[Listed], kind: OfflineKind, year: int) -> Table:
    """Registrations of one kind: what is of different kinds is never added up."""
    language = current()
    columns = [
        Column(_("Number"), Cell.TEXT, lambda row: row.number, width=16),
        Column(_("What it was"), Cell.TEXT, lambda row: row.kind.label, width=16),
        Column(_("Channel"), Cell.TEXT, lambda row: row.channel.label, width=16),
        Column(_("Unit"), Cell.TEXT, lambda row: row.unit_named(language), width=30),
        Column(_("Day of the invoice"), Cell.DAY, lambda row: row.day),
        Column(_("Sold by"), Cell.TEXT, lambda row: row.seller_name, width=30),
        Column(_("Goods"), Cell.TEXT, lambda row: row.goods, width=30),
        Column(_("Invoice number"), Cell.TEXT, lambda row: row.invoice_number, width=24),
        Column(_("Order number of the 832 platform"), Cell.TEXT, lambda row: row.order_number, width=24),
        Column(_("Amount with tax"), Cell.MONEY, lambda row: row.amount, total=True),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=16),
    ]
    return Table(_("Bought elsewhere in %(year)s", year=year), columns, rows, whole_label=_("Total"))


def of_asked(asked: Asked) -> list[tuple[Any, Any]]:
    """The filters of the register, for the sheet that says what a file is."""
    return [
        (_("What it was"), asked.kind.label),
        (_("State"), asked.state.label if asked.state else None),
        (_("Channel"), asked.channel.label if asked.channel else None),
        (_("Number, goods, seller, invoice or unit"), asked.words),
        (_("Verified by whom"), _("Our own officials") if asked.ours else None),
    ]
