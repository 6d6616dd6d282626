"""What the money tells the slices further left, and the notices."""

from __future__ import annotations

from dataclasses import dataclass

from shop.kernel.events import Event
from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PaidShare:
    """By how much (fen, signed) the payment of an order has grown."""

    order_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class OrdersPaid(Event):
    """What is paid of some orders of one unit at one supplier has changed: paid, taken back, or refunded."""

    cluster_id: int
    unit_id: int
    supplier_id: int
    shares: tuple[PaidShare, ...]


@dataclass(frozen=True, slots=True)
class InvoicedLine:
    """By how much (fen, signed) what is invoiced of an acceptance line has grown."""

    acceptance_line_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class InvoiceMatched(Event):
    """An invoice was matched to accepted goods, or the match taken back."""

    cluster_id: int
    unit_id: int
    supplier_id: int
    lines: tuple[InvoicedLine, ...]
