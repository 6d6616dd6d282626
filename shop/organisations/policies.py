"""Who may do what about organisations: pure questions."""

from __future__ import annotations

from enum import Enum, auto

from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.organisations.lifecycle import KEEPING


def may_manage_team(actor: Actor) -> bool:
    """Managers of any organisation."""
    return actor.has(Role.MANAGER)


def may_manage(actor: Actor, organisation_id: int, person_id: int) -> bool:
    """A manager, of whoever works for the same organisation but of themselves."""
    return may_manage_team(actor) and actor.organisation_id == organisation_id and actor.person_id != person_id


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


def is_a_supplier(actor: Actor) -> bool:
    """Whoever works for a supplier, an applicant included."""
    return actor.is_supplier


def may_keep_profile(actor: Actor) -> bool:
    """A supplier's manager and sellers: its application, its documents, its producers."""
    return actor.is_supplier and actor.has(*KEEPING)


def may_read_applications(actor: Actor) -> bool:
    """County offices (their own) and the operator."""
    return actor.is_county or actor.is_operator


def may_decide_changes(actor: Actor) -> bool:
    """The operator decides about a changed name, code or licence."""
    return actor.is_operator


def may_read_documents_of(actor: Actor, supplier_id: int, county_code: str, sent: bool) -> bool:
    """The supplier's own people; its county and the operator, once the application was sent."""
    if actor.organisation_id == supplier_id:
        return True
    return sent and (actor.is_operator or (actor.is_county and actor.county_code == county_code))


def keeps_a_roster(actor: Actor) -> bool:
    """Whoever sells for a supplier or manages it."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.MANAGER)


def may_keep_roster(actor: Actor, supplier_id: int) -> bool:
    """The same, of this supplier."""
    return keeps_a_roster(actor) and actor.organisation_id == supplier_id


def may_state_benefit(actor: Actor, supplier_id: int) -> bool:
    """A supplier states itself whom it links; the county confirms, and states nothing."""
    return may_keep_roster(actor, supplier_id)


def may_read_rosters(actor: Actor) -> bool:
    """County offices (of their own suppliers) and the operator; names and ID numbers are masked for both."""
    return actor.is_county or actor.is_operator


def may_confirm_roster(actor: Actor, county_code: str) -> bool:
    """The office of the supplier's county, which can go and ask."""
    return actor.is_county and actor.county_code == county_code


class Fact(Enum):
    """The facts that decide figures, and the change of units that comes near to one."""

    AID = auto()
    PAIRING = auto()
    CERTIFICATE = auto()
    PLACE = auto()
    MERGER = auto()
    SUPERVISION = auto()
    CANTEEN = auto()
    LINK = auto()


class Office(Enum):
    """Who answers for facts: the operator, the cluster itself or the town that leads it, the office of a county."""

    OPERATOR = auto()
    LEAD = auto()
    COUNTY = auto()


PROPOSERS = {
    Fact.AID: {Office.OPERATOR, Office.COUNTY},
    Fact.PAIRING: {Office.OPERATOR, Office.LEAD, Office.COUNTY},
    Fact.CERTIFICATE: {Office.OPERATOR, Office.COUNTY},
    Fact.PLACE: {Office.OPERATOR, Office.LEAD},
    Fact.MERGER: {Office.OPERATOR, Office.LEAD},
    Fact.SUPERVISION: {Office.OPERATOR, Office.LEAD},
    Fact.CANTEEN: {Office.OPERATOR, Office.LEAD},
    Fact.LINK: {Office.OPERATOR, Office.LEAD, Office.COUNTY},
}
APPROVERS = {
    Fact.AID: {Office.OPERATOR},
    Fact.PAIRING: {Office.OPERATOR, Office.LEAD},
    Fact.CERTIFICATE: {Office.OPERATOR},
    Fact.PLACE: {Office.OPERATOR, Office.LEAD},
    Fact.CANTEEN: {Office.OPERATOR, Office.LEAD},
    Fact.LINK: {Office.OPERATOR, Office.LEAD},
}
"""A county vouches for itself and never decides; what concerns one cluster alone, the cluster's own people may decide.
Mergers and supervision change no figure of anybody else and need no second person."""


