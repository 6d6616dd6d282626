"""What runs beside the server: time passing for orders, approvals, forgotten baskets and the keys of old forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shop.catalogue.services.certificate_warnings import warn_of_ends
from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.services.baskets import forget_visitors
from shop.ordering.services.deadlines import flag_late_orders, lapse_approvals, lapse_orders
from shop.ordering.services.paying import remind_unpaid
from shop.web import once

DUTIES: tuple[Callable[[], int], ...] = (
    flag_late_orders,
    lapse_orders,
    lapse_approvals,
    remind_unpaid,
    forget_visitors,
    once.forget,
    warn_of_ends,
)


def run_deadlines(duties: Sequence[Callable[[], int]] = DUTIES) -> int:
    """Everything that is due by now, a batch a transaction. Returns how much it was."""
    return sum(_until_nothing_is_left(duty) for duty in duties)


def _until_nothing_is_left(duty: Callable[[], int]) -> int:
    done = 0
    with dialects.writing():
        while batch := duty():
            db.session.commit()
            done += batch
        db.session.rollback()
    return done
