"""Opening a data file, and reading what all of them write the same way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from shop.demo.records import Bilingual
from shop.kernel.money import Money

DATA = Path(__file__).resolve().parent.parent / "data"
RELATIVE_DAY = re.compile(r"Y(?P<shift>[+-]\d+)? (?P<month>\d\d)-(?P<day>\d\d)")

Table = dict[str, Any]
Record = TypeVar("Record")


class FactsAreWrong(ValueError):
    """The data files contradict themselves or a rule; every contradiction is named."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The demo's two years. Data files write days as ``Y-1 08-25``: the 25th of August of last year."""

    this_year: int

    @property
    def last_year(self) -> int:
        return self.this_year - 1

    def day(self, written: str | date) -> date:
        """A day of the real calendar; one that is already (a TOML date) stays as it is."""
        if isinstance(written, date):
            return written
        if not (found := RELATIVE_DAY.fullmatch(written)):
            raise FactsAreWrong(f"not a day: {written}")
        return date(self.this_year + int(found["shift"] or 0), int(found["month"]), int(found["day"]))

    def by_year(self, table: Table) -> dict[int, Any]:
        """``{last = …, this = …}`` by calendar year."""
        named = {self.last_year: "last", self.this_year: "this"}
        return {year: table[name] for year, name in named.items() if name in table}


def tables(name: str) -> Table:
    """The whole of one data file."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def bilingual(table: Table, name: str = "") -> Bilingual:
    """``zh`` and ``en``, or ``about_zh`` and ``about_en`` under a name."""
    prefix = f"{name}_" if name else ""
    return Bilingual(table[f"{prefix}zh"], table[f"{prefix}en"])


def bilingual_or_none(table: Table, name: str) -> Bilingual | None:
    return bilingual(table, name) if f"{name}_zh" in table else None


def yuan(amount: str | int | Decimal) -> Money:
    return Money.yuan(amount)


def keyed(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, Record]:
    """Records by key, in the file's order; a key that comes twice is an error."""
    found: dict[str, Record] = {}
    for record in records:
        if key(record) in found:
            raise FactsAreWrong(f"written twice: {key(record)}")
        found[key(record)] = record
    return found
