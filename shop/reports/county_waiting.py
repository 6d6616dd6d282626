"""What waits for a county's office, asked of four rooms at once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from shop.catalogue.queries import capacity, desk
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.organisations.queries import applications, rosters


class Waiting(NamedTuple):
    """How many of each wait to be recommended, looked at or confirmed."""

    applications: int
    listings: int
    capacities: int
    rosters: int


def waiting_for(actor: Actor) -> Waiting:
    """Of the actor's own county. One statement."""
    code = str(actor.county_code)
    asked = (
        applications.count_waiting(actor),
        desk.count_waiting(actor),
        capacity.count_waiting(code),
        rosters.count_waiting(code),
    )
    return Waiting(*db.session.execute(select(*(one.scalar_subquery() for one in asked))).one())
