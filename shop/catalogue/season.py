"""Seasons as spans of months, and the short names of places, for labels with little room. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

AUTONOMOUS = re.compile(r"^(..+?)(?:[\u4e00-\u9fff]{1,4}?族)+自治[县州旗]$")


def spans(months: Iterable[int]) -> list[tuple[int, int]]:
    """Months as runs (first, last), the year's end joined to its beginning: 11, 12, 1, 2 is one run from 11 to 2."""
    there = set(months)
    if len(there) >= 12:
        return [(1, 12)]
    starts = [month for month in sorted(there) if (month - 2) % 12 + 1 not in there]
    return [(start, _last(start, there)) for start in starts]


def _last(start: int, there: set[int]) -> int:
    month = start
    while month % 12 + 1 in there:
        month = month % 12 + 1
    return month


def short_place(name: str) -> str:
    """大关 of 大关县, 漾濞 of 漾濞彝族自治县: what fits on a seal."""
    autonomous = AUTONOMOUS.match(name)
    if autonomous:
        return autonomous[1]
    return name[:-1] if len(name) > 2 and name[-1] in "县市区州" else name


def short_place_english(name: str) -> str:
    """Daguan of Daguan County, Weishan of Weishan Yi and Hui Autonomous County."""
    return name.split(" ", 1)[0]
