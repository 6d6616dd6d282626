"""The breakdowns of a bulletin: by county, category, purpose, supplier; what was bought elsewhere by kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.purposes import Purpose
from shop.organisations.words_pairs import BodyKind
from shop.reports.bulletins.blocks import Bar, Bars, Block, Grid, Words
from shop.reports.bulletins.words import Section
from shop.tally.offline.words import KINDS, OfflineKind
from shop.web.filters import wan
from shop.web.language import current

MOST_BARS = 12


def parts_told(content: dict[str, Any], section: Section, header: str, name_of: Callable[[Any], str]) -> list[Block]:
    """A breakdown as bars and as a table."""
    found, rest = content["figures"][section.value], None
    if section is Section.SUPPLIERS:
        rows, rest = list(found["largest"]), found
    else:
        rows = list(found)
    if not rows:
        return []

    def named(row: Any) -> str:
        return str(Purpose(row["key"]).label) if section is Section.PURPOSES else name_of(row)

    bars = [
        Bar(named(row), float(row["counted"].in_yuan), wan(row["counted"]))
        for row in rows[:MOST_BARS]
        if row["counted"].fen > 0
    ]
    if rest is not None and rest["others"]:
        others = str(_("%(number)s other suppliers", number=rest["others"]))
        rows.append(
            {
                "name": others,
                "name_english": others,
                "counted": rest["others_counted"],
                "not_counted": rest["others_not_counted"],
                "entries": None,
            }
        )
    whole = sum(row["counted"].fen for row in rows)
    columns = [
        Column(header, Cell.TEXT, named, width=28),
        Column(_("Counted"), Cell.MONEY, lambda row: row["counted"], total=True),
        Column(_("Share"), Cell.SHARE, lambda row: row["counted"].fen / whole if whole > 0 else None),
        Column(_("Not counted"), Cell.MONEY, lambda row: row["not_counted"], total=True),
    ]
    drawn: list[Block] = [Bars(_("Counted, largest first"), bars, header, _("Counted"))] if len(bars) > 1 else []
    return [*drawn, Grid(Table(str(section.label), columns, rows, whole_label=_("Total")))]


def told_coverage(content: dict[str, Any]) -> list[Block]:
    """Which of the aided counties' schools, hospitals and villages are paired with a unit, and who has none."""
    rows = [row for row in content["figures"].get("coverage", []) if any(share[1] for share in row["shares"].values())]
    if not rows:
        return [Words([str(_("No school, hospital or village of the aided counties is registered."))])]

    def cell(row: Any, kind: BodyKind) -> str:
        paired, of_all = row["shares"][kind.value]
        return f"{paired} / {of_all}" if of_all else "–"

    columns = [
        Column(_("County"), Cell.TEXT, lambda row: row["county"] if current() == "zh" else row["county_english"]),
        *(
            Column(_("%(bodies)s: paired / all", bodies=kind.label), Cell.TEXT, partial(cell, kind=kind), width=22)
            for kind in BodyKind
        ),
    ]
    return [Grid(Table(str(Section.COVERAGE.label), columns, rows))]


def told_offline(content: dict[str, Any]) -> list[Block]:
    """The four kinds beside each other, with no sum: they are different things."""
    rows = content["figures"]["offline"]
    if not any(row["verified_count"] or row["waiting_count"] for row in rows):
        return [Words([_("Nothing bought elsewhere was registered.")])]
    columns = [
        Column(_("Kind"), Cell.TEXT, lambda row: str(OfflineKind(row["kind"]).label), width=14),
        Column(_("Meaning"), Cell.TEXT, lambda row: str(KINDS[OfflineKind(row["kind"])]), width=40),
        Column(_("Verified"), Cell.MONEY, lambda row: row["verified"]),
        Column(_("Not verified yet"), Cell.MONEY, lambda row: row["waiting"]),
    ]
    said = _("These are four different things and are never added together.")
    return [Words([str(said)]), Grid(Table(_("Bought elsewhere"), columns, rows))]
