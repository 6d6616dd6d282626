"""Invented ID numbers that pass their own check."""

from stdnum.cn import ric


def an_id_number(number: int, *, county: str = "530624", born: str = "19800101") -> str:
    """The ``number``-th (to 999) ID number of somebody born on a day in a county."""
    body = f"{county}{born}{number:03d}"
    return body + ric.calc_check_digit(body + "0")
