"""The code in a transfer's text: found however the bank wrote it, and never mistaken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.numbers import SIGNS
from shop.payments.remittance import code_of, codes_in

NUMBER = "261123-7K3QF-1"
CODE = code_of(NUMBER)
PLAIN = "2611237K3QF1"

numbers = st.builds(
    lambda day, drawn, n: f"{day}-{drawn}-{n}",
    st.from_regex(r"2[0-9](0[1-9]|1[0-2])(0[1-9]|[12][0-9])", fullmatch=True),
    st.text(SIGNS, min_size=5, max_size=5),
    st.integers(1, 99),
)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"货款 {CODE} 谢谢",
        f"货款{CODE.replace('-', '')}食堂",
        CODE.replace("-", "－"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in CODE),
        f"转账 {CODE[:6]} {CODE[6:]}",
    ],
)
def test_a_code_is_found_however_it_was_written(text: str) -> None:
    assert codes_in(text) == [PLAIN]


def test_several_codes_in_one_transfer_are_found_in_order_and_once() -> None:
    other = code_of("261124-ABCDE-2")
    assert codes_in(f"{CODE}、{other} {CODE}") == [PLAIN, "261124ABCDE2"]


@pytest.mark.parametrize("text", ["", "货款", "2611237K3QF1", "13800138000", "6222020200112233445", NUMBER])
def test_what_is_no_code_is_none(text: str) -> None:
    assert codes_in(text) == []


@given(numbers, st.data())
def test_one_wrong_sign_makes_no_other_code(number: str, data: st.DataObject) -> None:
    code = code_of(number).replace("-", "")
    place = data.draw(st.integers(6, len(code) - 1))
    sign = data.draw(st.sampled_from([other for other in SIGNS if other != code[place]]))
    assert codes_in(code[:place] + sign + code[place + 1 :]) == []


@given(numbers)
def test_every_code_is_read_back(number: str) -> None:
    assert codes_in(f"订单 {code_of(number)}，请查收") == [number.replace("-", "")]
