"""Payments and refunds as Stripe writes them, in lists and in events, as plain values of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shop.kernel.money import Money
from shop.payments.asking import (
    Collected,
    Returned,
    Standing,
)

REFUND = {"succeeded": Standing.DONE, "failed": Standing.OVER, "canceled": Standing.OVER}


def returned(refund: Mapping[str, Any]) -> Returned:
    """A refund as Stripe writes one, in a list or in an event."""
    labels = refund.get("metadata") or {}
    return Returned(
        id=refund["id"],
        standing=REFUND.get(str(refund.get("status")), Standing.WAITING),
        amount=Money(refund["amount"]),
        currency=refund["currency"],
        intent_id=refund.get("payment_intent"),
        made_at=datetime.fromtimestamp(refund["created"], UTC),
        deployment=labels.get("deployment"),
        key=labels.get("attempt"),
    )


def collected(intent: Mapping[str, Any]) -> Collected | None:
    """A payment as Stripe writes one; nothing if nothing was taken."""
    if intent["status"] != "succeeded":
        return None
    labels = intent.get("metadata") or {}
    made_at = datetime.fromtimestamp(intent["created"], UTC)
    named = labels.get("deployment"), labels.get("order")
    return Collected(intent["id"], Money(intent["amount_received"]), intent["currency"], made_at, *named)
