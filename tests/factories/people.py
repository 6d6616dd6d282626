"""People who can sign in, all with one password."""

from functools import cache
from typing import Any

from shop.accounts.models import Person
from shop.accounts.passwords import PasswordHash, hash_password
from shop.accounts.services import register
from tests.factories.counting import next_number

PASSWORD = "mountain-goods-2026"


@cache
def password_hash() -> PasswordHash:
    """The hash of everybody's password, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


def a_person(name: str = "沈岚清", *, email: str | None = None, **particulars: Any) -> Person:
    """Somebody who signs in with an address of their own and `PASSWORD`; `phone` as a particular."""
    email = email or f"person-{next_number()}@people.example"
    return register(name, password_hash(), email=email, by=None, **particulars)
