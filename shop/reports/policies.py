"""Who may read which report: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor
from shop.tally.policies import may_decide_rules, may_read_ledger, may_see_figures


def sells_for_a_county(actor: Actor) -> bool:
    """The office of an aided county, of what is bought of its produce."""
    return actor.is_county and actor.county_code is not None


def may_read_reach(actor: Actor) -> bool:
    """Whoever oversees purchases, and a unit that buys: each of what they may see."""
    return may_read_ledger(actor)


def sees_rosters(actor: Actor) -> bool:
    """Who may look at all rosters is told of small groups too; a county office sees only those of its own suppliers,
    and its produce is sold by others as well.
    """
    return actor.is_operator


def may_have_files(actor: Actor) -> bool:
    """Whoever may ask for more than they can wait for; which files are theirs, the queries say."""
    return may_read_ledger(actor)


def may_get_digest(actor: Actor) -> bool:
    """Whoever works for a unit, and officials of the donor side: who has a target, or answers for one."""
    return actor.is_official or may_see_figures(actor)


def may_see_bulletins(actor: Actor) -> bool:
    """Officials of the donor side, whoever works for a unit that they write to, and the operator."""
    return actor.is_official or actor.is_operator or may_see_figures(actor)


def may_issue_bulletins(actor: Actor) -> bool:
    """Officials of the donor side, of their own branch: one proposes, another one of them signs."""
    return actor.is_official


def may_publish(actor: Actor) -> bool:
    """Officials of the cluster and of the unit that leads it: one proposes what is published, another decides."""
    return actor.cluster_id is not None and may_decide_rules(actor, actor.cluster_id, leads=actor.leads)
