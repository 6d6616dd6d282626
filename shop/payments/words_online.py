"""The words of paying online: how an attempt, a refund and a report of Stripe's stand, and why."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class OnlineKind(Labelled):
    """What is paid: all that is open now, a share ahead of a harvest, or a bill with days to pay it in."""

    PAY_NOW = "pay_now", _l("Pay now")
    DEPOSIT = "deposit", _l("Deposit")
    INVOICE = "invoice", _l("Online bill")


class OnlineState(Labelled):
    """How an attempt to pay stands. Waiting: agreed to at Stripe, and the money takes its days."""

    NEW = "new", _l("Being opened")
    OPEN = "open", _l("May still be paid")
    WAITING = "waiting", _l("Money on its way")
    PAID = "paid", _l("Paid")
    EXPIRED = "expired", _l("Expired")
    CANCELLED = "cancelled", _l("Cancelled")
    FAILED = "failed", _l("Failed")


LIVE = frozenset({OnlineState.NEW, OnlineState.OPEN})
"""May still be paid, or be given up."""


class RefundState(Labelled):
    """How a refund stands."""

    NEW = "new", _l("Being asked for")
    PENDING = "pending", _l("Money on its way back")
    DONE = "done", _l("Refunded")
    FAILED = "failed", _l("Failed")


class EventState(Labelled):
    """What became of a report of Stripe's."""

    RECEIVED = "received", _l("To be handled")
    HANDLED = "handled", _l("Handled")
    PASSED_OVER = "passed_over", _l("Passed over")
    REFUSED = "refused", _l("Not booked")
    FAILED = "failed", _l("Failed, will be tried again")


class Why(Labelled):
    """Why a report moved nothing, or not yet."""

    NOT_FOLLOWED = "not_followed", _l("Of a kind that says nothing new")
    NOT_OURS = "not_ours", _l("Names no deployment: not made by this shop")
    ANOTHER_DEPLOYMENT = "another_deployment", _l("Belongs to another deployment")
    ALREADY_BOOKED = "already_booked", _l("Was booked already")
    OUT_OF_DATE = "out_of_date", _l("Out of date: something newer is known")
    UNKNOWN_ORDER = "unknown_order", _l("Names an order or attempt that is not known")
    WRONG_AMOUNT = "wrong_amount", _l("The amount is not what was asked for")
    WRONG_CURRENCY = "wrong_currency", _l("The currency is not what was asked for")
    PAID_TWICE = "paid_twice", _l("The attempt was paid before by another payment")
    DISPUTED = "disputed", _l("The payer disputes the payment: the operator has to answer at Stripe")
    CAME_BACK = "came_back", _l("A refund that was booked has failed: the books took it back, the payer still waits")
    NOT_KNOWN_YET = "not_known_yet", _l("The payment it speaks of is not known yet")
    OUT_OF_REACH = "out_of_reach", _l("Stripe could not be asked")
    BOOKS_REFUSED = "books_refused", _l("The books refused it")
    BROKEN = "broken", _l("Something went wrong on our side")
    UNREADABLE = "unreadable", _l("Not in the form that was expected")


class DifferenceKind(Labelled):
    """How our books and Stripe's differ."""

    PAYMENT_MISSING_HERE = "payment_missing_here", _l("Payment at Stripe that is not booked here")
    PAYMENT_MISSING_THERE = "payment_missing_there", _l("Payment booked here that Stripe does not have")
    PAYMENT_AMOUNT = "payment_amount", _l("Payment with another amount")
    PAYMENT_UNLABELLED = "payment_unlabelled", _l("Payment at Stripe that names no shop")
    REFUND_MISSING_HERE = "refund_missing_here", _l("Refund at Stripe that is not booked here")
    REFUND_MISSING_THERE = "refund_missing_there", _l("Refund booked here that Stripe does not have")
    REFUND_AMOUNT = "refund_amount", _l("Refund with another amount")
