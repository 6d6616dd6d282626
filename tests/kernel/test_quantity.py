"""Quantities are whole thousandths: a tenth and two tenths are three tenths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.quantity import NOTHING, ONE, Quantity, total


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert Quantity.of("0.1") + Quantity.of("0.2") == Quantity.of("0.3")


@pytest.mark.parametrize("text", ["0.0001", "1.0005"])
def test_less_than_a_gram_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="three decimals"):
        Quantity.of(text)


@pytest.mark.parametrize(
    ("text", "shown"), [("25", "25"), ("25.50", "25.5"), ("0.001", "0.001"), ("1000000", "1000000")]
)
def test_a_quantity_shows_no_idle_zeros(text: str, shown: str) -> None:
    assert str(Quantity.of(text)) == shown


@given(st.integers(-(10**15), 10**15))
def test_what_is_read_is_what_was_written(thousandths: int) -> None:
    assert Quantity.of(Quantity(thousandths).amount) == Quantity(thousandths)


@given(st.lists(st.integers(-(10**12), 10**12).map(Quantity)))
def test_quantities_sum_without_loss(quantities: list[Quantity]) -> None:
    assert total(quantities).thousandths == sum(quantity.thousandths for quantity in quantities)


def test_quantities_multiply_negate_and_compare() -> None:
    assert Quantity.of(25) == ONE * 25
    assert -Quantity.of(3) < NOTHING
    assert not ONE - ONE
