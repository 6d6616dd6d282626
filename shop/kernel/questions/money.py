"""What is owed, on which terms, and into which account it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OnWhichTerms:
    """On which terms may a unit order for so much more? Answered by ``PayingTerms``."""

    unit_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class PayingTerms:
    """Within how many days of the acceptance a unit pays on account, and whether that was agreed with it.

    ``no_credit`` is the sentence why it cannot order more on account; ``online`` says whether anything can be paid
    online here; ``deposit`` is how much of a forward order is paid ahead, in percent.
    """

    days: int
    agreed: bool
    no_credit: Any
    online: bool
    deposit: int


@dataclass(frozen=True, slots=True)
class HowToPay:
    """How do these orders' accounts stand, and into which account of the supplier are they paid, with which words?

    Answered by a ``PayeeAnswer`` each, by order id.

    Orders that do not exist are left out.
    """

    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PayeeAnswer:
    """What a transfer for an order needs: the supplier's own account (none yet: empty) and the ``code`` for the text.

    ``since`` is the day from which money goes to this account, ``is_new`` whether it replaced another one lately.
    ``owed`` is how the order's account stands; nothing while nothing is owed or paid. ``ahead`` is what is waited for
    before anything is delivered. ``online`` is whether anything can be paid online here.
    """

    code: str
    account_name: str = ""
    bank: str = ""
    branch: str = ""
    account_number: str = ""
    since: date | None = None
    is_new: bool = False
    owed: MoneyAnswer | None = None
    ahead: Money | None = None
    online: bool = False


@dataclass(frozen=True, slots=True)
class MoneyAnswer:
    """What an order has come to, what was paid for it, and the last day to pay in time."""

    charged: Money
    paid: Money
    due_on: date | None

    @property
    def open(self) -> Money:
        """What is still owed; less than nothing when too much was paid."""
        return self.charged - self.paid


@dataclass(frozen=True, slots=True)
class AccountOf:
    """Into which account is a supplier paid, or wants to be? Answered by an ``AccountAnswer``, or nothing."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """An account as far as it may be shown: ``ending`` are its number's last digits, ``waits`` for a second person."""

    holder: str
    bank: str
    branch: str
    ending: str
    waits: bool


@dataclass(frozen=True, slots=True)
class InvoicesOf:
    """On which invoices do parts of these consignment lines stand? Answered by lists of ``InvoiceAnswer``, by line id.

    Lines without an invoice are left out.
    """

    consignment_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InvoiceAnswer:
    """An invoice by its number in the register, a labelled word for its state, and the line's part of it."""

    number: str
    status: Any
    amount: Money
