"""What the address of a list asks for: read with patience, since anybody may write anything into it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from shop.fulfilment.queries import ListFilter, Tab
from shop.fulfilment.queries.consignments import PER_PAGE
from shop.web.asking import page_in, word_in, words_in

LONGEST = 60
MOST_NUMBERS = 50


def asked(tabs: Sequence[Tab]) -> ListFilter:
    """The tab (the first one unless another is named), the words sought and the page."""
    tab = word_in(Tab, "tab")
    return ListFilter(tab if tab is not None and tab in tabs else tabs[0], words_in("q"), page_in("page"))


def numbers_in(name: str) -> list[str]:
    """The numbers of orders that an argument names; what cannot be one is left out, as no database takes every sign."""
    given = request.args.getlist(name)[:MOST_NUMBERS]
    return [number for number in given if number.isascii() and number.isprintable() and len(number) <= LONGEST]


def pages_of(total: int) -> int:
    """How many pages a list has, one at least."""
    return max(1, -(-total // PER_PAGE))
