"""Numbers that people read out on the phone: the day and five signs that cannot be mistaken or guessed."""

from __future__ import annotations

import random
import secrets
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.kernel import clock

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5
DRAWS = 5


class _Draw:
    source: random.Random = secrets.SystemRandom()


def draw_from(source: random.Random | None) -> None:
    """Let the demo and tests draw the same numbers again; refused where the clock cannot be set either."""
    if source is not None and not clock.may_be_set():
        raise clock.ClockIsReal("numbers are drawn at random where figures are real")
    _Draw.source = source or secrets.SystemRandom()


def new_number(prefix: str = "") -> str:
    """Such as ``261123-7K3QF``; ``prefix`` goes before it. Unique by constraint, not by hope."""
    drawn = "".join(_Draw.source.choice(SIGNS) for _ in range(LENGTH))
    return f"{prefix}{clock.today():%y%m%d}-{drawn}"


def enter_numbered(session: Session, row: Any, prefix: str = "") -> None:
    """Write a row under a ``number`` that no other has; two drawn alike on one day are rare, and drawn again."""
    for draw in range(DRAWS):
        row.number = new_number(prefix)
        try:
            with session.begin_nested():
                session.add(row)
            return
        except IntegrityError:
            if draw == DRAWS - 1:
                raise
