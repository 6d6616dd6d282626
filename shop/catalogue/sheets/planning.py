"""What a sheet would change: held against the shelf, product by product, and row by row what becomes of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.lifecycle import SHOWN
from shop.catalogue.listing import SAID, Listing, Packing, packed
from shop.catalogue.review import Finding, price_finding, words_to_review
from shop.catalogue.services.listings import faults_of as faults_of_listing
from shop.catalogue.services.packs import MOST_PACKS
from shop.catalogue.services.packs import faults_of as faults_of_packing
from shop.catalogue.sheets.choices import Sorts
from shop.catalogue.sheets.columns import FROMS, PRICES, Column
from shop.catalogue.sheets.reading import Fault, Goods, Read, SheetRow
from shop.catalogue.sheets.standing import Shelf, Standing, StandingPack
from shop.catalogue.sheets.wishes import TEXTS, VALUES, PackWish, wanted_listing, wanted_packs
from shop.catalogue.words import Outcome, ProductStatus

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


@dataclass(frozen=True, slots=True)
class PackPlan:
    """A pack that changes or is new (``standing`` is ``None``); ``finding`` says that the change has to be reviewed."""

    standing: StandingPack | None
    position: int
    packing: Packing
    active: bool
    finding: Finding | None = None


@dataclass(slots=True)
class ProductPlan:
    """What becomes of a product: the words that change at once and those that wait, and its packs that change.

    ``ready``: a new one that can be handed in for review as it is.
    """

    article: str
    standing: Standing | None
    listing: Listing
    words: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    packs: list[PackPlan] = field(default_factory=list)
    ready: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.standing is None or self.words or self.findings or self.packs)

    @property
    def waits(self) -> bool:
        return bool(self.findings) or any(pack.finding for pack in self.packs)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of a row of the sheet; ``mark`` is the digest of the product as it stood."""

    number: int
    article: str
    name: str
    pack: str
    outcome: Outcome
    review: bool
    faults: tuple[Fault, ...]
    mark: str


@dataclass(slots=True)
class Plan:
    """A whole sheet held against the shelf."""

    products: list[ProductPlan] = field(default_factory=list)
    rows: list[RowPlan] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)


def plan_product(goods: Goods, shelf: Shelf, sorts: Sorts, supplier_id: int, today: date, plan: Plan) -> None:
    """One product of a sheet joins the plan."""
    standing = shelf.find(goods.article)
    if standing is not None and (other := plan.taken.setdefault(standing.id, goods.article)) != goods.article:
        goods.rows[0].wrong(Column.ARTICLE, _l("This is the same product as %(other)s in this sheet.", other=other))
    listing = wanted_listing(goods, standing, sorts, supplier_id)
    mark = standing.mark() if standing else ""
    if listing is None:
        wanted_packs(goods, standing, goods.said.get(Column.MEASURE) or sorts.default_measure)
        plan.rows.extend(_row(goods, row, Outcome.CREATED, mark) for row in goods.rows)
        return
    if standing is None or _taxes(standing.listing) != _taxes(listing):
        listing = shelf.seller.taxed(listing)
        if fault := shelf.seller.tax_fault(listing):
            column = COLUMN_OF[fault.field or "tax_rate"]
            _row_saying(goods, column).wrong(column, fault.message)
    wishes = wanted_packs(goods, standing, listing.measure)
    made = _held_against(goods, standing, listing, wishes)
    made.ready = standing is None and shelf.seller.may_submit(listing, today)
    _check(goods, made, wishes, shelf, today)
    by_row = {id(wish.row): pack for wish, pack in _pairs(wishes, made)}
    plan.products.append(made)
    for row in goods.rows:
        pack = by_row.get(id(row))
        plan.rows.append(_row(goods, row, _outcome(made, pack), mark, made, pack))


def plan_sheet(read: Read, shelf: Shelf, sorts: Sorts, supplier_id: int, today: date) -> Iterator[Plan]:
    """The plan, growing: yielded after each product, so that who waits can be told how far it is."""
    plan = Plan()
    for row in read.adrift:
        plan.rows.append(RowPlan(row.number, "", "", "", Outcome.WRONG, False, tuple(row.faults), ""))
    for goods in read.goods.values():
        plan_product(goods, shelf, sorts, supplier_id, today, plan)
        yield plan
    plan.rows.sort(key=lambda row: row.number)
    yield plan


