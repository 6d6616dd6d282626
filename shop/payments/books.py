"""The words of the money ledger, and what a posting does to the balances. Pure: no database.

A posting moves one amount from the account it is credited on to the account it is debited on, so whatever is posted,
everything together is zero. Accounts are those of one unit and one supplier with each other; the operator's two say
what it holds for suppliers of what was paid online.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Account(Labelled):
    """Where money stands."""

    RECEIVABLE = "receivable", _l("The unit owes the supplier")
    SALES = "sales", _l("Sales of goods")
    FREIGHT = "freight", _l("Freight and other charges")
    SUPPLIER_BANK = "supplier_bank", _l("The supplier's own bank account")
    UNALLOCATED = "unallocated", _l("Paid by the unit, for no order yet")
    WITH_OPERATOR = "with_operator", _l("Collected online for the supplier, not paid out yet")
    STRIPE = "stripe", _l("The operator's balance at Stripe")
    OWED_TO_SUPPLIERS = "owed_to_suppliers", _l("What the operator owes suppliers")


class PostingKind(Labelled):
    """What a posting records."""

    GOODS = "goods", _l("Goods accepted")
    CHARGE = "charge", _l("Freight and charges")
    PAYMENT = "payment", _l("Payment received")
    COLLECTION = "collection", _l("Collected by the operator")
    ALLOCATION = "allocation", _l("Payment put to an order")
    REFUND = "refund", _l("Refund")
    PAYOUT = "payout", _l("Paid out to the supplier")


class PostingSource(Labelled):
    """Of which kind of row a posting tells."""

    ACCEPTANCE_LINE = "acceptance_line"
    CHARGE_LINE = "charge_line"
    PAYMENT = "payment"
    SHARE = "payment_share"
    REFUND = "refund"
    PAYOUT = "payout"
    REDUCTION = "invoice_reduction"


class MoneySource(Labelled):
    """What a payment or refund is known from; it is taken once, however often it is told."""

    BANK_LINE = "bank_line", _l("Bank statement")
    BY_HAND = "by_hand", _l("Entered by the supplier")
    STRIPE_PAYMENT = "stripe_payment", _l("Paid online")
    STRIPE_REFUND = "stripe_refund", _l("Refunded online")


class PaymentWay(Labelled):
    """How a unit paid."""

    TRANSFER = "transfer", _l("Bank transfer")
    STRIPE = "stripe", _l("Online")


class Flow(NamedTuple):
    """From which account to which; turned round for what is taken back."""

    kind: PostingKind
    debit: Account
    credit: Account

    def turned(self) -> Flow:
        """The same back again."""
        return Flow(self.kind, self.credit, self.debit)


GOODS = Flow(PostingKind.GOODS, Account.RECEIVABLE, Account.SALES)
CHARGE = Flow(PostingKind.CHARGE, Account.RECEIVABLE, Account.FREIGHT)
ALLOCATION = Flow(PostingKind.ALLOCATION, Account.UNALLOCATED, Account.RECEIVABLE)
COLLECTION = Flow(PostingKind.COLLECTION, Account.STRIPE, Account.OWED_TO_SUPPLIERS)

HELD_BY = {PaymentWay.TRANSFER: Account.SUPPLIER_BANK, PaymentWay.STRIPE: Account.WITH_OPERATOR}
"""Where what was paid stands, until it is paid out."""


def taken(way: PaymentWay) -> list[Flow]:
    """What a payment moves when it arrives: it is for no order yet; online the operator holds it for the supplier."""
    flows = [Flow(PostingKind.PAYMENT, HELD_BY[way], Account.UNALLOCATED)]
    return [*flows, COLLECTION] if way is PaymentWay.STRIPE else flows


def given_back(way: PaymentWay, *, of_order: bool) -> list[Flow]:
    """What a refund moves, of an order or of what was put to none; online the operator gives back what it holds."""
    owed = Account.RECEIVABLE if of_order else Account.UNALLOCATED
    flows = [Flow(PostingKind.REFUND, owed, HELD_BY[way])]
    return [*flows, Flow(PostingKind.REFUND, *COLLECTION.turned()[1:])] if way is PaymentWay.STRIPE else flows


PAID_OUT = (
    Flow(PostingKind.PAYOUT, Account.SUPPLIER_BANK, Account.WITH_OPERATOR),
    Flow(PostingKind.PAYOUT, Account.OWED_TO_SUPPLIERS, Account.STRIPE),
)
"""What a pay-out moves."""

CHARGING = frozenset({PostingKind.GOODS, PostingKind.CHARGE})


class Effect(NamedTuple):
    """By how many fen a posting moves each balance.

    ``paid`` is for orders and less refunds, ``unallocated`` for none, ``with_operator`` not paid out yet.
    """

    charged: int = 0
    paid: int = 0
    unallocated: int = 0
    with_operator: int = 0


def effect(kind: PostingKind, debit: Account, credit: Account, fen: int) -> Effect:
    """What a posting does to the balances."""
    owed = fen * ((debit is Account.RECEIVABLE) - (credit is Account.RECEIVABLE))
    return Effect(
        charged=owed if kind in CHARGING else 0,
        paid=0 if kind in CHARGING else -owed,
        unallocated=fen * ((credit is Account.UNALLOCATED) - (debit is Account.UNALLOCATED)),
        with_operator=fen * ((debit is Account.WITH_OPERATOR) - (credit is Account.WITH_OPERATOR)),
    )
