"""Who may do what about products: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor
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
