"""Reading people and their attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from shop.accounts.models import Person, SignInAttempt
from shop.extensions import db


def person_by_name(name: str) -> Person | None:
    """Who signs in by this e-mail address or phone number, as `names.read_name` gives it."""
    asked = select(Person).where(or_(Person.email == name, Person.phone == name), Person.active.is_(True))
    return db.session.execute(asked).scalar_one_or_none()


def failures_since(name: str, moment: datetime) -> int:
    """How often signing in under a name has failed since a moment, and since it last succeeded."""
    theirs = SignInAttempt.name == name
    last = select(func.max(SignInAttempt.id)).where(theirs, SignInAttempt.succeeded.is_(True)).scalar_subquery()
    asked = select(func.count()).where(
        theirs,
        SignInAttempt.at > moment,
        SignInAttempt.succeeded.is_(False),
        SignInAttempt.id > func.coalesce(last.correlate(None), 0),
    )
    return db.session.execute(asked).scalar_one()
