"""What a sheet wants a product and its packs to be: what stands, with what the rows say put over it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.listing import Listing
from shop.catalogue.sheets.choices import Sorts, lookup, word_of
from shop.catalogue.sheets.columns import Column
from shop.catalogue.sheets.reading import Goods, SheetRow
from shop.catalogue.sheets.standing import Standing, as_read
from shop.catalogue.words import Measure

TEXTS: Mapping[Column, str] = {
    Column.NAME: "name",
    Column.NAME_ENGLISH: "name_english",
    Column.GRADE: "grade",
    Column.STORAGE: "storage",
    Column.STORAGE_ENGLISH: "storage_english",
    Column.TAX_GROUND: "tax_ground",
    Column.LABEL: "character",
    Column.SEARCH_WORDS: "search_words",
    Column.DESCRIPTION: "description",
    Column.DESCRIPTION_ENGLISH: "description_english",
}
VALUES: Mapping[Column, str] = {
    Column.CATEGORY: "category_id",
    Column.COUNTY: "county_code",
    Column.MEASURE: "measure",
    Column.COLD_CHAIN: "cold_chain",
    Column.SHELF_LIFE: "shelf_life_days",
    Column.GOODS_KIND: "goods_kind",
    Column.TAX_RATE: "tax_rate",
}
NEEDED = (Column.NAME, Column.NAME_ENGLISH)


def wanted_listing(goods: Goods, standing: Standing | None, sorts: Sorts, supplier_id: int) -> Listing | None:
    """The product as wanted; nothing if something is wrong that hides the rest, which the first row then says."""
    said, row = goods.said, goods.rows[0]
    texts = {field: said[column] for column, field in TEXTS.items() if column in said}
    values = {field: said[column] for column, field in VALUES.items() if column in said}
    if Column.SEASON in said:
        values["months"] = said[Column.SEASON]
    _add_commodity(values, said, row, standing)
    _add_producer(values, said, row, standing, sorts)
    if standing is not None:
        changed = {field: text for field, text in texts.items() if text != as_read(getattr(standing.listing, field))}
        return replace(standing.listing, **values, **changed)
    missing = [column for column in NEEDED if column not in said]
    if "category_id" not in values:
        missing.append(Column.CATEGORY)
    for column in missing:
        if not any(one.is_wrong(column) for one in goods.rows):
            row.wrong(column, _l("A new product needs this."))
    if missing:
        return None
    values.setdefault("measure", _measure_of(goods))
    values.setdefault("county_code", sorts.home)
    texts.setdefault("character", _sign_of(texts["name"]))
    return Listing(supplier_id=supplier_id, **texts, **values)


def _add_commodity(
    values: dict[str, Any], said: Mapping[Column, Any], row: SheetRow, standing: Standing | None
) -> None:
    if said.get(Column.COMMODITY) is None:
        if Column.COMMODITY in said:
            values["commodity_id"] = None
        return
    commodity_id, category_id = said[Column.COMMODITY]
    values["commodity_id"] = commodity_id
    category = values.get("category_id") or (standing.listing.category_id if standing else category_id)
    if category != category_id:
        row.wrong(Column.COMMODITY, _l("This kind of goods belongs to another category."))
    values.setdefault("category_id", category)


def _add_producer(
    values: dict[str, Any], said: Mapping[Column, Any], row: SheetRow, standing: Standing | None, sorts: Sorts
) -> None:
    if Column.PRODUCER not in said:
        return
    name = said[Column.PRODUCER]
    now = standing.listing.producer_name if standing else None
    if name is None:
        values |= dict.fromkeys(("producer_id", "producer_name", "producer_name_english"))
    elif not now or as_read(now) != name:
        found = lookup(sorts.producers).get(word_of(name))
        if found is None:
            row.wrong(Column.PRODUCER, _l("“%(said)s” is none of your producers.", said=name[:40]))
        else:
            values |= dict(zip(("producer_id", "producer_name", "producer_name_english"), found, strict=True))


def _measure_of(goods: Goods) -> Measure:
    contents = (row.said[Column.CONTENT] for row in goods.rows if Column.CONTENT in row.said)
    return next((content.measure for content in contents if content.measure is not None), Measure.KILOGRAM)


def _sign_of(name: str) -> str:
    """The last Chinese character of a name stands on its label, unless the sheet says another: 笋 of 鲜筇竹笋."""
    chinese = [sign for sign in name if "\u4e00" <= sign <= "\u9fff"]
    return chinese[-1] if chinese else name[:1]


def text_wanted(said: str | None, before: str) -> str:
    return before if said is None or said == as_read(before) else said
