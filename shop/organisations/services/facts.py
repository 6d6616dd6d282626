"""What holds of every dated fact that decides figures: two people begin it, and two people end it (DOMAIN rule 10).

Who these people may be and what is written down about it is the affair of whoever keeps the fact.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.organisations.models.counties import DecidingFact

Fact = TypeVar("Fact", bound=DecidingFact)


def propose(fact: Fact, valid_from: date, valid_to: date | None, *, by: Actor | None) -> Fact:
    """A fact in a span of days: in force once a second person approves it.

    Nobody (``by=None``) states it while the shop is set up: it is a founding fact, says so, and holds at once.
    """
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("The last day is before the first day."), field="valid_to")
    fact.valid_from, fact.valid_to, fact.founding = valid_from, valid_to, by is None
    fact.proposed_by_id, fact.proposed_at = (by.person_id if by else None), clock.now()
    fact.approved_at = None if by else clock.now()
    db.session.add(fact)
    db.session.flush()
    return fact


def approve(fact: DecidingFact, *, by: Actor) -> None:
    """A second person says so too: from now on the fact decides figures within its days."""
    db.session.refresh(fact, with_for_update=True)
    if fact.approved_at is not None:
        raise Refused(_l("This has already been approved."))
    if fact.proposed_by_id == by.person_id:
        raise Refused(_l("The person who proposed this cannot approve it: a second person must."))
    fact.approved_by_id, fact.approved_at = by.person_id, clock.now()
    db.session.flush()


def propose_end(fact: DecidingFact, last: date, *, by: Actor) -> None:
    """A fact that is in force is to hold until a day and no longer, once a second person approves that."""
    db.session.refresh(fact, with_for_update=True)
    if fact.approved_at is None:
        raise Refused(_l("This is not in force yet: withdraw the proposal instead."))
    if fact.end_is_proposed:
        raise Refused(_l("An end has already been proposed: a second person must approve it, or it must be withdrawn."))
    if last < max(clock.today(), fact.valid_from):
        raise Refused(_l("The last day cannot be before today: earlier purchases are not affected."), field="on")
    if fact.valid_to is not None and last >= fact.valid_to:
        raise Refused(_l("It already ends before that day."), field="on")
    fact.ends_on, fact.end_proposed_by_id, fact.end_proposed_at = last, by.person_id, clock.now()
    fact.end_approved_by_id = fact.end_approved_at = None
    db.session.flush()


def approve_end(fact: DecidingFact, *, by: Actor) -> None:
    """A second person agrees that the fact ends."""
    db.session.refresh(fact, with_for_update=True)
    if not fact.end_is_proposed:
        raise Refused(_l("No end is proposed."))
    if fact.end_proposed_by_id == by.person_id:
        raise Refused(_l("The person who proposed this cannot approve it: a second person must."))
    fact.end_approved_by_id, fact.end_approved_at, fact.valid_to = by.person_id, clock.now(), fact.ends_on
    db.session.flush()


def withdraw(fact: DecidingFact) -> dict[str, Any]:
    """What waits for a second person is proposed no more: the fact itself, or its end. Returns what it was."""
    db.session.refresh(fact, with_for_update=True)
    if fact.end_is_proposed:
        told = {"valid_to": fact.ends_on.isoformat() if fact.ends_on else None}
        fact.ends_on = fact.end_proposed_by_id = fact.end_proposed_at = None
    elif fact.approved_at is None:
        told = {"valid_from": fact.valid_from.isoformat()}
        db.session.delete(fact)
    else:
        raise Refused(_l("This has already been approved."))
    db.session.flush()
    return told


def days_of(fact: DecidingFact) -> dict[str, Any]:
    """The fact's days as the trail keeps them."""
    return {
        "valid_from": fact.valid_from.isoformat(),
        "valid_to": fact.valid_to.isoformat() if fact.valid_to else None,
    }
