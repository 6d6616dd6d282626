"""What the shop asks of Stripe and hears back: plain values. No object of Stripe's own goes beyond the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.refusals import Refused

CURRENCY = "cny"
"""All amounts are fen, which Stripe counts as it counts cents."""


class NotSetUp(Refused):
    """The shop has no key of Stripe's."""

    def __init__(self) -> None:
        super().__init__(_l("Paying online is not set up here. The order can be paid by bank transfer."))


class OutOfReach(Refused):
    """Stripe could not be reached or is out of order; asking again with the same key is safe."""

    def __init__(self) -> None:
        super().__init__(_l("The payment service cannot be reached just now. Nothing was paid: please try again."))


class TurnedDown(Refused):
    """Stripe says no; asking the same again would change nothing."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The payment service turned this down. Nothing was paid: "
                "please pay by bank transfer, or ask the operator."
            )
        )


class Standing(StrEnum):
    """How a checkout, an invoice or a refund stands at Stripe. Waiting: agreed to, and the money is on its way."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Names:
    """What everything of ours at Stripe is labelled with: the deployment, the order, and the row that asked."""

    deployment: str
    order: str
    key: str

    def metadata(self) -> dict[str, str]:
        return {"deployment": self.deployment, "order": self.order, "attempt": self.key}


@dataclass(frozen=True, slots=True)
class CheckoutWish:
    """A page at Stripe on which a buyer pays so much until then; ``return_to`` is where it sends them back."""

    names: Names
    amount: Money
    title: str
    return_to: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """Such a page. ``intent_id`` names the payment once there is one."""

    id: str
    standing: Standing
    url: str | None
    amount: Money
    currency: str
    intent_id: str | None


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """A bill that Stripe sends to the unit, to be paid within ``days``."""

    names: Names
    amount: Money
    title: str
    payer: str
    email: str
    days: int
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class SentInvoice:
    """Such a bill. ``amount`` is what it asks for, or once it is paid what was paid."""

    id: str
    customer_id: str
    standing: Standing
    url: str | None
    amount: Money
    currency: str
    intent_id: str | None


@dataclass(frozen=True, slots=True)
class RefundWish:
    """So much of a payment is to go back to whoever paid."""

    names: Names
    intent_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund at Stripe. ``deployment`` and ``key`` are empty for one that somebody made on Stripe's own pages."""

    id: str
    standing: Standing
    amount: Money
    currency: str
    intent_id: str | None
    made_at: datetime
    deployment: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """A payment that Stripe has taken."""

    intent_id: str
    amount: Money
    currency: str
    made_at: datetime
    deployment: str | None = None
    order: str | None = None


class Gateway(Protocol):
    """What the shop can ask of Stripe.

    Everything may raise ``OutOfReach`` or ``TurnedDown``; then nothing was done, or what was done is found again by
    asking with the same key.
    """

    def open_checkout(self, wish: CheckoutWish) -> Checkout:
        """Open a page to pay on; the same wish gives the same page."""

    def checkout(self, checkout_id: str) -> Checkout:
        """How a page stands."""

    def close_checkout(self, checkout_id: str) -> Checkout:
        """Nobody shall pay on it any more. One on which somebody has paid stays paid, and says so."""

    def send_invoice(self, wish: InvoiceWish) -> SentInvoice:
        """Bill the unit; the same wish gives the same bill."""

    def invoice(self, invoice_id: str) -> SentInvoice:
        """How a bill stands."""

    def send_again(self, invoice_id: str, key: str) -> SentInvoice:
        """Mail a bill once more, once for each key. One that is paid or taken back is not sent, and says so."""

    def void_invoice(self, invoice_id: str) -> SentInvoice:
        """The bill is not to be paid any more. One that is paid stays paid, and says so."""

    def refund(self, wish: RefundWish) -> Returned:
        """Give back part of a payment or all of it; never more than was taken."""

    def payment(self, intent_id: str) -> Collected | None:
        """One payment, if it was taken."""

    def payments_since(self, moment: datetime) -> Sequence[Collected]:
        """All payments taken since then, of whichever deployment."""

    def refunds_since(self, moment: datetime) -> Sequence[Returned]:
        """All refunds made since then, failed ones too."""

    def refunds_of(self, intent_id: str) -> Sequence[Returned]:
        """All refunds of one payment."""
