"""The gateway's twin: answers as Stripe would, from memory, for tests that need many payments quickly.

The contract tests hold it to what the real gateway says in front of the stand-in process. It keeps what happened as the
events that Stripe would send, in `events`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from shop.kernel import clock
from shop.kernel.money import Money
from shop.payments.asking import (
    CURRENCY,
    Checkout,
    CheckoutWish,
    Collected,
    InvoiceWish,
    Names,
    OutOfReach,
    RefundWish,
    Returned,
    SentInvoice,
    Standing,
    TurnedDown,
)
from tests.peers import shapes

REFUNDS = {"succeeded": Standing.DONE, "pending": Standing.WAITING, "failed": Standing.OVER}
LEAST = 400


class Twin:
    """A gateway without a network. Until `out_of_order` is nothing again, every write fails as if Stripe were away."""

    def __init__(self, pages: str = "https://twin.example") -> None:
        self.pages = pages
        self.checkouts: dict[str, Checkout] = {}
        self.invoices: dict[str, SentInvoice] = {}
        self.payments: dict[str, Collected] = {}
        self.refunds: dict[str, Returned] = {}
        self.events: list[dict[str, Any]] = []
        self.names: dict[str, Names] = {}
        self.first: dict[str, tuple[Any, Any]] = {}
        self.refunds_are = "succeeded"
        self.out_of_order = 0
        self._numbers = itertools.count(1)

    def open_checkout(self, wish: CheckoutWish) -> Checkout:
        def make() -> Checkout:
            if wish.amount.fen < LEAST:
                raise TurnedDown
            id_ = self._id("cs_test")
            self.names[id_] = wish.names
            made = Checkout(id_, Standing.OPEN, f"{self.pages}/pay/{id_}", wish.amount, CURRENCY, None)
            return self._put(self.checkouts, id_, made)

        return self._once(f"{wish.names.key}/checkout", wish, make)

    def checkout(self, checkout_id: str) -> Checkout:
        return self._found(self.checkouts, checkout_id)

    def close_checkout(self, checkout_id: str) -> Checkout:
        if self.checkout(checkout_id).standing is Standing.OPEN:
            self.lapse(checkout_id)
        return self.checkout(checkout_id)

    def send_invoice(self, wish: InvoiceWish) -> SentInvoice:
        def make() -> SentInvoice:
            if not wish.email:
                raise TurnedDown
            id_, whom = self._id("in"), wish.customer_id or self._id("cus")
            self.names[id_] = wish.names
            url = f"{self.pages}/invoice/{id_}"
            made = SentInvoice(id_, whom, Standing.OPEN, url, wish.amount, CURRENCY, None)
            return self._put(self.invoices, id_, made)

        return self._once(f"{wish.names.key}/invoice", wish, make)

    def invoice(self, invoice_id: str) -> SentInvoice:
        return self._found(self.invoices, invoice_id)

    def send_again(self, invoice_id: str, key: str) -> SentInvoice:
        def make() -> SentInvoice:
            if self.invoice(invoice_id).standing is Standing.OPEN:
                self._tell_invoice("invoice.sent", invoice_id, "open")
            return self.invoice(invoice_id)

        return self._once(f"{key}/again", invoice_id, make)

    def void_invoice(self, invoice_id: str) -> SentInvoice:
        invoice = self.invoice(invoice_id)
        if invoice.standing is Standing.OPEN:
            self._put(self.invoices, invoice_id, replace(invoice, standing=Standing.OVER))
            self._tell_invoice("invoice.voided", invoice_id, "void")
        return self.invoice(invoice_id)

    def refund(self, wish: RefundWish) -> Returned:
        labels = wish.names.metadata()

        def make() -> Returned:
            return self._refunded(wish.intent_id, wish.amount.fen, labels)

        return self._once(f"{wish.names.key}/refund", wish, make)

    def payment(self, intent_id: str) -> Collected | None:
        return self._found(self.payments, intent_id)

    def payments_since(self, moment: datetime) -> Sequence[Collected]:
        return [payment for payment in self.payments.values() if payment.made_at >= moment]

    def refunds_since(self, moment: datetime) -> Sequence[Returned]:
        return [refund for refund in self.refunds.values() if refund.made_at >= moment]

    def refunds_of(self, intent_id: str) -> Sequence[Returned]:
        return [refund for refund in self.refunds.values() if refund.intent_id == intent_id]

    # What people do on Stripe's pages

    def do(self, deed: str, **said: Any) -> Any:
        """The same deeds as the stand-in process takes."""
        return getattr(self, deed)(**said)

    def pay(self, session_id: str, later: bool = False) -> None:
        checkout = self.checkout(session_id)
        if checkout.standing is not Standing.OPEN:
            raise TurnedDown
        intent_id = self._id("pi")
        standing = Standing.WAITING if later else Standing.DONE
        self._put(self.checkouts, session_id, replace(checkout, standing=standing, intent_id=intent_id))
        if not later:
            self._collect(intent_id, checkout.amount, self.names[session_id])
        self._tell_session("checkout.session.completed", session_id)

    def settle(self, session_id: str, fails: bool = False) -> None:
        checkout = self.checkout(session_id)
        if not fails:
            self._put(self.checkouts, session_id, replace(checkout, standing=Standing.DONE))
            self._collect(str(checkout.intent_id), checkout.amount, self.names[session_id])
        self._tell_session(f"checkout.session.async_payment_{'failed' if fails else 'succeeded'}", session_id)

    def pay_invoice(self, invoice_id: str) -> None:
        invoice = self.invoice(invoice_id)
        intent_id = self._id("pi")
        self._put(self.invoices, invoice_id, replace(invoice, standing=Standing.DONE, intent_id=intent_id))
        self._collect(intent_id, invoice.amount, None)
        self._tell_invoice("invoice.paid", invoice_id, "paid")

    def lapse(self, session_id: str) -> None:
        checkout = self.checkout(session_id)
        self._put(self.checkouts, session_id, replace(checkout, standing=Standing.OVER, url=None))
        self._tell_session("checkout.session.expired", session_id)

    def refund_by_hand(self, intent_id: str, amount: int) -> Returned:
        return self._refunded(intent_id, amount, {})

    def end_refund(self, refund_id: str, status: str) -> None:
        refund = replace(self.refunds[refund_id], standing=REFUNDS[status])
        self._put(self.refunds, refund_id, refund)
        self._tell_refund("refund.failed" if status == "failed" else "refund.updated", refund, status)

    # Odds and ends

    def _refunded(self, intent_id: str, amount: int, labels: dict[str, str]) -> Returned:
        payment = self._found(self.payments, intent_id)
        given = sum(one.amount.fen for one in self.refunds_of(intent_id) if one.standing is not Standing.OVER)
        if amount <= 0 or given + amount > payment.amount.fen:
            raise TurnedDown
        named = labels.get("deployment"), labels.get("attempt")
        standing = REFUNDS[self.refunds_are]
        made = Returned(self._id("re"), standing, Money(amount), CURRENCY, intent_id, self._now(), *named)
        self._put(self.refunds, made.id, made)
        self._tell_refund("refund.created", made, self.refunds_are)
        intent = shapes.intent(intent_id, int(time.time()), payment.amount.fen, CURRENCY, {})
        self.tell("charge.refunded", shapes.charge(intent, given + amount))
        return made

    def tell(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        event = shapes.event(self._id("evt"), int(self._now().timestamp()), kind, thing)
        self.events.append(event)
        return event

    def _collect(self, intent_id: str, amount: Money, names: Names | None) -> None:
        named = (names.deployment, names.order) if names else (None, None)
        self._put(self.payments, intent_id, Collected(intent_id, amount, CURRENCY, self._now(), *named))
        labels = names.metadata() if names else {}
        self.tell("payment_intent.succeeded", shapes.intent(intent_id, 0, amount.fen, CURRENCY, labels))

    def _tell_session(self, kind: str, id_: str) -> None:
        checkout = self.checkouts[id_]
        price = {"price_data": {"currency": CURRENCY}}
        wanted = {"line_items": [price], "expires_at": 0, "mode": "payment", "success_url": ""}
        thing = shapes.session(id_, 0, wanted | {"metadata": self.names[id_].metadata()}, "", checkout.amount.fen)
        done, over = checkout.standing is Standing.DONE, checkout.standing is Standing.OVER
        thing |= {"payment_intent": checkout.intent_id, "payment_status": "paid" if done else "unpaid"}
        self.tell(kind, thing | {"status": "expired" if over else "complete"})

    def _tell_invoice(self, kind: str, id_: str, status: str) -> None:
        invoice = self.invoices[id_]
        wanted = {"collection_method": "send_invoice", "currency": CURRENCY, "customer": invoice.customer_id}
        thing = shapes.invoice(id_, 0, wanted | {"metadata": self.names[id_].metadata()})
        paid = invoice.amount.fen if status == "paid" else 0
        self.tell(kind, thing | {"status": status, "amount_due": invoice.amount.fen, "amount_paid": paid})

    def _tell_refund(self, kind: str, refund: Returned, status: str) -> None:
        intent = shapes.intent(str(refund.intent_id), 0, 0, CURRENCY, {})
        labels = {"deployment": refund.deployment or "", "attempt": refund.key or ""} if refund.key else {}
        at = int(refund.made_at.timestamp())
        self.tell(kind, shapes.refund(refund.id, at, intent, refund.amount.fen, labels) | {"status": status})

    def _once(self, key: str, wish: Any, make: Any) -> Any:
        if self.out_of_order:
            self.out_of_order -= 1
            raise OutOfReach
        if key in self.first:
            before, answer = self.first[key]
            if before != wish:
                raise TurnedDown
            return answer
        answer = make()
        self.first[key] = wish, answer
        return answer

    def _put(self, where: dict[str, Any], id_: str, thing: Any) -> Any:
        where[id_] = thing
        return thing

    def _found(self, where: dict[str, Any], id_: str) -> Any:
        if id_ not in where:
            raise TurnedDown
        return where[id_]

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):06d}"

    def _now(self) -> datetime:
        return clock.now().astimezone(UTC).replace(microsecond=0)
