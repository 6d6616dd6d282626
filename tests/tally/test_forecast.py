"""Where a year is likely to end: each method by its own plain sum, and never below what is counted already."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.money import Money
from shop.tally.forecast import Method, forecast, season

NOTHING = [Money(0)] * 12
EVEN = [Money.yuan(100)] * 12
SPRING = [Money.yuan(yuan) for yuan in (300, 300, 300, 300, 0, 0, 0, 0, 0, 0, 0, 0)]


def months(*yuan: int) -> list[Money]:
    return [Money.yuan(one) for one in (*yuan, *[0] * (12 - len(yuan)))]


@pytest.mark.parametrize(
    ("last_year", "today", "share"),
    [
        (EVEN, date(2026, 6, 30), Decimal("0.5")),
        (EVEN, date(2026, 4, 15), Decimal(350) / 1200),
        (SPRING, date(2026, 4, 30), Decimal(1)),
        (SPRING, date(2026, 2, 14), Decimal(450) / 1200),
        (EVEN, date(2027, 1, 1), Decimal(1)),
        (EVEN, date(2025, 12, 31), Decimal(0)),
        (NOTHING, date(2026, 6, 30), None),
    ],
)
def test_a_season_is_the_part_of_last_year_that_was_counted_by_the_same_day(
    last_year: list[Money], today: date, share: Decimal | None
) -> None:
    assert season(last_year, 2026, today) == share


def test_each_method_is_a_plain_sum_and_last_years_season_leads() -> None:
    found = forecast(months(100, 100, 100, 100, 100, 100), SPRING, 2026, date(2026, 6, 30))
    assert found is not None
    by_method = {one.method: one.amount for one in found.projections}
    assert found.leading.method is Method.SEASON
    assert by_method[Method.SEASON] == Money.yuan(600)  # all of last year was bought by April
    assert by_method[Method.CALENDAR] == Money(int((Decimal(60_000) * 365 / 181).quantize(Decimal(1))))
    assert by_method[Method.RECENT] == Money(60_000 + 60_000)  # ¥300 in the 92 days of March to May; 184 days are left


@pytest.mark.parametrize(
    ("this_year", "last_year", "today", "methods"),
    [
        (months(50), NOTHING, date(2026, 1, 30), None),
        (months(50), NOTHING, date(2026, 1, 31), [Method.CALENDAR]),
        (months(50), EVEN, date(2026, 1, 31), [Method.SEASON, Method.CALENDAR]),
        (months(50), months(0, 0, 0, 0, 0, 9), date(2026, 1, 31), [Method.CALENDAR]),
        (months(50), NOTHING, date(2026, 4, 1), [Method.CALENDAR, Method.RECENT]),
        (NOTHING, EVEN, date(2026, 6, 1), None),
        (months(50), EVEN, date(2027, 1, 1), None),
        (months(50), EVEN, date(2025, 12, 31), None),
    ],
)
def test_a_method_says_nothing_where_it_knows_nothing(
    this_year: list[Money], last_year: list[Money], today: date, methods: list[Method] | None
) -> None:
    found = forecast(this_year, last_year, 2026, today)
    assert (None if found is None else [one.method for one in found.projections]) == methods


AMOUNTS = st.lists(st.integers(-10_000, 10_000_000).map(Money), min_size=12, max_size=12)


@given(AMOUNTS, AMOUNTS, st.dates(date(2025, 6, 1), date(2027, 6, 1)))
def test_no_forecast_is_below_what_is_counted_and_the_leading_one_lies_in_the_range(
    this_year: list[Money], last_year: list[Money], today: date
) -> None:
    found = forecast(this_year, last_year, 2026, today)
    if found is not None:
        assert found.counted <= found.low <= found.leading.amount <= found.high
