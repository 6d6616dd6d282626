"""Stripe's reports: verified by their signature, kept as they came, then handled once.

Whoever handles a report claims it first and commits the claim, so that a crash leaves it for later; asks Stripe, where
that is needed, with no transaction open; and books in one transaction together with the report's state. Like the desk,
this module commits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe
import structlog
from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Role
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.organisations.queries import operators
from shop.payments import reports
from shop.payments.asking import NotSetUp, OutOfReach
from shop.payments.models import InboxEvent
from shop.payments.services.online import Outcome
from shop.payments.words_online import EventState, Why

TOLERANCE = 300
"""Seconds for which a signature is believed."""

CLAIMED_FOR = timedelta(minutes=2)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440, 2880))
"""How long a report that failed waits before it is tried again; after the last only by hand."""

AT_ONCE = 50
OPEN = (EventState.RECEIVED, EventState.FAILED)

log = structlog.get_logger("shop.inbox")


class Unsigned(Exception):
    """A delivery that Stripe did not sign, or too long ago: nothing of it is kept."""


def receive(raw: bytes, signature: str | None) -> int:
    """Keep a delivery as it came, once. Commits. Raises ``Unsigned``. Returns the number of the line it has here."""
    try:
        secret = current_app.config["STRIPE_WEBHOOK_SECRET"]
        stripe.WebhookSignature.verify_header(raw, signature, secret, TOLERANCE)
        event = json.loads(raw)
        line = _line(event, raw.decode())
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unsigned from error
    if not dialects.insert_unless_there(db.session(), InboxEvent.__table__, ["event_id"], line):
        again = update(InboxEvent).where(InboxEvent.event_id == line["event_id"])
        db.session.execute(again.values(deliveries=InboxEvent.deliveries + 1))
    event_id = db.session.execute(select(InboxEvent.id).where(InboxEvent.event_id == line["event_id"])).scalar_one()
    db.session.commit()
    return event_id


def handle(event_id: int) -> InboxEvent:
    """Handle a report if it is still to be handled and nobody else is at it. Commits."""
    event = _claimed(event_id)
    if event is not None:
        outcome = _tried(event.kind, json.loads(event.payload), event_id)
        _keep(event_id, outcome)
    return db.session.get_one(InboxEvent, event_id)


def try_again(event_id: int) -> InboxEvent:
    """Handle it now, though its turn has not come, or it was given up. Commits."""
    again = update(InboxEvent).where(InboxEvent.id == event_id, InboxEvent.state.in_(OPEN))
    db.session.execute(again.values(next_try_at=None))
    db.session.commit()
    return handle(event_id)


def handle_due() -> int:
    """Every report whose turn has come. Commits after each. Returns how many were tried."""
    due: Sequence[int] = db.session.execute(
        select(InboxEvent.id)
        .where(
            or_(
                (InboxEvent.state == EventState.RECEIVED) & _turn_has_come(),
                (InboxEvent.state == EventState.FAILED) & (InboxEvent.next_try_at <= clock.now()),
            )
        )
        .order_by(InboxEvent.made_at, InboxEvent.id)
        .limit(AT_ONCE)
    ).scalars().all()  # fmt: skip
    db.session.rollback()
    for event_id in due:
        handle(event_id)
    return len(due)


def _turn_has_come() -> Any:
    return or_(InboxEvent.next_try_at.is_(None), InboxEvent.next_try_at <= clock.now())


def _line(event: Any, payload: str) -> dict[str, Any]:
    """A report as a row; raises for what is no event of Stripe's."""
    thing = event["data"]["object"]
    labels = thing.get("metadata") or {}
    if event["object"] != "event":
        raise ValueError(event["object"])
    return {
        "event_id": str(event["id"])[:255],
        "kind": str(event["type"])[:100],
        "subject": str(thing.get("id") or "")[:255],
        "order_number": str(labels.get("order") or "")[:40],
        "made_at": datetime.fromtimestamp(event["created"], UTC),
        "received_at": clock.now(),
        "payload": payload,
        "state": EventState.RECEIVED,
        "attempts": 0,
        "deliveries": 1,
    }


def _claimed(event_id: int) -> InboxEvent | None:
    """The report, held for as long as handling may take; nothing if it is done, or somebody is at it."""
    asked = select(InboxEvent).where(InboxEvent.id == event_id)
    event = db.session.execute(dialects.locked(asked)).scalar_one()
    held = event.next_try_at is not None and event.next_try_at > clock.now()
    if not event.is_open or held:
        db.session.rollback()
        return None
    event.attempts += 1
    event.next_try_at = clock.now() + CLAIMED_FOR
    db.session.commit()
    return event


def _tried(kind: str, event: dict[str, Any], event_id: int) -> Outcome:
    """What became of it; what goes wrong undoes everything and is a reason to try again."""
    try:
        deployment = current_app.config["DEPLOYMENT"]
        more = reports.ask_more(kind, event["data"]["object"], deployment)
        again = db.session.execute(dialects.locked(select(InboxEvent).where(InboxEvent.id == event_id))).scalar_one()
        if not again.is_open:  # it took so long that another has handled it meanwhile
            return again.state, again.why
        outcome = reports.hear(kind, event, more, deployment)
        db.session.flush()
        return outcome
    except (OutOfReach, NotSetUp):
        why = Why.OUT_OF_REACH
    except Refused as refusal:
        log.warning("inbox", report=event_id, refused=type(refusal).__name__)
        why = Why.BOOKS_REFUSED
    except (SQLAlchemyError, RuntimeError) as error:
        log.error("inbox", report=event_id, kind=type(error).__name__)
        why = Why.BROKEN
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        log.error("inbox", report=event_id, kind=type(error).__name__)
        why = Why.UNREADABLE
    db.session.rollback()
    return EventState.FAILED, why


def _keep(event_id: int, outcome: Outcome) -> None:
    """Note what became of it, in the same transaction as what was booked."""
    event = db.session.get_one(InboxEvent, event_id)
    event.state, event.why = outcome
    event.next_try_at = None
    if event.state is EventState.REFUSED:
        number = event.order_number or event.event_id
        for operator in operators():
            tell(operator, "stripe_refused", subject=("inbox", event.event_id), role=Role.OPERATOR, number=number)
    if event.state is EventState.FAILED:
        tried = event.attempts
        event.next_try_at = clock.now() + BACK_OFF[tried - 1] if tried <= len(BACK_OFF) else None
    else:
        event.handled_at = clock.now()
    db.session.commit()
