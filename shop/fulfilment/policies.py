"""Who may do what with consignments and acceptances: pure questions."""

from __future__ import annotations

from shop.fulfilment.lifecycle import Side, Step, steps_for
from shop.fulfilment.models import Consignment
from shop.kernel.actor import Actor, Role
from shop.ordering.policies import is_of_a_leaf, may_see_purchases, may_sell

RECEIVERS = (Role.RECEIVER, Role.BUYER, Role.MANAGER)


def may_receive(actor: Actor) -> bool:
    """Receivers and buyers of a buying unit."""
    return is_of_a_leaf(actor) and actor.has(*RECEIVERS)


def may_see_arrivals(actor: Actor) -> bool:
    """Whoever works for a buying unit."""
    return may_see_purchases(actor)


def may_ship(actor: Actor) -> bool:
    """Sellers of a supplier."""
    return may_sell(actor)


def may_read_notes(actor: Actor) -> bool:
    """Both sides, and whoever answers for figures: officials, counties, the operator. Which notes, the query says."""
    return may_ship(actor) or may_see_arrivals(actor) or actor.is_official or actor.is_county or actor.is_operator


def may_settle_notes(actor: Actor) -> bool:
    """Whoever may object, propose, agree and reject for their side."""
    return may_ship(actor) or may_receive(actor)


def side_of(actor: Actor, consignment: Consignment) -> Side | None:
    """For which side of the consignment the actor may act."""
    if consignment.unit_id == actor.organisation_id and may_receive(actor):
        return Side.BUYER
    if consignment.supplier_id == actor.organisation_id and may_ship(actor):
        return Side.SUPPLIER
    return None


def is_party(actor: Actor, consignment: Consignment) -> bool:
    """Whether the actor is of the buying unit or of the supplier: phone numbers are for these two alone."""
    return actor.organisation_id in (consignment.unit_id, consignment.supplier_id)


def may(actor: Actor, step: Step, consignment: Consignment) -> bool:
    """Whether the actor may take this step now."""
    return step in steps_for(side_of(actor, consignment), consignment.status)


def goes_to(actor: Actor, consignment: Consignment) -> bool:
    """Whether the consignment goes to the actor's own unit."""
    return consignment.unit_id == actor.organisation_id
