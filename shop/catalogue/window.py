"""The shop window: everything on the shelf, read once a revision and kept in the process's memory.

A request asks one cheap question, the shelf's revision, and reads the shelf anew only when that has changed or a new
day has begun. What is kept is frozen and shared by all threads: who finds it stale reads it, others see the old one.
Requests that come in a crowd ask together: what was true an instant ago is true enough, unless this process has
changed anything since. So it is with the revision, and with what is asked beside it and changes without it, such as
what is left of a product's lots.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar, cast

from flask import current_app

from shop.catalogue.goods import Good, Kind, Place
from shop.catalogue.services.shelf import committed_here, revision
from shop.catalogue.words import Measure
from shop.kernel.money import UnitPrice

Made = TypeVar("Made")

EXTENSION = "catalogue.window"
INSTANT = 0.02
"""Seconds: less than an answer takes to reach anybody."""
AN_INSTANTS = 400
"""Answers that are kept for an instant at most."""


class Kept:
    """What was worked out from a window, by key, up to so many; when it is full it starts anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for the key, or is made now."""
        try:
            return cast("Made", self._made[key])
        except KeyError:
            made = make()
            if len(self._made) >= self._most:
                self._made.clear()
            self._made[key] = made
            return made


@dataclass(frozen=True, slots=True)
class Window:
    """The shelf as of a revision and a day, with sets of goods as bits of whole numbers (bit n is ``goods[n]``).

    ``pages``, ``cards`` and ``answers`` are good for as long as the revision is. ``instant`` is good until the revision
    is next asked for: each look at the shelf begins an empty one.
    """

    revision: int | None
    day: date
    goods: tuple[Good, ...]
    everything: int
    sets: dict[str, dict[str, int]]
    by_id: dict[int, Good]
    names: dict[tuple[str, str], Kind | Place]
    by_name: dict[str, tuple[int, ...]]
    by_season: tuple[int, ...]
    by_price: tuple[int, ...]
    by_newness: tuple[int, ...]
    pages: Kept = field(default_factory=lambda: Kept(400))
    cards: Kept = field(default_factory=lambda: Kept(20_000))
    answers: Kept = field(default_factory=lambda: Kept(8000))
    instant: Kept = field(default_factory=lambda: Kept(AN_INSTANTS))

    def of(self, bits: int, order: Iterable[int]) -> list[Good]:
        """The goods of a set, in an order of positions."""
        there = bin(bits)[:1:-1]
        length = len(there)
        return [self.goods[position] for position in order if position < length and there[position] == "1"]


def dressed(goods: Iterable[Good], *, day: date, revision: int | None) -> Window:
    """A window of these goods, with its sets and orders worked out."""
    shown = tuple(goods)
    sets: dict[str, dict[str, int]] = {"county": {}, "category": {}, "kind": {}, "season": {}, "certified": {}}
    for good in shown:
        bit = 1 << good.position
        for name, value in (
            ("county", good.place.code),
            ("category", good.category.code),
            ("kind", good.seller.kind.value),
            ("season", "now" if good.in_season(day.month) else ""),
            ("certified", "1" if good.certified else ""),
        ):
            if value:
                sets[name][value] = sets[name].get(value, 0) | bit
    positions = range(len(shown))
    return Window(
        revision=revision,
        day=day,
        goods=shown,
        everything=(1 << len(shown)) - 1,
        sets=sets,
        by_id={good.id: good for good in shown},
        names={("category", good.category.code): good.category for good in shown}
        | {("county", good.place.code): good.place for good in shown},
        by_name={
            "zh": tuple(sorted(positions, key=lambda at: (shown[at].sort_key, shown[at].id))),
            "en": tuple(sorted(positions, key=lambda at: (shown[at].name_english.casefold(), shown[at].id))),
        },
        by_season=tuple(sorted(positions, key=lambda at: _lateness(shown[at], day))),
        by_price=tuple(sorted(positions, key=lambda at: _dearness(shown[at]))),
        by_newness=tuple(sorted(positions, key=lambda at: (shown[at].listed_at, shown[at].id), reverse=True)),
    )


def _lateness(good: Good, day: date) -> tuple[bool, bool, bool, int, str, int]:
    """What is in season comes first, what is still to be harvested last but for what is sold out."""
    forward = good.sold_from is None or good.sold_from > day
    return (
        good.sold_from is None,
        forward,
        not good.in_season(day.month),
        good.category.position,
        good.sort_key,
        good.id,
    )


def _dearness(good: Good) -> tuple[bool, UnitPrice, int]:
    """Kilograms before pieces: their prices cannot be compared."""
    return good.measure is not Measure.KILOGRAM, good.cheapest, good.id


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the shelf: what was seen, at which moment, and how much this process had committed before it."""

    window: Window
    at: float
    committed: int

    def shows(self, revision: int | None, day: date) -> bool:
        """Whether that is what the shelf looks like; while nothing has ever been listed nobody can say."""
        return revision is not None and (self.window.revision, self.window.day) == (revision, day)


class Dresser:
    """Holds the window of one application, and reads it anew when it is stale.

    ``load`` reads the shelf as of a day; ``instant`` is for how many seconds a look at its revision is enough.
    """

    def __init__(self, load: Callable[[date], list[Good]], *, instant: float = INSTANT) -> None:
        self._load = load
        self._instant = instant
        self._lock = threading.Lock()
        self._last: Look | None = None

    def window(self, day: date) -> Window:
        """The shelf as it stands now."""
        last, now, committed = self._last, time.monotonic(), committed_here()
        if last and last.window.day == day and now - last.at < self._instant and last.committed == committed:
            return last.window
        newest = revision()
        if last is None or not last.shows(newest, day):
            return self._read(last, newest, day)
        looked = Look(_looked_at_again(last.window), now, committed)
        if self._last is last:  # else somebody has seen something newer meanwhile
            self._last = looked
        return looked.window

    def _read(self, last: Look | None, newest: int | None, day: date) -> Window:
        """One thread reads; the others go on with what was last seen, and only wait when there is nothing yet."""
        if not self._lock.acquire(blocking=last is None):
            return _looked_at_again(cast("Look", last).window)
        try:
            if self._last and self._last.shows(newest, day):
                return self._last.window  # read while this thread waited
            now, committed = time.monotonic(), committed_here()
            self._last = Look(dressed(self._load(day), day=day, revision=newest), now, committed)
            return self._last.window
        finally:
            self._lock.release()


def _looked_at_again(window: Window) -> Window:
    """The same with an empty ``instant``, so that nothing older than this look is found in it."""
    return replace(window, instant=Kept(AN_INSTANTS))


def current(day: date, load: Callable[[date], list[Good]]) -> Window:
    """The window of the application in hand."""
    dresser: Dresser | None = current_app.extensions.get(EXTENSION)
    if dresser is None:
        # Tests undo what was committed, which no clock would tell.
        dresser = Dresser(load, instant=0 if current_app.testing else INSTANT)
        dresser = current_app.extensions.setdefault(EXTENSION, dresser)
    return dresser.window(day)
