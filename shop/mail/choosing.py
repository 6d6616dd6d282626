"""What somebody is mailed, by what they chose and by what they do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shop.kernel.actor import Role
from shop.mail.words import DAILY, Group, How

PAYERS = frozenset({Role.FINANCE, Role.MANAGER})
AT_ONCE = frozenset({Group.APPROVALS, Group.TO_CONFIRM})
"""What waits for somebody to do something, and holds others up meanwhile."""


def usual(group: Group, roles: Collection[Role]) -> How:
    """How somebody with these roles is told, as long as they have not chosen: what is overdue at once if they pay."""
    urgent = group in AT_ONCE or group is Group.DIGEST or (group is Group.OVERDUE and not PAYERS.isdisjoint(roles))
    return How.AT_ONCE if urgent else How.DAILY


def how(group: Group, roles: Collection[Role], choices: Mapping[str, str] | None) -> How:
    """How somebody is told of a group of notices; whoever stopped the summaries gets none."""
    chosen = choices or {}
    told = How(chosen[group.value]) if group.value in chosen else usual(group, roles)
    return How.NEVER if told is How.DAILY and DAILY in chosen else told
