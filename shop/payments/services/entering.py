"""A payment on the supplier's word, without a bank statement: held while it looks like one that is known already."""

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
from shop.payments.queries.receipts import traded_in
from shop.payments.queries.twins import likely_twin
from shop.payments.services.locks import Pair
from shop.payments.services.receipts import take_payment
from shop.payments.services.shares import Share


class LikelyTwin(Refused):
    """It looks like a payment that is known already: it is held until somebody says that it is another one."""

    def __init__(self, twin: Payment) -> None:
        if twin.source is MoneySource.BY_HAND:
            said = _l(
                "A payment of this amount is entered already: %(number)s. "
                "If this is another one, say so below and send it again.",
                number=twin.number,
            )
        else:
            said = _l(
                "A bank statement shows this already: payment %(number)s. "
                "If this is another one, say so below and send it again.",
                number=twin.number,
            )
        super().__init__(said, field="another")
        self.number = twin.number


def enter_receipt(
    pair: Pair, amount: Money, received_on: date, reference: str, shares: Sequence[Share], *, another: bool, by: Actor
) -> Payment:
    """Between a held pair; ``another`` says that it is known to look like a payment that is entered already.

    Raises ``LikelyTwin`` and ``Refused``.
    """
    reference = reference.strip()
    twin = None if another else likely_twin(*pair, amount, received_on, reference)
    if twin is not None:
        raise LikelyTwin(twin)
    receipt = HandReceipt(
        cluster_id=traded_in(*pair),
        unit_id=pair.unit_id,
        supplier_id=pair.supplier_id,
        amount=amount,
        received_on=received_on,
        reference=reference,
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(receipt)
    db.session.flush()
    return take_payment(
        unit_id=pair.unit_id,
        supplier_id=pair.supplier_id,
        amount=amount,
        way=PaymentWay.TRANSFER,
        booked_on=received_on,
        reference=receipt.reference,
        shares=shares,
        source=(MoneySource.BY_HAND, receipt.id),
        by=by,
    )
