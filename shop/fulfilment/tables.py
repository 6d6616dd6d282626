"""Consignments as both sides take them away: a row for each part of an order line that is on a truck."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from shop.catalogue.words import Measure
from shop.documents.tables import Cell, Column, Table
from shop.fulfilment.queries.consignments import Listed, ListedLine
from shop.kernel.quantity import Quantity
from shop.web.language import current

Loaded = tuple[Listed, ListedLine | None]


def consignments_table(consignments: Iterable[Listed], *, selling: bool) -> Table:
    """The consignments with what is on them; ``selling`` says from which side one looks."""
    language = current()
    columns = [
        Column(_("Consignment"), Cell.TEXT, lambda row: row[0].number, width=20),
        Column(_("Unit") if selling else _("Supplier"), Cell.TEXT, lambda row: row[0].other_named(language), width=30),
        Column(_("Product"), Cell.TEXT, lambda row: row[1].named(language) if row[1] else None, width=30),
        Column(_("Packs"), Cell.COUNT, lambda row: row[1].packs if row[1] else None, total=True),
        Column(_("Weight (kg)"), Cell.QUANTITY, _measured(Measure.KILOGRAM), total=True),
        Column(_("Pieces"), Cell.QUANTITY, _measured(Measure.PIECE), total=True, width=12),
        Column(_("Packed"), Cell.MOMENT, lambda row: row[0].packed_at),
        Column(_("Sent"), Cell.MOMENT, lambda row: row[0].shipped_at),
        Column(_("Expected"), Cell.DAY, lambda row: row[0].expected_on),
        Column(_("Arrived"), Cell.MOMENT, lambda row: row[0].arrived_at),
        Column(_("State"), Cell.TEXT, lambda row: row[0].status.label, width=18),
        Column(_("Disputed"), Cell.TEXT, lambda row: _("yes") if row[0].in_doubt else None, width=10),
    ]
    rows: Iterable[Loaded] = (row for one in consignments for row in _parts(one))
    return Table(_("Consignments") if selling else _("Arrivals"), columns, rows, whole_label=_("Total"))


def _parts(one: Listed) -> list[Loaded]:
    return [(one, line) for line in one.lines] or [(one, None)]


def _measured(measure: Measure) -> Any:
    def of(row: Loaded) -> Quantity | None:
        return row[1].quantity if row[1] and row[1].measure is measure else None

    return of
