"""Who may do what about organisations: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor, OrganisationKind, Role


def may_set_limits(actor: Actor) -> bool:
    """Managers of a buying unit."""
    return actor.organisation_kind is OrganisationKind.UNIT and actor.level == "leaf" and actor.has(Role.MANAGER)


def may_set_limit_of(actor: Actor, organisation_id: int, person_id: int) -> bool:
    """A manager, of whoever works for the same unit but of themselves."""
    return may_set_limits(actor) and actor.organisation_id == organisation_id and actor.person_id != person_id
