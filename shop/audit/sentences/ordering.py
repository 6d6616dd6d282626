"""What was done to purchases and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "purchase.placed": _l("The purchase was submitted: %(amount)s."),
    "purchase.approved": _l("The purchase was approved."),
    "purchase.rejected": _l("The purchase was rejected."),
    "purchase.lapsed": _l("The purchase was not approved in time and lapsed."),
    "order.placed": _l("The order was submitted."),
    "order.approved": _l("The order was approved and went to the supplier."),
    "order.confirmed": _l("The order was confirmed."),
    "order.declined": _l("The order was declined."),
    "order.lowered": _l("The order was reduced from %(was)s to %(amount)s."),
    "order.cancelled": _l("The order was cancelled."),
    "order.lapsed": _l("The order lapsed."),
    "order.closed": _l("The order was closed before everything was delivered."),
    "order.completed": _l("Everything was delivered, and the order was closed."),
    "order.flagged_late": _l("The order was flagged: it was not confirmed in time."),
    "order.paid_ahead": _l("What was to be paid before delivery is paid: the supplier answers now."),
}
