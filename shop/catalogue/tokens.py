"""What a product is found by: every word of it that somebody might type, with a weight. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shop.kernel import pinyin

LONGEST = 64
CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
NOT_SOUGHT = frozenset({"of", "in", "the", "and", "for", "with", "from", "an"})

IN_NAME = 8
IN_SEARCH_WORDS = 4
IN_CATEGORY = 3
IN_PLACE = 2


@dataclass(frozen=True, slots=True)
class Described:
    """The words about a product, in the order of their weight; each may hold Chinese and English."""

    names: tuple[str, ...]
    search_words: str = ""
    category: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def plain(text: str) -> str:
    """As it is compared: full-width letters made narrow, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(described: Described) -> dict[str, int]:
    """Each token with the weight of the best place it stands in."""
    found: dict[str, int] = {}
    for texts, weight in (
        (described.names, IN_NAME),
        ((described.search_words,), IN_SEARCH_WORDS),
        (described.category, IN_CATEGORY),
        (described.places, IN_PLACE),
    ):
        for text in texts:
            for token, share in _of_text(plain(text), with_initials=weight >= IN_SEARCH_WORDS).items():
                cut = token[:LONGEST]
                found[cut] = max(found.get(cut, 0), weight * share)
    return found


def _of_text(text: str, *, with_initials: bool) -> dict[str, int]:
    """Tokens of a text, with 2 for what says much and 1 for what says little: one character, initials.

    Places are not sought by initials: 大理白族自治州 would be found for any row of z.
    """
    found: dict[str, int] = {}
    for word in LATIN.findall(text):
        if len(word) > 1 and word not in NOT_SOUGHT:
            found[word] = 2
    for run in CHINESE.findall(text):
        found |= dict.fromkeys(run, 1)
        found |= {run[at : at + 2]: 2 for at in range(len(run) - 1)}
        found = _of_readings(pinyin.syllables(run), with_initials=with_initials) | found
    return found


def _of_readings(read: list[str], *, with_initials: bool) -> dict[str, int]:
    """The joined reading from each syllable on, so that any part of a name begins a token; the initials too."""
    found: dict[str, int] = {}
    for at in range(len(read)):
        joined = "".join(read[at:])
        found[joined] = 2
        if "v" in joined:
            found[joined.replace("v", "u")] = 2
        initials = "".join(syllable[0] for syllable in read[at:])
        if with_initials and len(initials) > 1:
            found.setdefault(initials, 1)
    return found
