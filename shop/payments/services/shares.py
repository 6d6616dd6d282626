"""So much of a payment for each order, and telling the rest of the shop what is paid of orders now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.payments.events import OrdersPaid, PaidShare
from shop.payments.models import Payment


class Share(NamedTuple):
    """So much of a payment is for this order."""

    order_id: int
    amount: Money


Told = list[OrdersPaid]
"""What is to be told of orders once a whole statement is booked (`tell_together`)."""


def summed(shares: Iterable[tuple[int, Money]]) -> list[Share]:
    """One share for each order, in order id."""
    sums: dict[int, Money] = {}
    for order_id, amount in shares:
        sums[order_id] = sums.get(order_id, Money(0)) + amount
    return [Share(order_id, sums[order_id]) for order_id in sorted(sums)]


def tell_of_orders(payment: Payment, shares: Sequence[Share], told: Told | None) -> None:
    """What is paid of orders has changed: published at once, or gathered in ``told``."""
    if not shares:
        return
    paid = tuple(PaidShare(share.order_id, share.amount) for share in shares)
    event = OrdersPaid(
        cluster_id=payment.cluster_id, unit_id=payment.unit_id, supplier_id=payment.supplier_id, shares=paid
    )
    if told is None:
        publish(event)
    else:
        told.append(event)


def tell_together(told: Told) -> None:
    """One event for each unit and supplier, with one share for each order."""
    between: dict[tuple[int, int, int], list[tuple[int, Money]]] = {}
    for event in told:
        shares = between.setdefault((event.unit_id, event.supplier_id, event.cluster_id), [])
        shares += [(share.order_id, share.amount) for share in event.shares]
    for unit_id, supplier_id, cluster_id in sorted(between):
        paid = tuple(PaidShare(*share) for share in summed(between[unit_id, supplier_id, cluster_id]))
        publish(OrdersPaid(cluster_id=cluster_id, unit_id=unit_id, supplier_id=supplier_id, shares=paid))
