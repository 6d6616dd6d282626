"""Who may do what about organisations: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor, OrganisationKind, Role


def may_state_county_facts(actor: Actor) -> bool:
    """Propose and approve which county is aided and who is paired with whom: two people of the operator."""
    return actor.is_operator


def may_place_units(actor: Actor, cluster_id: int | None) -> bool:
    """Propose and approve who stands under whom: the cluster's own officials and the operator."""
    leads = actor.is_official and actor.organisation_id == cluster_id
    return actor.is_operator or leads


def may_propose_certificate(actor: Actor, county_code: str) -> bool:
    """The county that the produce comes from vouches for it; where it has no official, the operator does."""
    return actor.is_operator or (actor.is_county and actor.county_code == county_code)


def may_approve_certificate(actor: Actor) -> bool:
    """The operator, whoever proposed."""
    return actor.is_operator


def may_set_limits(actor: Actor) -> bool:
    """Managers of a buying unit."""
    return actor.organisation_kind is OrganisationKind.UNIT and actor.level == "leaf" and actor.has(Role.MANAGER)


def may_set_limit_of(actor: Actor, organisation_id: int, person_id: int) -> bool:
    """A manager, of whoever works for the same unit but of themselves."""
    return may_set_limits(actor) and actor.organisation_id == organisation_id and actor.person_id != person_id


def works_for_a_unit(actor: Actor) -> bool:
    """Whoever works for a unit that buys."""
    return actor.organisation_kind is OrganisationKind.UNIT and actor.level == "leaf"


def may_read_units(actor: Actor) -> bool:
    """Officials of the donor side and the operator."""
    return actor.is_official or actor.is_operator


def may_read_suppliers(actor: Actor) -> bool:
    """Offices: officials of the donor side, county offices (their own suppliers), and the operator."""
    return may_read_units(actor) or actor.is_county


def may_read_a_supplier(actor: Actor) -> bool:
    """Offices, and a supplier itself."""
    return may_read_suppliers(actor) or actor.is_supplier
