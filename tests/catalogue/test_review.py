"""Which changes somebody looks at again: names, places, kinds, claims, and prices beyond the bound."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shop.catalogue.listing import Listing, Packing
from shop.catalogue.review import Offered, Reason, needs_review, price_change
from shop.catalogue.words import ColdChain, GoodsKind, Measure, TaxRate
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity

TEA = Listing(
    supplier_id=1,
    category_id=1,
    commodity_id=1,
    county_code="530624",
    name="翠华茶",
    name_english="Cuihua tea",
    character="茶",
    measure=Measure.KILOGRAM,
    description="高山春茶。",
)


def a_pack(*, content: str = "0.5", weighed: bool = False, **tiers: str) -> Packing:
    prices = {int(start.removeprefix("from_")): UnitPrice.yuan(price) for start, price in tiers.items()}
    return Packing(name="袋", name_english="bag", content=Quantity.of(content), weighed=weighed, tiers=prices)


def reasons(before: Offered, after: Offered) -> list[Reason]:
    return [finding.reason for finding in needs_review(before, after)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"name": " 翠华茶 "}, []),
        ({"name": "翠华绿茶"}, [Reason.NAME]),
        ({"name_english": "Cuihua green tea"}, [Reason.NAME]),
        ({"county_code": "532929"}, [Reason.COUNTY]),
        ({"category_id": 2}, [Reason.COMMODITY]),
        ({"commodity_id": 2}, [Reason.COMMODITY]),
        ({"commodity_id": None}, [Reason.COMMODITY]),
        ({"producer_id": 3}, [Reason.PRODUCER]),
        ({"grade": "二等"}, [Reason.CLAIM]),
        ({"description": "高山春茶，手工采摘。"}, []),
        ({"description": "有机高山春茶。"}, [Reason.CLAIM]),
        ({"description_english": "An organic tea"}, [Reason.CLAIM]),
        ({"search_words": "富硒"}, [Reason.CLAIM]),
        ({"storage": "阴凉", "cold_chain": ColdChain.CHILLED, "shelf_life_days": 540, "months": (3, 4)}, []),
        ({"tax_rate": TaxRate.NINE, "goods_kind": GoodsKind.BOUGHT_PRIMARY, "character": "翠"}, []),
    ],
)
def test_what_the_goods_are_and_claim_is_looked_at(changes: dict[str, Any], found: list[Reason]) -> None:
    packs = {1: a_pack(from_1="100")}
    assert reasons(Offered(TEA, packs), Offered(replace(TEA, **changes), packs)) == found


def test_a_claim_that_was_approved_before_is_not_looked_at_again() -> None:
    organic = replace(TEA, description="有机高山春茶。")
    after = replace(organic, description="有机春茶，手工采摘。")
    assert not reasons(Offered(organic, {}), Offered(after, {}))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (a_pack(from_1="100"), a_pack(from_1="100"), "0"),
        (a_pack(from_1="100"), a_pack(from_1="110"), "0.1"),
        (a_pack(from_1="100"), a_pack(from_1="110.01"), "0.1001"),
        (a_pack(from_1="100"), a_pack(from_1="90"), "-0.1"),
        (a_pack(from_1="100"), a_pack(from_1="89.9"), "-0.101"),
        # A second tier is held against what was paid for so many before.
        (a_pack(from_1="100"), a_pack(from_1="100", from_10="85"), "-0.15"),
        (a_pack(from_1="100", from_10="80"), a_pack(from_1="100"), "0.25"),
        (a_pack(from_1="100", from_10="80"), a_pack(from_1="100", from_20="80"), "0.25"),
        # Less in the pack for the same money is dearer.
        (a_pack(content="0.5", from_1="100"), a_pack(content="0.4", from_1="100"), "0.25"),
        (a_pack(content="10", from_1="100"), a_pack(content="10", weighed=True, from_1="10"), "0"),
        (a_pack(content="10", weighed=True, from_1="10"), a_pack(content="20", weighed=True, from_1="10"), "0"),
    ],
)
def test_a_price_is_held_against_the_approved_one_per_kilogram_at_every_tier(
    before: Packing, after: Packing, change: str
) -> None:
    assert price_change(before, after) == Decimal(change)
    beyond = abs(Decimal(change)) > Decimal("0.1")
    assert reasons(Offered(TEA, {1: before}), Offered(TEA, {1: after})) == ([Reason.PRICE] if beyond else [])


@pytest.mark.parametrize(
    ("content", "price", "found"),
    [("1", "200", False), ("1", "219", False), ("1", "221", True), ("1", "150", False), ("1", "134", True)],
)
def test_a_new_pack_is_held_against_all_that_were_approved(content: str, price: str, found: bool) -> None:
    before = {1: a_pack(from_1="100"), 2: a_pack(content="0.25", from_1="37.5")}  # 200 and 150 a kilogram
    after = before | {"new": a_pack(content=content, from_1=price)}
    assert bool(reasons(Offered(TEA, before), Offered(TEA, after))) is found


def test_a_pack_where_nothing_was_ever_approved_is_looked_at() -> None:
    [finding] = needs_review(Offered(TEA, {}), Offered(TEA, {1: a_pack(from_1="1")}))
    assert (finding.reason, finding.pack, finding.change) == (Reason.PRICE, 1, None)


def test_a_pack_that_is_sold_no_longer_concerns_nobody() -> None:
    before = {1: a_pack(from_1="100"), 2: a_pack(from_1="100")}
    assert not needs_review(Offered(TEA, before), Offered(TEA, {1: before[1]}))
