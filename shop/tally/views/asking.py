"""What an address asks for: the year, the node, the filters. A word that means nothing here has no page: 404."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import request

from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.organisations.words import SupplierKind
from shop.tally.evidence import Grade
from shop.tally.offline.words import OUTSIDE
from shop.tally.queries.entry_filters import Wanted
from shop.tally.words import Certified, Channel, Condition, EntryKind, OrderedWhen, VerdictState

FIRST_YEAR = 2000
LARGEST = 2**63 - 1

Enumeration = TypeVar("Enumeration", bound=StrEnum)


def asked_year() -> int:
    """The year asked for, this year unless told otherwise."""
    this_year = clock.today().year
    year = asked_number("year", this_year + 1)
    if year is not None and year < FIRST_YEAR:
        raise NotYours
    return this_year if year is None else year


def asked_number(name: str, largest: int = LARGEST) -> int | None:
    """A whole number above zero, or nothing."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(largest)) or not 0 < int(text) <= largest:
        raise NotYours
    return int(text)


def asked_page() -> int:
    """The page of a list, the first unless told otherwise."""
    return asked_number("page", 1_000_000) or 1


def asked_word(name: str, words: type[Enumeration]) -> Enumeration | None:
    """One word of an enumeration, or nothing."""
    text = request.args.get(name, "")
    return _word(text, words) if text else None


def asked_wanted() -> Wanted:
    """The filters of the ledger."""
    county = request.args.get("county") or None
    if county is not None and not (len(county) == 6 and county.isascii() and county.isdigit()):
        raise NotYours
    return Wanted(
        month=asked_number("month", 12),
        county=county,
        category=asked_number("category"),
        purposes=tuple(_word(text, Purpose) for text in request.args.getlist("purpose") if text),
        supplier=OUTSIDE if request.args.get("supplier") == str(OUTSIDE) else asked_number("supplier"),
        verdict=asked_word("verdict", VerdictState),
        reason=asked_word("reason", Condition),
        kind=asked_word("kind", EntryKind),
        channel=asked_word("channel", Channel),
        grade=asked_word("grade", Grade),
        supplier_kind=asked_word("supplier_kind", SupplierKind),
        certified=asked_word("certified", Certified),
        ordered=asked_word("ordered", OrderedWhen),
    )


def asked_node() -> int | None:
    """The node of the tree to look at; a single unit goes before the branch it stands in."""
    return asked_number("unit") or asked_number("node")


def _word(text: str, words: type[Enumeration]) -> Any:
    try:
        return words(text)
    except ValueError:
        raise NotYours from None
