"""Who may read what of the tally: pure questions. What of it is theirs to see, `queries.scopes` says."""

from __future__ import annotations

from collections.abc import Sequence

from shop.kernel.actor import Actor, Role
from shop.ordering.policies import is_of_a_leaf
from shop.tally.filing import FilingKind, Side
from shop.tally.offline.life import Party


def may_see_board(actor: Actor) -> bool:
    """Officials of the donor side, of a supervising department, of an aided county; the operator."""
    return actor.is_official or actor.is_county or actor.is_operator


def may_see_waterfall(actor: Actor) -> bool:
    """What was ordered and did not come to count: the donor side and the operator, and a unit of its own orders."""
    return may_see_targets(actor) or may_see_figures(actor)


def may_see_targets(actor: Actor) -> bool:
    """Officials of the donor side and the operator: targets are no business of the aided side."""
    return actor.is_official or actor.is_operator


def may_see_figures(actor: Actor) -> bool:
    """Whoever buys, receives, approves or pays for a unit sees the unit's own figures."""
    return is_of_a_leaf(actor) and actor.is_buyer


def may_read_ledger(actor: Actor) -> bool:
    """Whoever sees figures may open them down to their entries."""
    return may_see_board(actor) or may_see_figures(actor)


def may_see_waiting(actor: Actor) -> bool:
    """What is not invoiced or not paid: the unit itself, its officials, the operator; no business of the aided side."""
    return may_see_targets(actor) or may_see_figures(actor)


def may_decide_rules(actor: Actor, cluster_id: int, *, leads: bool) -> bool:
    """Propose and approve rules of counting: officials of the cluster and, if theirs ``leads`` it, of the lead unit."""
    of_lead_unit = leads and actor.cluster_id == cluster_id
    return actor.is_official and (actor.organisation_id == cluster_id or of_lead_unit)


def may_file_target(actor: Actor, path: Sequence[int]) -> bool:
    """Whoever buys for the unit itself, and officials of it and of what stands above it.

    ``path`` runs from the cluster down to the unit.
    """
    own = actor.organisation_id == path[-1] and actor.is_buyer
    return own or (actor.is_official and actor.organisation_id in path)


def may_approve_target(actor: Actor, path: Sequence[int]) -> bool:
    """Officials one level above the unit; above a cluster there is nobody, so its own."""
    superior = path[-2] if len(path) > 1 else path[-1]
    return actor.is_official and actor.organisation_id == superior


def may_split_target(actor: Actor, path: Sequence[int]) -> bool:
    """Officials of the parent itself: one proposes the split of its target, another approves it."""
    return actor.is_official and actor.organisation_id == path[-1]


def sides_of(actor: Actor, kind: FilingKind, path: Sequence[int]) -> list[Side]:
    """On which sides of a filing the actor stands; ``path`` runs from the cluster down to the unit it is of."""
    if kind is FilingKind.SPLIT:
        return [Side.FILING, Side.SUPERIOR] if may_split_target(actor, path) else []
    filing = [Side.FILING] if may_file_target(actor, path) else []
    return filing + ([Side.SUPERIOR] if may_approve_target(actor, path) else [])


def may_see_filings(actor: Actor) -> bool:
    """Whoever sees targets, and whoever sees a unit's own figures: what is filed about them."""
    return may_see_targets(actor) or may_see_figures(actor)


def may_split_targets(actor: Actor) -> bool:
    """Officials of a node that has others below it; of which one, the page asks."""
    return actor.is_official and actor.level != "leaf"


def may_see_offline(actor: Actor) -> bool:
    """Whoever sees a unit's figures sees what it bought elsewhere; no business of the aided side."""
    return may_see_waiting(actor)


def may_enter_offline(actor: Actor) -> bool:
    """Buyers and finance of a unit that buys, and officials of the donor side for units below them."""
    return actor.is_official or (is_of_a_leaf(actor) and actor.has(Role.BUYER, Role.FINANCE))


def offline_parties(actor: Actor, path: Sequence[int]) -> frozenset[Party]:
    """As whom somebody acts on what a unit bought elsewhere; ``path`` runs from the cluster down to the unit."""
    parties = set()
    official = actor.is_official and actor.organisation_id in path
    if official or (actor.organisation_id == path[-1] and actor.has(Role.BUYER, Role.FINANCE)):
        parties.add(Party.KEEPER)
    if may_approve_target(actor, path):
        parties.add(Party.SUPERIOR)
    elif official and actor.organisation_id in path[:-1]:
        parties.add(Party.HIGHER)
    return frozenset(parties)
