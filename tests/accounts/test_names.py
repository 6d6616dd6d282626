"""What people type as their name is understood however their keyboard stands."""

import pytest

from shop.accounts.names import checked_email, checked_phone, read_name
from shop.kernel.refusals import Refused


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "１３８１２３４５６７８", " 138 1234 5678 ", "138-1234-5678", "+86 13812345678", "8613812345678"],
)
def test_a_phone_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert read_name(typed) == checked_phone(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed", ["Buyer@Demo.Example", "ｂｕｙｅｒ＠ｄｅｍｏ．ｅｘａｍｐｌｅ", "  buyer@demo.example "]
)
def test_an_address_is_the_same_however_it_is_written(typed: str) -> None:
    assert read_name(typed) == checked_email(typed) == "buyer@demo.example"


@pytest.mark.parametrize("typed", ["", "buyer", "a@b", "a b@c.example", "@.", "x@y.z" + "z" * 300])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        checked_email(typed)


@pytest.mark.parametrize("typed", ["", "12345", "23812345678", "138123456789", "1381234567a", "१३८१२३४५६७८"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        checked_phone(typed)
