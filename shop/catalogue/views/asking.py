"""What an address of the shelf asks for: read with patience, since anybody may write anything into it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from shop.catalogue.browsing import FACETS, ON_A_PAGE, Filters, Sort
from shop.catalogue.goods import Good

LONGEST_WORD = 40
MOST_WORDS = 60
SORTS = {sort.value: sort for sort in Sort}


@dataclass(frozen=True, slots=True)
class Asked:
    """The search text as typed, cut to what is sought at most, and the filters."""

    text: str
    filters: Filters


def asked() -> Asked:
    """What the address in hand asks for; what cannot be understood is left out."""
    chosen = {
        facet: frozenset(
            word.strip()[:LONGEST_WORD] for word in request.args.getlist(facet)[:MOST_WORDS] if word.strip()
        )
        for facet in FACETS
    }
    text = " ".join(request.args.get("q", "")[:200].split())[:100]
    sort = SORTS.get(request.args.get("sort", ""))
    if sort is Sort.RELEVANCE and not text:
        sort = None
    return Asked(text, Filters({facet: words for facet, words in chosen.items() if words}, sort, _page()))


def _page() -> int:
    typed = request.args.get("page", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def cut(goods: list[Good]) -> tuple[int, int, list[Good]]:
    """The page asked for of some goods, how many pages there are, and what stands on it."""
    pages = max(1, -(-len(goods) // ON_A_PAGE))
    number = min(max(1, _page()), pages)
    return number, pages, goods[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]


def arguments(what: Asked) -> list[tuple[str, str]]:
    """The arguments that ask for the same, without the page."""
    given = [("q", what.text)] if what.text else []
    given += [(facet, word) for facet in FACETS for word in sorted(what.filters.of(facet))]
    return given + ([("sort", what.filters.sort.value)] if what.filters.sort else [])


def address(what: Asked) -> str:
    """The address of the shelf that asks for this."""
    given = arguments(what)
    return url_for("catalogue.products") + (f"?{urlencode(given)}" if given else "")
