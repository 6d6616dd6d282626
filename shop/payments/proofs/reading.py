"""How much a proof of the money has read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Read:
    """How much was read while proving."""

    postings: int = 0
    orders: int = 0
    payments: int = 0
    invoices: int = 0
