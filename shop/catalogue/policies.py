"""Who may do what about products: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor, Role
from shop.organisations.policies import Fact, may_approve, may_propose


def may_certify(actor: Actor, county_code: str) -> bool:
    """Who may propose a certificate of a product from a county: the county's office, and the operator."""
    return may_propose(actor, Fact.CERTIFICATE, county_code=county_code)


def may_approve_certificates(actor: Actor) -> bool:
    """Who may approve what another person proposed: the operator."""
    return may_approve(actor, Fact.CERTIFICATE)


def may_read_history(actor: Actor, supplier_id: int, county_code: str) -> bool:
    """Who may read what was done to a product: its supplier, its county's office, and the operator."""
    own = actor.is_supplier and actor.organisation_id == supplier_id
    return own or actor.is_operator or (actor.is_county and actor.county_code == county_code)


def may_read_histories(actor: Actor) -> bool:
    """Whoever may read the history of some product."""
    return actor.is_supplier or actor.is_county or actor.is_operator


def may_declare_capacity(actor: Actor) -> bool:
    """Who may say what a supplier can grow: its sellers and managers."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.MANAGER)


def may_recommend_capacity(actor: Actor, county_code: str) -> bool:
    """Who may vouch for it: the office of the supplier's county."""
    return actor.is_county and actor.county_code == county_code


def may_see_capacities(actor: Actor) -> bool:
    """Whoever may see some passports: suppliers, county offices, the operator."""
    return may_declare_capacity(actor) or actor.is_county or actor.is_operator
