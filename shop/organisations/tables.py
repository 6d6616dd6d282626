"""The register's tables as they are taken away: units of a year, suppliers with whom they link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.organisations.queries.register import TreeRow
from shop.web.language import current


def units_table(rows: Iterable[TreeRow], year: int) -> Table:
    """The tree of a year, a unit in each row."""
    language = current()
    comma = "、" if language == "zh" else ", "
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row.unit.named(language), width=34),
        Column(_("Level"), Cell.NUMBER, lambda row: row.depth + 1),
        Column(_("Kind of unit"), Cell.TEXT, lambda row: row.unit.unit_kind.label),
        Column(_("Canteen"), Cell.TEXT, lambda row: row.unit.canteen.label if row.unit.level == "leaf" else None),
        Column(_("Supervised by"), Cell.TEXT, lambda row: comma.join(one.named(language) for one in row.supervisors)),
        Column(_("Merged into"), Cell.TEXT, lambda row: row.successor.named(language) if row.successor else None),
        Column(_("Merged on"), Cell.DAY, lambda row: row.unit.merged_on),
    ]
    return Table(_("Units in %(year)s", year=year), columns, rows)


def suppliers_table(suppliers: Iterable[Any], benefits: Mapping[int, Any], counties: Mapping[str, Any]) -> Table:
    """The suppliers as they stand; people linked by two of them are in both, so that they are not added up."""
    language = current()

    def linked(supplier: Any, what: str) -> Any:
        benefit = benefits.get(supplier.id)
        return getattr(benefit, what) if benefit else None

    columns = [
        Column(_("Supplier"), Cell.TEXT, lambda supplier: supplier.named(language), width=34),
        Column(_("Kind of supplier"), Cell.TEXT, lambda supplier: supplier.supplier_kind.label),
        Column(_("County"), Cell.TEXT, lambda supplier: counties[supplier.county_code].named(language)),
        Column(_("Linked households"), Cell.NUMBER, lambda supplier: linked(supplier, "households"), width=14),
        Column(_("Linked people"), Cell.NUMBER, lambda supplier: linked(supplier, "people"), width=14),
        Column(_("State"), Cell.TEXT, lambda supplier: supplier.status.label),
        Column(_("Since"), Cell.DAY, lambda supplier: supplier.status_since),
    ]
    return Table(_("Suppliers"), columns, suppliers)
