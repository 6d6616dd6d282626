"""What a notice says, as a whole sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from shop.kernel.days import month_of_code
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.notices.sentences import SENTENCES
from shop.organisations.words import DocumentKind
from shop.web.filters import amount, day, moment, money
from shop.web.language import current

UNKNOWN = "–"
FEN = frozenset({"amount", "was"})


def sentence(kind: str, particulars: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The sentence of a notice; ``names`` are the organisations' names in the reader's language, by registered name.

    A kind that nobody has written a sentence for says so, and the reason given (if any) follows in the giver's words.
    """
    words = _Words({key: _word(key, value, names) for key, value in _spoken(particulars).items()})
    said = (
        str(SENTENCES[kind]) % words
        if kind in SENTENCES
        else _("Something happened to %(number)s.", number=words["number"])
    )
    reason = particulars.get("reason")
    return _("%(sentence)s Reason: %(reason)s", sentence=said, reason=reason) if reason else said


def _spoken(particulars: Mapping[str, Any]) -> dict[str, Any]:
    """What is told in both languages is said in the reader's: ``category_english`` stands in for ``category``."""
    if current() == "zh":
        return dict(particulars)
    return dict(particulars) | {
        key.removesuffix("_english"): value for key, value in particulars.items() if key.endswith("_english")
    }


class _Words(dict[str, str]):
    """What is not known is a dash: a sentence is never broken by what an older notice lacks."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    if key in FEN and isinstance(value, int):
        return money(Money(value))
    if value is None:
        return UNKNOWN
    if key == "quantity" and isinstance(value, list):
        thousandths, measure = value
        return amount(Quantity(int(thousandths)), measure)
    if key == "day":
        return day(date.fromisoformat(str(value)))
    if key == "month":
        return month_of_code(str(value))
    if key == "until":
        return moment(datetime.fromisoformat(str(value)))
    if key == "document":
        return str(DocumentKind(value).label)
    if key in ("unit", "supplier", "successor"):
        return names.get(str(value), str(value))
    return str(value)
