"""Money is whole fen; only a line's amount is rounded, once, half away from zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.money import Money, UnitPrice, amount_of, in_words, packs_in, total
from shop.kernel.quantity import ONE, Quantity

quantities = st.integers(-(10**12), 10**12).map(Quantity)
prices = st.integers(0, 10**10).map(UnitPrice)
bases = st.integers(1, 10**8).map(Quantity)


def half_away_from_zero(exact: Fraction) -> int:
    magnitude = int(abs(exact) * 2 + 1) // 2
    return -magnitude if exact < 0 else magnitude


@given(quantities, prices, bases)
def test_an_amount_is_exact_and_rounded_once_half_away_from_zero(
    quantity: Quantity, price: UnitPrice, basis: Quantity
) -> None:
    exact = Fraction(quantity.thousandths * price.parts, basis.thousandths * 100)
    assert amount_of(quantity, price, basis).fen == half_away_from_zero(exact)


@pytest.mark.parametrize(
    ("kilograms", "yuan", "comes_to"),
    [
        ("200", "2.585", "517.00"),
        ("1", "0.005", "0.01"),
        ("1", "0.0049", "0.00"),
        ("-1", "0.005", "-0.01"),
        ("0.333", "3", "1.00"),
        ("0.001", "5", "0.01"),
        ("0", "99.9999", "0.00"),
    ],
)
def test_kilograms_at_a_price_per_kilogram(kilograms: str, yuan: str, comes_to: str) -> None:
    assert amount_of(Quantity.of(kilograms), UnitPrice.yuan(yuan), ONE) == Money.yuan(comes_to)


def test_counted_packs_come_to_a_whole_number_of_prices() -> None:
    content = Quantity.of("0.25")
    assert amount_of(content * 7, UnitPrice.yuan("19.99"), content) == Money.yuan("139.93")


@given(quantities, prices, bases)
def test_giving_back_costs_exactly_what_taking_cost(quantity: Quantity, price: UnitPrice, basis: Quantity) -> None:
    assert amount_of(-quantity, price, basis) == -amount_of(quantity, price, basis)


@given(st.lists(st.integers(-(10**15), 10**15).map(Money)))
def test_amounts_sum_without_loss(amounts: list[Money]) -> None:
    assert total(amounts).fen == sum(amount.fen for amount in amounts)


@pytest.mark.parametrize("text", ["0.001", "1.999", "-0.005", "1e-3"])
def test_a_fraction_of_a_fen_is_an_error_and_never_rounded_away(text: str) -> None:
    with pytest.raises(ValueError, match="fen"):
        Money.yuan(text)


@pytest.mark.parametrize("text", ["0.00001", "2.58501"])
def test_a_unit_price_has_four_decimals_at_the_most(text: str) -> None:
    with pytest.raises(ValueError, match="four decimals"):
        UnitPrice.yuan(text)


@pytest.mark.parametrize(("text", "shown"), [("2.585", "2.585"), ("2", "2.00"), ("2.5", "2.50"), ("0.0001", "0.0001")])
def test_a_unit_price_shows_two_to_four_decimals(text: str, shown: str) -> None:
    assert str(UnitPrice.yuan(text)) == shown


def test_money_adds_subtracts_negates_and_compares() -> None:
    assert Money.yuan("1.10") + Money.yuan("2.20") == Money.yuan("3.30")
    assert Money.yuan("1.10") - Money.yuan("2.20") == -Money.yuan("1.10")
    assert Money.yuan("0.10") * 3 == Money.yuan("0.30")
    assert Money.yuan(2) > Money.yuan("1.99")
    assert not Money(0)
    assert total([]) == Money(0)
    assert str(Money(-5)) == "-0.05"


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("305", "叁佰零伍元整"),
        ("64902.50", "陆万肆仟玖佰零贰元伍角"),
        ("120034005.67", "壹亿贰仟零叁万肆仟零伍元陆角柒分"),
        ("-232.65", "负贰佰叁拾贰元陆角伍分"),
    ],
)
def test_an_amount_stands_on_papers_in_capital_numerals(yuan: str, words: str) -> None:
    assert in_words(Money.yuan(yuan)) == words


@pytest.mark.parametrize(
    ("amount", "price", "packs"),
    [
        ("253.32", "63.33", 4),
        ("-58.00", "29", -2),
        ("0.03", "0.0285", 1),
        ("86.17", "2.585", None),
        ("1", "3", None),
        ("0", "3", None),
        ("5", "0", None),
    ],
)
def test_an_amount_is_so_many_packs_or_no_number_of_them(amount: str, price: str, packs: int | None) -> None:
    assert packs_in(Money.yuan(amount), UnitPrice.yuan(price)) == packs
