"""How far a purchase is proved: accepted, then invoiced, then paid (DOMAIN rule 9). Pure; nothing counts by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.payments.invoicing import LATE_AFTER

NOTHING = Money(0)


class EvidenceKind(Labelled):
    """What raises an entry's grade."""

    INVOICED = "invoiced", _l("Invoiced")
    PAID = "paid", _l("Paid")


class Grade(Labelled):
    """The best that is proved of the whole of an entry."""

    ACCEPTED = "accepted", _l("Accepted")
    INVOICED = "invoiced", _l("Invoiced in full")
    PAID = "paid", _l("Paid in full")


PATIENCE = {EvidenceKind.INVOICED: timedelta(days=LATE_AFTER), EvidenceKind.PAID: timedelta(days=90)}
"""How long after its counting day a purchase may wait before it is listed by name."""


def grade_of(worth: Money, invoiced: Money, paid: Money) -> Grade:
    """The grade of an entry that has come to so much, corrections included; of nothing there is nothing to prove."""
    if worth <= NOTHING:
        return Grade.ACCEPTED
    if paid >= worth:
        return Grade.PAID
    return Grade.INVOICED if invoiced >= worth else Grade.ACCEPTED


def spread(paid: Money, worths: Sequence[Money]) -> list[Money]:
    """What is paid of an order, over its entries from the oldest on; what is left over is freight or too much."""
    left, shares = max(paid, NOTHING), []
    for worth in worths:
        share = min(left, max(worth, NOTHING))
        shares.append(share)
        left -= share
    return shares
