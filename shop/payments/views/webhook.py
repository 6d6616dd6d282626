"""Where Stripe reports: anybody may knock, and only what Stripe has signed is taken."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from shop.extensions import csrf
from shop.payments import inbox
from shop.web.guards import public

bp = Blueprint("payments_webhook", __name__)


@bp.post("/webhooks/stripe")
@csrf.exempt
@public
def stripe() -> ResponseReturnValue:
    """Keep a report and handle it. What is kept is answered with 200, whatever becomes of it: it is tried again."""
    try:
        event_id = inbox.receive(request.get_data(cache=False), request.headers.get("Stripe-Signature"))
    except inbox.Unsigned:
        abort(400)
    inbox.handle(event_id)
    return {"received": True}
