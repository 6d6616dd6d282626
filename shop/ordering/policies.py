"""Who may do what with baskets, purchases and orders: pure questions, shared by guards, templates and tests."""

from __future__ import annotations

from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.ordering.lifecycle import Action, Party, Status, actions_for
from shop.ordering.models import Order, Purchase


def may_buy(actor: Actor) -> bool:
    """Buyers of a unit that owns purchases; only leaves do."""
    return is_of_a_leaf(actor) and actor.has(Role.BUYER)


def may_see_purchases(actor: Actor) -> bool:
    """Whoever works for a buying unit."""
    return is_of_a_leaf(actor) and actor.is_buyer


def may_open_orders(actor: Actor) -> bool:
    """Whoever works for a buying unit, officials of the donor side, the operator; suppliers have pages of their own.

    Which orders exist for them is up to `queries`.
    """
    return may_see_purchases(actor) or actor.is_official or actor.is_operator


def may_approve_purchases(actor: Actor) -> bool:
    """Approvers of a buying unit."""
    return is_of_a_leaf(actor) and actor.has(Role.APPROVER)


def may_sell(actor: Actor) -> bool:
    """Sellers of a supplier."""
    return actor.organisation_kind is OrganisationKind.SUPPLIER and actor.has(Role.SELLER)


def is_of_a_leaf(actor: Actor) -> bool:
    return actor.organisation_kind is OrganisationKind.UNIT and actor.level == "leaf"


def parties_of(actor: Actor, order: Order) -> frozenset[Party]:
    """For which sides of the order the actor may act."""
    parties = set()
    if order.unit_id == actor.organisation_id:
        if actor.has(Role.BUYER):
            parties.add(Party.BUYER)
        if actor.has(Role.APPROVER):
            parties.add(Party.APPROVER)
    if order.supplier_id == actor.organisation_id and may_sell(actor) and order.status is not Status.AWAITING_APPROVAL:
        parties.add(Party.SUPPLIER)
    return frozenset(parties)


def is_party(actor: Actor, order: Order) -> bool:
    """Whether the actor is of the buying unit or of the supplier: phone numbers are for these two alone."""
    return actor.organisation_id in (order.unit_id, order.supplier_id)


def may_act_as_buyer(actor: Actor, order: Order) -> bool:
    """A buyer of the order's own unit; whether the order still allows it is for its life to say."""
    return Party.BUYER in parties_of(actor, order)


def may_pay(actor: Actor) -> bool:
    """Who buys for a unit that owns purchases, or keeps its purse."""
    return is_of_a_leaf(actor) and actor.has(Role.BUYER, Role.FINANCE, Role.MANAGER)


def may_pay_for(actor: Actor, order: Order) -> bool:
    """The same, for an order of the own unit."""
    return may_pay(actor) and order.unit_id == actor.organisation_id


def actions_of(actor: Actor, order: Order) -> list[Action]:
    """What the actor may do with the order now, in the table's order."""
    parties = parties_of(actor, order)
    found = [action for action in Action if any(action in actions_for(party, order.status) for party in parties)]
    return [action for action in found if not (action is Action.CONFIRM and order.waits_for_money)]


def may(actor: Actor, action: Action, order: Order) -> bool:
    return action in actions_of(actor, order)


def may_answer_for(actor: Actor, purchase: Purchase) -> bool:
    """An approver of the purchase's own unit."""
    return may_approve_purchases(actor) and purchase.unit_id == actor.organisation_id


def may_decide(actor: Actor, purchase: Purchase) -> bool:
    """The same, and never the one who placed it."""
    return may_answer_for(actor, purchase) and purchase.placed_by_id != actor.person_id
