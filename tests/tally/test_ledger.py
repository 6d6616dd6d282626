"""Writing the book: once, on the right day, and so that the totals are the sum of the entries."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import Unit
from shop.tally.models import TOTALS, Entry, Verdict
from shop.tally.rules import Rules
from shop.tally.words import Condition, EntryKind, VerdictState
from tests.clocks import SettableClock
from tests.factories import YUNLONG, a_supplier, a_unit
from tests.factories.tally import ALL_COUNT, TUOCHA, Goods, a_scheme, an_entry, facts_of, laid_down, next_line, told


def verdict_of(entry: Entry) -> Verdict:
    return db.session.execute(select(Verdict).where(Verdict.entry_id == entry.id)).scalar_one()


def sums(table: Any, **where: Any) -> tuple[Money, Quantity, int]:
    asked = select(func.sum(table.amount), func.sum(table.weight), func.sum(table.entries)).filter_by(**where)
    amount, weight, entries = db.session.execute(asked).one()
    return amount or Money(0), weight or Quantity(0), int(entries or 0)


def counted(unit: Unit, year: int) -> Money:
    return sums(TOTALS[0][0], unit_id=unit.id, year=year, verdict=VerdictState.COUNTED)[0]


def test_goods_accepted_after_midnight_in_beijing_count_in_the_next_year(clock: SettableClock) -> None:
    unit = a_unit()
    a_scheme(unit)
    clock.at(2026, 12, 31, 23, 59)
    before = an_entry(unit, "10")
    clock.at(2027, 1, 1, 0, 0)
    after = an_entry(unit, "20")
    assert (before.counts_on, before.counts_year) == (date(2026, 12, 31), 2026)
    assert (after.counts_on, after.counts_year) == (date(2027, 1, 1), 2027)
    assert (counted(unit, 2026), counted(unit, 2027)) == (Money.yuan(10), Money.yuan(20))


def test_an_acceptance_is_counted_once_however_often_it_is_told() -> None:
    unit = a_unit()
    a_scheme(unit)
    supplier, category_id = a_supplier(), an_entry(unit, "1").category_id
    line_id = next_line()
    goods = Goods(line_id, Money.yuan(50), Quantity.of(5), facts_of(unit), category_id=category_id)
    for _time in range(3):
        told(unit, [goods], supplier=supplier, at=shops_clock.now())
    assert counted(unit, 2026) == Money.yuan(51)
    assert db.session.execute(select(func.count()).select_from(Entry).where(Entry.source_id == line_id)).scalar() == 1


def test_what_fails_a_condition_is_kept_with_its_reason_and_not_counted() -> None:
    unit = a_unit()
    a_scheme(unit)
    entry = an_entry(unit, "61.80", facts=facts_of(unit, TUOCHA))
    verdict = verdict_of(entry)
    assert (verdict.state, verdict.failed) == (VerdictState.NOT_COUNTED, Condition.SUPPLIER_COUNTY_AIDED)
    assert counted(unit, 2026) == Money(0)
    assert sums(TOTALS[0][0], unit_id=unit.id, verdict=VerdictState.NOT_COUNTED)[0] == Money.yuan("61.80")


def test_the_rules_in_force_on_the_counting_day_judge(clock: SettableClock) -> None:
    unit = a_unit()
    scheme = a_scheme(unit)
    narrower = Rules(purposes=frozenset({Purpose.CANTEEN}))
    laid_down(scheme, narrower, date(2026, 7, 1))
    june = an_entry(unit, "10", purpose=Purpose.STAFF)
    clock.at(2026, 7, 1)
    july = an_entry(unit, "10", purpose=Purpose.STAFF)
    assert verdict_of(june).state is VerdictState.COUNTED
    assert verdict_of(july).failed is Condition.PURPOSE_ALLOWED


def test_before_there_are_rules_an_entry_is_kept_and_nobody_judges_it() -> None:
    unit = a_unit()
    a_scheme(unit, valid_from=date(2026, 7, 1))
    entry = an_entry(unit, "10")
    assert db.session.execute(select(Verdict).where(Verdict.entry_id == entry.id)).first() is None
    assert sums(TOTALS[0][0], unit_id=unit.id) == (Money(0), Quantity(0), 0)


def test_a_second_yardstick_has_its_own_verdicts_and_totals() -> None:
    unit = a_unit()
    first = a_scheme(unit)
    second = a_scheme(unit, rules=Rules(conditions=(Condition.PURPOSE_ALLOWED,)))
    an_entry(unit, "61.80", facts=facts_of(unit, TUOCHA))
    table = TOTALS[0][0]
    assert sums(table, scheme_id=first.id, verdict=VerdictState.COUNTED)[0] == Money(0)
    assert sums(table, scheme_id=second.id, verdict=VerdictState.COUNTED)[0] == Money.yuan("61.80")


@pytest.mark.parametrize("table", [table for table, _keys, _attributes in TOTALS])
def test_every_total_is_the_sum_of_its_entries(table: Any) -> None:
    unit = a_unit()
    a_scheme(unit)
    an_entry(unit, "100.10", kilograms="12.345")
    an_entry(unit, "0.01", kilograms="0.001", purpose=Purpose.UNION_WELFARE)
    an_entry(unit, "30", kilograms="600", measure=Measure.PIECE)
    an_entry(unit, "7", facts=facts_of(unit, replace(ALL_COUNT, origin_county=YUNLONG)), kilograms="1")
    an_entry(unit, "9", facts=facts_of(unit, TUOCHA), kilograms="2")
    in_book = select(func.sum(Entry.amount), func.count()).where(Entry.unit_id == unit.id)
    amount, entries = db.session.execute(in_book).one()
    assert sums(table, unit_id=unit.id) == (amount, Quantity.of("15.346"), entries)


def test_pieces_weigh_nothing_in_the_totals() -> None:
    unit = a_unit()
    a_scheme(unit)
    an_entry(unit, "41.50", kilograms="30", measure=Measure.PIECE)
    assert sums(TOTALS[0][0], unit_id=unit.id) == (Money.yuan("41.50"), Quantity(0), 1)


def test_an_entry_says_where_the_goods_come_from_and_where_the_seller_is_registered() -> None:
    unit = a_unit()
    a_scheme(unit)
    entry = an_entry(unit, "1", facts=facts_of(unit, replace(ALL_COUNT, origin_county=YUNLONG)))
    assert (entry.origin_county, entry.supplier_county) == (YUNLONG, ALL_COUNT.supplier_county)
    assert entry.kind is EntryKind.PURCHASE
