"""Registering people, letting them in, and changing their passwords. Nothing here commits."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from shop.accounts import passwords
from shop.accounts.events import PersonSignedIn
from shop.accounts.models import Person, SignInAttempt
from shop.accounts.names import checked_email, checked_phone, read_name
from shop.accounts.passwords import PasswordHash, hash_password
from shop.accounts.queries import failures_since, person_by_name
from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import Refused

MOST_FAILURES = 5
FAILURES_COUNT_FOR = timedelta(minutes=15)
LONGEST_NAME = 120


def register(
    name: str,
    password_hash: PasswordHash,
    *,
    email: str | None = None,
    phone: str | None = None,
    by: Actor | None,
) -> Person:
    """A new person, who signs in by e-mail address or phone number; `hash_password` makes and checks the hash."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Refused(_l("A name has between 1 and %(count)d characters.", count=LONGEST_NAME), field="name")
    if not email and not phone:
        raise Refused(_l("An e-mail address or a phone number is needed to sign in."), field="email")
    person = Person(
        name=name.strip(),
        email=checked_email(email) if email else None,
        phone=checked_phone(phone) if phone else None,
        password_hash=password_hash,
        session_key=_new_session_key(),
        created_at=clock.now(),
    )
    _check_free(person)
    db.session.add(person)
    db.session.flush()
    record(by, "person.registered", "person", person.id, name=person.name)
    return person


def open_account(name: str, email: str, password: str, address: str | None) -> Person | None:
    """Somebody makes an account for themselves. Whoever has one with this password already is let in instead.

    Nothing is said about an address that is known to somebody else: nobody is returned, as for a wrong password at
    signing in, and it counts as one. That attempt is to be committed.
    """
    wanted = checked_email(email)
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Refused(_l("A name has between 1 and %(count)d characters.", count=LONGEST_NAME), field="person")
    if read_name(password) == wanted:
        raise Refused(_l("Your e-mail address or phone number cannot be your password."), field="password")
    hashed = hash_password(password)
    if db.session.execute(select(Person.id).where(Person.email == wanted)).first():
        return sign_in(wanted, password, address)
    return register(name, hashed, email=wanted, by=None)


def sign_in(name: str, password: str, address: str | None, *, visitor: str | None = None) -> Person | None:
    """The person of that name and password, or nobody; either way the attempt is to be committed.

    After five failures in fifteen minutes under one name it is ``Refused`` without looking, and not counted as another.
    ``address`` is the network address asked from, ``visitor`` the token of a basket filled before.
    """
    name = read_name(name)
    _check_failures(name)
    person = person_by_name(name)
    right = passwords.matches(password, person.password_hash if person else None)
    _note(name, address, succeeded=right)
    if person is None or not right:
        return None
    if passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.rehashed(password)
    publish(PersonSignedIn(person.id, visitor))
    return person


def prove(person: Person, password: str, address: str | None) -> bool:
    """Whether somebody who is signed in knows their present password; either way the attempt is to be committed.

    Guesses count as those at signing in do: whoever finds a session open may not go on guessing there.
    """
    name = person.email or person.phone or ""
    _check_failures(name, field="old")
    right = passwords.matches(password, person.password_hash)
    _note(name, address, succeeded=right)
    return right


def change_password(person: Person, old: str, new: str, *, by: Actor | None) -> None:
    """A new password; every session begun with the old one ends."""
    if not passwords.matches(old, person.password_hash):
        raise Refused(_l("This is not your current password."), field="old")
    if read_name(new) in (person.email, person.phone):
        raise Refused(_l("Your e-mail address or phone number cannot be your password."), field="new")
    if passwords.matches(new, person.password_hash):
        raise Refused(_l("This is already your current password."), field="new")
    person.password_hash = hash_password(new, field="new")
    person.session_key = _new_session_key()
    db.session.flush()
    record(by, "person.password_changed", "person", person.id)


def _check_failures(name: str, *, field: str | None = None) -> None:
    if failures_since(name, clock.now() - FAILURES_COUNT_FOR) >= MOST_FAILURES:
        sentence = _l("Too many attempts for this account. Please try again in 15 minutes.")
        raise Refused(sentence, field=field)


def _note(name: str, address: str | None, *, succeeded: bool) -> None:
    db.session.add(SignInAttempt(name=name, address=address, at=clock.now(), succeeded=succeeded))
    db.session.flush()


def _new_session_key() -> str:
    return secrets.token_urlsafe(32)


def _check_free(person: Person) -> None:
    taken = [Person.email == person.email] if person.email else []
    taken += [Person.phone == person.phone] if person.phone else []
    for other in db.session.execute(select(Person).where(or_(*taken))).scalars():
        field = "email" if person.email and other.email == person.email else "phone"
        raise Refused(_l("This e-mail address or phone number is already in use."), field=field)
