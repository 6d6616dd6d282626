"""What a line costs, how many packs may be ordered, and what delivery adds."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.kernel.money import Money, UnitPrice
from shop.kernel.refusals import Refused
from shop.ordering.pricing import MOST_PACKS, AtPrice, check_packs, freight_of, next_tier, price_for

TIERS = [AtPrice(1, UnitPrice.yuan("2.60")), AtPrice(20, UnitPrice.yuan("2.41")), AtPrice(100, UnitPrice.yuan("2.2"))]


@pytest.mark.parametrize(
    ("packs", "price"), [(1, "2.60"), (19, "2.60"), (20, "2.41"), (99, "2.41"), (100, "2.2"), (10_000, "2.2")]
)
def test_the_highest_tier_reached_sets_the_price(packs: int, price: str) -> None:
    assert price_for(TIERS, packs) == UnitPrice.yuan(price)


def test_below_the_lowest_tier_its_price_holds() -> None:
    assert price_for([AtPrice(5, UnitPrice.yuan(9))], 2) == UnitPrice.yuan(9)


def test_the_order_in_which_tiers_are_listed_does_not_matter() -> None:
    assert price_for(TIERS[::-1], 30) == UnitPrice.yuan("2.41")


def test_a_pack_without_a_price_cannot_be_bought() -> None:
    with pytest.raises(Refused):
        price_for([], 1)


@pytest.mark.parametrize(("packs", "start"), [(1, 20), (19, 20), (20, 100), (99, 100)])
def test_the_next_tier_is_the_nearest_not_reached(packs: int, start: int) -> None:
    tier = next_tier(TIERS, packs)
    assert tier is not None
    assert tier.from_packs == start


def test_beyond_the_last_tier_nothing_gets_cheaper() -> None:
    assert next_tier(TIERS, 100) is None


@pytest.mark.parametrize("packs", [0, -1, -(10**9)])
def test_no_packs_are_no_order(packs: int) -> None:
    with pytest.raises(Refused):
        check_packs(packs, minimum=1, multiple=1)


@pytest.mark.parametrize(("packs", "minimum", "multiple"), [(1, 2, 1), (3, 2, 2), (9, 10, 5), (MOST_PACKS + 1, 1, 1)])
def test_packs_below_the_minimum_or_off_the_multiple_are_refused_beside_their_field(
    packs: int, minimum: int, multiple: int
) -> None:
    with pytest.raises(Refused) as refusal:
        check_packs(packs, minimum=minimum, multiple=multiple)
    assert refusal.value.field == "packs"


@given(some.integers(1, 500), some.integers(1, 60), some.integers(1, 400))
def test_whole_multiples_from_the_minimum_on_are_always_fine(minimum: int, multiple: int, times: int) -> None:
    packs = multiple * times
    if minimum <= packs <= MOST_PACKS:
        check_packs(packs, minimum=minimum, multiple=multiple)


FREIGHT = {"freight": Money.yuan(15), "free_from": Money.yuan(1000)}


@pytest.mark.parametrize(
    ("goods", "delivered_price", "expected"),
    [("999.99", False, "15"), ("1000", False, "0"), ("1", True, "0"), ("5000", True, "0")],
)
def test_freight_is_charged_below_the_value_from_which_it_is_free(
    goods: str, delivered_price: bool, expected: str
) -> None:
    assert freight_of(Money.yuan(goods), delivered_price=delivered_price, **FREIGHT) == Money.yuan(expected)


def test_without_such_a_value_it_is_always_charged() -> None:
    freight = freight_of(Money.yuan(10**6), delivered_price=False, freight=Money.yuan(15), free_from=None)
    assert freight == Money.yuan(15)
