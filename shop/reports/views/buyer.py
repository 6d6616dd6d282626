"""The desk of a buying unit: its target, what waits for a decision, what is to be weighed in, its latest orders."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template

from shop.fulfilment.queries import ListFilter, Tab, consignments_listed, notes_unsettled
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.questions import HowFar, Progress, ask
from shop.ordering import queries
from shop.ordering.queries import OrderFilter
from shop.tally.standing import share

LATEST = 6
MOST_WAITING = 5
SOON = timedelta(days=7)


def buyer_desk(actor: Actor) -> str:
    """What is to be done in a buying unit, and how far it is."""
    today, unit_id = clock.today(), actor.organisation_id
    (progress,) = ask(HowFar((unit_id,), today.year))
    open_ = notes_unsettled(actor)
    coming = consignments_listed(actor, ListFilter(Tab.OPEN))
    return render_template(
        "reports/buyer_desk.html",
        year=today.year,
        progress=progress,
        counted=share(progress.counted, progress.target),
        on_its_way=share(progress.on_its_way, progress.target),
        missing=_missing(progress),
        waiting=queries.approvals_waiting(unit_id, count=MOST_WAITING) if actor.is_approver else [],
        arrived=[row for row in coming if row.arrived_at],
        soon=[row for row in coming if not row.arrived_at and (row.expected_on or today) <= today + SOON],
        later=sum(not row.arrived_at and (row.expected_on or today) > today + SOON for row in coming),
        corrections=open_.corrections,
        in_doubt=open_.in_doubt,
        latest=queries.listed_orders(unit_id, OrderFilter(), page=1, per_page=LATEST),
        today_is=today,
        now=clock.now(),
    )


def _missing(progress: Progress) -> Money | None:
    """What the target lacks; nothing without a target, or beyond it."""
    if progress.target is None or progress.counted >= progress.target:
        return None
    return progress.target - progress.counted
