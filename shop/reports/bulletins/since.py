"""What has changed since a bulletin was frozen: its figures then and now, and what its units are called. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from shop.kernel.money import Money
from shop.tally.offline.words import OfflineKind


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the bulletin that is another one by now; ``of`` is whose it is, ``unit_id`` where it is looked up."""

    of: str
    what: str
    then: Money | Decimal | int | None
    now: Money | Decimal | int | None
    unit_id: int | None = None

    @property
    def difference(self) -> Money | None:
        """By how much, of money."""
        if isinstance(self.then, Money) and isinstance(self.now, Money):
            return self.now - self.then
        return None


@dataclass(frozen=True, slots=True)
class Renamed:
    """A unit that is called otherwise by now."""

    then: str
    now: str


HEAD = ("target", "in_period", "counted", "towards", "missing", "reached", "pending", "disputed", "not_counted")
UNIT = ("target", "in_period", "counted")


def changed(then: dict[str, Any], now: dict[str, Any], of: str, language: str) -> list[Change]:
    """What differs in the figures of a snapshot and in those of today, the whole first."""
    labels = _labels()
    found = [
        Change(of, labels[key], then["head"][key], now["head"][key])
        for key in HEAD
        if then["head"][key] != now["head"][key]
    ]
    today = {one["id"]: one for one in now["units"]}
    for one in then["units"]:
        other = today.get(one["id"])
        found += [
            Change(_name(one, language), labels[key], one[key], other[key], one["id"])
            for key in UNIT
            if other is not None and one[key] != other[key]
        ]
    elsewhere = {one["kind"]: one["verified"] for one in now["offline"]}
    for one in then["offline"]:
        if one["kind"] != OfflineKind.PURCHASE.value and one["verified"] != elsewhere[one["kind"]]:
            label = str(OfflineKind(one["kind"]).label)
            found.append(Change(of, label, one["verified"], elsewhere[one["kind"]]))
    for key, label in (("invoiced", _("Invoiced")), ("paid", _("Paid"))):
        if then["evidence"][key] != now["evidence"][key]:
            found.append(Change(of, label, then["evidence"][key], now["evidence"][key]))
    return found


def renamed(then: dict[str, Any], now: dict[str, Any], language: str) -> list[Renamed]:
    """Units that bear other names than they did, and such as are gone from the year's tree."""
    today = {one["id"]: one for one in now["units"]}
    found = []
    for one in then["units"]:
        other = today.get(one["id"])
        if other is not None and (one["name"], one["name_english"]) != (other["name"], other["name_english"]):
            found.append(Renamed(_name(one, language), _name(other, language)))
    return found


def _name(one: dict[str, Any], language: str) -> str:
    return str(one["name"] if language == "zh" else one["name_english"] or one["name"])


def _labels() -> dict[str, str]:
    return {
        "target": _("Target"),
        "in_period": _("Counted in the period"),
        "counted": _("Counted since 1 January"),
        "towards": _("Counted towards the target"),
        "missing": _("Sum of shortfalls"),
        "reached": _("Units that reach theirs"),
        "pending": _("Pending"),
        "disputed": _("Disputed"),
        "not_counted": _("Not counted"),
    }
