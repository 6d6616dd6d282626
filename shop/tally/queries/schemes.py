"""Yardsticks, and the rules in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.tally.models import Scheme


def schemes_of(cluster_id: int | None) -> Sequence[Scheme]:
    """A cluster's yardsticks, the first one first; none for no single cluster."""
    if cluster_id is None:
        return ()
    asked = select(Scheme).where(Scheme.cluster_id == cluster_id).order_by(Scheme.id)
    return db.session.execute(asked).scalars().all()


def chosen(schemes: Sequence[Scheme], code: str | None) -> Scheme | None:
    """The yardstick of that code, or the first one; raises ``NotYours`` for a code that is none of them."""
    if code is None:
        return schemes[0] if schemes else None
    for scheme in schemes:
        if scheme.code == code:
            return scheme
    raise NotYours
