"""What the shop exports comes back unchanged, whatever listings there are."""

from __future__ import annotations

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as some

from shop.catalogue.listing import Listing, Packing
from shop.catalogue.sheets import books
from shop.catalogue.sheets.choices import Sorts, Word
from shop.catalogue.sheets.heads import HEAD_WITHIN, below, find_head
from shop.catalogue.sheets.planning import plan_sheet
from shop.catalogue.sheets.readiness import Seller
from shop.catalogue.sheets.reading import read_goods
from shop.catalogue.sheets.standing import LONGEST_TEXT, Shelf, Standing, StandingPack
from shop.catalogue.sheets.writing import Words, rows_of
from shop.catalogue.words import ColdChain, GoodsKind, Measure, Outcome, ProductStatus, TaxRate
from shop.documents.sheets import MOST_ROWS, read_sheet_as_seen
from shop.kernel import clock
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity

SORTS = Sorts(
    categories=(Word(1, "干货", "Dried goods", ("dried",)), Word(2, "鲜货", "Fresh goods", ("fresh",))),
    commodities=(Word((5, 1), "干笋", "Dried shoots", ("dried-shoots",)),),
    counties=(Word("530624", "大关县", "Daguan", ("530624",)), Word("532922", "漾濞县", "Yangbi", ("532922",))),
    producers=(Word((9, "李家坝合作社", "Lijiaba"), "李家坝合作社", "Lijiaba"),),
    home="530624",
)
SIGNS = some.characters(exclude_categories=("Cs", "Co", "Cn"), exclude_characters="\x00")
LINES = some.text(SIGNS, max_size=60)
NAMES = some.text(SIGNS, min_size=1, max_size=40).filter(lambda text: bool(text.strip("'\"= \n-–—−－/#")))
PRICES = some.dictionaries(some.integers(1, 900), some.integers(1, 10**9).map(UnitPrice), min_size=0, max_size=10)
PACKINGS = some.builds(
    Packing,
    name=NAMES,
    name_english=NAMES,
    content=some.integers(1, 10**9).map(Quantity),
    tiers=PRICES,
    weighed=some.booleans(),
    minimum=some.integers(1, 10**6),
    multiple=some.integers(1, 10**6),
)


@some.composite
def standings(draw: some.DrawFn, number: int) -> Standing:
    commodity = draw(some.booleans())
    listing = Listing(
        supplier_id=1,
        category_id=1 if commodity else draw(some.sampled_from([1, 2])),
        commodity_id=5 if commodity else None,
        county_code=draw(some.sampled_from(["530624", "532922"])),
        name=draw(NAMES),
        name_english=draw(NAMES),
        character=draw(some.sampled_from(["笋", "山货", "A"])),
        measure=draw(some.sampled_from(Measure)),
        months=tuple(sorted(draw(some.sets(some.integers(1, 12), min_size=1)))),
        grade=draw(LINES)[:40],
        storage=draw(LINES),
        storage_english=draw(LINES),
        search_words=draw(LINES),
        description=draw(LINES),
        description_english=draw(LINES),
        cold_chain=draw(some.sampled_from(ColdChain)),
        shelf_life_days=draw(some.none() | some.integers(1, 36_500)),
        goods_kind=draw(some.none() | some.sampled_from(GoodsKind)),
        tax_rate=draw(some.sampled_from(TaxRate)),
        tax_ground=draw(LINES),
        producer_name=draw(some.none() | NAMES),
    )
    packs = draw(some.lists(PACKINGS, max_size=4))
    return Standing(
        id=number,
        slug=f"goods-{number}",
        article=draw(some.sampled_from(["", f"A-{number}", f"00{number}"])),
        status=draw(some.sampled_from(ProductStatus)),
        version=1,
        listing=listing,
        packs=tuple(
            StandingPack(number * 10 + at, at + 1, draw(some.booleans()), packing) for at, packing in enumerate(packs)
        ),
    )


SHELVES = some.integers(1, 3).flatmap(lambda count: some.tuples(*(standings(number) for number in range(1, count + 1))))


@settings(max_examples=60)
@given(shelf=SHELVES, language=some.sampled_from(["zh", "en"]))
def test_what_is_exported_comes_back_unchanged(standing_app: Flask, shelf: tuple[Standing, ...], language: str) -> None:
    with standing_app.test_request_context():
        data = books.export(rows_of(shelf, Words(SORTS, language)), SORTS, language)
        sheet = read_sheet_as_seen(data, longest=LONGEST_TEXT, most_rows=MOST_ROWS + HEAD_WITHIN)
        head = find_head(sheet.rows)
        read = read_goods(below(sheet.rows, head), head, SORTS)
        *_on_the_way, plan = plan_sheet(read, Shelf(shelf, Seller()), SORTS, 1, clock.today())
        told = [(row.number, row.outcome.value, [(c, str(said)) for c, said in row.faults]) for row in plan.rows]
    assert {row.outcome for row in plan.rows} == {Outcome.UNCHANGED}, told
    assert len(plan.rows) == sum(max(len(standing.packs), 1) for standing in shelf)
