"""Who may do what about products: pure questions."""

from __future__ import annotations

from shop.catalogue.lifecycle import Party
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


def may_keep_listings(actor: Actor) -> bool:
    """Who writes a supplier's listings: its sellers and managers."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.MANAGER)


def may_review_listings(actor: Actor) -> bool:
    """Who looks at listings before they are sold: a county's office at its own county's, the operator at all."""
    return actor.is_county or actor.is_operator


def may_read_listings(actor: Actor) -> bool:
    """Whoever writes listings or looks at them."""
    return may_keep_listings(actor) or may_review_listings(actor)


def party_of(actor: Actor, supplier_id: int, county_code: str) -> Party | None:
    """As what somebody acts on a listing of a supplier, of goods from a county; ``None`` if it is not theirs."""
    if actor.is_operator:
        return Party.OPERATOR
    if may_keep_listings(actor) and actor.organisation_id == supplier_id:
        return Party.SUPPLIER
    if actor.is_county and actor.county_code == county_code:
        return Party.COUNTY
    return None


def may_declare_capacity(actor: Actor) -> bool:
    """Who may say what a supplier can grow: its sellers and managers."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.MANAGER)


def may_recommend_capacity(actor: Actor, county_code: str) -> bool:
    """Who may vouch for it: the office of the supplier's county."""
    return actor.is_county and actor.county_code == county_code


def may_see_capacities(actor: Actor) -> bool:
    """Whoever may see some passports: suppliers, county offices, the operator."""
    return may_declare_capacity(actor) or actor.is_county or actor.is_operator


def may_see_certificates(actor: Actor) -> bool:
    """Whoever answers for some products and their certificates: suppliers, county offices, the operator."""
    return actor.is_supplier or actor.is_county or actor.is_operator


def may_ask_for_certificates(actor: Actor) -> bool:
    """Whoever proposes or approves certificates of some products: county offices and the operator."""
    return actor.is_county or actor.is_operator


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
