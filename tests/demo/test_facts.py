"""The demo's facts: true to the project's table of produce, to the rules, and well-formed where they are invented."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.cn import uscc

from shop.config import resources
from shop.demo import facts as demo_facts
from shop.demo.checks import contradictions
from shop.demo.invented import credit_code
from shop.demo.reading.tables import DATA, Calendar, keyed
from shop.demo.records import Facts, Tier
from shop.kernel.actor import OrganisationKind, Role
from shop.kernel.money import Money, UnitPrice
from shop.kernel.purposes import Purpose
from shop.organisations.words import Canteen, ProfileKind, SupplierKind, SupplierStatus, UnitKind

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
SIGN_INS = {"buyer", "approver", "coop", "workshop", "official", "town", "county", "operator"}


@pytest.fixture
def facts() -> Facts:
    return demo_facts.load(YEAR)


def test_the_demo_is_as_large_as_promised(facts: Facts) -> None:
    assert len(facts.suppliers) >= 27
    assert len(facts.products) >= 64
    assert len(facts.leaves) >= 42
    assert len(facts.towns) == 6
    assert set(facts.halls) == {"daguan", "dali"}


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


def test_daguan_has_its_nine_towns_and_dali_its_twelve_counties(facts: Facts) -> None:
    assert len(facts.townships) == 9
    assert {town.county_code for town in facts.townships.values()} == {"530624"}
    dali = [county for county in facts.counties.values() if county.prefecture.zh == "大理白族自治州"]
    assert len(dali) == 12
    assert {county.hall for county in dali} == {"dali"}


def test_what_is_not_of_daguan_is_absent() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("*.toml"))
    for word in ("水富", "530681", "靖安", "苹果", "apple"):
        assert word not in text


def test_dali_city_alone_is_not_aided_and_not_paired(facts: Facts) -> None:
    day = date(YEAR, 6, 1)
    assert [county.code for county in facts.counties.values() if not county.is_aided(day)] == ["532901"]
    assert {pairing.county_code for pairing in facts.pairings} == set(facts.counties) - {"532901"}
    tuocha = [product for product in facts.products.values() if product.produce.county_code == "532901"]
    assert tuocha
    assert {facts.suppliers[product.supplier].county_code for product in tuocha} == {"532901"}


def test_assumptions_say_that_they_are_assumed(facts: Facts) -> None:
    assert all("假定" in pairing.remark.zh and "Assumed" in pairing.remark.en for pairing in facts.pairings)
    assert "assumed" in facts.aid_remark.en
    assert "invented" in facts.target_remark.en


def test_every_data_file_opens_with_a_word_about_what_is_invented_or_where_it_comes_from() -> None:
    for path in DATA.glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


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


def test_slugs_and_keys_are_plain_ascii(facts: Facts) -> None:
    plain = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    for key in (*facts.products, *facts.suppliers, *facts.units, *facts.produce, *facts.categories):
        assert plain.fullmatch(key), key
        assert len(key) <= 40


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


def test_a_reference_to_nothing_is_found(facts: Facts) -> None:
    product = replace(facts.products["diaomei-meiwu"], supplier="nobody")
    found = list(contradictions(replace(facts, products={**facts.products, product.slug: product})))
    assert "diaomei-meiwu is sold by nobody" in found


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(demo_facts.FactsAreWrong, match="written twice"):
        keyed(["one", "one"], str)


def test_every_town_has_schools_a_canteen_of_its_own_and_all_kinds_of_canteen_occur(facts: Facts) -> None:
    for town in facts.towns:
        under = facts.children(town.key, YEAR)
        assert any("本级" in unit.name.zh for unit in under), town.key
        assert {UnitKind.SCHOOL, UnitKind.KINDERGARTEN, UnitKind.COMPANY} <= {unit.kind for unit in under}
    assert {unit.canteen for unit in facts.leaves} == set(Canteen)


def test_one_department_supervises_the_schools_of_all_towns(facts: Facts) -> None:
    supervised = [unit for unit in facts.leaves if unit.supervisor]
    assert {unit.supervisor for unit in supervised} == {"jiaoti"}
    assert {unit.kind for unit in supervised} == {UnitKind.SCHOOL, UnitKind.KINDERGARTEN}
    assert {unit.parents[YEAR - 1] for unit in supervised} == {town.key for town in facts.towns}


def test_one_unit_changed_its_parent_on_the_first_of_january(facts: Facts) -> None:
    moved = [unit for unit in facts.leaves if len(set(unit.parents.values())) > 1]
    assert [unit.key for unit in moved] == ["chengwan-kindergarten"]
    assert moved[0].parents == {YEAR - 1: "nanlang", YEAR: "cuiheng"}


def test_one_unit_was_merged_and_names_its_successor(facts: Facts) -> None:
    merged = [unit for unit in facts.leaves if unit.merged_on]
    assert [(unit.key, unit.successor) for unit in merged] == [("zhuyin-primary", "yantian-primary")]
    assert YEAR not in merged[0].parents
    assert merged[0].supervised
    assert not merged[0].supervised.contains(date(YEAR, 1, 1))


def test_all_four_forms_of_target_occur_and_the_years_come_to_millions(facts: Facts) -> None:
    forms = {line.form.value for unit in facts.leaves for year in unit.years.values() for line in year.targets}
    assert forms == {"amount", "canteen_rate", "union_rate", "per_head"}
    for year in (YEAR - 1, YEAR):
        target = sum(unit.years[year].target.fen for unit in facts.leaves if year in unit.years)
        assert Money.yuan(5_000_000) < Money(target) < Money.yuan(8_000_000)


def test_a_rate_of_the_canteen_spend_comes_to_its_share(facts: Facts) -> None:
    year = facts.units["lanchuan-primary"].years[YEAR]
    canteen = next(line for line in year.targets if line.purposes == (Purpose.CANTEEN,))
    assert canteen.rate == 1_200
    assert year.amount_of(canteen) == Money.yuan(year.canteen_spend.in_yuan * Decimal("0.12"))


def test_a_node_of_the_tree_is_over_allocated(facts: Facts) -> None:
    assert facts.units["nanlang"].years[YEAR].rest < Money(0)


def test_a_contractor_trades_under_its_own_tax_number_and_a_union_under_its_own(facts: Facts) -> None:
    unit = facts.units["yuwei-electronics"]
    assert unit.contractor
    by_kind = {profile.kind: profile for profile in unit.invoice_profiles}
    assert set(by_kind) == {ProfileKind.UNIT, ProfileKind.CONTRACTOR, ProfileKind.UNION}
    assert by_kind[ProfileKind.CONTRACTOR].title == unit.contractor.zh
    assert len({profile.tax_number for profile in by_kind.values()}) == 3


def test_invented_credit_codes_are_valid_and_the_same_every_time() -> None:
    codes = {credit_code(f"unit {n}", registrar="12", division="442000") for n in range(500)}
    assert len(codes) == 500
    assert all(uscc.is_valid(code) for code in codes)
    assert credit_code("anybody", registrar="91", division="442000") == "91442000YYWJYFHCXH"


def test_the_eight_sign_ins_hold_their_roles(facts: Facts) -> None:
    assert {person.email for person in facts.sign_ins} == {f"{name}@demo.example" for name in SIGN_INS}
    held = {person.key: person.memberships[0] for person in facts.sign_ins}
    assert held["buyer"].organisation == held["approver"].organisation
    assert facts.units[held["buyer"].organisation].kind is UnitKind.SCHOOL
    assert facts.suppliers[held["coop"].organisation].kind is SupplierKind.COOPERATIVE
    assert facts.suppliers[held["workshop"].organisation].kind is SupplierKind.WORKSHOP
    assert held["official"].organisation == facts.cluster.key
    assert facts.units[held["town"].organisation] in facts.towns
    assert held["county"].organisation == facts.counties["530624"].office_key
    assert held["operator"].kind is OrganisationKind.OPERATOR


def test_every_unit_has_a_buyer_with_a_limit_and_another_who_receives(facts: Facts) -> None:
    for unit in facts.leaves:
        staff = facts.staff_of(unit.key)
        roles = {
            role: {person.key for person in staff for held in person.memberships if role in held.roles} for role in Role
        }
        assert roles[Role.BUYER], unit.key
        assert roles[Role.RECEIVER] - roles[Role.BUYER], unit.key
        assert bool(roles[Role.APPROVER]) == unit.large, unit.key
        assert not roles[Role.APPROVER] & roles[Role.BUYER]
        limits = [held.order_limit for person in staff for held in person.memberships if Role.BUYER in held.roles]
        assert all(limits)


def test_every_supplier_has_one_seller_and_nobody_acts_for_two_sides(facts: Facts) -> None:
    for supplier in facts.suppliers:
        assert len(facts.staff_of(supplier)) == 1
    for person in facts.people.values():
        assert len({held.kind for held in person.memberships}) == 1


def test_two_people_can_approve_each_other_in_the_cluster_and_at_the_operator(facts: Facts) -> None:
    assert len(facts.staff_of(facts.cluster.key)) == 2
    assert len(facts.staff_of(facts.operator.key)) == 2


def test_phone_numbers_are_fictitious_and_nobody_shares_a_name(facts: Facts) -> None:
    assert all(re.fullmatch(r"15400\d{6}", person.phone) for person in facts.people.values())
    assert len({person.name.zh for person in facts.people.values()}) == len(facts.people)


def test_the_facts_are_right_in_every_year_and_differ_by_nothing_but_the_year() -> None:
    for year in range(2025, 2033):
        facts = demo_facts.load(year)
        assert facts.this_year == year
        assert set(facts.products) == set(demo_facts.load(YEAR).products)


def test_days_are_written_relative_to_the_running_year() -> None:
    calendar = Calendar(YEAR)
    assert calendar.day("Y-1 08-25") == date(2025, 8, 25)
    assert calendar.day("Y 06-30") == date(2026, 6, 30)
    assert calendar.day(date(2014, 1, 1)) == date(2014, 1, 1)
    with pytest.raises(demo_facts.FactsAreWrong):
        calendar.day("soon")


def test_another_process_reads_the_very_same_facts(facts: Facts) -> None:
    question = f"from shop.demo.facts import load; print(repr(list(load({YEAR}).products.values())), end='')"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout
    assert answer == repr(list(facts.products.values()))


def test_every_drawing_that_produce_names_is_there() -> None:
    drawn = {kind.drawing for kind in demo_facts.load(2026).produce.values() if kind.drawing}
    assert drawn
    assert all((resources() / "static" / "produce" / f"{name}.svg").is_file() for name in drawn)
