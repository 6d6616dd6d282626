"""Agreeing on what terms a unit buys on account: asked for by one person, decided by another of the operator."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.organisations.queries import operators
from shop.payments.models import PaymentTerms
from shop.payments.terms import LONGEST


def ask_for_terms(unit_id: int, days: int, limit: Money | None, reason: str, *, by: Actor) -> PaymentTerms:
    """A unit would pay within so many days, and owe so much at most. It holds once the operator has approved it."""
    if not 0 <= days <= LONGEST:
        raise Refused(_l("Between 0 and %(most)d days can be agreed.", most=LONGEST), field="days")
    if limit is not None and limit.fen < 0:
        raise Refused(_l("A limit cannot be less than nothing."), field="credit_limit")
    if not reason.strip():
        raise Refused(_l("Please say why: the operator decides by it."), field="reason")
    unit = db.session.execute(locked(select(Unit.__table__.c.cluster_id).where(Unit.__table__.c.id == unit_id)))
    waiting = select(PaymentTerms.id).where(PaymentTerms.unit_id == unit_id, PaymentTerms.decided_at.is_(None))
    if db.session.execute(waiting).first():
        raise Refused(_l("Terms that were asked for before still wait for the operator."))
    terms = PaymentTerms(
        cluster_id=unit.scalar_one(),
        unit_id=unit_id,
        days=days,
        credit_limit=limit,
        reason=reason.strip(),
        asked_by_id=by.person_id,
        asked_at=clock.now(),
    )
    db.session.add(terms)
    db.session.flush()
    details = {"days": days, "limit": limit.fen if limit else None}
    record(by, "terms.asked", "payment_terms", terms.id, cluster_id=terms.cluster_id, **details)
    for operator_id in operators():
        tell(operator_id, "terms_asked", subject=("terms", ""), unit=by.organisation_name)
    return terms


def approve_terms(terms: PaymentTerms, *, by: Actor) -> None:
    """From now on new debts of the unit are due by these terms; what is owed already keeps its day."""
    _decide(terms, None, by=by)


def refuse_terms(terms: PaymentTerms, reason: str, *, by: Actor) -> None:
    """The terms stay as they were, and the unit reads why."""
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")
    _decide(terms, reason.strip(), by=by)


def _decide(terms: PaymentTerms, refused_because: str | None, *, by: Actor) -> None:
    db.session.refresh(terms, with_for_update=True)
    if not terms.waits:
        raise Refused(_l("This has already been decided."))
    if terms.asked_by_id == by.person_id:
        raise Refused(_l("The person who proposed this cannot approve it: a second person must."))
    terms.decided_by_id, terms.decided_at, terms.refused_because = by.person_id, clock.now(), refused_because
    db.session.flush()
    said = "approved" if refused_because is None else "refused"
    details: dict[str, Any] = {"reason": refused_because} if refused_because else {}
    record(by, f"terms.{said}", "payment_terms", terms.id, cluster_id=terms.cluster_id, **details)
    tell(terms.unit_id, f"terms_{said}", subject=("terms", ""), **details)
