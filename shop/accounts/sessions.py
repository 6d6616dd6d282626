"""Signed-in sessions: they hold the person's session key, which a new password ends, and keep what a visitor had."""

from __future__ import annotations

from flask import session
from flask_login import UserMixin, login_user, logout_user

from shop.accounts.models import Person

LANGUAGE, BASKET, MEMBERSHIP = "language", "basket", "membership_id"


class Holder(UserMixin):
    """Whoever holds a session, known by their session key."""

    def __init__(self, session_key: str) -> None:
        self.session_key = session_key

    def get_id(self) -> str:
        """What the session keeps."""
        return self.session_key


def begin(person: Person) -> None:
    """A session of this person's own: of what the visitor had, only the language and the basket stay."""
    _keep(LANGUAGE, BASKET)
    login_user(Holder(person.session_key))


def go_on(person: Person) -> None:
    """The same session under the new key, after a change of password."""
    _keep(LANGUAGE, BASKET, MEMBERSHIP)
    login_user(Holder(person.session_key))


def end() -> None:
    """Nobody is signed in any more; the language stays."""
    logout_user()
    _keep(LANGUAGE)


def _keep(*names: str) -> None:
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True
