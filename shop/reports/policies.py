"""Who may read which report: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor


def sells_for_a_county(actor: Actor) -> bool:
    """The office of an aided county, of what is bought of its produce."""
    return actor.is_county and actor.county_code is not None
