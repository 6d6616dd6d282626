"""A refund that was booked and did not arrive: its opposite is written, so that the books say what is so."""

from __future__ import annotations

from datetime import date

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money, total
from shop.notices.services import tell
from shop.payments.books import MoneySource, PostingSource, given_back
from shop.payments.models import Payment, Refund
from shop.payments.queries.receipts import refunds_known_from
from shop.payments.services.books import Move, post
from shop.payments.services.locks import locked_orders, locked_payment
from shop.payments.services.shares import Share, tell_of_orders


def reverse_refund(
    payment: Payment,
    source: tuple[MoneySource, int],
    *,
    booked_on: date,
    by: Actor | None = None,
    told: str = "refund_reversed",
) -> Money:
    """Take back what was booked of this source; told again it does nothing. Returns how much was taken back.

    It stands again where it stood before: with the orders that it was for, or with none. Both sides are told (``told``
    is the word for it), but not whoever says so: who paid still waits for the money, and who was paid has it again.
    """
    payment = locked_payment(payment.id)
    known = refunds_known_from(source)
    reversed_ids = {row.reverses_id for row in known}
    gone = [row for row in known if row.reverses_id is None and row.id not in reversed_ids]
    if not gone:
        return Money(0)
    locked_orders(payment, [row.order_id for row in gone if row.order_id is not None])
    rows = [
        Refund(
            cluster_id=row.cluster_id,
            payment_id=row.payment_id,
            order_id=row.order_id,
            amount=-row.amount,
            booked_on=booked_on,
            source=row.source,
            source_id=row.source_id,
            n=len(known) + row.n,
            reverses_id=row.id,
            at=clock.now(),
            by_id=by.person_id if by else None,
        )
        for row in gone
    ]
    db.session.add_all(rows)
    db.session.flush()
    post(
        payment.cluster_id,
        [
            Move(flow, row.amount, payment.unit_id, payment.supplier_id, row.order_id, PostingSource.REFUND, row.id, k)
            for row in rows
            for k, flow in enumerate(given_back(payment.way, of_order=row.order_id is not None), start=1)
        ],
    )
    amount = total(row.amount for row in gone)
    number, fen = payment.number, amount.fen
    record(by, f"payment.{told}", "payment", payment.id, cluster_id=payment.cluster_id, amount=fen)
    for organisation_id in sorted({payment.unit_id, payment.supplier_id} - {by.organisation_id if by else None}):
        tell(organisation_id, f"payment_{told}", subject=("payment", number), number=number, amount=fen)
    tell_of_orders(payment, [Share(row.order_id, -row.amount) for row in rows if row.order_id is not None], None)
    return amount
