"""What the money tells the slices further left, and the notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
class LoweredLine:
    """An accepted line is invoiced, and so counts, lower by ``lowered`` (fen with tax).

    A negative ``lowered`` takes an earlier agreement back, whole or in part: the invoice it was made on is gone, or
    less was accepted than was given away. ``reduction_id`` names the record once and for all;
    ``consignment_line_id`` the chain of an acceptance and its corrections, of which ``acceptance_line_id`` was
    in force.
    """

    reduction_id: int
    acceptance_line_id: int
    consignment_line_id: int
    order_id: int
    lowered: Money


@dataclass(frozen=True, slots=True)
class InvoiceAgreedLower(Event):
    """Both sides agree that lines on an invoice count lower, or their agreements do not stand any more.

    All lines are told at once: each book is moved in its own order, so that two tellings never wait in a circle.
    """

    invoice_id: int
    cluster_id: int
    unit_id: int
    supplier_id: int
    at: datetime
    lines: tuple[LoweredLine, ...]


@dataclass(frozen=True, slots=True)
class MatchedPart:
    """So much more (or, if negative, less) of an accepted line stands on checked invoices."""

    acceptance_line_id: int
    consignment_line_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class InvoiceMatched(Event):
    """The other side has checked an invoice, or what was checked has changed since.

    ``parts`` are differences: summed over all events of an invoice they are what is checked of it now.
    """

    invoice_id: int
    number: str
    cluster_id: int
    unit_id: int
    supplier_id: int | None
    at: datetime
    parts: tuple[MatchedPart, ...]


@dataclass(frozen=True, slots=True)
class InvoiceStands(Event):
    """An invoice was checked, or disputed: what rests on it of purchases made elsewhere is proved, or not any more.

    Its row is held; what of accepted lines it proves, `InvoiceMatched` tells.
    """

    invoice_id: int
    disputed: bool
