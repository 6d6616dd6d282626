"""An act as a page shows it: what was done, in the reader's language, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from shop.audit.models import TrailEntry
from shop.audit.sentences import SENTENCES
from shop.kernel.days import month_of_code
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.web.filters import amount, days_in_words, money
from shop.web.language import current

UNKNOWN = "–"
FEN = frozenset({"amount", "limit", "was"})
MEASURED = frozenset({"quantity", "was_quantity", "promised", "short", "expected"})
"""Particulars that are so much of the entry's ``measure``."""


DAYS = frozenset({"day", "days", "was_days"})
"""Particulars that were kept as days."""


@dataclass(frozen=True, slots=True)
class Told:
    """One act as a page shows it. ``who`` acted, and ``note`` is the reason given, in the giver's words.

    ``lines`` say what became of single lines; ``to`` is the address of the paper that the act led to.
    """

    at: datetime
    text: str
    who: str
    note: str | None = None
    lines: tuple[str, ...] = ()
    to: str | None = None


Names = Mapping[str, str]
"""Organisations in the reader's language, by registered name: the trail keeps the registered one."""

NAMING = ("name", "parent", "successor", "department")
"""The particulars that may name an organisation."""


def sentence(action: str, details: Mapping[str, Any], names: Names = MappingProxyType({})) -> str:
    """What was done; an action nobody has written a sentence for is named as it is stored."""
    if action not in SENTENCES:
        return str(_("Something was done: %(action)s.", action=action))
    words = _Words({key: _word(key, value, names) for key, value in _measured(details).items()})
    return str(str(SENTENCES[action]) % words)


def told(entry: TrailEntry, names: Names = MappingProxyType({}), to: str | None = None) -> Told:
    """An entry of the trail in words."""
    who = _("The system")
    if entry.person_name:
        organisation = names.get(str(entry.organisation_name), entry.organisation_name)
        who = _("%(person)s for %(organisation)s", person=entry.person_name, organisation=organisation)
    said = sentence(entry.action, entry.details, names)
    lines = tuple(_line(line) for line in entry.details.get("lines") or ())
    return Told(entry.at, said, who, entry.details.get("reason") or None, lines, to)


def _line(line: Mapping[str, Any]) -> str:
    """What became of the packs of one line: how many they were, how many they are, and why."""
    product = line["product"] if current() == "zh" else line["product_english"]
    said = {"product": product, "was": line["was"], "now": line["now"], "reason": line.get("reason")}
    if line.get("reason"):
        return str(_("%(product)s: %(was)s → %(now)s packs. Reason: %(reason)s", **said))
    return str(_("%(product)s: %(was)s → %(now)s packs.", **said))


class _Words(dict[str, str]):
    """What an entry does not say is a dash: older entries are never a broken sentence."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _measured(details: Mapping[str, Any]) -> Mapping[str, Any]:
    """The particulars with their quantities in the entry's measure; entries older than it keep the bare figure."""
    measure = details.get("measure")
    if measure is None:
        return details
    said = {key: amount(Quantity.of(details[key]), measure) for key in MEASURED & details.keys()}
    return {**details, **said}


def _word(key: str, value: Any, names: Names) -> str:
    if key in NAMING:
        return names.get(str(value), UNKNOWN if value is None else str(value))
    if key in FEN and isinstance(value, int):
        return money(Money(value))
    if value is None:
        return UNKNOWN
    if key in DAYS:
        return days_in_words(str(value))
    return month_of_code(str(value)) if key == "month" else str(value)
