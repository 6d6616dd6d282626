"""The rules in force on a day, and holding them still while they are judged by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session, SessionTransaction, object_session

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import hold, locked
from shop.kernel.refusals import NotYours
from shop.organisations.models import Unit
from shop.tally.models import RuleSet, Scheme
from shop.tally.policies import may_decide_rules
from shop.tally.rules import Rules

_HELD = "tally.held_rules"


class Approved(NamedTuple):
    """An approved rule set, as it will never change: its row may be let go of while it is held still."""

    id: int
    scheme_id: int
    version: int
    rules: Rules
    valid_from: date
    valid_to: date | None
    approved_at: datetime


COLUMNS: tuple[Any, ...] = tuple(getattr(RuleSet, name) for name in Approved._fields)
APPROVED = (
    select(*COLUMNS)
    .join(Scheme, Scheme.id == RuleSet.scheme_id)
    .where(Scheme.cluster_id == bindparam("cluster_id"), RuleSet.approved_at.is_not(None))
    .order_by(RuleSet.version)
)


def rule_sets_on(
    cluster_id: int, days: Iterable[date], *, as_of: datetime | None = None, hold_still: bool = False
) -> dict[tuple[int, date], Approved]:
    """The rule set in force for each scheme of a cluster on each day, keyed by (scheme id, day).

    ``as_of`` leaves out what was approved after a moment. ``hold_still`` keeps new rules from being approved until the
    transaction ends; others may hold them still too. What is held still is read once.
    """
    with db.session.no_autoflush:  # what else the session has to write changes no rules
        rows = _held(db.session(), cluster_id) if hold_still else _approved(db.session(), cluster_id)
    return {
        (rules.scheme_id, day): rules
        for day in set(days)
        for rules in rows
        if as_of is None or rules.approved_at <= as_of
        if rules.valid_from <= day and (rules.valid_to is None or day <= rules.valid_to)
    }


def hold_rules(cluster_id: int) -> None:
    """Keep the rules of a cluster and its locked months as they are until the transaction ends, together with others.

    Whoever writes into the book or moves its totals holds them; it is asked once a transaction.
    """
    with db.session.no_autoflush:
        _held(db.session(), cluster_id)


def take_book(cluster_id: int) -> Sequence[Scheme]:
    """Take a cluster's yardsticks for oneself alone: whoever counts waits until the transaction ends.

    Taken before anything else, and in the order of their ids. Raises ``NotYours`` where there are none.
    """
    asked = select(Scheme).where(Scheme.cluster_id == cluster_id).order_by(Scheme.id)
    schemes = db.session.execute(locked(asked)).scalars().all()
    if not schemes:
        raise NotYours
    return schemes


def require_decider(cluster_id: int, by: Actor) -> None:
    """Raises ``NotYours`` for whoever does not decide what counts in a cluster."""
    leads = select(Unit.__table__.c.leads).where(Unit.__table__.c.id == by.organisation_id)
    if not may_decide_rules(by, cluster_id, leads=bool(db.session.execute(leads).scalar())):
        raise NotYours


def _approved(session: Session, cluster_id: int) -> Sequence[Approved]:
    return [Approved(*row) for row in session.execute(APPROVED, {"cluster_id": cluster_id})]


def _held(session: Session, cluster_id: int) -> Sequence[Approved]:
    held: dict[int, Sequence[Approved]] = session.info.setdefault(_HELD, {})
    if cluster_id not in held:
        # First the wait, then the reading: one statement that did both would read as of before the wait.
        hold(session, select(Scheme.id).where(Scheme.cluster_id == cluster_id).order_by(Scheme.id))
        held[cluster_id] = _approved(session, cluster_id)
    return held[cluster_id]


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


@event.listens_for(Session, "after_soft_rollback")
def _lose_hold(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint that is rolled back lets go of what was locked since."""
    session.info.pop(_HELD, None)


@event.listens_for(RuleSet, "after_insert")
@event.listens_for(RuleSet, "after_update")
def _read_again(mapper: Any, connection: Any, rule_set: RuleSet) -> None:
    """Who holds the rules still may lay down new ones in the same transaction."""
    session = object_session(rule_set)
    if session is not None:
        session.info.pop(_HELD, None)
