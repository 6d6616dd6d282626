"""What somebody is told about purchases and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "purchase_awaits_approval": _l("Purchase %(number)s for %(amount)s is waiting for your approval."),
    "purchase_approved": _l("Purchase %(number)s was approved; its orders went to the suppliers."),
    "purchase_rejected": _l("Purchase %(number)s was rejected."),
    "purchase_withdrawn": _l("Purchase %(number)s no longer needs approval: it was withdrawn."),
    "approval_lapsed": _l("Purchase %(number)s was not approved in time and has lapsed; its stock is on sale again."),
    "order_placed": _l("%(unit)s placed order %(number)s. Please confirm it."),
    "order_placed_unpaid": _l("%(unit)s placed order %(number)s and pays before delivery: confirm it once it is paid."),
    "order_paid_ahead": _l("Order %(number)s of %(unit)s is paid ahead. Please confirm it."),
    "order_unpaid": _l("Order %(number)s waits for its payment until %(until)s. Unpaid by then, it lapses."),
    "order_unpaid_lapsed": _l("Order %(number)s was not paid in time and has lapsed; its stock is on sale again."),
    "order_less_than_paid": _l(
        "Less comes of order %(number)s than was paid for: %(amount)s is left over. Either side may ask for it back, "
        "or it is put to another order."
    ),
    "order_paid_too_much": _l(
        "Order %(number)s has ended, and %(amount)s more was paid than came of it. The supplier gives it back, "
        "or it is put to another order."
    ),
    "order_confirmed": _l("%(supplier)s confirmed order %(number)s."),
    "order_confirmed_in_part": _l("%(supplier)s confirmed order %(number)s, but not all of it."),
    "order_declined": _l("%(supplier)s declined order %(number)s."),
    "order_lowered": _l("%(unit)s reduced order %(number)s from %(was)s to %(amount)s."),
    "order_cancelled": _l("%(unit)s cancelled order %(number)s."),
    "order_late": _l("Order %(number)s was not confirmed in time. It lapses unless it is confirmed soon."),
    "order_lapsed": _l("Order %(number)s was never confirmed and has lapsed."),
    "order_closed_short": _l("The rest of order %(number)s will not be delivered: the order is closed."),
    "order_completed": _l("Everything of order %(number)s has been delivered: the order is closed."),
}
