"""Who may see and move money and its papers: pure questions."""

from __future__ import annotations

from shop.fulfilment.lifecycle import Side
from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.ordering.policies import is_of_a_leaf, may_open_orders, may_see_purchases, may_sell
from shop.payments.books import MoneySource
from shop.payments.models import Invoice, Payment, Settlement
from shop.payments.settling import SettlementSide, SettlementStep, steps_for


def may_pay(actor: Actor) -> bool:
    """Who keeps the accounts of a buying unit: finance, and its managers, where nobody else does it."""
    return is_of_a_leaf(actor) and actor.has(Role.FINANCE, Role.MANAGER)


def may_be_paid(actor: Actor) -> bool:
    """Who keeps the accounts of a supplier: sellers, finance and managers; in a cooperative it is mostly one person."""
    return actor.is_supplier and actor.has(Role.SELLER, Role.FINANCE, Role.MANAGER)


def may_keep_accounts(actor: Actor) -> bool:
    """Who keeps the accounts of either side: upload statements, say what a payment is for, settle, invoice."""
    return may_pay(actor) or may_be_paid(actor)


def may_see_money(actor: Actor) -> bool:
    """Both sides of the trade."""
    return may_see_purchases(actor) or may_keep_accounts(actor)


def may_open_payments(actor: Actor) -> bool:
    """Both sides, and the operator; which payments, the query says."""
    return may_see_money(actor) or actor.is_operator


def may_open_accounts(actor: Actor) -> bool:
    """Whoever may open an order may see what was owed and paid of it."""
    return may_open_orders(actor) or may_sell(actor) or may_keep_accounts(actor)


def may_place(actor: Actor, payment: Payment) -> bool:
    """Those who keep the accounts of the payer or of the payee."""
    return may_keep_accounts(actor) and actor.organisation_id in (payment.unit_id, payment.supplier_id)


def may_undo_receipt(actor: Actor, payment: Payment) -> bool:
    """Those who keep the accounts of the payee, for what it has entered by hand."""
    by_hand = payment.source is MoneySource.BY_HAND
    return by_hand and may_be_paid(actor) and actor.organisation_id == payment.supplier_id


def may_ask_about(actor: Actor, supplier_id: int) -> bool:
    """Those who are paid: the supplier of the order reminds its buyer by hand."""
    return may_be_paid(actor) and actor.organisation_id == supplier_id


def may_decide_payees(actor: Actor) -> bool:
    """Those who may be the second person behind a supplier's account: its own people, and the operator."""
    return may_be_paid(actor) or actor.is_operator


def may_oversee_payees(actor: Actor) -> bool:
    """The operator."""
    return actor.is_operator


def may_read_terms(actor: Actor) -> bool:
    """Whoever works for a buying unit, for its own terms; the operator, for those that wait."""
    return may_see_purchases(actor) or actor.is_operator


def may_decide_terms(actor: Actor) -> bool:
    """The operator."""
    return actor.is_operator


def may_run_stripe(actor: Actor) -> bool:
    """The operator, whose account at Stripe it is."""
    return actor.is_operator


def may_register_invoices(actor: Actor) -> bool:
    """The selling side registers its invoices, finance of the buying side those that it issues or gets from outside."""
    return may_keep_accounts(actor)


def may_read_invoices(actor: Actor) -> bool:
    """Both sides, officials of the donor side and the operator; which invoices, the query says."""
    return may_see_money(actor) or actor.is_official or actor.is_operator


def own_side(actor: Actor) -> Side:
    """The side for which somebody who may register does so."""
    return Side.SUPPLIER if actor.organisation_kind is OrganisationKind.SUPPLIER else Side.BUYER


def side_of(actor: Actor, invoice: Invoice) -> Side | None:
    """For which side of the invoice the actor may act."""
    if invoice.unit_id == actor.organisation_id and may_pay(actor):
        return Side.BUYER
    if invoice.supplier_id == actor.organisation_id and may_be_paid(actor):
        return Side.SUPPLIER
    return None


def may_read_settlements(actor: Actor) -> bool:
    """Both sides, officials of the donor side and the operator; which settlements, the query says."""
    return may_open_payments(actor) or actor.is_official


def settling_side(actor: Actor, unit_id: int, supplier_id: int) -> SettlementSide | None:
    """For which side the actor may settle what a unit and a supplier owe each other; ``None`` for neither."""
    if not may_keep_accounts(actor):
        return None
    sides = {unit_id: SettlementSide.UNIT, supplier_id: SettlementSide.SUPPLIER}
    return sides.get(actor.organisation_id)


def settling_steps(actor: Actor, settlement: Settlement) -> list[SettlementStep]:
    """What the actor may do with a settlement now, in the table's order."""
    side = settling_side(actor, settlement.unit_id, settlement.supplier_id)
    proposed = side is settlement.proposed_side
    return steps_for(side, settlement.state, settlement.marks, proposed=proposed)
