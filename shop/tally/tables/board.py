"""The board's tables of units: how they stand, how far they are proved, how they rank, and two years beside each other.

A total is the page's own, never the sum of the rows: with everything below included, rows hold each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.tally.comparing import Compared, Pair
from shop.tally.ranking import Class
from shop.tally.standing import Standing, share
from shop.web.language import current


def units_table(rows: Iterable[Any], whole: Standing, pace: Decimal, *, lower: bool) -> Table:
    """A row for each unit as the board shows them."""
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].named(current()), width=34),
        *([Column(_("Level"), Cell.NUMBER, lambda row: row[1] + 1)] if lower else []),
        Column(_("Completion"), Cell.SHARE, lambda row: row[2].completion, total=True),
        Column(_("Points ahead or behind"), Cell.POINTS, lambda row: _gap(row[2], pace), total=True),
        Column(_("Units with a target"), Cell.COUNT, lambda row: row[2].leaves, total=True),
        Column(_("Reached their target"), Cell.COUNT, lambda row: row[2].reached, total=True),
        _money(_("Target"), "target"),
        _money(_("First approved target"), "first_target"),
        _money(_("Counted"), "counted"),
        _money(_("Counted outside targets"), "apart"),
        _money(_("On its way"), "on_its_way"),
        _money(_("Shortfall"), "missing"),
        _money(_("Not counted"), "not_counted"),
    ]
    listed = ((row.node, row.depth, row.standing) for row in rows)
    return Table(_("By unit"), columns, listed, (None, 0, whole), _("Total"))


def evidence_table(rows: Iterable[Any], whole: Standing) -> Table:
    """What is counted, invoiced and paid, by unit."""
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].named(current()), width=34),
        _money(_("Accepted and counted"), "counted"),
        _money(_("Of that invoiced"), "invoiced"),
        Column(_("Share invoiced"), Cell.SHARE, lambda row: share(row[2].invoiced, row[2].counted), total=True),
        _money(_("Of that paid"), "paid"),
        Column(_("Share paid"), Cell.SHARE, lambda row: share(row[2].paid, row[2].counted), total=True),
    ]
    listed = ((row.node, row.depth, row.standing) for row in rows)
    return Table(_("By evidence"), columns, listed, (None, 0, whole), _("Total"))


def ranking_table(classes: Sequence[Class[Any]], pace: Decimal) -> Table:
    """The places, the class beside each; places are not added up."""
    columns = [
        Column(_("Size of the target"), Cell.TEXT, lambda row: row[0].size.label),
        Column(_("Place"), Cell.NUMBER, lambda row: row[1].rank),
        Column(_("Unit"), Cell.TEXT, lambda row: row[1].node.named(current()), width=34),
        Column(_("Completion"), Cell.SHARE, lambda row: row[1].completion),
        Column(_("Target"), Cell.MONEY, lambda row: row[1].standing.target),
        Column(_("Counted"), Cell.MONEY, lambda row: row[1].standing.counted),
        Column(_("Points ahead or behind"), Cell.POINTS, lambda row: row[1].completion - pace),
    ]
    return Table(_("Ranking"), columns, ((class_, place) for class_ in classes for place in class_.places))


def compared_tables(two: Compared, year: int, other: int) -> list[Table]:
    """Two years by unit, and by month."""
    units = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].named(current()), width=34),
        _pair(str(year), "year"),
        _pair(str(other), "other"),
        _pair(_("Difference"), "difference"),
        Column(_("Change"), Cell.SHARE, lambda row: row[1].change, total=True),
        _pair(_("%(year)s, whole year", year=other), "whole_other"),
    ]
    months = [
        Column(_("Month"), Cell.TEXT, lambda row: row[1], width=12),
        Column(str(year), Cell.MONEY, lambda row: row[2], total=True),
        Column(str(other), Cell.MONEY, lambda row: row[3], total=True),
        Column(_("Difference"), Cell.MONEY, lambda row: row[2] - row[3] if row[0] <= two.months else None),
    ]
    by_month = Table(_("Two years by month"), months, two.by_month, whole_label=_("Total"))
    whole: tuple[Any, Pair] = (None, two.whole)
    by_unit = Table(_("Two years by unit"), units, two.nodes, whole, _("Total"))
    return [by_unit, by_month] if two.nodes else [by_month]


def _gap(standing: Standing, pace: Decimal) -> Decimal | None:
    return None if standing.completion is None else standing.completion - pace


def _money(label: str, figure: str) -> Column:
    return Column(label, Cell.MONEY, lambda row: getattr(row[2], figure), total=True)


def _pair(label: str, figure: str) -> Column:
    return Column(label, Cell.MONEY, lambda row: getattr(row[1], figure), total=True)
