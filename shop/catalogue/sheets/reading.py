"""Rows of a sheet as what they say of products and packs, with everything that cannot be read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.naming import key_of
from shop.catalogue.sheets import choices
from shop.catalogue.sheets.choices import Sorts, chooser
from shop.catalogue.sheets.columns import FROMS, PRICES, Column
from shop.catalogue.sheets.heads import Head
from shop.catalogue.sheets.numbers import EXCELS_DAY, read_content, read_months, read_price, read_whole
from shop.documents.cells import plain
from shop.documents.sheets import Row
from shop.documents.xlsx_marks import NO_RESULT
from shop.kernel.refusals import Refused

LONGEST_ARTICLE = 40
EXAMPLE = re.compile(r"示例|例[:：]|example", re.IGNORECASE)
NOTHING = frozenset({"-", "–", "—", "−", "－", "/"})
SHORTENED = re.compile(r"\d(\.\d+)?e[+]?\d+", re.IGNORECASE)

OF_PRODUCTS = frozenset(list(Column)[1 : list(Column).index(Column.PACK_NUMBER)])
"""What all rows of a product say alike."""

CLEARED: Mapping[Column, Any] = {
    **dict.fromkeys((Column.COMMODITY, Column.SHELF_LIFE, Column.GOODS_KIND, Column.PRODUCER)),
    **dict.fromkeys((Column.GRADE, Column.STORAGE, Column.STORAGE_ENGLISH, Column.TAX_GROUND), ""),
    **dict.fromkeys((Column.SEARCH_WORDS, Column.DESCRIPTION, Column.DESCRIPTION_ENGLISH), ""),
    **dict.fromkeys((*FROMS[1:], *PRICES[1:], Column.MORE_PRICES)),
}
"""What a dash leaves: an empty cell says nothing, a dash says that there is none."""

Fault = tuple[Column | None, Any]


@dataclass(slots=True)
class SheetRow:
    """What one row says (empty cells say nothing), and what is wrong with it: a column, or none, and a sentence."""

    number: int
    said: dict[Column, Any]
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: Column | None, sentence: Any) -> None:
        """Something is wrong with a cell, or with the row as a whole; of one cell only the first thing is said."""
        if column is None or not self.is_wrong(column):
            self.faults.append((column, sentence))

    def is_wrong(self, *columns: Column) -> bool:
        """Whether something is wrong with one of these cells."""
        return any(column in columns for column, _sentence in self.faults)


@dataclass(slots=True)
class Goods:
    """The rows of one article number."""

    article: str
    rows: list[SheetRow]
    said: dict[Column, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """A whole sheet: products in the order of their first rows, rows of no product, and how many were examples."""

    goods: dict[str, Goods]
    adrift: list[SheetRow]
    examples: int = 0


def read_goods(rows: Iterable[Row], head: Head, sorts: Sorts) -> Read:
    """Everything below the head, product by product."""
    readers = _readers(sorts, head)
    known: dict[tuple[Column, str], Any] = {}
    read = Read({}, [])
    for row in rows:
        article = row.cell(head.places[Column.ARTICLE])
        if EXAMPLE.match(article):
            read.examples += 1
            continue
        found = _read_row(row, head, readers, known)
        number = found.said.get(Column.ARTICLE)
        if number is None:
            read.adrift.append(found)
        else:
            read.goods.setdefault(key_of(number), Goods(number, [])).rows.append(found)
    for goods in read.goods.values():
        _agree(goods)
    return read


def _read_row(
    row: Row, head: Head, readers: Mapping[Column, Callable[[str], Any]], known: dict[tuple[Column, str], Any]
) -> SheetRow:
    found = SheetRow(row.number, {})
    for column, place in head.places.items():
        text = row.cell(place)
        if not text:
            continue
        if (column, text) not in known:
            known[column, text] = _read_cell(column, text, readers)
        value = known[column, text]
        if isinstance(value, Refused):
            found.wrong(column, value.message)
        else:
            found.said[column] = value
    if Column.ARTICLE not in found.said and not found.faults:
        found.wrong(Column.ARTICLE, _l("Please put the article number in every row of a product."))
    return found


def _read_cell(column: Column, text: str, readers: Mapping[Column, Callable[[str], Any]]) -> Any:
    if text == NO_RESULT or text.startswith(("#VALUE!", "#REF!", "#DIV/0!", "#NAME?")):
        return Refused(_l("The formula in this cell has no result. Please put the value itself here."))
    if text in NOTHING and column in CLEARED:
        return CLEARED[column]
    try:
        return readers[column](text)
    except Refused as refusal:
        return refusal


def _agree(goods: Goods) -> None:
    """Rows of one product say the same of it, or nothing; who says something else than a row above is wrong."""
    first: dict[Column, int] = {}
    for row in goods.rows:
        for column in OF_PRODUCTS & row.said.keys():
            if column not in first:
                first[column], goods.said[column] = row.number, row.said[column]
            elif goods.said[column] != row.said[column]:
                sentence = _l("Row %(row)s of the same product says something else here.", row=first[column])
                row.wrong(column, sentence)


def _readers(sorts: Sorts, head: Head) -> Mapping[Column, Callable[[str], Any]]:
    return {
        **dict.fromkeys(Column, str),
        **dict.fromkeys((*FROMS, Column.PACK_NUMBER, Column.MINIMUM, Column.MULTIPLE, Column.SHELF_LIFE), read_whole),
        **{column: partial(read_price, head=head.units.get(column, "")) for column in PRICES},
        Column.ARTICLE: read_article,
        Column.CATEGORY: chooser(sorts.categories),
        Column.COMMODITY: chooser(sorts.commodities),
        Column.COUNTY: chooser(sorts.counties),
        Column.MEASURE: chooser(choices.MEASURES),
        Column.SEASON: read_months,
        Column.COLD_CHAIN: chooser(choices.COLD_CHAINS),
        Column.GOODS_KIND: chooser(choices.GOODS_KINDS),
        Column.TAX_RATE: chooser(choices.TAX_RATES),
        Column.CONTENT: partial(read_content, head=head.units.get(Column.CONTENT, "")),
        Column.WEIGHED: chooser(choices.YES_OR_NO),
        Column.SOLD: chooser(choices.YES_OR_NO),
        Column.MORE_PRICES: partial(read_more_prices, head=head.units.get(Column.MORE_PRICES, "")),
    }


def read_article(text: str) -> str:
    """An article number; raises ``Refused`` where Excel has made a day or a rounded number of it."""
    article = " ".join(plain(text).split())
    if EXCELS_DAY.fullmatch(article):
        raise Refused(_l("Excel has made a day of this article number. Please format the column as text."))
    if SHORTENED.fullmatch(article):
        raise Refused(_l("Excel has shortened this article number. Please format the column as text."))
    if len(article) > LONGEST_ARTICLE:
        raise Refused(_l("This is too long: at most %(number)s characters.", number=LONGEST_ARTICLE))
    return article


def read_more_prices(text: str, head: str = "") -> tuple[tuple[int, Any], ...]:
    """Further tiers in one cell: ``100: 9.5; 200: 9``."""
    tiers = []
    for part in re.split(r"[;；\n]+", text.strip(";； ")):
        start, colon, price = plain(part).partition(":")
        if not colon:
            raise Refused(_l("Please write more prices like 100: 9.5; 200: 9 (from packs: price)."))
        tiers.append((read_whole(start), read_price(price, head)))
    return tuple(tiers)
