"""One unit's targets of a year as tables to take away: its lines, how they came about, what stands beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.money import Money
from shop.tally.bases import Beside
from shop.tally.queries.targets import Line
from shop.tally.wording import how_it_comes
from shop.tally.words import BaseFigure
from shop.web.language import current


def target_tables(
    unit_id: int, children: Collection[int], lines: Mapping[int, Sequence[Line]], nodes: Any
) -> list[Table]:
    """The unit's own lines, every revision of them, and what the units below are to reach."""
    own = lines.get(unit_id, ())
    below = [(nodes[child], line) for child in children for line in lines.get(child, ())]
    revisions = [(line, one) for line in own for one in line.revisions]
    tables = [_lines(own), _revisions(revisions)]
    return [*tables, _below(below)] if children else tables


def bases_table(rows: Iterable[Beside]) -> Table:
    """Base figures side by side; yuan and people stand apart."""

    def yuan(which: str) -> Any:
        def of(row: Beside) -> Money | None:
            value = getattr(row, which)
            return None if value is None or row.figure is BaseFigure.HEADS else Money(value)

        return of

    def people(which: str) -> Any:
        return lambda row: getattr(row, which) if row.figure is BaseFigure.HEADS else None

    columns = [
        Column(_("Figure"), Cell.TEXT, lambda row: row.figure.label, width=34),
        Column(_("As planned"), Cell.MONEY, yuan("filed")),
        Column(_("Actual"), Cell.MONEY, yuan("actual")),
        Column(_("Last year"), Cell.MONEY, yuan("last_year")),
        Column(_("People, as planned"), Cell.NUMBER, people("filed"), width=16),
        Column(_("People, actual"), Cell.NUMBER, people("actual"), width=16),
        Column(_("People, last year"), Cell.NUMBER, people("last_year"), width=16),
        Column(_("Target on the plan"), Cell.MONEY, lambda row: row.target),
        Column(_("It would be on the actual figure"), Cell.MONEY, lambda row: row.on_actual),
    ]
    return Table(_("Base figures"), columns, rows)


def _lines(lines: Iterable[Line]) -> Table:
    columns = [
        Column(_("For"), Cell.TEXT, _purposes, width=30),
        Column(_("How it is calculated"), Cell.TEXT, lambda line: how_it_comes(line.form, line.current), width=50),
        Column(_("First approved"), Cell.MONEY, lambda line: line.first.amount, total=True),
        Column(_("Current target"), Cell.MONEY, lambda line: line.current.amount, total=True),
        Column(_("Holds from"), Cell.DAY, lambda line: line.current.holds_from),
        Column(_("Revisions"), Cell.NUMBER, lambda line: len(line.revisions), width=10),
    ]
    return Table(_("Target lines"), columns, lines, whole_label=_("Total"))


def _revisions(revisions: Iterable[tuple[Line, Any]]) -> Table:
    columns = [
        Column(_("For"), Cell.TEXT, lambda row: _purposes(row[0]), width=30),
        Column(_("Approved on"), Cell.MOMENT, lambda row: row[1].at),
        Column(_("Holds from"), Cell.DAY, lambda row: row[1].holds_from),
        Column(_("Amount"), Cell.MONEY, lambda row: row[1].amount),
        Column(_("How it is calculated"), Cell.TEXT, lambda row: how_it_comes(row[0].form, row[1]), width=50),
        Column(_("Reason"), Cell.TEXT, lambda row: row[1].reason or None, width=40),
        Column(_("Filed by"), Cell.TEXT, lambda row: row[1].author, width=16),
        Column(_("Approved by"), Cell.TEXT, lambda row: row[1].approved_by, width=16),
    ]
    return Table(_("How the target came about"), columns, revisions)


def _below(rows: Iterable[tuple[Any, Line]]) -> Table:
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].named(current()), width=34),
        Column(_("For"), Cell.TEXT, lambda row: _purposes(row[1]), width=30),
        Column(_("First approved"), Cell.MONEY, lambda row: row[1].first.amount, total=True),
        Column(_("Current target"), Cell.MONEY, lambda row: row[1].current.amount, total=True),
        Column(_("Holds from"), Cell.DAY, lambda row: row[1].current.holds_from),
        Column(_("Reason"), Cell.TEXT, lambda row: row[1].current.reason or None, width=40),
    ]
    return Table(_("Targets of the units below"), columns, rows, whole_label=_("Total"))


def _purposes(line: Line) -> str:
    return ("、" if current() == "zh" else ", ").join(str(purpose.label) for purpose in line.ordered_purposes)
