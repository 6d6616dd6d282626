"""Lists as the stand-in for Stripe answers them, a page at a time, and its errors."""

from __future__ import annotations

from typing import Any

from tests.peers.params import Unknown, check, decode

Body = dict[str, Any]
LISTS = {
    "events": ("_event_list_params", "EventListParams"),
    "invoice_payments": ("_invoice_payment_list_params", "InvoicePaymentListParams"),
    "payment_intents": ("_payment_intent_list_params", "PaymentIntentListParams"),
    "refunds": ("_refund_list_params", "RefundListParams"),
}


class Failure(Exception):
    """An answer that is an error, as Stripe words it."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "code": code or None}}


def asked_for(path: str, pairs: list[tuple[str, str]]) -> Body:
    """What of a list is asked for."""
    if path not in LISTS:
        raise Failure(404, f"Unrecognized request URL (GET: /v1/{path}).")
    try:
        return check(*LISTS[path], decode(pairs))
    except Unknown as unknown:
        raise Failure(400, str(unknown), code="parameter_unknown") from None


def page_of(path: str, found: list[Body], asked: Body) -> Body:
    """What was asked for of a list, and whether there is more."""
    since = (asked.get("created") or {}).get("gte", 0)
    for name in ("invoice", "payment_intent", "status"):
        if name in asked:
            found = [one for one in found if one.get(name) == asked[name]]
    found = [one for one in found if one["created"] >= since]
    if "starting_after" in asked:
        found = found[[one["id"] for one in found].index(asked["starting_after"]) + 1 :]
    limit = asked.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Failure(400, "Limit must be between 1 and 100.")
    return {"object": "list", "url": f"/v1/{path}", "has_more": len(found) > limit, "data": found[:limit]}
