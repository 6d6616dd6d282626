"""Reading what somebody typed into the search box, and ranking what the index finds for it. Pure.

A Chinese run is sought by its characters and by their pairs, a Latin word as the beginning of pinyin, initials or an
English word. All of it has to be found; when nothing has all of it, what has most of it is offered instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shop.catalogue.tokens import CHINESE, LATIN, LONGEST, NOT_SOUGHT, plain

LONGEST_QUERY = 100
MOST_TOKENS = 8
SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought: ``words`` by their beginnings, ``characters`` and ``pairs`` of Chinese as they stand."""

    words: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.characters)

    @property
    def exact(self) -> tuple[str, ...]:
        """The tokens looked up as they stand."""
        return (*self.characters, *self.pairs)

    @property
    def prefixes(self) -> list[tuple[str, str]]:
        """For each word the half-open range of tokens that begin with it."""
        return [(word, word[:-1] + chr(ord(word[-1]) + 1)) for word in self.words]


def parse(text: str) -> Query:
    """Read a search text of any kind; at most eight pairs and words of it are sought, the first ones."""
    typed = plain(text[:LONGEST_QUERY])
    words = dict.fromkeys(
        _singular(word[:LONGEST])
        for word in LATIN.findall(typed)
        if len(word) >= SHORTEST_PREFIX and word not in NOT_SOUGHT
    )
    pairs: dict[str, None] = {}
    characters: dict[str, None] = {}
    for run in CHINESE.findall(typed):
        room = MOST_TOKENS - len(pairs)
        if room <= 0:
            break
        kept = run[: room + 1]
        characters |= dict.fromkeys(kept)
        pairs |= dict.fromkeys(kept[at : at + 2] for at in range(len(kept) - 1))
    return Query(tuple(words)[: MOST_TOKENS - len(pairs)], tuple(characters)[:MOST_TOKENS], tuple(pairs))


def _singular(word: str) -> str:
    """Without a plural's s: as a beginning it finds both."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def rank(query: Query, hits: Iterable[tuple[str, int, int]]) -> tuple[dict[int, int], bool]:
    """Scores by product id, from hits (token, product id, weight); and whether they have all that was sought."""
    found: dict[int, dict[str, int]] = {}
    for token, product_id, weight in hits:
        terms = found.setdefault(product_id, {})
        for term in _terms_met(query, token):
            value = weight * 2 if term == token else weight
            if value > terms.get(term, 0):
                terms[term] = value
    whole = {product_id: sum(terms.values()) for product_id, terms in found.items() if _has_all(query, terms)}
    if whole:
        return whole, True
    return {product_id: sum(terms.values()) for product_id, terms in found.items() if _has_most(query, terms)}, False


def _terms_met(query: Query, token: str) -> list[str]:
    if not token.isascii():
        return [token]
    return [word for word in query.words if token.startswith(word)]


def _has_all(query: Query, terms: dict[str, int]) -> bool:
    """Every word and character, and half of the pairs: names leave words out between the ones that are typed."""
    if not all(term in terms for term in (*query.words, *query.characters)):
        return False
    return 2 * sum(pair in terms for pair in query.pairs) >= len(query.pairs)


def _has_most(query: Query, terms: dict[str, int]) -> bool:
    sought = (*query.words, *(query.pairs or query.characters))
    return 2 * sum(term in terms for term in sought) >= len(sought)
