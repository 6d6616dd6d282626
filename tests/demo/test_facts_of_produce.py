"""What the demo sells: where it grows and when, by whom, and for how much."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shop.config import resources
from shop.demo import facts as demo_facts
from shop.demo.checks import contradictions
from shop.demo.records import Facts, Tier
from shop.kernel.money import UnitPrice
from shop.organisations.words import SupplierKind, SupplierStatus

YEAR = 2026
TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
# The project's table: county of each produce.
GROWN_IN = {
    "530624": {
        "鲜筇竹笋", "干筇竹笋", "清水笋", "鲜方竹笋", "鲜天麻", "天麻干", "翠华茶", "鲜青花椒", "干花椒", "马铃薯",
        "猕猴桃", "腊肉", "土蜂蜜", "土鸡蛋", "筇竹手工艺品",
    },
    "532922": {"泡核桃", "核桃仁"},
    "532924": {"沃柑", "葡萄"},
    "532929": {"诺邓火腿"},
    "532930": {"梅子", "雕梅", "乳扇"},
    "532926": {"无量山乌骨鸡", "无量山绿茶"},
    "532927": {"红雪梨"},
    "532923": {"百合", "红梨"},
    "532931": {"苏裹梅"},
    "532901": {"下关沱茶"},
}  # fmt: skip


@pytest.fixture
def facts() -> Facts:
    return demo_facts.load(YEAR)


def test_every_produce_comes_from_the_county_of_the_table_and_none_is_missing(facts: Facts) -> None:
    grown: dict[str, set[str]] = {}
    for produce in facts.produce.values():
        grown.setdefault(produce.county_code, set()).add(produce.name.zh)
    assert grown == GROWN_IN
    assert {product.produce.key for product in facts.products.values()} == set(facts.produce)


def test_seasons_are_those_of_the_table(facts: Facts) -> None:
    season = {produce.name.zh: produce.season for produce in facts.produce.values()}
    assert season["鲜筇竹笋"] == (3, 4, 5)
    assert season["鲜天麻"] == (11, 12, 1, 2, 3)
    assert season["百合"] == (9, 10, 11)
    assert len(season["干筇竹笋"]) == 12
    tea = facts.produce["cuihua-tea"]
    assert tea.season == (3, 4)
    assert tea.sold_in(11)
    assert not facts.produce["potatoes"].sold_in(11)


def test_suppliers_are_of_all_five_kinds_and_sit_in_every_town_of_daguan(facts: Facts) -> None:
    assert {supplier.kind for supplier in facts.suppliers.values()} == set(SupplierKind)
    assert {supplier.township_code for supplier in facts.suppliers.values()} >= set(facts.townships)
    assert {supplier.county_code for supplier in facts.suppliers.values()} == set(facts.counties)


def test_one_supplier_was_approved_late_and_one_is_suspended(facts: Facts) -> None:
    pears = facts.suppliers["xiangyun-chipo"]
    assert pears.status_on(date(YEAR - 1, 8, 1)) is None
    assert pears.status_on(date(YEAR - 1, 10, 1)) is SupplierStatus.RECOMMENDED
    assert pears.status_on(date(YEAR, 1, 1)) is SupplierStatus.APPROVED
    agent = facts.suppliers["midu-guyun"]
    assert agent.status_on(date(YEAR, 7, 14)) is SupplierStatus.APPROVED
    assert agent.status_on(date(YEAR, 7, 15)) is SupplierStatus.SUSPENDED


def test_an_agent_names_the_producer_and_sells_from_another_county(facts: Facts) -> None:
    sold_for = [product for product in facts.products.values() if product.producer]
    assert len(sold_for) >= 3
    for product in sold_for:
        supplier = facts.suppliers[product.supplier]
        assert supplier.agent
        assert supplier.county_code != product.produce.county_code


def test_some_listings_have_no_certificate_and_one_expires_in_the_middle_of_the_year(facts: Facts) -> None:
    aided = [product for product in facts.products.values() if product.produce.county_code != "532901"]
    assert any(not product.certificates for product in aided)
    ends = {product.slug: certificate.span.last for product in aided for certificate in product.certificates}
    assert [slug for slug, last in ends.items() if last == date(YEAR, 6, 30)] == ["tianma-gan-shisun"]


def test_freight_is_flat_or_free_or_in_the_price(facts: Facts) -> None:
    suppliers = facts.suppliers.values()
    assert any(supplier.delivered_price for supplier in suppliers)
    assert any(supplier.freight and supplier.freight_free_from for supplier in suppliers)
    assert any(not supplier.freight and not supplier.delivered_price for supplier in suppliers)


def test_every_listing_has_a_tile_words_to_find_it_by_and_two_languages(facts: Facts) -> None:
    for product in facts.products.values():
        assert re.fullmatch(r"[\u4e00-\u9fff]", product.produce.character)
        assert product.produce.search_words.isascii()
        assert re.search(r"[\u4e00-\u9fff]", product.name.zh + product.about.zh)
        assert not re.search(r"[\u4e00-\u9fff]", product.name.en + product.about.en)
        assert len(product.about.zh) >= 10
        assert len(product.about.en) >= 20
    names = Counter(product.name.zh for product in facts.products.values())
    assert max(names.values()) == 1
    found = [product for product in facts.products.values() if "gastrodia" in product.produce.search_words]
    assert {product.produce.name.zh for product in found} == {"鲜天麻", "天麻干"}


def test_every_tint_of_a_category_has_a_colour(facts: Facts) -> None:
    tokens = TOKENS.read_text(encoding="utf-8")
    for category in facts.categories.values():
        assert f"--tile-{category.tint}:" in tokens, category.tint
    assert {produce.category for produce in facts.produce.values()} == set(facts.categories)


def test_a_weighed_pack_is_priced_per_kilogram_and_a_counted_one_per_pack(facts: Facts) -> None:
    potatoes = facts.products["malingshu-qingchuan"].packs[0]
    assert potatoes.weighed
    assert potatoes.price_basis.amount == 1
    assert potatoes.price_at(20) == UnitPrice.yuan("2.585")
    eggs = facts.products["tujidan-hezhu"].packs[0]
    assert not eggs.weighed
    assert eggs.price_basis.amount == 30


def test_tiers_that_rise_a_minimum_off_the_multiple_and_a_dear_price_are_found(facts: Facts) -> None:
    product = facts.products["tujidan-hezhu"]
    pack = product.packs[0]
    rising = (Tier(10, UnitPrice.yuan("40")), Tier(40, UnitPrice.yuan("41")))
    wrong = {
        "prices fall": replace(pack, tiers=rising),
        "multiples of the multiple": replace(pack, minimum=12),
        "not like its peers": replace(pack, tiers=(Tier(10, UnitPrice.yuan("400")),)),
    }
    for sentence, broken in wrong.items():
        listing = replace(product, packs=(broken,))
        found = list(contradictions(replace(facts, products={**facts.products, product.slug: listing})))
        assert any(sentence in one for one in found), sentence


def test_every_drawing_that_produce_names_is_there() -> None:
    drawn = {kind.drawing for kind in demo_facts.load(2026).produce.values() if kind.drawing}
    assert drawn
    assert all((resources() / "static" / "produce" / f"{name}.svg").is_file() for name in drawn)
