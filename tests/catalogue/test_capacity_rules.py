"""The rules of the capacity passport: its life, what is left of a year, what may be promised and what may be listed."""

import itertools
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalogue.capacity import (
    MOVES,
    Action,
    ForbiddenStep,
    Party,
    Used,
    after,
    bits,
    check,
    check_listing,
    is_nearly_full,
    looks_unusual,
    months_between,
    months_of,
    per_mu,
    room,
    steps_for,
    years_for_listing,
)
from shop.catalogue.words import CapacityStatus, Measure
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused

ALLOWED = {
    (Party.COUNTY, CapacityStatus.DECLARED, Action.RECOMMEND): CapacityStatus.RECOMMENDED,
    (Party.COUNTY, CapacityStatus.DECLARED, Action.RETURN): CapacityStatus.RETURNED,
    (Party.SUPPLIER, CapacityStatus.DECLARED, Action.WITHDRAW): CapacityStatus.WITHDRAWN,
    (Party.SHOP, CapacityStatus.RECOMMENDED, Action.REPLACE): CapacityStatus.REPLACED,
}


THOUSAND = Quantity.of(1000)


@dataclass
class Passport:
    expected: Quantity = THOUSAND
    measure: Measure = Measure.KILOGRAM
    months: int = bits(range(1, 13))
    year: int = 2026


def used(promised: str = "0", received: str = "0") -> Used:
    return Used(Quantity.of(promised), Quantity.of(received))


@pytest.mark.parametrize(("party", "status", "action"), list(itertools.product(Party, CapacityStatus, Action)))
def test_every_party_may_do_what_the_table_says_and_nothing_else(
    party: Party, status: CapacityStatus, action: Action
) -> None:
    if (party, status, action) in ALLOWED:
        assert after(action, status, party) is ALLOWED[party, status, action]
        assert action in steps_for(party, status)
    else:
        assert action not in steps_for(party, status)
        with pytest.raises(ForbiddenStep):
            after(action, status, party)


def test_the_table_has_a_row_for_each_action() -> None:
    assert set(MOVES) == set(Action)


@pytest.mark.parametrize(
    ("taken", "left"), [("0", "1000"), ("999.999", "0.001"), ("1000", "0"), ("1000.001", "0"), ("5000", "0")]
)
def test_room_is_what_is_left_and_never_less_than_nothing(taken: str, left: str) -> None:
    assert room(Passport(), Quantity.of(taken)) == Quantity.of(left)


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 10**12))
def test_what_is_let_in_never_exceeds_what_is_expected(expected: int, taken: int, wanted: int) -> None:
    passport, before = Passport(expected=Quantity(expected)), Used(received=Quantity(taken))
    try:
        check(passport, before, Quantity(wanted), first=date(2026, 5, 1), last=date(2026, 5, 2), forward=True)
    except Refused:
        assert taken + wanted > expected
    else:
        assert taken + wanted <= expected


def test_what_is_too_much_is_refused_with_its_figures_beside_the_quantity() -> None:
    with pytest.raises(Refused) as refusal:
        check(
            Passport(),
            used("600", "300.5"),
            Quantity.of("99.501"),
            first=date(2026, 5, 1),
            last=date(2026, 5, 2),
            forward=True,
        )
    assert refusal.value.field == "quantity"
    said = str(refusal.value)
    assert all(figure in said for figure in ("2026", "1,000 kg", "900.5 kg", "99.5 kg"))


def test_a_forward_lot_needs_a_passport_and_what_has_come_in_does_not() -> None:
    window = {"first": date(2027, 3, 1), "last": date(2027, 4, 30)}
    check(None, used(), Quantity.of(5), **window, forward=False)
    with pytest.raises(Refused) as refusal:
        check(None, used(), Quantity.of(5), **window, forward=True)
    assert "2027" in str(refusal.value)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), {3}),
        (date(2026, 3, 31), date(2026, 4, 1), {3, 4}),
        (date(2026, 11, 15), date(2027, 2, 1), {11, 12, 1, 2}),
        (date(2026, 1, 1), date(2028, 12, 31), set(range(1, 13))),
    ],
)
def test_a_window_touches_its_months_across_the_years_end(first: date, last: date, months: set[int]) -> None:
    assert months_between(first, last) == bits(months)
    assert set(months_of(bits(months))) == months


@pytest.mark.parametrize(
    ("months", "fits"),
    [((11, 12, 1, 2), True), (range(1, 13), True), ((11, 12), False), ((12, 1, 2), False), ((5,), False)],
)
def test_the_passports_months_cover_the_whole_window_of_a_forward_lot(months: tuple[int, ...], fits: bool) -> None:
    window = {"first": date(2026, 11, 15), "last": date(2027, 2, 1)}
    passport = Passport(months=bits(months))
    check(passport, used(), Quantity.of(5), **window, forward=False)
    if fits:
        check(passport, used(), Quantity.of(5), **window, forward=True)
    else:
        with pytest.raises(Refused) as refusal:
            check(passport, used(), Quantity.of(5), **window, forward=True)
        assert refusal.value.field == "harvest_from"


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 12, 31), [2026]),
        (date(2027, 1, 1), [2027, 2026]),
        (date(2027, 3, 31), [2027, 2026]),
        (date(2027, 4, 1), [2027]),
    ],
)
def test_last_years_passport_holds_on_the_shelf_until_31_march(today: date, years: list[int]) -> None:
    assert years_for_listing(today) == years
    last_year = Passport(year=2026)
    if 2026 in years:
        check_listing([last_year], bits([3, 4]), today)
    else:
        with pytest.raises(Refused):
            check_listing([last_year], bits([3, 4]), today)


def test_one_of_the_passports_covers_the_season_or_the_listing_is_refused_beside_the_months() -> None:
    today = date(2027, 2, 1)
    spring, autumn = Passport(year=2026, months=bits([3, 4])), Passport(year=2027, months=bits([9, 10]))
    check_listing([spring, autumn], bits([9]), today)
    check_listing([spring, autumn], bits([3, 4]), today)
    with pytest.raises(Refused) as refusal:
        check_listing([spring, autumn], bits([4, 9]), today)
    assert refusal.value.field == "months"


@pytest.mark.parametrize(("taken", "nearly"), [("0", False), ("900", False), ("900.001", True), ("1200", True)])
def test_more_than_nine_tenths_is_nearly_full(taken: str, nearly: bool) -> None:
    assert is_nearly_full(Passport(), used(taken)) is nearly


@pytest.mark.parametrize(
    ("expected", "mu", "given_per_mu", "unusual"),
    [
        ("1000", 1000, "100.0", False),
        ("100", 1000, "10.0", True),
        ("80000", 1000, "8000.0", False),
        ("80010", 1000, "8001.0", True),
        ("1", 3, "33.3", False),
        ("1000", 0, None, False),
    ],
)
def test_the_yield_of_a_mu_is_shown_and_an_unusual_one_is_only_pointed_at(
    expected: str, mu: int, given_per_mu: str | None, unusual: bool
) -> None:
    shown = per_mu(Quantity.of(expected), mu)
    assert (None if shown is None else str(shown)) == given_per_mu
    assert looks_unusual(Quantity.of(expected), mu, Measure.KILOGRAM) is unusual
    assert not looks_unusual(Quantity.of(expected), mu, Measure.PIECE)


def test_nothing_promised_is_nothing_used() -> None:
    assert Used().whole == NOTHING
