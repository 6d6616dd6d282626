"""The shelf written out as rows of a sheet: what comes out goes back in unchanged. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shop.catalogue.listing import Listing, Packing
from shop.catalogue.season import spans
from shop.catalogue.sheets import choices
from shop.catalogue.sheets.choices import Sorts, Word
from shop.catalogue.sheets.columns import FROMS, PRICES, Column
from shop.catalogue.sheets.standing import Standing, StandingPack, as_read
from shop.catalogue.sheets.wishes import TEXTS
from shop.catalogue.words import Measure
from shop.kernel.quantity import Quantity

Cells = dict[Column, Any]
"""What stands in each column: text, or a number."""


class Words:
    """The names, in one language, under which values are written."""

    def __init__(self, sorts: Sorts, language: str) -> None:
        self.language = language
        self.names = {
            Column.CATEGORY: self._named(sorts.categories),
            Column.COMMODITY: {word.value[0]: word.named(language) for word in sorts.commodities},
            Column.COUNTY: self._named(sorts.counties),
            Column.MEASURE: self._named(choices.MEASURES),
            Column.COLD_CHAIN: self._named(choices.COLD_CHAINS),
            Column.GOODS_KIND: self._named(choices.GOODS_KINDS),
            Column.TAX_RATE: self._named(choices.TAX_RATES),
        }
        self.yes_or_no = self._named(choices.YES_OR_NO)

    def _named(self, words: Iterable[Word]) -> Mapping[Any, str]:
        return {word.value: word.named(self.language) for word in words}


def rows_of(standings: Iterable[Standing], words: Words) -> Iterator[Cells]:
    """A row for every pack; a product without packs has one row of its own."""
    for standing in standings:
        product = {Column.ARTICLE: standing.code} | _product(standing.listing, words)
        product[Column.STATE] = str(standing.status.label)
        for pack in standing.packs:
            yield product | _pack(pack, standing.listing.measure, words)
        if not standing.packs:
            yield product


def _product(listing: Listing, words: Words) -> Cells:
    cells: Cells = {column: as_read(getattr(listing, field)) for column, field in TEXTS.items()}
    chosen = {
        Column.CATEGORY: listing.category_id,
        Column.COMMODITY: listing.commodity_id,
        Column.COUNTY: listing.county_code,
        Column.MEASURE: listing.measure,
        Column.COLD_CHAIN: listing.cold_chain,
        Column.GOODS_KIND: listing.goods_kind,
        Column.TAX_RATE: listing.tax_rate,
    }
    cells |= {column: words.names[column].get(value, "") for column, value in chosen.items()}
    cells[Column.SEASON] = months_of(listing.months)
    cells[Column.SHELF_LIFE] = listing.shelf_life_days or ""
    cells[Column.PRODUCER] = as_read(listing.producer_name)
    return cells


def _pack(pack: StandingPack, measure: Measure, words: Words) -> Cells:
    packing = pack.packing
    cells: Cells = {
        Column.PACK_NUMBER: pack.position,
        Column.PACK: as_read(packing.name),
        Column.PACK_ENGLISH: as_read(packing.name_english),
        Column.CONTENT: content_of(packing.content, measure),
        Column.WEIGHED: words.yes_or_no[packing.weighed],
        Column.MINIMUM: packing.minimum,
        Column.MULTIPLE: packing.multiple,
        Column.SOLD: words.yes_or_no[pack.active],
    }
    return cells | _prices(packing)


def _prices(packing: Packing) -> Cells:
    tiers = sorted(packing.tiers.items())
    cells: Cells = {}
    for start_column, price_column, (start, price) in zip(FROMS, PRICES, tiers, strict=False):
        cells[start_column], cells[price_column] = start, price.in_yuan
    if more := tiers[len(FROMS) :]:
        cells[Column.MORE_PRICES] = "; ".join(f"{start}: {price}" for start, price in more)
    return cells


def months_of(months: Iterable[int]) -> str:
    """3-5月, 11-2月, 3-5月,9月 or 全年: as text, so that Excel makes no day of it."""
    found = spans(months)
    if found == [(1, 12)]:
        return "全年"
    return ",".join(f"{first}月" if first == last else f"{first}-{last}月" for first, last in found)


def content_of(content: Quantity, measure: Measure) -> str:
    """10 kg, or 30件."""
    return f"{content} kg" if measure is Measure.KILOGRAM else f"{content}件"