def _held_against(goods: Goods, standing: Standing | None, listing: Listing, wishes: Sequence[PackWish]) -> ProductPlan:
    article = standing.article if standing else goods.article
    made = ProductPlan(article, standing, listing)
    shown = standing is not None and standing.status in SHOWN
    if standing is not None:
        before = standing.listing
        changed = {name for name in (*SAID, "months") if getattr(before, name) != getattr(listing, name)}
        awaited = {name for name in changed if _is_awaited(standing, name, getattr(listing, name))}
        found = words_to_review(before, listing) if shown else ()
        made.findings = tuple(finding for finding in found if finding.field not in awaited)
        held = {finding.field for finding in found} | awaited
        made.words = {name: (getattr(before, name), getattr(listing, name)) for name in sorted(changed - held)}
    free = _free_positions(standing, wishes)
    for wish in wishes:
        if pack := _pack_plan(wish, standing, shown=shown, position=_position(wish, free)):
            made.packs.append(pack)
    return made


def _pack_plan(wish: PackWish, standing: Standing | None, *, shown: bool, position: int) -> PackPlan | None:
    """What becomes of a pack; nothing if it is what it should be, or if just that waits already."""
    now = wish.standing
    if now is not None and (now.packing, now.active) == (wish.packing, wish.active):
        return None
    if standing is not None and now is not None and wish.active:
        awaited = standing.pending.get(now.id)
        if awaited is not None and awaited["new"] == packed(wish.packing):
            return None
    finding = None
    if shown and standing is not None and wish.active:
        finding = price_finding(now.id if now else None, wish.packing, standing.offered.packs)
    return PackPlan(now, position, wish.packing, wish.active, finding)


def _is_awaited(standing: Standing, name: str, new: Any) -> bool:
    awaited = standing.pending.get(name)
    return awaited is not None and awaited["new"] == new


def _free_positions(standing: Standing | None, wishes: Sequence[PackWish]) -> Iterator[int]:
    taken = {pack.position for pack in standing.packs} if standing else set()
    taken |= {wish.number for wish in wishes if wish.number is not None}
    top = max(taken, default=0)
    return iter(range(top + 1, top + 1 + len(wishes)))


def _position(wish: PackWish, free: Iterator[int]) -> int:
    if wish.standing is not None:
        return wish.standing.position
    return next(free) if wish.number is None else wish.number


def _pairs(wishes: Sequence[PackWish], made: ProductPlan) -> Iterator[tuple[PackWish, PackPlan]]:
    """Each wish with what becomes of it, where anything does."""
    plans = iter(made.packs)
    pack = next(plans, None)
    for wish in wishes:
        if pack is not None and (pack.packing is wish.packing and pack.standing is wish.standing):
            yield wish, pack
            pack = next(plans, None)


def _check(goods: Goods, made: ProductPlan, wishes: Sequence[PackWish], shelf: Shelf, today: date) -> None:
    """Every rule that the listing editor holds to as well; what is wrong is said beside the cells."""
    first, standing = goods.rows[0], made.standing
    if made.words or made.findings or standing is None:
        for fault in faults_of_listing(replace(made.listing, months=made.listing.months)):
            column = COLUMN_OF.get(fault.field or "")
            _row_saying(goods, column).wrong(column, fault.message)
    for wish, pack in _pairs(wishes, made):
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
        _row_saying(goods, Column.MEASURE).wrong(
            Column.MEASURE, _l("Prices and stock are in this measure already, so it cannot be changed.")
        )
    stood = standing.listing
    if standing.status is ProductStatus.ON_SHELF and set(made.listing.months) - set(stood.months):
        # A season that shrinks needs no passport that covers it. Another commodity is looked at with its review.
        fault = shelf.seller.capacity_fault(replace(stood, months=made.listing.months), today)
        if fault is not None:
            _row_saying(goods, Column.SEASON).wrong(Column.SEASON, fault.message)
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


def _row_saying(goods: Goods, column: Column | None) -> SheetRow:
    return next((row for row in goods.rows if column in row.said), goods.rows[0])


def _taxes(listing: Listing) -> tuple[Any, ...]:
    return listing.goods_kind, listing.tax_rate, listing.tax_ground


def _outcome(made: ProductPlan, pack: PackPlan | None) -> Outcome:
    if made.standing is None or (pack is not None and pack.standing is None):
        return Outcome.CREATED
    return Outcome.UPDATED if pack is not None or made.words or made.findings else Outcome.UNCHANGED


def _row(
    goods: Goods,
    row: SheetRow,
    outcome: Outcome,
    mark: str,
    made: ProductPlan | None = None,
    pack: PackPlan | None = None,
) -> RowPlan:
    review = made is not None and bool(made.findings or (pack is not None and pack.finding is not None))
    name = made.listing.name if made else str(goods.said.get(Column.NAME, ""))
    said = pack.packing.name if pack else str(row.said.get(Column.PACK, ""))
    wrong = Outcome.WRONG if row.faults else outcome
    return RowPlan(row.number, goods.article, name, said, wrong, review and not row.faults, tuple(row.faults), mark)
