"""What a supplier reads about online payment: what the operator holds for it, and what was paid out."""

from __future__ import annotations

from flask import Blueprint, render_template

from shop.payments import policies
from shop.payments.queries.owed import owed_to
from shop.payments.queries.stripe_desk import pay_outs
from shop.web.guards import actor, allowed

bp = Blueprint("payments_collected", __name__)


@bp.get("/money/collected")
@allowed(policies.may_be_paid)
def collected() -> str:
    """What Stripe has collected for the supplier and the operator still owes it."""
    supplier_id = actor().organisation_id
    return render_template("payments/collected.html", owed=owed_to(supplier_id), paid=pay_outs(supplier_id))
