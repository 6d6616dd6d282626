"""The few shapes of Stripe's objects that the shop reads or could be sent, with the fields that Stripe always gives.

Written by hand after Stripe's own published samples (API 2026-10-28). The peer fills the first group in; the second are
of what the peer does not do, and arrive as events only.
"""

from __future__ import annotations

from typing import Any


def session(id_: str, created: int, wanted: dict[str, Any], url: str, amount: int) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "checkout.session",
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": wanted.get("cancel_url"),
        "client_reference_id": wanted.get("client_reference_id"),
        "created": created,
        "currency": wanted["line_items"][0]["price_data"]["currency"],
        "customer": None,
        "expires_at": wanted["expires_at"],
        "invoice": None,
        "livemode": False,
        "metadata": wanted.get("metadata", {}),
        "mode": wanted["mode"],
        "payment_intent": None,
        "payment_status": "unpaid",
        "status": "open",
        "success_url": wanted["success_url"],
        "url": url,
    }


def intent(id_: str, created: int, amount: int, currency: str, metadata: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "payment_intent",
        "amount": amount,
        "amount_received": amount,
        "created": created,
        "currency": currency,
        "customer": None,
        "latest_charge": id_.replace("pi_", "ch_"),
        "livemode": False,
        "metadata": metadata,
        "status": "succeeded",
    }


def charge(intent: dict[str, Any], refunded: int) -> dict[str, Any]:
    return {
        "id": intent["latest_charge"],
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": refunded,
        "captured": True,
        "created": intent["created"],
        "currency": intent["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "refunded": refunded == intent["amount"],
        "status": "succeeded",
    }


def refund(id_: str, created: int, intent: dict[str, Any], amount: int, metadata: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": intent["latest_charge"],
        "created": created,
        "currency": intent["currency"],
        "metadata": metadata,
        "payment_intent": intent["id"],
        "reason": "requested_by_customer",
        "status": "succeeded",
    }


def invoice(id_: str, created: int, wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "invoice",
        "amount_due": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "auto_advance": wanted.get("auto_advance", False),
        "collection_method": wanted["collection_method"],
        "created": created,
        "currency": wanted["currency"],
        "customer": wanted["customer"],
        "due_date": None,
        "hosted_invoice_url": None,
        "livemode": False,
        "metadata": wanted.get("metadata", {}),
        "status": "draft",
    }


def invoice_payment(id_: str, created: int, invoice: dict[str, Any], intent_id: str) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "invoice_payment",
        "amount_paid": invoice["amount_due"],
        "amount_requested": invoice["amount_due"],
        "created": created,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent_id},
        "status": "paid",
    }


def event(id_: str, created: int, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": created,
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


# What the peer does not do: these arrive as events only.


def dispute(intent: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": intent["id"].replace("pi_", "dp_"),
        "object": "dispute",
        "amount": intent["amount"],
        "balance_transactions": [],
        "charge": intent["latest_charge"],
        "created": intent["created"],
        "currency": intent["currency"],
        "evidence": {},
        "evidence_details": {"due_by": None, "has_evidence": False, "past_due": False, "submission_count": 0},
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": intent["id"],
        "reason": "product_not_received",
        "status": "needs_response",
    }


def payout(amount: int, created: int) -> dict[str, Any]:
    return {
        "id": "po_1",
        "object": "payout",
        "amount": amount,
        "arrival_date": created,
        "automatic": True,
        "created": created,
        "currency": "cny",
        "destination": "ba_1",
        "livemode": False,
        "metadata": {},
        "status": "paid",
        "type": "bank_account",
    }
