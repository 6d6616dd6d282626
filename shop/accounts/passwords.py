"""Passwords and their hashes: Argon2id with OWASP's smallest recommended memory (19 MiB, two passes, one lane)."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from shop.kernel.refusals import Refused

SHORTEST, LONGEST = 10, 256

PasswordHash = NewType("PasswordHash", str)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str, *, field: str = "password") -> PasswordHash:
    """The salted hash of a new password; raises ``Refused`` when it is too short or too long to be one."""
    if len(password) < SHORTEST:
        raise Refused(_l("A password has at least %(count)d characters.", count=SHORTEST), field=field)
    if len(password) > LONGEST:
        raise Refused(_l("A password has at most %(count)d characters.", count=LONGEST), field=field)
    return rehashed(password)


def rehashed(password: str) -> PasswordHash:
    """The hash with today's parameters of a password that somebody has already."""
    return PasswordHash(_hasher.hash(_plain(password)))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password of this hash. Without a hash it is not, and takes as long to say so."""
    try:
        return (
            _hasher.verify(password_hash or _nobodys(), _plain(password[: LONGEST + 1])) and password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody signs in with this")


def _plain(password: str) -> str:
    """The same password however the keyboard composed it."""
    return unicodedata.normalize("NFKC", password)
