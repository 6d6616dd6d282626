"""What a bulletin tells beside what was bought: late papers, people reached, who is paired, jobs."""

from __future__ import annotations

from datetime import date
from typing import Any

from shop.extensions import db
from shop.organisations.queries.coverage import coverage
from shop.organisations.queries.jobs import newest_jobs
from shop.reports.bulletins.spans import Span
from shop.reports.masking import few, is_small
from shop.tally.evidence import EvidenceKind
from shop.tally.queries.reach import reach_of, sellers_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.waiting import Late, late_by_unit

Figures = dict[str, Any]


def late_papers(scope: Scope) -> Figures:
    """Whose purchases have waited too long for an invoice, and whose for their payment, as of now. Two queries."""
    return {
        "invoiced": [_late(one) for one in late_by_unit(EvidenceKind.INVOICED, scope)],
        "paid": [_late(one) for one in late_by_unit(EvidenceKind.PAID, scope)],
    }


def _late(one: Late) -> Figures:
    return {
        "id": one.unit_id,
        "name": one.name,
        "name_english": one.name_english,
        "count": one.purchases,
        "missing": one.missing,
    }


def jobs(scope: Scope, scheme_id: int, span: Span, day: date) -> Figures:
    """The jobs of the workshops that were bought from since 1 January, by their newest statements. Two queries."""
    sellers = db.session.execute(sellers_of(scope, scheme_id, range(1, span.last + 1))).scalars()
    stated = newest_jobs(sellers, day).values()
    linked = sum(one.linked for one in stated)
    return {
        "workshops": len(stated),
        "jobs": sum(one.jobs for one in stated),
        "linked": None if few(linked) else linked,
    }


def reached(scope: Scope, scheme_id: int, span: Span) -> Figures:
    """Suppliers bought from since 1 January and whom they link: as they state it, and everybody once. One query.

    Of a handful of people no figure is frozen: a bulletin goes out to many.
    """
    reach = reach_of(scope, scheme_id, range(1, span.last + 1))
    if is_small(reach.linked) or few(reach.people) or few(reach.households):
        return {"suppliers": reach.suppliers, "few": True}
    confirmed = reach.linked.confirmed_people
    return {
        "few": False,
        "suppliers": reach.suppliers,
        "stated_households": reach.households,
        "stated_people": reach.people,
        "households": reach.linked.households,
        "people": reach.linked.people,
        "confirmed_people": None if few(confirmed) or few(reach.linked.people - confirmed) else confirmed,
    }


def paired(cluster_id: int, day: date) -> list[Figures]:
    """How many of the cluster's aided counties' schools, hospitals and villages are paired with a unit on a day. Four
    queries.
    """
    found = coverage(cluster_id, day)
    return [
        {
            "county": place.name,
            "county_english": place.name_english,
            "shares": {kind.value: [share.paired, share.all] for kind, share in place.shares.items()},
        }
        for place in found.counties
    ]
