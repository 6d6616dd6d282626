"""How an order is paid: one table, read by the checkout, guards, pages and tests. Pure.

What is paid ahead holds the goods for a time only: so long the supplier does not answer, and then the order lapses.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.questions import PayingTerms


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


def why_not(way: PayBy, terms: PayingTerms) -> Any:
    """Why a unit cannot have an order paid in this way, as a sentence; nothing if it can."""
    if RULES[way].on_credit:
        return terms.no_credit
    if way is PayBy.ONLINE and not terms.online:
        return _l("Paying online is not set up here. The order can be paid by bank transfer.")
    return None


def usual_way(terms: PayingTerms) -> PayBy:
    """What the checkout begins with: on account where terms were agreed, else at once if it can be."""
    wished = [PayBy.ON_ACCOUNT, PayBy.ONLINE] if terms.agreed else [PayBy.ONLINE, PayBy.ON_ACCOUNT]
    return next((way for way in wished if not why_not(way, terms)), PayBy.TRANSFER)
