"""Who may read which report: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor
from shop.tally.policies import may_read_ledger


def sells_for_a_county(actor: Actor) -> bool:
    """The office of an aided county, of what is bought of its produce."""
    return actor.is_county and actor.county_code is not None


def may_read_reach(actor: Actor) -> bool:
    """Whoever oversees purchases, and a unit that buys: each of what they may see."""
    return may_read_ledger(actor)


def sees_rosters(actor: Actor) -> bool:
    """Who may look at the rosters themselves is told of small groups too."""
    return actor.is_county or actor.is_operator


def may_have_files(actor: Actor) -> bool:
    """Whoever may ask for more than they can wait for; which files are theirs, the queries say."""
    return may_read_ledger(actor)
