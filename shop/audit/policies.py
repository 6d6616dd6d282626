"""Who may read the whole trail."""

from __future__ import annotations

from shop.kernel.actor import Actor


def may_read_trail(actor: Actor) -> bool:
    """The operator; everybody else reads the trail of what is theirs on its own page."""
    return actor.is_operator
