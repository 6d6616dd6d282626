"""How a bulletin tells of late papers, and of suppliers and whom they reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.reports.bulletins.blocks import Block, Grid, Words
from shop.tally.evidence import PATIENCE, EvidenceKind
from shop.web.filters import grouped

Content = dict[str, Any]
Named = Callable[[Any], str]


def told_late(content: Content, name_of: Named) -> list[Block]:
    """Two tables by name: what is not invoiced in time, and what is not paid in time."""
    late = content["figures"].get("late") or {"invoiced": [], "paid": []}
    days = {kind.value: PATIENCE[kind].days for kind in (EvidenceKind.INVOICED, EvidenceKind.PAID)}
    titles = {
        "invoiced": _("Accepted more than %(days)s days ago and not invoiced whole", days=days["invoiced"]),
        "paid": _("Accepted more than %(days)s days ago and not paid whole", days=days["paid"]),
    }
    columns = [
        Column(_("Unit"), Cell.TEXT, name_of, width=32),
        Column(_("Purchases"), Cell.COUNT, lambda row: row["count"], total=True),
        Column(_("Still missing"), Cell.MONEY, lambda row: row["missing"], total=True),
    ]
    found: list[Block] = [
        Grid(Table(str(title), columns, late[of], whole_label=_("Together")))
        for of, title in titles.items()
        if late[of]
    ]
    return found or [Words([_("No invoice and no payment is late.")])]


def told_reach(content: Content) -> list[Block]:
    """A sentence about suppliers and whom they link, and one about workshops' jobs."""
    return [Words([*_linked(content["figures"]["reach"]), *_jobs(content)])]


def _linked(of: Content) -> list[str]:
    """Of a handful of people only that there are few of them."""
    if of.get("few"):
        few = _(
            "What counted was bought from %(suppliers)s suppliers; whom they link is not told, since there are fewer "
            "than five of them.",
            suppliers=grouped(of["suppliers"]),
        )
        return [few]
    said = _(
        "What counted was bought from %(suppliers)s suppliers, who link %(households)s households with %(people)s "
        "people on their rosters, everybody counted once.",
        suppliers=grouped(of["suppliers"]),
        households=grouped(of["households"]),
        people=grouped(of["people"]),
    )
    if of["confirmed_people"] is None:
        return [said]
    by_county = _("%(number)s of these people are confirmed by their county.", number=grouped(of["confirmed_people"]))
    return [said, by_county]


def _jobs(content: Content) -> list[str]:
    """A sentence about the workshops that were bought from, if any of them has stated its jobs."""
    of = content["figures"].get("jobs")
    if of is None or not of["workshops"]:
        return []
    if of["linked"] is None:
        alone = _(
            "%(workshops)s of them are workshops, which state %(jobs)s jobs.",
            workshops=grouped(of["workshops"]),
            jobs=grouped(of["jobs"]),
        )
        return [alone]
    return [
        _(
            "%(workshops)s of them are workshops, which state %(jobs)s jobs, %(linked)s of them held by linked people.",
            workshops=grouped(of["workshops"]),
            jobs=grouped(of["jobs"]),
            linked=grouped(of["linked"]),
        )
    ]
