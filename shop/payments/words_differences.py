"""How our books and Stripe's differ, in whole sentences: what stands where, and what to do about it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.payments.words_online import DifferenceKind
from shop.web.filters import money

UNKNOWN = "–"

SAID: dict[DifferenceKind, Any] = {
    DifferenceKind.PAYMENT_MISSING_HERE: _l("Stripe has taken %(theirs)s for order %(order)s; it is not booked here."),
    DifferenceKind.PAYMENT_MISSING_THERE: _l(
        "%(ours)s is booked here for order %(order)s; Stripe has no such payment."
    ),
    DifferenceKind.PAYMENT_AMOUNT: _l("For order %(order)s Stripe has taken %(theirs)s; %(ours)s is booked here."),
    DifferenceKind.PAYMENT_UNLABELLED: _l("Stripe has taken %(theirs)s with a payment that names no shop."),
    DifferenceKind.REFUND_MISSING_HERE: _l(
        "Stripe has given back %(theirs)s of order %(order)s; it is not booked here."
    ),
    DifferenceKind.REFUND_MISSING_THERE: _l(
        "%(ours)s is booked here as given back for order %(order)s; Stripe has no such refund, or it has failed."
    ),
    DifferenceKind.REFUND_AMOUNT: _l("Of order %(order)s Stripe has given back %(theirs)s; %(ours)s is booked here."),
}

TRY_AGAIN = _l(
    "Look for its report in the inbox and try it again. If there is none, have Stripe send it again from its own pages."
)

ADVICE: dict[DifferenceKind, Any] = {
    DifferenceKind.PAYMENT_MISSING_HERE: TRY_AGAIN,
    DifferenceKind.PAYMENT_MISSING_THERE: _l(
        "Look the number up at Stripe: is it the right account, and the right key? Pay nothing of it out until then."
    ),
    DifferenceKind.PAYMENT_AMOUNT: _l(
        "Look the payment up at Stripe. What is too much is given back there, and the report of that is booked here."
    ),
    DifferenceKind.PAYMENT_UNLABELLED: _l(
        "If it has nothing to do with a shop, nothing is to be done. Otherwise give it back on Stripe’s own pages."
    ),
    DifferenceKind.REFUND_MISSING_HERE: TRY_AGAIN,
    DifferenceKind.REFUND_MISSING_THERE: _l(
        "If it has failed, try its report in the inbox again: the books take it back, and the payer still has to get "
        "the money."
    ),
    DifferenceKind.REFUND_AMOUNT: _l("Look both up, and ask Stripe: a refund never changes its amount afterwards."),
}


def told(kind: DifferenceKind, order: str, theirs: Money | None, ours: Money | None) -> str:
    """A difference as a sentence in the reader's language."""
    return str(SAID[kind]) % {"order": order or UNKNOWN, "theirs": money(theirs), "ours": money(ours)}
