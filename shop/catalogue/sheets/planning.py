"""What a sheet would change: held against the shelf, product by product, and row by row what becomes of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.lifecycle import SHOWN
from shop.catalogue.listing import SAID, Listing, packed
from shop.catalogue.review import price_finding, words_to_review
from shop.catalogue.sheets.checking import COLUMN_OF, check, pairs, row_saying
from shop.catalogue.sheets.choices import Sorts
from shop.catalogue.sheets.columns import Column
from shop.catalogue.sheets.pack_wishes import PackWish, wanted_packs
from shop.catalogue.sheets.plans import PackPlan, Plan, ProductPlan, RowPlan
from shop.catalogue.sheets.reading import Goods, Read, SheetRow
from shop.catalogue.sheets.standing import Shelf, Standing
from shop.catalogue.sheets.wishes import wanted_listing
from shop.catalogue.words import Outcome


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
            row_saying(goods, column).wrong(column, fault.message)
    wishes = wanted_packs(goods, standing, listing.measure)
    made = _held_against(goods, standing, listing, wishes)
    made.ready = standing is None and shelf.seller.may_submit(listing, today)
    check(goods, made, wishes, shelf, today)
    by_row = {id(wish.row): pack for wish, pack in pairs(wishes, made)}
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
