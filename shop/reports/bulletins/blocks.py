"""What a bulletin is made of: words, figures, tables and drawings, told once for the page, the PDF and the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shop.documents.tables import Cell, Sums, Table
from shop.web import filters


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a section; ``mark`` is its number, as offices count."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs; ``own`` are the issuer's, others the shop's."""

    paragraphs: Sequence[str]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures with their names and a remark each, the most important first."""

    figures: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; what of it is said is `rows_of`."""

    table: Table


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a drawing: its name, its length, what is written beside it."""

    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing of bars, the longest first."""

    label: str
    bars: Sequence[Bar]
    name_header: str
    value_header: str


@dataclass(frozen=True, slots=True)
class Line:
    """A year's cumulated line beside what was due; amounts in yuan.

    ``points`` are (month, amount or nothing, words), ``pace`` is (amount, words) of the same months.
    """

    label: str
    points: Sequence[tuple[str, float | None, str]]
    pace: Sequence[tuple[float, str]]
    target: float | None
    target_text: str


Block = Heading | Words | Stats | Grid | Bars | Line

NUMBERS = frozenset(Cell) - {Cell.TEXT, Cell.DAY, Cell.MOMENT}
"""What stands at the right of its column."""


def said(kind: Cell, value: Any) -> str:
    """A cell as it is read."""
    if value is None:
        return "" if kind is Cell.TEXT else "–"
    match kind:
        case Cell.MONEY:
            return filters.money(value)
        case Cell.SHARE | Cell.POINTS:
            return filters.percent(value)
        case Cell.COUNT | Cell.NUMBER:
            return str(filters.grouped(value))
        case Cell.DAY:
            return filters.day(value)
        case Cell.MOMENT:
            return filters.moment(value)
        case _:
            return str(value)


def under_headings(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with the heading that it stands under: a table that is called like it needs no title."""
    heading = ""
    for block in blocks:
        heading = block.text if isinstance(block, Heading) else heading
        yield heading, block


def rows_of(table: Table) -> tuple[list[list[str]], list[str] | None]:
    """The rows of a table and its last row, as they are read."""
    sums, rows = Sums(table), []
    for row in table.rows:
        sums.add(row)
        rows.append([said(column.kind, column.of(row)) for column in table.columns])
    last = sums.last_row()
    if last is None:
        return rows, None
    words = [
        "" if value is None else said(column.kind, value) for column, value in zip(table.columns, last, strict=True)
    ]
    if not table.columns[0].total:
        words[0] = table.whole_label
    return rows, words
