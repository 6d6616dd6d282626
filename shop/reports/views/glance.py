"""A year at a glance: the large figures and the small drawings of its review, from a snapshot."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from shop.kernel.money import Money
from shop.organisations.words_pairs import BodyKind
from shop.reports.bulletins.telling import name_of
from shop.reports.masking import SMALLEST
from shop.web.filters import grouped, money, month_name, percent, wan

MOST_COUNTIES, MOST_CATEGORIES, MOST_TOWNS = 12, 8, 8


def glance_of(content: dict[str, Any]) -> dict[str, Any]:
    """All that the page of a year shows, as words and lengths between 0 and 1."""
    figures = content["figures"]
    head, reach = figures["head"], figures["reach"]
    completion = head["completion"]
    return {
        "year": str(content["year"]),
        "of": name_of(content["of"]),
        "counted": wan(head["counted"]),
        "exact": money(head["counted"]),
        "target": None if head["target"] is None else wan(head["target"]),
        "completion": None if completion is None else percent(completion),
        "filled": 0.0 if completion is None else min(max(float(completion), 0.0), 1.0),
        "tiles": [
            [str(label), str(value)]
            for label, value in (
                (_("Units that bought"), _("%(some)s of %(all)s", some=head["buying"], all=head["units"])),
                (
                    _("Units that reached their target"),
                    _("%(some)s of %(all)s", some=head["reached"], all=head["leaves"]),
                ),
                (_("Entries in the book"), grouped(head["entries"])),
                (_("Suppliers bought from"), grouped(reach["suppliers"])),
                (_("Linked households, each once"), _told(reach, "households")),
                (_("Linked people, each once"), _told(reach, "people")),
                *_paired_and_jobs(figures),
            )
        ],
        "months": _scaled([(month_name(row["month"]), row["counted"]) for row in figures["months"]]),
        "counties": _scaled(_named(figures["counties"])[:MOST_COUNTIES]),
        "categories": _scaled(_named(figures["categories"])[:MOST_CATEGORIES]),
        "towns": [
            [name_of(row), 0.0 if row["completion"] is None else min(float(row["completion"]), 1.0), _of(row)]
            for row in figures["units"]
            if not row["depth"]
        ][:MOST_TOWNS],
        "before": _before(head),
    }


def _told(reach: dict[str, Any], key: str) -> str:
    """A figure of people, or that there are too few of them to be told."""
    return str(_("fewer than %(number)d", number=SMALLEST) if reach.get("few") else grouped(reach[key]))


def _paired_and_jobs(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Tiles of who is paired, where schools and hospitals are registered: three, or none. The third tells workshops'
    jobs if any are stated, and else villages.
    """
    places, jobs = figures.get("coverage", []), figures.get("jobs")
    schools, hospitals, villages = (_paired(places, kind) for kind in BodyKind)
    if jobs is None or not (schools[1] and hospitals[1]):
        return []
    third = _("Villages paired"), _("%(some)s of %(all)s", some=villages[0], all=villages[1])
    if jobs["jobs"]:
        third = _("Jobs in workshops bought from"), grouped(jobs["jobs"])
    return [
        (_("Schools paired"), _("%(some)s of %(all)s", some=schools[0], all=schools[1])),
        (_("Hospitals paired"), _("%(some)s of %(all)s", some=hospitals[0], all=hospitals[1])),
        third,
    ]


def _paired(places: list[dict[str, Any]], kind: BodyKind) -> tuple[int, int]:
    """How many of all counties' bodies of a kind are paired, and how many there are."""
    shares = [place["shares"][kind.value] for place in places]
    return sum(share[0] for share in shares), sum(share[1] for share in shares)


def _of(row: dict[str, Any]) -> str:
    return wan(row["counted"]) if row["completion"] is None else f"{percent(row['completion'])} · {wan(row['counted'])}"


def _named(rows: list[dict[str, Any]]) -> list[tuple[str, Money]]:
    return [(name_of(row), row["counted"]) for row in rows if row["counted"].fen > 0]


def _scaled(rows: list[tuple[str, Money]]) -> list[list[Any]]:
    """Names, lengths and words of bars; the longest is 1."""
    largest = max([amount.fen for _name, amount in rows], default=0) or 1
    return [[name, max(amount.fen, 0) / largest, wan(amount)] for name, amount in rows]


def _before(head: dict[str, Any]) -> str:
    last_year: Money = head["last_year"]
    if last_year.fen <= 0:
        return ""
    change = (head["in_period"] - last_year).fen / last_year.fen
    if change >= 0:
        return str(_("%(change)s more than the year before", change=percent(change)))
    return str(_("%(change)s less than the year before", change=percent(-change)))
