"""What a supplier says it received, without a bank statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import HandReceipt, Payment
from shop.payments.queries.bank_matching import told_by_a_bank
from shop.payments.queries.receipts import traded_in
from shop.payments.services.receipts import Share, take_payment
from shop.payments.services.sightings import Pair, hold_pairs


def receive_by_hand(
    unit_id: int, amount: Money, received_on: date, reference: str, shares: Sequence[Share], *, by: Actor
) -> Payment:
    """A supplier enters what a unit has transferred to it, without a bank statement."""
    if received_on > clock.today():
        raise Refused(_l("The day lies in the future."), field="received_on")
    if amount.fen <= 0:
        raise Refused(_l("A payment has to be more than nothing."), field="amount")
    cluster_id = traded_in(unit_id, by.organisation_id)
    hold_pairs([Pair(unit_id, by.organisation_id)])
    if number := told_by_a_bank(unit_id, by.organisation_id, amount, received_on):
        raise Refused(_l("A bank statement shows this already: payment %(number)s.", number=number), field="amount")
    receipt = HandReceipt(
        cluster_id=cluster_id,
        unit_id=unit_id,
        supplier_id=by.organisation_id,
        amount=amount,
        received_on=received_on,
        reference=reference.strip(),
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(receipt)
    db.session.flush()
    return take_payment(
        unit_id=unit_id,
        supplier_id=by.organisation_id,
        amount=amount,
        way=PaymentWay.TRANSFER,
        booked_on=received_on,
        reference=receipt.reference,
        shares=shares,
        source=(MoneySource.BY_HAND, receipt.id),
        by=by,
    )
