"""Making something once: a key in the form, bound to who sends it, the route and a digest of the body.

The same again leads to the first result; the same key with another body is refused and names the first, and the form
that comes back has a new key: whoever wants the second thing as well sends it again.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Actor
from shop.kernel.columns import Moment
from shop.kernel.refusals import Refused
from shop.web.forms import ShopForm, refusals_on
from shop.web.guards import actor

FIELD = "once"
KEY = re.compile(r"[\w-]{16,43}", re.ASCII)
NOT_PART_OF_THE_BODY = frozenset({FIELD, "csrf_token"})
FORGET_AFTER = timedelta(days=30)
MOST_FORGOTTEN = 500


class Submission(db.Model):
    """A form that was sent with a key, and where it led; ``owner`` is who sent it, and on whose behalf."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    route: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


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


def key_in_hand() -> str:
    """The key of the form in hand; empty if it has none, or nothing that could be one."""
    key = request.form.get(FIELD, "")
    return key if KEY.fullmatch(key) else ""


def digest() -> str:
    """A keyed digest of what the form in hand says and to which address, whatever the order of its fields; files
    included. Keyed, because a form may hold an ID number, of which there are few enough to try them all.
    """
    said = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_PART_OF_THE_BODY]
    said += [(name, _digest_of(file)) for name, file in request.files.items(multi=True)]
    said.sort()
    key = str(current_app.secret_key).encode()
    return hmac.new(key, repr((request.path, said)).encode(), hashlib.sha256).hexdigest()


def _digest_of(file: FileStorage) -> str:
    """What is in a file that was sent; whoever reads it next begins at its beginning."""
    found = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # a stream of bytes
    file.stream.seek(0)
    return found


def do(form: ShopForm, deed: Callable[[], str], *, owner: str | None = None, again: Any = None) -> Response | None:
    """Do what a valid form asks for, once, and go where ``deed`` says; nothing when the form has to be shown again.

    ``deed`` may raise ``Refused``, which comes back on the form. ``owner`` is who sends it if that is not the actor.
    ``again`` is a sentence for who sends it a second time and might expect a second result.
    """
    if form.validate_on_submit():
        with refusals_on(form):
            claimed = claim(owner or owner_of(actor()))
            if claimed.outcome is None:
                return claimed.commit(deed())
            if again is not None:
                flash(again, "info")
            return redirect(claimed.outcome)
    return None


def owner_of(actor: Actor) -> str:
    """Who sends a form, and on whose behalf."""
    return f"{actor.person_id}/{actor.membership_id}"


def claim(owner: str) -> Claim:
    """Claim the key of the form in hand; a concurrent twin waits here for the first to end. Raises ``Refused``.

    A form without a key is refused as well: otherwise leaving it out would be the way round.
    """
    key = key_in_hand()
    if not key:
        raise Refused(_l("This form was incomplete. Nothing was changed: reload the page and send it again."))
    row = {
        "key": key,
        "owner": owner,
        "route": str(request.endpoint),
        "digest": digest(),
        "outcome": None,
        "at": clock.now(),
    }
    if dialects.insert_unless_there(db.session(), Submission.__table__, ["key"], row):
        return Claim(key)
    first = db.session.execute(select(Submission).where(Submission.key == key)).scalar_one()
    if (first.owner, first.route, first.digest) != (row["owner"], row["route"], row["digest"]):
        g.key_is_spent = True
        raise Refused(
            _l(
                "This form was sent before with other contents, and led to %(outcome)s. Nothing was changed now: "
                "if you want this as well, send it again.",
                outcome=(first.outcome if first.owner == owner else None) or "–",
            )
        )
    return Claim(key, first.outcome)


def forget() -> int:
    """Keys of forms that nobody will send again are thrown away, a batch at a time. Returns how many."""
    old = select(Submission.key).where(Submission.at < clock.now() - FORGET_AFTER).order_by(Submission.at)
    keys = list(db.session.execute(dialects.locked(old.limit(MOST_FORGOTTEN), skip=True)).scalars())
    db.session.execute(delete(Submission).where(Submission.key.in_(keys)).execution_options(synchronize_session=False))
    return len(keys)


def key_for_form() -> str:
    """The key of a form that is shown: the one it came with, unless that has led somewhere; else a fresh one."""
    return (not g.get("key_is_spent") and key_in_hand()) or str(g.get("key_place") or new_key())


def init_app(app: Flask) -> None:
    """Give templates the key for a new form."""
    app.jinja_env.globals["once_key"] = key_for_form
