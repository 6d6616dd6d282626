"""What follows from each kind of Stripe's reports. Amounts, currency, deployment and order are compared first.

`ask_more` may ask Stripe and touches no row; `hear` books and asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shop.kernel.money import Money
from shop.payments.asking import Collected, Returned, TurnedDown
from shop.payments.gateway import gateway
from shop.payments.models import OnlinePayment
from shop.payments.queries.online import attempt_by_intent, attempt_by_key
from shop.payments.services import online, online_refunds
from shop.payments.services.online import Outcome
from shop.payments.stripe_answers import returned
from shop.payments.words_online import EventState, OnlineState, Why

Thing = Mapping[str, Any]
REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed"})
GRAVITY = (EventState.HANDLED, EventState.PASSED_OVER, EventState.REFUSED, EventState.FAILED)


@dataclass(frozen=True, slots=True)
class More:
    """What had to be asked for, because the report does not say it."""

    intent_id: str | None = None
    payment: Collected | None = None
    refunds: Sequence[Returned] = field(default_factory=tuple)


def ask_more(kind: str, thing: Thing, deployment: str) -> More:
    """Ask Stripe for what a report leaves out. Raises ``OutOfReach``."""
    if kind == "invoice.paid" and _stranger(thing, deployment) is None:
        return More(intent_id=gateway().invoice(thing["id"]).intent_id)
    if kind == "charge.refunded":
        intent_id = thing.get("payment_intent")
        if intent_id and _belongs(thing, deployment):
            return More(refunds=gateway().refunds_of(intent_id))
    if kind in REFUNDS and not (thing.get("metadata") or {}).get("deployment") and thing.get("payment_intent"):
        return More(payment=_known_there(thing["payment_intent"]))
    return More()


def _known_there(intent_id: str) -> Collected | None:
    """A payment as Stripe has it; nothing if it has none of the name."""
    try:
        return gateway().payment(intent_id)
    except TurnedDown:
        return None


def hear(kind: str, event: Mapping[str, Any], more: More, deployment: str) -> Outcome:
    """What became of a report; books what it says, if all of it is as it was asked for."""
    thing = event["data"]["object"]
    if kind in REFUNDS:
        return _refund(thing, more, deployment)
    if kind == "charge.refunded":
        return _charge_refunded(thing, more, deployment)
    if kind.startswith("charge.dispute."):
        return _disputed(thing)
    handler = HANDLERS.get(kind)
    if handler is None:
        return EventState.PASSED_OVER, Why.NOT_FOLLOWED
    stranger = _stranger(thing, deployment)
    if stranger is not None:
        return EventState.PASSED_OVER, stranger
    attempt = _attempt(thing)
    if attempt is None:
        return EventState.REFUSED, Why.UNKNOWN_ORDER
    return handler(attempt, thing, more, datetime.fromtimestamp(event["created"], UTC))


def _paid(attempt: OnlinePayment, thing: Thing, more: More, at: datetime) -> Outcome:
    """A page was paid on; by some ways the money takes its days."""
    if thing["payment_status"] != "paid":
        return online.waits(attempt, thing.get("payment_intent"))
    amount, intent_id = Money(int(thing["amount_total"])), str(thing["payment_intent"])
    return online.book(attempt, intent_id=intent_id, amount=amount, currency=thing["currency"], at=at)


def _bill_paid(attempt: OnlinePayment, thing: Thing, more: More, at: datetime) -> Outcome:
    """A bill was paid; marked as paid by hand on Stripe's pages it has no payment, and moves nothing."""
    if more.intent_id is None:
        return EventState.REFUSED, Why.NOT_KNOWN_YET
    amount = Money(int(thing["amount_paid"]))
    return online.book(attempt, intent_id=more.intent_id, amount=amount, currency=thing["currency"], at=at)


def _ends(state: OnlineState) -> Callable[[OnlinePayment, Thing, More, datetime], Outcome]:
    def end(attempt: OnlinePayment, thing: Thing, more: More, at: datetime) -> Outcome:
        return online.given_up(attempt, state)

    return end


HANDLERS: dict[str, Callable[[OnlinePayment, Thing, More, datetime], Outcome]] = {
    "checkout.session.completed": _paid,
    "checkout.session.async_payment_succeeded": _paid,
    "checkout.session.async_payment_failed": _ends(OnlineState.FAILED),
    "checkout.session.expired": _ends(OnlineState.EXPIRED),
    "invoice.paid": _bill_paid,
    "invoice.voided": _ends(OnlineState.CANCELLED),
}


def _refund(thing: Thing, more: More, deployment: str) -> Outcome:
    told = returned(thing)
    if told.deployment and told.deployment != deployment:
        return EventState.PASSED_OVER, Why.ANOTHER_DEPLOYMENT
    if more.payment and more.payment.deployment and more.payment.deployment != deployment:
        return EventState.PASSED_OVER, Why.ANOTHER_DEPLOYMENT
    return online_refunds.hear(told)


def _charge_refunded(thing: Thing, more: More, deployment: str) -> Outcome:
    """Something of a payment went back: of each refund that Stripe lists it is seen to that it is booked."""
    if not _belongs(thing, deployment):
        return EventState.PASSED_OVER, Why.ANOTHER_DEPLOYMENT
    outcomes = [online_refunds.hear(told) for told in more.refunds]
    if not outcomes:
        return EventState.FAILED, Why.NOT_KNOWN_YET
    booked = [outcome for outcome in outcomes if outcome[0] is EventState.HANDLED]
    worst = max(outcomes, key=lambda outcome: GRAVITY.index(outcome[0]))
    return booked[0] if booked and worst[0] is EventState.PASSED_OVER else worst


def _disputed(thing: Thing) -> Outcome:
    """The payer wants the money back through the bank: nothing moves by itself, and the operator has to answer."""
    if attempt_by_intent(thing.get("payment_intent")) is None:
        return EventState.PASSED_OVER, Why.NOT_OURS
    return EventState.REFUSED, Why.DISPUTED


def _attempt(thing: Thing) -> OnlinePayment | None:
    """The attempt that a page or a bill belongs to: by our label, and then everything else has to fit too."""
    labels = thing["metadata"]
    attempt = attempt_by_key(labels.get("attempt"))
    if attempt is None or labels.get("order") != attempt.order_number:
        return None
    if attempt.stripe_id is None:  # a crash came between Stripe's answer and our keeping it
        attempt.stripe_id = str(thing["id"])
    return attempt if attempt.stripe_id == thing["id"] else None


def _stranger(thing: Thing, deployment: str) -> Why | None:
    """Why a thing at Stripe is none of ours, if it is not."""
    named = (thing.get("metadata") or {}).get("deployment")
    if not named:
        return Why.NOT_OURS
    return None if named == deployment else Why.ANOTHER_DEPLOYMENT


def _belongs(thing: Thing, deployment: str) -> bool:
    """Whether a charge may be ours: those of bills carry no label."""
    return _stranger(thing, deployment) is not Why.ANOTHER_DEPLOYMENT
