"""How an order is paid: one table, read by the checkout, guards, pages and tests. Pure.

What is paid ahead holds the goods for a time only: so long the supplier does not answer, and then the order lapses.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class PayBy(Labelled):
    """How the buyer has said that an order will be paid."""

    ON_ACCOUNT = "on_account", _l("On account, after acceptance")
    TRANSFER = "transfer", _l("By bank transfer, before delivery")
    ONLINE = "online", _l("Online, now")


class Rule(NamedTuple):
    """Whether credit is asked for; for how long goods wait for the money, and after how long the buyer is reminded."""

    on_credit: bool
    within: timedelta | None = None
    remind_after: timedelta | None = None


RULES: dict[PayBy, Rule] = {
    PayBy.ON_ACCOUNT: Rule(on_credit=True),
    PayBy.TRANSFER: Rule(on_credit=False, within=timedelta(days=7), remind_after=timedelta(days=3)),
    PayBy.ONLINE: Rule(on_credit=False, within=timedelta(hours=24), remind_after=timedelta(hours=4)),
}
