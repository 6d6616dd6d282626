"""What a cell says: days and amounts as banks, bookkeepers and Excel write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from shop.kernel.money import Money

EXCELS_DAY_NOUGHT = date(1899, 12, 30)
EXCELS_DAYS = range(20_000, 80_000)
"""1954 to 2119: a number in a column of days that is one of these is how Excel counts them."""

SPLIT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?[\d:]*)?")
COUNTED = re.compile(r"(\d{5})(?:\.\d+)?")
NUMBER = re.compile(r"[+-]?\d{1,13}(\.\d{1,17})?")
FRACTION_OF_A_FEN = Decimal("0.0001")
NOTHING = frozenset({"", "-", "–", "—"})


def plain(text: str) -> str:
    """Full-width signs made narrow, all minus signs alike, without space around."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def read_day(text: str) -> date | None:
    """The day; nothing for an empty cell, ``ValueError`` for what is none."""
    typed = plain(text)
    if typed in NOTHING:
        return None
    for pattern in (SPLIT, TOGETHER):
        if found := pattern.fullmatch(typed):
            return date(*(int(part) for part in found.groups()))
    if (counted := COUNTED.fullmatch(typed)) and int(counted[1]) in EXCELS_DAYS:
        return EXCELS_DAY_NOUGHT + timedelta(days=int(counted[1]))
    raise ValueError(typed)


def read_amount(text: str) -> Money | None:
    """The amount; nothing for an empty cell, ``ValueError`` for what is none.

    1,234.50, ¥1234.5元, (1,234.50) and 1,234.50- are understood, the last two as negative. A workbook's numbers are
    floats: what they miss of a whole fen by less than a hundredth of one is theirs and not the bank's.
    """
    typed = re.sub(r"[\s,¥'元]|RMB|CNY", "", plain(text), flags=re.IGNORECASE)
    if typed in NOTHING:
        return None
    bracketed = typed.startswith("(") and typed.endswith(")")
    digits = typed[1:-1] if bracketed else typed.removesuffix("-")
    if not NUMBER.fullmatch(digits):
        raise ValueError(typed)
    exact = Decimal(digits)
    yuan = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if abs(yuan - exact) > FRACTION_OF_A_FEN:
        raise ValueError(typed)
    amount = Money.yuan(yuan)
    return -amount if bracketed or typed.endswith("-") else amount