def may_propose(actor: Actor, fact: Fact, *, county_code: str | None = None, cluster_id: int | None = None) -> bool:
    """Who may say so first, of a county or of a cluster (or of both)."""
    return any(_holds(actor, office, county_code, cluster_id) for office in PROPOSERS[fact])


def may_approve(actor: Actor, fact: Fact, *, cluster_id: int | None = None) -> bool:
    """Who may say so too. That it is another person than the first is the service's question."""
    return any(_holds(actor, office, None, cluster_id) for office in APPROVERS[fact])


def _holds(actor: Actor, office: Office, county_code: str | None, cluster_id: int | None) -> bool:
    if office is Office.OPERATOR:
        return actor.is_operator
    if office is Office.COUNTY:
        return actor.is_county and county_code is not None and actor.county_code == county_code
    leads = actor.level == "cluster" or actor.leads
    return actor.is_official and leads and cluster_id is not None and actor.cluster_id == cluster_id


def may_change_units(actor: Actor) -> bool:
    """Whoever may propose a place, a supervision or a merger in some cluster."""
    return may_propose(actor, Fact.PLACE, cluster_id=actor.cluster_id)


def may_change_unit(actor: Actor, cluster_id: int | None) -> bool:
    """The same, of a unit of this cluster."""
    return may_propose(actor, Fact.PLACE, cluster_id=cluster_id)


def may_propose_facts(actor: Actor) -> bool:
    """Whoever may propose that a county is aided or paired."""
    return may_propose(actor, Fact.PAIRING, county_code=actor.county_code, cluster_id=actor.cluster_id)


def may_read_pairs(actor: Actor) -> bool:
    """Offices of both sides and the operator; a unit that buys, of itself."""
    return may_read_units(actor) or actor.is_county or works_for_a_unit(actor)


def may_read_coverage(actor: Actor) -> bool:
    """Offices of both sides and the operator."""
    return may_read_units(actor) or actor.is_county


def may_enter_bodies(actor: Actor) -> bool:
    """Whoever may enter a body of some county: county offices, the cluster's own people, the operator."""
    return may_enter_body(actor, actor.county_code)


def may_enter_body(actor: Actor, county_code: str | None) -> bool:
    """The same, of this county. That the cluster is paired with it is the service's question."""
    return may_propose(actor, Fact.LINK, county_code=county_code, cluster_id=actor.cluster_id)


def may_propose_pairs(actor: Actor) -> bool:
    """Whoever may propose a pairing of some unit: officials of the donor side, county offices, the operator."""
    return may_read_coverage(actor)


def may_propose_pair(actor: Actor, cluster_id: int | None, county_code: str) -> bool:
    """The same, of a unit of this cluster; that an official sees the unit is the service's question."""
    same_cluster = actor.is_official and cluster_id is not None and actor.cluster_id == cluster_id
    return same_cluster or may_propose(actor, Fact.LINK, county_code=county_code, cluster_id=cluster_id)


def may_decide_pair(actor: Actor, cluster_id: int | None) -> bool:
    """Who may say so too, or refuse. That it is another person than the first is the life's question."""
    return may_approve(actor, Fact.LINK, cluster_id=cluster_id)


def may_read_jobs(actor: Actor) -> bool:
    """Offices of both sides and the operator; a supplier, of itself."""
    return may_read_coverage(actor) or actor.is_supplier


def may_read_evidence_of_jobs(actor: Actor) -> bool:
    """A list of wages names people: the workshop itself, the office of its county, and the operator."""
    return actor.is_county or actor.is_operator or actor.is_supplier


def may_state_jobs(actor: Actor, supplier_id: int, county_code: str) -> bool:
    """The workshop itself, and the office of its county."""
    return may_keep_roster(actor, supplier_id) or (actor.is_county and actor.county_code == county_code)
