"""The desk: where everybody who is signed in begins, one for each side of the trade."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from shop.kernel.actor import Actor
from shop.ordering.policies import may_see_purchases, may_sell
from shop.reports.views.buyer import buyer_desk
from shop.reports.views.county import county_desk
from shop.reports.views.official import official_desk
from shop.reports.views.supplier import supplier_desk
from shop.web.guards import actor, allowed, anyone_signed_in

Desk = Callable[[Actor], ResponseReturnValue]

DESKS: tuple[tuple[Callable[[Actor], bool], Desk], ...] = (
    (may_see_purchases, buyer_desk),
    (may_sell, supplier_desk),
    (lambda somebody: somebody.is_official or somebody.is_operator, official_desk),
    (lambda somebody: somebody.is_county, county_desk),
)
"""The first that is theirs is shown: who buys and oversees begins with buying."""


@allowed(anyone_signed_in)
def desk() -> ResponseReturnValue:
    """What is to be done, and how far one's own side is."""
    somebody = actor()
    for is_theirs, show in DESKS:
        if is_theirs(somebody):
            return show(somebody)
    return redirect(url_for("reports.home"))
