"""The rules of the listing editor, held against a product of a sheet; what is wrong is said beside the cells. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.catalogue.lifecycle import SHOWN
from shop.catalogue.services.listings import faults_of as faults_of_listing
from shop.catalogue.services.packs import MOST_PACKS
from shop.catalogue.services.packs import faults_of as faults_of_packing
from shop.catalogue.sheets.columns import FROMS, PRICES, Column
from shop.catalogue.sheets.pack_wishes import PackWish
from shop.catalogue.sheets.plans import PackPlan, ProductPlan
from shop.catalogue.sheets.reading import Goods, SheetRow
from shop.catalogue.sheets.standing import Shelf, Standing
from shop.catalogue.sheets.wishes import TEXTS, VALUES
from shop.catalogue.words import ProductStatus

COLUMN_OF: Mapping[str, Column] = {
    **{field: column for column, field in (*TEXTS.items(), *VALUES.items())},
    "months": Column.SEASON,
    "commodity_id": Column.COMMODITY,
    "producer_id": Column.PRODUCER,
}
COLUMN_OF_PACK: Mapping[str, Column] = {
    "name": Column.PACK,
    "name_english": Column.PACK_ENGLISH,
    "content": Column.CONTENT,
    "minimum": Column.MINIMUM,
    "multiple": Column.MULTIPLE,
    "tiers": Column.PRICE_1,
}


def pairs(wishes: Sequence[PackWish], made: ProductPlan) -> Iterator[tuple[PackWish, PackPlan]]:
    """Each wish with what becomes of it, where anything does."""
    plans = iter(made.packs)
    pack = next(plans, None)
    for wish in wishes:
        if pack is not None and (pack.packing is wish.packing and pack.standing is wish.standing):
            yield wish, pack
            pack = next(plans, None)


def check(goods: Goods, made: ProductPlan, wishes: Sequence[PackWish], shelf: Shelf, today: date) -> None:
    """Every rule that the listing editor holds to as well; what is wrong is said beside the cells."""
    first, standing = goods.rows[0], made.standing
    if made.words or made.findings or standing is None:
        for fault in faults_of_listing(replace(made.listing, months=made.listing.months)):
            column = COLUMN_OF.get(fault.field or "")
            row_saying(goods, column).wrong(column, fault.message)
    for wish, pack in pairs(wishes, made):
        for fault in faults_of_packing(pack.packing) if pack.active or pack.standing is None else ():
            column = COLUMN_OF_PACK[fault.field or "tiers"]
            if column is not Column.PRICE_1 or not wish.row.is_wrong(*PRICES, *FROMS, Column.MORE_PRICES):
                wish.row.wrong(column, fault.message)
        if pack.standing is None and not 1 <= pack.position <= 9_999:
            wish.row.wrong(Column.PACK_NUMBER, _l("This number is too large."))
    if standing is None:
        if not wishes and not any(row.faults for row in goods.rows):
            first.wrong(Column.PACK, _l("A new product needs this."))
        return
    if made.changes:
        _check_standing(goods, made, shelf, today)


def _check_standing(goods: Goods, made: ProductPlan, shelf: Shelf, today: date) -> None:
    first, standing = goods.rows[0], made.standing
    if standing is None:
        return
    if standing.status is ProductStatus.SUBMITTED:
        first.wrong(None, _l("This listing is being looked at. Withdraw it first, or wait until it is decided."))
    if standing.status in SHOWN and not shelf.seller.approved:
        first.wrong(None, _l("Only approved suppliers can change what was approved. Drafts can still be written."))
    if "measure" in made.words and (standing.status in SHOWN or standing.has_lots):
        row_saying(goods, Column.MEASURE).wrong(
            Column.MEASURE, _l("Prices and stock are in this measure already, so it cannot be changed.")
        )
    stood = standing.listing
    if standing.status is ProductStatus.ON_SHELF and set(made.listing.months) - set(stood.months):
        # A season that shrinks needs no passport that covers it. Another commodity is looked at with its review.
        fault = shelf.seller.capacity_fault(replace(stood, months=made.listing.months), today)
        if fault is not None:
            row_saying(goods, Column.SEASON).wrong(Column.SEASON, fault.message)
    if len(standing.packs) + sum(pack.standing is None for pack in made.packs) > MOST_PACKS:
        first.wrong(None, _l("A product has at most %(number)s packs, retired ones included.", number=MOST_PACKS))
    if standing.status is ProductStatus.ON_SHELF and not _sold_after(standing, made):
        first.wrong(
            Column.SOLD,
            _l("This is the only pack it is sold in: add another first, or take the listing off sale."),
        )


def _sold_after(standing: Standing, made: ProductPlan) -> bool:
    changed = {pack.standing.id: pack for pack in made.packs if pack.standing is not None}
    stays = any(pack.active for pack in standing.packs if pack.id not in changed or changed[pack.id].finding)
    return stays or any(pack.active and pack.finding is None for pack in made.packs)


def row_saying(goods: Goods, column: Column | None) -> SheetRow:
    return next((row for row in goods.rows if column in row.said), goods.rows[0])
