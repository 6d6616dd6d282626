"""The workbooks that people download: the template, all listings, and a sheet with what is wrong beside its cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask_babel import force_locale

from shop.catalogue.sheets import choices, guide
from shop.catalogue.sheets.choices import Sorts
from shop.catalogue.sheets.columns import HEADINGS, Column, head_of
from shop.catalogue.sheets.writing import Cells, Words
from shop.documents.sheets import Row
from shop.documents.workbooks import OPTIONS

LISTINGS, GUIDE, CHOICES = "商品 Listings", "说明 Guide", "选项 Choices"
ROOM = 10_000
MOST_NOTES = 1_000
WRITTEN = tuple(column for column in Column if column is not Column.WRONG)
OF_TEMPLATE = tuple(column for column in WRITTEN if column not in (Column.PACK_NUMBER, Column.STATE))
AS_TEXT = (Column.ARTICLE, Column.SEASON, Column.CONTENT, Column.PACK, Column.TAX_RATE, Column.MORE_PRICES)
"""What Excel would make days and rounded numbers of."""

GREEN, RED, PALE = "#E4EFE4", "#F7D9D3", "#F4F1E8"

EXAMPLES: tuple[Cells, ...] = (
    {
        Column.ARTICLE: "示例-1",
        Column.NAME: "鲜筇竹笋",
        Column.NAME_ENGLISH: "Fresh qiongzhu shoots",
        Column.SEASON: "3-5月",
        Column.SHELF_LIFE: 7,
        Column.PACK: "10公斤泡沫箱",
        Column.PACK_ENGLISH: "10 kg foam box",
        Column.CONTENT: "10 kg",
        Column.MINIMUM: 2,
        Column.MULTIPLE: 1,
        Column.FROM_1: 2,
        Column.PRICE_1: Decimal(16),
        Column.FROM_2: 20,
        Column.PRICE_2: Decimal("15.2"),
    },
    {
        Column.ARTICLE: "示例-2",
        Column.NAME: "干筇竹笋",
        Column.NAME_ENGLISH: "Dried qiongzhu shoots",
        Column.SEASON: "全年",
        Column.SHELF_LIFE: 365,
        Column.PACK: "500克袋",
        Column.PACK_ENGLISH: "500 g bag",
        Column.CONTENT: "500g",
        Column.MINIMUM: 10,
        Column.MULTIPLE: 5,
        Column.PRICE_1: Decimal(62),
    },
)


def template(sorts: Sorts, language: str) -> bytes:
    """An empty sheet with heads, two examples, lists to choose from, and what each column means."""
    words = Words(sorts, language)
    chosen = (
        {Column.WEIGHED: True, Column.COLD_CHAIN: "chilled", Column.TAX_RATE: "exempt"},
        {Column.WEIGHED: False, Column.COLD_CHAIN: "ambient", Column.TAX_RATE: "9"},
    )
    rows = [example | _said(values, words, sorts) for example, values in zip(EXAMPLES, chosen, strict=True)]
    return _book(rows, sorts, language, OF_TEMPLATE, examples=True)


def export(rows: Iterable[Cells], sorts: Sorts, language: str) -> bytes:
    """All listings, to be changed and uploaded again."""
    return _book(rows, sorts, language, WRITTEN)


def corrected(rows: Sequence[Row], faults: Mapping[int, Sequence[tuple[int | None, str]]], head_row: int) -> bytes:
    """The uploaded sheet, each wrong cell marked, and behind every row what is wrong with it.

    ``faults`` are, by the row's number, places of cells (from 0, or none of the row) and sentences.
    """
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {**OPTIONS, "constant_memory": False}) as book:
        sheet = book.add_worksheet(LISTINGS)
        head, wrong = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"bg_color": RED})
        said = book.add_format({"text_wrap": True, "valign": "top"})
        end, notes = max((len(row.cells) for row in rows), default=0), 0
        for at, row in enumerate(rows):
            here = faults.get(row.number, ())
            places = {place: sentence for place, sentence in here if place is not None}
            for place, cell in enumerate(row.cells):
                marked = wrong if place in places else head if row.number == head_row else None
                sheet.write_string(at, place, cell, marked) if cell else sheet.write_blank(at, place, None, marked)
                if place in places and notes < MOST_NOTES:
                    sheet.write_comment(at, place, places[place])
                    notes += 1
            if row.number == head_row:
                sheet.write_string(at, end, head_of(Column.WRONG), head)
            elif here:
                sheet.write_string(at, end, "\n".join(sentence for _place, sentence in here), said)
        sheet.set_column(0, max(end - 1, 0), 14)
        sheet.set_column(end, end, HEADINGS[Column.WRONG].width)
    return kept.getvalue()


def _said(values: Mapping[Column, Any], words: Words, sorts: Sorts) -> Cells:
    home = next((word for word in sorts.counties if word.value == sorts.home), None)
    cells: Cells = {column: words.names[column][value] for column, value in values.items() if column in words.names}
    cells[Column.WEIGHED] = words.yes_or_no[values[Column.WEIGHED]]
    cells[Column.MEASURE] = words.names[Column.MEASURE]["kg"]
    cells[Column.CATEGORY] = sorts.categories[0].named(words.language) if sorts.categories else ""
    cells[Column.COUNTY] = home.named(words.language) if home else ""
    return cells


def _book(
    rows: Iterable[Cells], sorts: Sorts, language: str, columns: Sequence[Column], *, examples: bool = False
) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, OPTIONS) as book:
        sheet, lists = book.add_worksheet(LISTINGS), _lists(sorts, language)
        text, example = book.add_format({"num_format": "@"}), book.add_format({"italic": True, "bg_color": PALE})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        needed, free = book.add_format({**head, "bg_color": GREEN}), book.add_format(head)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, HEADINGS[column].width, text if column in AS_TEXT else None)
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 32)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, head_of(column), needed if HEADINGS[column].needed else free)
        for number, cells in enumerate(rows, start=1):
            _write(sheet, number, cells, columns, example if examples else None, text)
        for at, (column, words) in enumerate(lists.items()):
            if column in columns and words:
                place = columns.index(column)
                letter = xlsxwriter.utility.xl_col_to_name(at)
                source = f"='{CHOICES}'!${letter}$2:${letter}${len(words) + 1}"
                listed = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(1, place, ROOM, place, listed)
        _write_guide(book, columns)
        _write_lists(book, lists)
    return kept.getvalue()


def _write(sheet: Any, number: int, cells: Cells, columns: Sequence[Column], dressed: Any, text: Any) -> None:
    for place, column in enumerate(columns):
        value = cells.get(column, "")
        if value == "":
            continue
        if isinstance(value, int | Decimal) and column not in AS_TEXT:
            sheet.write_number(number, place, value, dressed)
        else:
            sheet.write_string(number, place, str(value), dressed or (text if column in AS_TEXT else None))


def _lists(sorts: Sorts, language: str) -> dict[Column, list[str]]:
    chosen = {
        Column.CATEGORY: sorts.categories,
        Column.COMMODITY: sorts.commodities,
        Column.COUNTY: sorts.counties,
        Column.MEASURE: choices.MEASURES,
        Column.COLD_CHAIN: choices.COLD_CHAINS,
        Column.GOODS_KIND: choices.GOODS_KINDS,
        Column.TAX_RATE: choices.TAX_RATES,
        Column.PRODUCER: sorts.producers,
        Column.WEIGHED: choices.YES_OR_NO,
        Column.SOLD: choices.YES_OR_NO,
    }
    return {column: [word.named(language) for word in words] for column, words in chosen.items()}


def _write_guide(book: Any, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(GUIDE)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 70)
    said = [("", rule) for rule in guide.RULES]
    said += [(head_of(column).replace("\n", " "), guide.SAID[column]) for column in columns]
    with force_locale("zh"):
        chinese = [str(sentence) for _head, sentence in said]
    with force_locale("en"):
        english = [str(sentence) for _head, sentence in said]
    for number, (head, _sentence) in enumerate(said):
        sheet.write_string(number, 0, head, bold)
        sheet.write_string(number, 1, chinese[number], wrapped)
        sheet.write_string(number, 2, english[number], wrapped)


def _write_lists(book: Any, lists: Mapping[Column, Sequence[str]]) -> None:
    sheet = book.add_worksheet(CHOICES)
    bold = book.add_format({"bold": True})
    columns = list(lists.items())
    sheet.set_column(0, len(columns), 20)
    for at, (column, _words) in enumerate(columns):
        sheet.write_string(0, at, head_of(column).replace("\n", " "), bold)
    for number in range(max(len(words) for words in lists.values())):
        for at, (_column, words) in enumerate(columns):
            if number < len(words):
                sheet.write_string(number + 1, at, words[number])
