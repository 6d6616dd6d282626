"""Who may do what about products: pure questions."""

from __future__ import annotations

from shop.catalogue.lot_life import MOVES, Deed, Hand
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


def may_keep_lots(actor: Actor) -> bool:
    """Who receives lots, counts them and says whom they were bought from: sellers and managers of a supplier."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.MANAGER)


def may_read_lots(actor: Actor) -> bool:
    """Who reads lots: their keepers, the county's office and the operator. Which of them, the query says."""
    return may_keep_lots(actor) or actor.is_county or actor.is_operator


def hands_of(actor: Actor, supplier_id: int) -> frozenset[Hand]:
    """In which hands the deeds of a supplier's lot lie when it is this actor who does them."""
    if actor.is_operator:
        return frozenset({Hand.OPERATOR})
    if not actor.is_supplier or actor.organisation_id != supplier_id:
        return frozenset()
    roles = {Role.SELLER: Hand.SELLER, Role.MANAGER: Hand.MANAGER}
    return frozenset(hand for role, hand in roles.items() if actor.has(role))


def may_do(actor: Actor, deed: Deed, supplier_id: int) -> bool:
    """Whether a deed of a supplier's lot is in this actor's hands at all, however the lot stands."""
    return bool(MOVES[deed][0] & hands_of(actor, supplier_id))
