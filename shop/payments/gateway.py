"""The only module that talks to Stripe: wishes go in, plain answers come out, and every write carries its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

import stripe
import structlog
from flask import Flask, current_app

from shop.kernel.money import Money
from shop.payments.asking import (
    CURRENCY,
    Checkout,
    CheckoutWish,
    Collected,
    Gateway,
    InvoiceWish,
    NotSetUp,
    OutOfReach,
    RefundWish,
    Returned,
    SentInvoice,
    Standing,
    TurnedDown,
)
from shop.payments.stripe_answers import collected, returned

API_VERSION = "2026-10-28.endive"
"""Pinned with the SDK: Stripe answers in this shape until somebody has read what a newer one changes."""

TIMEOUT = 10
"""Seconds; the SDK's own 80 would hold a server's thread far too long."""

RETRIES = 1
PER_PAGE = 100
AT_IT = 409
"""The same wish was sent a moment ago, and Stripe has not finished with it."""

WAYS = ("card", "alipay", "wechat_pay")
EXTENSION = "shop.gateway"

SESSION = {"open": Standing.OPEN, "complete": Standing.WAITING, "expired": Standing.OVER}
INVOICE = {"draft": Standing.OPEN, "open": Standing.OPEN, "paid": Standing.DONE}

log = structlog.get_logger("shop.stripe")


class StripeGateway:
    """Stripe through its official SDK."""

    def __init__(self, key: str, *, api: str | None = None) -> None:
        self._stripe = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": api} if api else None,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        ).v1

    def open_checkout(self, wish: CheckoutWish) -> Checkout:
        price: Any = {"currency": CURRENCY, "unit_amount": wish.amount.fen, "product_data": {"name": wish.title}}
        wanted: Any = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "allowed_payment_method_types": list(WAYS),
            "payment_method_options": {"wechat_pay": {"client": "web"}},
            "client_reference_id": wish.names.order,
            "metadata": wish.names.metadata(),
            "payment_intent_data": {"metadata": wish.names.metadata()},
            "success_url": wish.return_to,
            "cancel_url": wish.return_to,
            "expires_at": int(wish.expires_at.timestamp()),
        }
        with _in_our_words():
            return _checkout(self._stripe.checkout.sessions.create(wanted, _once(wish.names.key, "checkout")))

    def checkout(self, checkout_id: str) -> Checkout:
        with _in_our_words():
            return _checkout(self._stripe.checkout.sessions.retrieve(checkout_id))

    def close_checkout(self, checkout_id: str) -> Checkout:
        standing = self.checkout(checkout_id)
        if standing.standing is not Standing.OPEN:
            return standing
        try:
            with _in_our_words():
                closed = self._stripe.checkout.sessions.expire(checkout_id, options=_once(checkout_id, "close"))
                return _checkout(closed)
        except TurnedDown:  # somebody has paid in this very moment
            return self.checkout(checkout_id)

    def send_invoice(self, wish: InvoiceWish) -> SentInvoice:
        key, labels = wish.names.key, wish.names.metadata()
        customer: Any = {"name": wish.payer, "email": wish.email, "metadata": {"deployment": wish.names.deployment}}
        bill: Any = {
            "collection_method": "send_invoice",
            "days_until_due": wish.days,
            "currency": CURRENCY,
            "pending_invoice_items_behavior": "exclude",
            "auto_advance": False,
            "metadata": labels,
        }
        line: Any = {"amount": wish.amount.fen, "currency": CURRENCY, "description": wish.title, "metadata": labels}
        with _in_our_words():
            whom = wish.customer_id or self._stripe.customers.create(customer, _once(key, "customer")).id
            made = self._stripe.invoices.create(bill | {"customer": whom}, _once(key, "invoice"))
            line |= {"customer": whom, "invoice": made.id}
            self._stripe.invoice_items.create(line, _once(key, "line"))
            return self._invoice(self._stripe.invoices.send_invoice(_id(made), options=_once(key, "send")))

    def invoice(self, invoice_id: str) -> SentInvoice:
        with _in_our_words():
            return self._invoice(self._stripe.invoices.retrieve(invoice_id))

    def send_again(self, invoice_id: str, key: str) -> SentInvoice:
        standing = self.invoice(invoice_id)
        if standing.standing is not Standing.OPEN:
            return standing
        with _in_our_words():
            return self._invoice(self._stripe.invoices.send_invoice(invoice_id, options=_once(key, "again")))

    def void_invoice(self, invoice_id: str) -> SentInvoice:
        standing = self.invoice(invoice_id)
        if standing.standing is not Standing.OPEN:
            return standing
        with _in_our_words():
            return self._invoice(self._stripe.invoices.void_invoice(invoice_id, options=_once(invoice_id, "void")))

    def refund(self, wish: RefundWish) -> Returned:
        wanted: Any = {
            "payment_intent": wish.intent_id,
            "amount": wish.amount.fen,
            "reason": "requested_by_customer",
            "metadata": wish.names.metadata(),
        }
        with _in_our_words():
            return returned(self._stripe.refunds.create(wanted, _once(wish.names.key, "refund")).to_dict())

    def payment(self, intent_id: str) -> Collected | None:
        with _in_our_words():
            return collected(self._stripe.payment_intents.retrieve(intent_id).to_dict())

    def payments_since(self, moment: datetime) -> Sequence[Collected]:
        asked: Any = {"created": {"gte": int(moment.timestamp())}, "limit": PER_PAGE}
        with _in_our_words():
            listed = [
                collected(intent.to_dict()) for intent in self._stripe.payment_intents.list(asked).auto_paging_iter()
            ]
        return [payment for payment in listed if payment]

    def refunds_since(self, moment: datetime) -> Sequence[Returned]:
        return self._refunds({"created": {"gte": int(moment.timestamp())}})

    def refunds_of(self, intent_id: str) -> Sequence[Returned]:
        return self._refunds({"payment_intent": intent_id})

    def _refunds(self, asked: Any) -> list[Returned]:
        with _in_our_words():
            found = self._stripe.refunds.list(asked | {"limit": PER_PAGE}).auto_paging_iter()
            return [returned(refund.to_dict()) for refund in found]

    def _invoice(self, made: stripe.Invoice) -> SentInvoice:
        """A bill; the payment it was paid with has to be asked for."""
        standing = INVOICE.get(str(made.status), Standing.OVER)
        intent = None
        if standing is Standing.DONE:
            asked: Any = {"invoice": _id(made), "status": "paid", "limit": 1}
            paid = [one.to_dict() for one in self._stripe.invoice_payments.list(asked).data]
            intent = paid[0]["payment"].get("payment_intent") if paid else None
        amount = made.amount_paid if standing is Standing.DONE else made.amount_due
        url, whom = made.hosted_invoice_url, cast("str", made.customer)
        return SentInvoice(_id(made), whom, standing, url, Money(amount), made.currency, intent)


def gateway() -> Gateway:
    """The way to Stripe. Raises ``NotSetUp`` where the shop has no key."""
    found = current_app.extensions.get(EXTENSION)
    if found is None:
        raise NotSetUp
    return cast("Gateway", found)


def is_set_up() -> bool:
    """Whether anything can be paid online here."""
    return current_app.extensions.get(EXTENSION) is not None


def init_app(app: Flask) -> None:
    """Connect to Stripe if the shop has a key."""
    if app.config["STRIPE_KEY"]:
        app.extensions[EXTENSION] = StripeGateway(app.config["STRIPE_KEY"], api=app.config["STRIPE_API"])


def _once(key: str, step: str) -> Any:
    return {"idempotency_key": f"{key}/{step}"}


def _id(thing: Any) -> str:
    return str(thing.id)


def _checkout(session: stripe.checkout.Session) -> Checkout:
    standing = SESSION[str(session.status)]
    if session.payment_status == "paid":
        standing = Standing.DONE
    intent = cast("str | None", session.payment_intent)
    amount, currency = Money(session.amount_total or 0), session.currency or ""
    return Checkout(session.id, standing, session.url, amount, currency, intent)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What goes wrong at Stripe, as a refusal. The log gets its kind and number, never a body: bodies hold names."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
        _note(error)
        raise OutOfReach from None
    except stripe.StripeError as error:
        _note(error)
        raise (OutOfReach if error.http_status == AT_IT else TurnedDown) from None


def _note(error: stripe.StripeError) -> None:
    log.warning("stripe", kind=type(error).__name__, code=error.code, status=error.http_status, asked=error.request_id)
