"""What the address of a list asks for: read with patience, since anybody may write anything into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, send_list
from shop.documents.tables import Table
from shop.fulfilment.queries import ListFilter, Tab
from shop.fulfilment.queries.consignments import PER_PAGE, consignments_listed
from shop.fulfilment.tables import consignments_table
from shop.web.asking import page_in, word_in, words_in
from shop.web.guards import actor

LONGEST = 60
MOST_NUMBERS = 50


def asked(tabs: Sequence[Tab]) -> ListFilter:
    """The tab (the first one unless another is named), the words sought and the page."""
    tab = word_in(Tab, "tab")
    return ListFilter(tab if tab is not None and tab in tabs else tabs[0], words_in("q"), page_in("page"))


def take_away(what: ListFilter, total: int, *, selling: bool) -> ResponseReturnValue:
    """The list as a file, all its pages."""

    def table() -> Table:
        whole = consignments_listed(actor(), replace(what, page=1), per_page=MOST_AT_ONCE)
        return consignments_table(whole, selling=selling)

    name = f"{'consignments' if selling else 'arrivals'}-{what.tab.value}"
    return send_list(table, total, name, (_("State"), what.tab.label), (_("Search"), what.words))


def numbers_in(name: str) -> list[str]:
    """The numbers of orders that an argument names; what cannot be one is left out, as no database takes every sign."""
    given = request.args.getlist(name)[:MOST_NUMBERS]
    return [number for number in given if number.isascii() and number.isprintable() and len(number) <= LONGEST]


def pages_of(total: int) -> int:
    """How many pages a list has, one at least."""
    return max(1, -(-total // PER_PAGE))
