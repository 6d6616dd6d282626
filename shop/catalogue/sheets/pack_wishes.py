"""The packs that the rows of a product want: each held against the pack that stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.listing import Packing
from shop.catalogue.sheets.columns import FROMS, PRICES, Column
from shop.catalogue.sheets.numbers import Content, Price, unit_price
from shop.catalogue.sheets.reading import Goods, SheetRow
from shop.catalogue.sheets.standing import Standing, StandingPack, as_read
from shop.catalogue.sheets.wishes import text_wanted
from shop.catalogue.words import Measure
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused

NEEDED_OF_PACKS = (Column.PACK, Column.PACK_ENGLISH, Column.CONTENT)
OF_PACKS = frozenset(
    {Column.PACK_NUMBER, Column.PACK, Column.PACK_ENGLISH, Column.CONTENT, Column.WEIGHED, Column.MINIMUM}
    | {Column.MULTIPLE, Column.MORE_PRICES, Column.SOLD, *FROMS, *PRICES}
)


@dataclass(frozen=True, slots=True)
class PackWish:
    """What a row wants a pack to be; ``standing`` is the pack it is now, ``number`` the one the row gives it."""

    row: SheetRow
    standing: StandingPack | None
    number: int | None
    packing: Packing
    active: bool


def wanted_packs(goods: Goods, standing: Standing | None, measure: Measure) -> list[PackWish]:
    """The packs as wanted, row by row; what is wrong is said beside the rows."""
    wishes: list[PackWish] = []
    rows_of: dict[Any, int] = {}
    for row in goods.rows:
        try:
            found = _wanted_pack(row, standing, measure)
        except Refused as refusal:
            row.wrong(Column(refusal.field) if refusal.field else None, refusal.message)
            continue
        if found is None:
            continue
        for key in _keys_of(found):
            if rows_of.setdefault(key, row.number) != row.number:
                sentence = _l(
                    "Row %(row)s says the same pack of the same product: please delete one.", row=rows_of[key]
                )
                row.wrong(Column.PACK, sentence)
                break
        wishes.append(found)
    return wishes


def _keys_of(wish: PackWish) -> tuple[Any, ...]:
    if wish.standing is not None:
        return (wish.standing.id,)
    name = as_read(wish.packing.name)
    return (name,) if wish.number is None else (name, ("number", wish.number))


def _wanted_pack(row: SheetRow, standing: Standing | None, measure: Measure) -> PackWish | None:
    said = row.said
    if standing is not None and not OF_PACKS & said.keys():
        return None
    pack = _standing_pack(said, standing)
    if pack is None:
        missing = [column for column in NEEDED_OF_PACKS if column not in said]
        for column in missing:
            row.wrong(column, _l("A new pack needs this."))
        if missing:
            return None
    before = pack.packing if pack else Packing(name="", name_english="", content=NOTHING)
    content = _content(said.get(Column.CONTENT), before.content, measure)
    weighed = said.get(Column.WEIGHED, before.weighed)
    packing = Packing(
        name=text_wanted(said.get(Column.PACK), before.name),
        name_english=text_wanted(said.get(Column.PACK_ENGLISH), before.name_english),
        content=content,
        weighed=weighed,
        minimum=said.get(Column.MINIMUM, before.minimum),
        multiple=said.get(Column.MULTIPLE, before.multiple),
        tiers=_tiers(row, before, measure=measure, weighed=weighed, content=content),
    )
    active = said.get(Column.SOLD, pack.active if pack else True)
    return PackWish(row, pack, said.get(Column.PACK_NUMBER), packing, active)


def _standing_pack(said: Mapping[Column, Any], standing: Standing | None) -> StandingPack | None:
    """The pack that a row is about: by its number, else by its name; ``None`` if it is a new one."""
    if standing is None:
        return None
    if Column.PACK_NUMBER in said:
        return next((pack for pack in standing.packs if pack.position == said[Column.PACK_NUMBER]), None)
    if Column.PACK not in said:
        if len(standing.packs) == 1:
            return standing.packs[0]
        raise Refused(_l("Please say which pack of the product this is."), field=Column.PACK)
    alike = [pack for pack in standing.packs if as_read(pack.packing.name) == said[Column.PACK]]
    sold = [pack for pack in alike if pack.active]
    if len(sold or alike) > 1:
        raise Refused(
            _l("Several packs have this name. Please fill in the number of the pack."), field=Column.PACK_NUMBER
        )
    return next(iter(sold or alike), None)


def _content(said: Content | None, before: Quantity, measure: Measure) -> Quantity:
    if said is None:
        return before
    if said.measure not in (None, measure):
        if measure is Measure.KILOGRAM:
            raise Refused(
                _l("The product is measured in kg: please say how many kg a pack holds."), field=Column.CONTENT
            )
        raise Refused(
            _l("The product is counted in pieces: please say how many pieces a pack holds."), field=Column.CONTENT
        )
    return said.amount


def _tiers(
    row: SheetRow, before: Packing, *, measure: Measure, weighed: bool, content: Quantity
) -> Mapping[int, UnitPrice]:
    """The prices by packs: those that stand, with what the row's columns say put over them, tier by tier."""
    said = row.said
    stood: list[tuple[int | None, Any]] = sorted(before.tiers.items())
    tiers: list[tuple[int | None, Any]] = stood[: len(FROMS)]
    tiers += [(None, None)] * (len(FROMS) - len(tiers))
    for at, (start_column, price_column) in enumerate(zip(FROMS, PRICES, strict=True)):
        tiers[at] = (said.get(start_column, tiers[at][0]), said.get(price_column, tiers[at][1]))
    more = said.get(Column.MORE_PRICES, stood[len(FROMS) :]) or ()
    prices: dict[int, UnitPrice] = {}
    for at, (said_start, price) in enumerate([*tiers, *more]):
        column = PRICES[at] if at < len(PRICES) else Column.MORE_PRICES
        if price is None:
            continue
        if said_start is None and at > 0:
            raise Refused(_l("Please say from how many packs this price applies."), field=FROMS[at])
        first = said_start or 1
        if first in prices:
            raise Refused(_l("There are two prices from %(number)s packs.", number=first), field=column)
        try:
            prices[first] = _unit_price(price, measure=measure, weighed=weighed, content=content)
        except Refused as refusal:
            raise Refused(refusal.message, field=column) from None
    return prices


def _unit_price(price: Price | UnitPrice, *, measure: Measure, weighed: bool, content: Quantity) -> UnitPrice:
    """A price that stands stays as it is; one that the sheet says is turned into the shop's."""
    if isinstance(price, UnitPrice):
        return price
    return unit_price(price, measure=measure, weighed=weighed, content=content)
