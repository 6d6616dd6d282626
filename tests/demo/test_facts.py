"""The facts of the demo: as many as promised, of the right counties, said to be invented, and the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from stdnum.cn import uscc

from shop.demo import facts as demo_facts
from shop.demo.checks import contradictions
from shop.demo.invented import credit_code
from shop.demo.reading.tables import DATA, Calendar, keyed
from shop.demo.records import Facts

YEAR = 2026


@pytest.fixture
def facts() -> Facts:
    return demo_facts.load(YEAR)


def test_the_demo_is_as_large_as_promised(facts: Facts) -> None:
    assert len(facts.suppliers) >= 27
    assert len(facts.products) >= 64
    assert len(facts.leaves) >= 42
    assert len(facts.towns) == 6
    assert set(facts.halls) == {"daguan", "dali"}


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


def test_slugs_and_keys_are_plain_ascii(facts: Facts) -> None:
    plain = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    for key in (*facts.products, *facts.suppliers, *facts.units, *facts.produce, *facts.categories):
        assert plain.fullmatch(key), key
        assert len(key) <= 40


def test_a_reference_to_nothing_is_found(facts: Facts) -> None:
    product = replace(facts.products["diaomei-meiwu"], supplier="nobody")
    found = list(contradictions(replace(facts, products={**facts.products, product.slug: product})))
    assert "diaomei-meiwu is sold by nobody" in found


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(demo_facts.FactsAreWrong, match="written twice"):
        keyed(["one", "one"], str)


def test_invented_credit_codes_are_valid_and_the_same_every_time() -> None:
    codes = {credit_code(f"unit {n}", registrar="12", division="442000") for n in range(500)}
    assert len(codes) == 500
    assert all(uscc.is_valid(code) for code in codes)
    assert credit_code("anybody", registrar="91", division="442000") == "91442000YYWJYFHCXH"


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
