"""Who may read what of the tally: pure questions. What of it is theirs to see, `queries.scopes` says."""

from __future__ import annotations

from shop.kernel.actor import Actor
from shop.ordering.policies import is_of_a_leaf


def may_see_board(actor: Actor) -> bool:
    """Officials of the donor side, of a supervising department, of an aided county; the operator."""
    return actor.is_official or actor.is_county or actor.is_operator


def may_see_targets(actor: Actor) -> bool:
    """Officials of the donor side and the operator: targets are no business of the aided side."""
    return actor.is_official or actor.is_operator


def may_see_figures(actor: Actor) -> bool:
    """Whoever buys, receives, approves or pays for a unit sees the unit's own figures."""
    return is_of_a_leaf(actor) and actor.is_buyer


def may_read_ledger(actor: Actor) -> bool:
    """Whoever sees figures may open them down to their entries."""
    return may_see_board(actor) or may_see_figures(actor)
