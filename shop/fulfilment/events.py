"""What fulfilment tells the slices further left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.catalogue.words import Measure
from shop.kernel.events import Event
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class AcceptedLine:
    """What an acceptance line says, as a difference to the line it corrects.

    ``root_line_id`` is the first line of the chain that was worth something, so the one with the first entry.
    """

    acceptance_line_id: int
    order_id: int
    root_line_id: int | None
    category_id: int
    measure: Measure
    facts: PurchaseFacts
    amount: Money
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class GoodsAccepted(Event):
    """A unit has taken goods in, or an acceptance was corrected (then ``first_accepted_at`` is of the first note)."""

    acceptance_id: int
    cluster_id: int
    unit_id: int
    supplier_id: int
    accepted_at: datetime
    first_accepted_at: datetime
    lines: tuple[AcceptedLine, ...]
