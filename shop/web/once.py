"""Making something once: a key in the form, bound to the actor, the route and a digest of the body.

The same again leads to the first result; the same key with another body is refused and names the first.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, redirect, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Actor
from shop.kernel.columns import Identity, Moment
from shop.kernel.refusals import Refused

FIELD = "once"
KEY = re.compile(r"[\w-]{16,43}", re.ASCII)
NOT_PART_OF_THE_BODY = frozenset({FIELD, "csrf_token"})


class Submission(db.Model):
    """A form that was sent with a key, and where it led."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    person_id: Mapped[int] = mapped_column(Identity)
    route: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Claim:
    """A claimed key; ``outcome`` is where the same form led before, if it was sent before."""

    key: str
    outcome: str | None = None

    def commit(self, outcome: str) -> Response:
        """Note where it led, in the same transaction as what was made; then commit and go there."""
        db.session.execute(update(Submission).where(Submission.key == self.key).values(outcome=outcome))
        db.session.commit()
        return redirect(outcome)


def new_key() -> str:
    """A fresh key for a form that makes something."""
    return secrets.token_urlsafe(24)


def digest() -> str:
    """A digest of what the form in hand says and to which address, whatever the order of its fields."""
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_PART_OF_THE_BODY)
    return hashlib.sha256(repr((request.path, said)).encode()).hexdigest()


def claim(actor: Actor) -> Claim:
    """Claim the key of the form in hand; a concurrent twin waits here for the first to end. Raises ``Refused``.

    A form without a key is refused as well: otherwise leaving it out would be the way round.
    """
    key = request.form.get(FIELD, "")
    if not KEY.fullmatch(key):
        raise Refused(_l("This form was incomplete. Nothing was changed: reload the page and send it again."))
    row = {
        "key": key,
        "person_id": actor.person_id,
        "route": str(request.endpoint),
        "digest": digest(),
        "outcome": None,
        "at": clock.now(),
    }
    if dialects.insert_unless_there(db.session(), Submission.__table__, ["key"], row):
        return Claim(key)
    first = db.session.execute(select(Submission).where(Submission.key == key)).scalar_one()
    if (first.person_id, first.route, first.digest) != (row["person_id"], row["route"], row["digest"]):
        raise Refused(
            _l(
                "This form was sent before with other contents, and led to %(outcome)s. Nothing was changed now.",
                outcome=first.outcome or "–",
            )
        )
    return Claim(key, first.outcome)


def init_app(app: Flask) -> None:
    """Give templates the key for a new form: the one typed before, when the form comes back."""
    app.jinja_env.globals["once_key"] = lambda: request.form.get(FIELD) or new_key()
