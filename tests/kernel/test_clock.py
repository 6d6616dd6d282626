"""The counting day is Shanghai's, moments are UTC, and nobody sets the clock where figures are real."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel import clock as shops_clock
from shop.kernel.clock import ClockIsReal, NaiveMoment
from tests.clocks import SettableClock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=8))), date(2026, 1, 1)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(moment: datetime, day: date) -> None:
    assert shops_clock.shanghai_day(moment) == day


def test_today_turns_at_midnight_in_shanghai(clock: SettableClock) -> None:
    clock.at(2025, 12, 31, 23, 59)
    assert shops_clock.today() == date(2025, 12, 31)
    clock.at(2026, 1, 1, 0, 0)
    assert shops_clock.today() == date(2026, 1, 1)


@pytest.mark.parametrize(
    "use", [shops_clock.as_utc, shops_clock.shanghai_day, shops_clock.in_shanghai, shops_clock.set_to]
)
def test_a_moment_without_a_time_zone_is_refused(clock: SettableClock, use: object) -> None:
    with pytest.raises(NaiveMoment):
        use(datetime(2026, 1, 1))  # type: ignore[operator]  # noqa: DTZ001


def test_the_clock_cannot_be_set_in_production(production: None) -> None:
    with pytest.raises(ClockIsReal):
        shops_clock.set_to(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ClockIsReal), shops_clock.held_at(datetime(2026, 1, 1, tzinfo=UTC)):
        pass
    assert abs(shops_clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_going_into_production_lets_a_held_clock_run(clock: SettableClock, production: None) -> None:
    assert abs(shops_clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_held_clock_is_put_back(clock: SettableClock) -> None:
    before = clock.at(2026, 5, 1)
    with shops_clock.held_at(datetime(2027, 1, 1, tzinfo=UTC)):
        assert shops_clock.now().year == 2027
    assert shops_clock.now() == before


@given(st.dates(date(1992, 1, 1), date(2100, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_shanghai_falls_on_its_own_day(day: date, hour: int, minute: int) -> None:
    moment = shops_clock.at_shanghai(day, hour, minute)
    assert moment.tzinfo is UTC
    assert shops_clock.shanghai_day(moment) == day
    assert (shops_clock.in_shanghai(moment).hour, shops_clock.in_shanghai(moment).minute) == (hour, minute)
