"""The history of a roster in the reader's language; whom it does not concern reads masked names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.organisations.identity import masked_name
from shop.organisations.models import RosterChange
from shop.organisations.words import RosterDeed
from shop.web.filters import day

WORDS: Mapping[str, Any] = {
    "name": _l("Name of the person"),
    "id": _l("ID number"),
    "is_head": _l("Head of household"),
    "head": _l("Head of household"),
    "township": _l("Township"),
    "village": _l("Village, group"),
    "since": _l("Linked since"),
    "until": _l("Linked until"),
}
NAMES = frozenset({"name", "head"})
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One thing that was done: a sentence, what was and what is, why, and who did it."""

    at: datetime
    text: str
    lines: tuple[str, ...]
    note: str
    who: str


def told_change(change: RosterChange, number: int, townships: Mapping[str, str], *, masked: bool) -> ToldChange:
    """A change in words; ``townships`` are names by code."""
    said = {**change.before, **change.after}
    name = said.get("name") or ""
    words = {"name": masked_name(name) if masked else name, "number": number}
    until = said.get("until")
    words["day"] = day(date.fromisoformat(until)) if until else NOTHING
    texts = PERSON if change.person_id is not None else HOUSEHOLD
    return ToldChange(
        change.at,
        str(texts[change.deed]) % words,
        tuple(_lines(change, townships, masked)) if change.deed is RosterDeed.CORRECTED else (),
        change.reason,
        _("a member of the supplier") if masked else change.by_name,
    )


def _lines(change: RosterChange, townships: Mapping[str, str], masked: bool) -> list[str]:
    return [
        _(
            "%(what)s: %(was)s → %(now)s",
            what=WORDS[key],
            was=_word(key, change.before.get(key), townships, masked),
            now=_word(key, value, townships, masked),
        )
        for key, value in change.after.items()
        if key in WORDS and change.before.get(key) != value
    ]


def _word(key: str, value: Any, townships: Mapping[str, str], masked: bool) -> str:
    if value is None or value == "":
        return NOTHING
    if key in ("since", "until"):
        return day(date.fromisoformat(value))
    if key == "is_head":
        return str(_("yes") if value else _("no"))
    if key == "township":
        return townships.get(str(value), str(value))
    return masked_name(str(value)) if masked and key in NAMES else str(value)


PERSON: Mapping[RosterDeed, Any] = {
    RosterDeed.ADDED: _l("%(name)s was added to household %(number)s."),
    RosterDeed.ENDED: _l("The link of %(name)s of household %(number)s ended on %(day)s."),
    RosterDeed.CORRECTED: _l("%(name)s of household %(number)s was corrected."),
    RosterDeed.STRUCK: _l("%(name)s of household %(number)s was struck out: entered by mistake."),
}
HOUSEHOLD: Mapping[RosterDeed, Any] = {
    RosterDeed.ADDED: _l("Household %(number)s was added."),
    RosterDeed.ENDED: _l("The link of household %(number)s ended on %(day)s."),
    RosterDeed.CORRECTED: _l("Household %(number)s was corrected."),
    RosterDeed.STRUCK: _l("Household %(number)s was struck out: entered by mistake."),
}
