"""Going along the shelf: filters that narrow it, how many each further filter would leave, order and pages. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from flask_babel import lazy_gettext as _l

from shop.catalogue.goods import Good
from shop.catalogue.window import Window
from shop.kernel.enums import Labelled

ON_A_PAGE = 24
FACETS = ("county", "category", "kind", "season", "certified", "counts")


class Sort(Labelled):
    """In which order goods are shown."""

    RELEVANCE = "relevance", _l("Best match")
    SEASON = "season", _l("In season first")
    NAME = "name", _l("Name")
    PRICE = "price", _l("Price, lowest first")
    NEWEST = "newest", _l("Newest first")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the goods as bits, and by product id how well they match; ``whole`` unless only in part."""

    bits: int
    scores: Mapping[int, int]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted: words of several facets; within a facet any of them will do, across facets all must hold."""

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1

    def of(self, facet: str) -> frozenset[str]:
        return self.chosen.get(facet, frozenset())

    def without(self, facet: str, value: str) -> Filters:
        """The same with one word less."""
        return replace(self, chosen={**self.chosen, facet: self.of(facet) - {value}}, page=1)

    def __bool__(self) -> bool:
        return any(self.chosen.values())

    @property
    def key(self) -> Hashable:
        """The same for filters that show the same."""
        return frozenset(self.chosen.items()), self.sort, self.page


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the shelf. ``counts`` says per facet and word how many goods there would be with it."""

    goods: list[Good]
    total: int
    page: int
    pages: int
    sort: Sort
    counts: dict[str, dict[str, int]]


def browse(
    window: Window, filters: Filters, *, language: str, counting: int | None = None, found: Found | None = None
) -> Shelf:
    """Filter, count, order and cut. ``counting`` are the goods that will count, ``None`` when nobody can say."""
    sets = {**window.sets, "counts": {"1": counting} if counting is not None else {}}
    base = window.everything if found is None else found.bits
    allowed = {facet: _any_of(sets[facet], filters.of(facet), window.everything) for facet in FACETS}
    counts = {
        facet: {word: (others & bits).bit_count() for word, bits in sets[facet].items()}
        for facet in FACETS
        for others in [_all_of(base, [bits for name, bits in allowed.items() if name != facet])]
    }
    wanted = _all_of(base, list(allowed.values()))
    total = wanted.bit_count()
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(1, filters.page), pages)
    sort = filters.sort or (Sort.RELEVANCE if found else Sort.SEASON)
    start = (page - 1) * ON_A_PAGE
    ordered = window.of(wanted, _order(window, sort, language))
    if sort is Sort.RELEVANCE and found is not None:
        ordered.sort(key=lambda good: -found.scores[good.id])
    return Shelf(ordered[start : start + ON_A_PAGE], total, page, pages, sort, counts)


def _order(window: Window, sort: Sort, language: str) -> tuple[int, ...]:
    if sort is Sort.SEASON:
        return window.by_season
    if sort is Sort.PRICE:
        return window.by_price
    if sort is Sort.NEWEST:
        return window.by_newness
    return window.by_name["zh" if language == "zh" else "en"]


def _any_of(sets: Mapping[str, int], words: frozenset[str], everything: int) -> int:
    """Goods with any of the words; no word, no filter; a word that nothing has leaves nothing."""
    return reduce(or_, (sets.get(word, 0) for word in words), 0) if words else everything


def _all_of(base: int, allowed: list[int]) -> int:
    for bits in allowed:
        base &= bits
    return base
