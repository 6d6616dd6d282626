"""What stands on an invoice, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shop.catalogue.words import TaxRate
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import InvoiceKind


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as it stands on the invoice; amounts in fen."""

    what: str
    net: Money
    rate: TaxRate
    tax: Money
    quantity: Quantity | None = None

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the invoice. ``total`` is the total with tax; the lines must come to it.

    The seller is left out where it is the supplier itself.
    """

    kind: InvoiceKind
    number: str
    issued_on: date
    total: Money
    lines: Sequence[PaperLine]
    code: str = ""
    seller_tax_number: str = ""
    seller_name: str = ""
