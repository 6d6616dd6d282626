"""What a supplier enters as received, without a bank statement, and taking it back when it was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.payments.books import MoneySource
from shop.payments.models import Payment
from shop.payments.queries.receipts import is_undone, left_altogether, traded_in
from shop.payments.services import sightings
from shop.payments.services.announcements import orders_announced, see_announced
from shop.payments.services.arrivals import take_back
from shop.payments.services.entering import LikelyTwin, enter_receipt
from shop.payments.services.locks import Pair, hold_orders, hold_pairs, hold_payments
from shop.payments.services.shares import Share

__all__ = ["LikelyTwin", "receive_by_hand", "undo_by_hand"]


def receive_by_hand(
    unit_id: int,
    amount: Money,
    received_on: date,
    reference: str,
    shares: Sequence[Share],
    *,
    another: bool = False,
    by: Actor,
) -> Payment:
    """A supplier enters what a unit has transferred to it, without a bank statement.

    ``another``: it is known that it looks like a payment that is entered already. Raises ``LikelyTwin``, ``Refused``.
    """
    if received_on > clock.today():
        raise Refused(_l("The day lies in the future."), field="received_on")
    if amount.fen <= 0:
        raise Refused(_l("A payment has to be more than nothing."), field="amount")
    traded_in(unit_id, by.organisation_id)
    pair = Pair(unit_id, by.organisation_id)
    hold_pairs([pair])
    hold_payments([pair], [amount])
    hold_orders({share.order_id for share in shares} | orders_announced([pair], [amount]))
    payment = enter_receipt(pair, amount, received_on, reference, shares, another=another, by=by)
    see_announced(pair, amount, by=by)
    return payment


def undo_by_hand(payment: Payment, reason: str, *, by: Actor) -> None:
    """What the supplier has entered was a mistake: it stays on the books, undone, with the reason."""
    if payment.supplier_id != by.organisation_id or payment.source is not MoneySource.BY_HAND:
        raise NotYours
    if not reason.strip():
        raise Refused(_l("Please say why: the unit will read it."), field="reason")
    hold_pairs([Pair(payment.unit_id, payment.supplier_id)])
    if is_undone(payment):
        raise Refused(_l("This payment is undone already."))
    if sightings.lines_at(payment, payment.supplier_id):
        raise Refused(_l("Your bank statement shows this payment: undo its bank line first."))
    if not left_altogether(payment):
        raise Refused(_l("All of this payment was given back already: nothing of it is left to be undone."))
    take_back(payment, reason=reason.strip(), by=by)
