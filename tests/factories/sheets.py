"""Sheets of listings as bookkeepers write them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

HEAD = (
    "货号",
    "品名",
    "英文品名",
    "类别",
    "产地",
    "规格",
    "英文规格",
    "含量",
    "称重",
    "起订量",
    "价格",
    "起2",
    "价格2",
)
ROW = {
    "货号": "A-1",
    "品名": "干筇竹笋",
    "英文品名": "Dried shoots",
    "类别": "produce",
    "规格": "500克袋",
    "英文规格": "500 g bag",
    "含量": "500g",
    "价格": 62,
}
"""A new product in one pack, as little as is needed."""


def a_sheet(*rows: Sequence[Any], name: str = "商品") -> bytes:
    """A workbook of one sheet with these rows."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def listings_sheet(*rows: dict[str, Any]) -> bytes:
    """A workbook whose heads are those of the rows, which are read as `ROW` unless they say otherwise."""
    whole = [ROW | row for row in rows]
    heads = list(dict.fromkeys(head for row in whole for head in row))
    return a_sheet(heads, *([row.get(head, "") for head in heads] for row in whole))


def many_listings(rows: int, *, packs: int = 3, price: int = 20, category: str = "produce") -> bytes:
    """A workbook of so many rows: products in several packs, each with two prices."""
    return a_sheet(HEAD, *_many(rows, packs, price, category))


def _many(rows: int, packs: int, price: int, category: str) -> Iterator[tuple[Any, ...]]:
    for number in range(rows):
        product, pack = divmod(number, packs)
        content = (1, 5, 10, 25)[pack]
        yield (
            f"G{product:05}",
            f"大山干货第{product}号笋",
            f"Dried mountain goods number {product}",
            category,
            "",
            f"{content}公斤装",
            f"{content} kg pack",
            f"{content * 2}斤",
            "否",
            1 + pack,
            f"¥{(price + product % 50) * content}",
            20,
            (price + product % 50) * content - 1,
        )
