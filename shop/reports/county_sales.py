"""What a county sold in a year, by supplier and by the township where the supplier is at home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.enums import Labelled
from shop.organisations.models import Supplier, Township
from shop.tally.queries.breakdowns import Part
from shop.tally.words import VerdictState

SUPPLIER = Supplier.__table__.c


class By(Labelled):
    """What a row of the sales is."""

    SUPPLIER = "suppliers", _l("By supplier")
    TOWNSHIP = "townships", _l("By township")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a supplier is at home."""

    county_code: str
    township: Township | None


@dataclass(slots=True)
class Sales:
    """A row: a supplier, or a township with all that are at home there. Without a township the key is empty."""

    part: Part
    home: Home | None = None
    suppliers: int = 1
    members: list[Part] = field(default_factory=list)

    def named(self, language: str) -> str:
        return self.part.named(language)


OTHER = tuple(state for state in VerdictState if state not in (VerdictState.COUNTED, VerdictState.NOT_COUNTED))
"""Verdicts that may still become one of the two."""

SORTS: Mapping[str, Callable[[Sales], Any]] = {
    "name": lambda row: row.part.name,
    "counted": lambda row: row.part.of(VerdictState.COUNTED).amount,
    "not_counted": lambda row: row.part.of(VerdictState.NOT_COUNTED).amount,
    "other": lambda row: row.part.of(*OTHER).amount,
    "all": lambda row: row.part.of().amount,
    "weight": lambda row: row.part.of().weight.thousandths,
}
USUAL = "-counted"


def homes_of(supplier_ids: Iterable[Any]) -> dict[int, Home]:
    """Where suppliers are at home, by id. One statement, and none for nobody."""
    ids = sorted({int(number) for number in supplier_ids})
    if not ids:
        return {}
    asked = (
        select(SUPPLIER.id, SUPPLIER.county_code, Township)
        .outerjoin(Township, Township.code == SUPPLIER.township_code)
        .where(SUPPLIER.id.in_(ids))
    )
    return {number: Home(code, township) for number, code, township in db.session.execute(asked)}


def by_supplier(parts: Iterable[Part], homes: Mapping[int, Home], words: str, township: str | None) -> list[Sales]:
    """The suppliers whose name has these words, of one township or of all."""
    wanted = words.casefold()
    rows = [Sales(part, homes.get(part.key)) for part in parts]
    return [
        row
        for row in rows
        if wanted in f"{row.part.name} {row.part.name_english}".casefold()
        and (township is None or _code(row.home) == township)
    ]


def by_township(parts: Iterable[Part], homes: Mapping[int, Home]) -> list[Sales]:
    """The same added up by township; suppliers that name none, or are at home elsewhere, stand in one row."""
    rows: dict[str, Sales] = {}
    for part in parts:
        home = homes.get(part.key)
        town = home.township if home else None
        code = _code(home)
        name = (town.name, town.name_english) if town is not None else ("", "")
        row = rows.setdefault(code, Sales(Part(code, *name), home, suppliers=0))
        row.suppliers += 1
        row.members.append(part)
        for verdict, amounts in part.by_verdict.items():
            row.part.by_verdict.setdefault(verdict, type(amounts)()).add(amounts)
    return list(rows.values())


def in_order(rows: Sequence[Sales], sort: str) -> list[Sales]:
    """Sorted by a column, with "-" the largest first; by what counted when it is asked for something else."""
    key = sort if sort.lstrip("-") in SORTS else USUAL
    return sorted(rows, key=SORTS[key.lstrip("-")], reverse=key.startswith("-"))


def _code(home: Home | None) -> str:
    return home.township.code if home is not None and home.township is not None else ""
