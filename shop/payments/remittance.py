"""The code that a payer writes into a transfer: the number of an order or settlement, and a check character.

``261123-7K3QF-1`` is written ``2611237K3QF1-X``: without its dashes, then a check character by ISO 7064 mod 37,36, so
that one wrong sign, or two that changed places, make no other valid code. Pure.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.iso7064 import mod_37_36

DASHES = str.maketrans("‐‑‒–—―－_·.", "-" * 10)
NUMBER = re.compile(r"([A-Z]{0,2}\d{6})([0-9A-Z]{5})(\d{0,3})")
TOKEN = re.compile(r"(?<![0-9A-Z])[A-Z]{0,2}\d{6}[0-9A-Z]{5}\d{0,3}[0-9A-Z](?![0-9A-Z])")


def code_of(number: str) -> str:
    """The code for an order's or a settlement's number."""
    plain = number.replace("-", "")
    return f"{plain}-{mod_37_36.calc_check_digit(plain)}"


def codes_in(text: str) -> list[str]:
    """The numbers (without dashes) whose valid codes stand in a text, in order, each once.

    Banks turn signs into full-width ones, drop dashes and put blanks between: all of that is read.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(DASHES).replace("-", "")
    found: dict[str, None] = {}
    for candidate in (*TOKEN.findall(plain), *TOKEN.findall(re.sub(r"\s+", "", plain))):
        if mod_37_36.is_valid(candidate):
            found[candidate[:-1]] = None
    return list(found)


def numbers_named(text: str) -> tuple[str, ...]:
    """The same numbers with their dashes, as orders and settlements are called."""
    found = (NUMBER.fullmatch(code) for code in codes_in(text))
    return tuple("-".join(part for part in one.groups() if part) for one in found if one)
