"""From a session to an actor: one query a request, and none for visitors."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, session
from flask_login import current_user

from shop.accounts.sessions import MEMBERSHIP, Holder
from shop.extensions import login
from shop.kernel.actor import Actor
from shop.organisations.queries import HeldMembership, SignedIn, actor_from, signed_in
from shop.organisations.words import roles_in_words
from shop.web.guards import LOADER, current_actor
from shop.web.language import current

SIGNED_IN = "_user_id"
"""Where flask-login keeps who is signed in; there are no other ways, so without it nobody need be looked for."""


class Account(Holder):
    """Somebody signed in, with all for whom they may act."""

    def __init__(self, session_key: str, who: SignedIn) -> None:
        super().__init__(session_key)
        self.who = who


@dataclass(frozen=True, slots=True)
class Choice:
    """A membership as the account menu offers it, in the reader's language."""

    id: int
    organisation_name: str
    roles_label: str


def init_app(app: Flask) -> None:
    """Let flask-login and the guards find out who is there, and tell the templates."""
    login.session_protection = None  # phones change their address all the time; the session key is what protects
    login.user_loader(_load)
    app.extensions[LOADER] = _acting

    @app.context_processor
    def tell() -> dict[str, object]:
        return {
            "actor": current_actor(),
            "acting_for": own_name(),
            "memberships": choices(),
            "demo_mode": app.config["DEMO"],
        }


def who() -> SignedIn | None:
    """Who is signed in, whether or not there is anybody they may act for; nobody is, whose session names nobody."""
    if SIGNED_IN not in session:
        return None
    return current_user.who if isinstance(current_user._get_current_object(), Account) else None


def choices() -> list[Choice]:
    """For whom the person signed in may act."""
    somebody = who()
    return [_choice(membership) for membership in somebody.memberships] if somebody else []


def own_name() -> str:
    """What the organisation one acts for is called in the reader's language."""
    membership = _held()
    return membership.named(current()) if membership else ""


def _load(session_key: str) -> Account | None:
    somebody = signed_in(session_key)
    return Account(session_key, somebody) if somebody else None


def _acting() -> Actor | None:
    membership = _held()
    return actor_from(membership) if membership else None


def _held() -> HeldMembership | None:
    """The membership of this session, which keeps it: when it ends, nobody acts for another unless they choose to."""
    somebody = who()
    held = somebody.acting(session.get(MEMBERSHIP)) if somebody else None
    if held is not None and MEMBERSHIP not in session:
        session[MEMBERSHIP] = held.id
    return held


def _choice(membership: HeldMembership) -> Choice:
    return Choice(membership.id, membership.named(current()), roles_in_words(membership.roles, current()))
