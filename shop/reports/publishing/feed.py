"""The shape of the feed: what is published, for other people's programs. Pure, but for the addresses it is given.

Whoever changes a name or a meaning raises `VERSION`; a new name may come without. What is not published is null.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from shop.kernel.money import Money
from shop.reports.publishing.words import LEAST_PEOPLE, Item
from shop.reports.queries.published import Published, Row, Town
from shop.tally.standing import Standing

VERSION = 1


def feed_of(found: Published, address_of: Callable[[str], str]) -> dict[str, Any]:
    """What is published as plain data: amounts in whole fen, shares as decimals, days by ISO 8601."""
    choice, told = found.choice, bool(found.choice.items) and found.through != 0
    return {
        "version": VERSION,
        "cluster": {"id": found.node.id, "name": found.node.name, "name_english": found.node.name_english},
        "year": found.year,
        "basis": choice.basis.value,
        "through": f"{found.year}-{found.through:02}" if found.through else None,
        "currency": "CNY",
        "least_units": choice.least_units,
        "published": sorted(item.value for item in choice.items) if told else [],
        "total": _standing(found.whole) if told and Item.TOTAL in choice else None,
        "pace": _share(found.pace) if told else None,
        "towns": [_town(town) for town in found.towns] if told and Item.TOWNS in choice else None,
        "months": _months(found) if told and Item.MONTHS in choice else None,
        "counties": [_row(row, "code") for row in found.counties] if told and Item.COUNTIES in choice else None,
        "categories": [_row(row, None) for row in found.categories] if told and Item.CATEGORIES in choice else None,
        "suppliers": found.suppliers,
        "people": _people(found) if told and Item.PEOPLE in choice else None,
        "bulletins": _bulletins(found, address_of) if Item.BULLETINS in choice else None,
    }


def _standing(of: Standing) -> dict[str, Any]:
    return {
        "counted_fen": of.counted.fen,
        "towards_target_fen": of.towards.fen,
        "target_fen": _fen(of.target),
        "on_its_way_fen": of.on_its_way.fen,
        "completion": _share(of.completion),
        "units_with_target": of.leaves,
        "units_that_reach_it": of.reached,
    }


def _town(town: Town) -> dict[str, Any]:
    name = {"name": town.node.name, "name_english": town.node.name_english} if town.node else _OTHERS
    return {**name, "together": town.node is None, **_standing(town.standing)}


def _row(row: Row, code: str | None) -> dict[str, Any]:
    name = {"name": row.name, "name_english": row.name_english} if row.key is not None else _OTHERS
    coded = {code: row.key} if code else {}
    return {**coded, **name, "together": row.key is None, "counted_fen": row.amount.fen}


_OTHERS = {"name": None, "name_english": None}
"""Rows of few units, which have no name of their own here."""


def _months(found: Published) -> list[dict[str, Any]]:
    return [
        {
            "month": f"{found.year}-{month.part.key:02}",
            "towards_target_fen": month.towards.fen,
            "cumulated_fen": month.cumulated.fen,
            "due_fen": _fen(month.due),
        }
        for month in found.months
        if month.cumulated is not None
    ]


def _people(found: Published) -> dict[str, Any]:
    if found.people is None:
        return {"fewer_than": LEAST_PEOPLE, "households": None, "people": None, "source": None}
    source = "stated by suppliers" if found.people.stated else "rosters"
    return {"fewer_than": None, "households": found.people.households, "people": found.people.people, "source": source}


def _bulletins(found: Published, address_of: Callable[[str], str]) -> list[dict[str, Any]]:
    return [
        {
            "number": one.signed_as,
            "title": one.title,
            "signed_at": one.signed_at.isoformat(timespec="seconds"),
            "check": address_of(one.token),
        }
        for one in found.bulletins
    ]


def _fen(amount: Money | None) -> int | None:
    return None if amount is None else amount.fen


def _share(share: Decimal | None) -> float | None:
    return None if share is None else round(float(share), 4)
