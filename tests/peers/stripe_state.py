"""What the stand-in for Stripe knows and does: its objects, its idempotency keys, its refusals and its events."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

from tests.peers import shapes
from tests.peers.params import Unknown, check, decode
from tests.peers.stripe_lists import Failure, asked_for, page_of

Body = dict[str, Any]
MINUTE, DAY = 60, 86_400
LEAST = {"cny": 400}
"""Stripe takes no smaller payment than about half a dollar."""


class State:
    """One account of Stripe's, in memory."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.things: dict[str, dict[str, Body]] = {}
        self.events: list[Body] = []
        self.answers: dict[str, tuple[str, Body]] = {}
        self.lines: dict[str, list[Body]] = {}
        self.offset = 0.0
        self.refunds_are = "succeeded"
        self.out_of_order = 0
        self.busy = 0
        self._numbers = itertools.count(1)
        self.writes: dict[str, Callable[..., Body]] = {
            "checkout/sessions": self._create_session,
            "checkout/sessions/*/expire": self._expire_session,
            "customers": self._create_customer,
            "invoices": self._create_invoice,
            "invoices/*/send": self._send_invoice,
            "invoices/*/void": self._void_invoice,
            "invoiceitems": self._create_line,
            "refunds": self._create_refund,
        }

    # What the SDK asks

    def write(self, path: str, pairs: list[tuple[str, str]], key: str | None) -> Body:
        """A POST. The same key again gives the first answer; with another body it is an error."""
        if self.out_of_order:
            self.out_of_order -= 1
            raise Failure(503, "The service is out of order.", kind="api_error")
        if self.busy:
            self.busy -= 1
            raise Failure(
                409, "There is currently another in-progress request using this key.", kind="idempotency_error"
            )
        if not key:
            raise Failure(400, "The shop has promised a key on every write.")
        said = json.dumps([path, sorted(pairs)])
        if key in self.answers:
            before, answer = self.answers[key]
            if before != said:
                raise Failure(400, "Keys for idempotent requests can only be used once.", kind="idempotency_error")
            return answer
        parts = path.split("/")
        starred = "/".join("*" if "_" in part else part for part in parts)
        if starred not in self.writes:
            raise Failure(404, f"Unrecognized request URL (POST: /v1/{path}).")
        ids = [part for part in parts if "_" in part]
        try:
            answer = self.writes[starred](decode(pairs), *ids)
        except Unknown as unknown:
            raise Failure(400, str(unknown), code="parameter_unknown") from None
        self.answers[key] = said, json.loads(json.dumps(answer))
        return self.answers[key][1]

    def read(self, path: str, pairs: list[tuple[str, str]]) -> Body:
        """A GET: one object, or a page of a list, the newest first."""
        *folder, last = path.split("/")
        if "_" in last and "/".join(folder):
            return self.get("/".join(folder), last)
        asked = asked_for(path, pairs)
        found = self.events if path == "events" else list(self.things.get(path, {}).values())
        return page_of(path, list(reversed(found)), asked)

    def get(self, folder: str, id_: str) -> Body:
        found = self.things.get(folder, {}).get(id_)
        if found is None:
            raise Failure(404, f"No such object: {id_}", code="resource_missing")
        return found

    # What people do on Stripe's pages

    def pay(self, session_id: str, *, later: bool = False) -> Body:
        """Somebody pays on the page of a session, at once or by a way that takes days."""
        session = self.get("checkout/sessions", session_id)
        if session["status"] != "open":
            raise Failure(400, "This page is closed.")
        session["status"] = "complete"
        if later:
            session["payment_intent"] = self._id("pi")
        else:
            self._settle(session)
        self.tell("checkout.session.completed", session)
        return session

    def settle(self, session_id: str, *, fails: bool = False) -> None:
        """The money of a payment that took days has come, or will not."""
        session = self.get("checkout/sessions", session_id)
        if not fails:
            self._settle(session)
        self.tell(f"checkout.session.async_payment_{'failed' if fails else 'succeeded'}", session)

    def pay_invoice(self, invoice_id: str) -> Body:
        """Somebody pays a bill on its page."""
        invoice = self.get("invoices", invoice_id)
        if invoice["status"] != "open":
            raise Failure(400, "This bill is closed.")
        intent = self._collect(invoice["amount_due"], invoice["currency"], {})
        payment = shapes.invoice_payment(self._id("inpay"), self.now(), invoice, intent["id"])
        self._keep("invoice_payments", payment)
        invoice |= {"status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0}
        self.tell("invoice.paid", invoice)
        return invoice

    def lapse(self, session_id: str) -> None:
        """Nobody paid in time."""
        session = self.get("checkout/sessions", session_id)
        session |= {"status": "expired", "url": None}
        self.tell("checkout.session.expired", session)

    def refund_by_hand(self, intent_id: str, amount: int) -> Body:
        """Somebody gives money back on Stripe's own pages."""
        return self.refund(intent_id, amount)

    def refund(self, intent_id: str, amount: int, labels: dict[str, str] | None = None) -> Body:
        """A refund, never of more than was paid."""
        intent = self.get("payment_intents", intent_id)
        before = [one for one in self.things.get("refunds", {}).values() if one["payment_intent"] == intent_id]
        given = sum(one["amount"] for one in before if one["status"] != "failed")
        if amount <= 0 or given + amount > intent["amount"]:
            raise Failure(400, "Refund amount is greater than unrefunded amount on charge.", code="amount_too_large")
        made = shapes.refund(self._id("re"), self.now(), intent, amount, labels or {}) | {"status": self.refunds_are}
        self._keep("refunds", made)
        self.tell("refund.created", made)
        self.tell("charge.refunded", shapes.charge(intent, given + amount))
        return made

    def end_refund(self, refund_id: str, status: str) -> None:
        """A refund that was on its way has arrived, or has failed."""
        refund = self.get("refunds", refund_id)
        refund["status"] = status
        self.tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def tell(self, kind: str, thing: Body) -> Body:
        """An event, holding the object as it is now."""
        event = shapes.event(self._id("evt"), self.now(), kind, json.loads(json.dumps(thing)))
        self.events.append(event)
        return event

    def now(self) -> int:
        return int(time.time() + self.offset)

    # The writes

    def _create_session(self, body: Body) -> Body:
        wanted = check("checkout._session_create_params", "SessionCreateParams", body)
        ends = wanted.get("expires_at", 0)
        if not 30 * MINUTE - 5 <= ends - self.now() <= DAY + 5:
            raise Failure(400, "The `expires_at` timestamp must be between 30 minutes and 24 hours from creation.")
        amount = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in wanted["line_items"])
        currency = wanted["line_items"][0]["price_data"]["currency"]
        if amount < LEAST.get(currency, 50):
            raise Failure(400, "The amount is too small.", code="amount_too_small")
        id_ = self._id("cs_test")
        made = shapes.session(id_, self.now(), wanted, f"{self.base}/pay/{id_}", amount)
        self._labels = wanted.get("payment_intent_data", {}).get("metadata", {})
        made["_intent_labels"] = self._labels
        return self._keep("checkout/sessions", made)

    def _expire_session(self, body: Body, id_: str) -> Body:
        check("checkout._session_expire_params", "SessionExpireParams", body)
        if self.get("checkout/sessions", id_)["status"] != "open":
            raise Failure(400, "Only Checkout Sessions with a status in [open] can be expired.")
        self.lapse(id_)
        return self.get("checkout/sessions", id_)

    def _create_customer(self, body: Body) -> Body:
        wanted = check("_customer_create_params", "CustomerCreateParams", body)
        return self._keep("customers", {"id": self._id("cus"), "object": "customer", "livemode": False, **wanted})

    def _create_invoice(self, body: Body) -> Body:
        wanted = check("_invoice_create_params", "InvoiceCreateParams", body)
        self.get("customers", wanted["customer"])
        if wanted["collection_method"] == "send_invoice" and not wanted.get("days_until_due"):
            raise Failure(400, "If invoicing is `send_invoice`, you must provide `days_until_due` or `due_date`.")
        made = shapes.invoice(self._id("in"), self.now(), wanted)
        made["due_date"] = self.now() + wanted["days_until_due"] * DAY
        return self._keep("invoices", made)

    def _create_line(self, body: Body) -> Body:
        wanted = check("_invoice_item_create_params", "InvoiceItemCreateParams", body)
        invoice = self.get("invoices", wanted["invoice"])
        if invoice["status"] != "draft" or invoice["currency"] != wanted["currency"]:
            raise Failure(400, "This line cannot be added to the invoice.")
        invoice["amount_due"] += wanted["amount"]
        invoice["amount_remaining"] += wanted["amount"]
        return {"id": self._id("ii"), "object": "invoiceitem", "livemode": False, **wanted}

    def _send_invoice(self, body: Body, id_: str) -> Body:
        check("_invoice_send_invoice_params", "InvoiceSendInvoiceParams", body)
        invoice = self.get("invoices", id_)
        if not self.things["customers"][invoice["customer"]].get("email"):
            raise Failure(400, "Missing email. In order to send an invoice, the customer must have a valid email.")
        invoice |= {"status": "open", "hosted_invoice_url": f"{self.base}/invoice/{id_}"}
        self.tell("invoice.sent", invoice)
        return invoice

    def _void_invoice(self, body: Body, id_: str) -> Body:
        check("_invoice_void_invoice_params", "InvoiceVoidInvoiceParams", body)
        invoice = self.get("invoices", id_)
        if invoice["status"] != "open":
            raise Failure(400, "You can only void an open invoice.")
        invoice["status"] = "void"
        self.tell("invoice.voided", invoice)
        return invoice

    def _create_refund(self, body: Body) -> Body:
        wanted = check("_refund_create_params", "RefundCreateParams", body)
        intent = self.get("payment_intents", wanted["payment_intent"])
        amount: int = wanted["amount"] if "amount" in wanted else intent["amount"]
        return self.refund(intent["id"], amount, wanted.get("metadata"))

    # Odds and ends

    def _settle(self, session: Body) -> None:
        intent = self._collect(
            session["amount_total"], session["currency"], session["_intent_labels"], session["payment_intent"]
        )
        session |= {"payment_status": "paid", "payment_intent": intent["id"]}

    def _collect(self, amount: int, currency: str, labels: dict[str, str], id_: str | None = None) -> Body:
        intent = self._keep(
            "payment_intents", shapes.intent(id_ or self._id("pi"), self.now(), amount, currency, labels)
        )
        self.tell("payment_intent.succeeded", intent)
        return intent

    def _keep(self, folder: str, thing: Body) -> Body:
        self.things.setdefault(folder, {})[thing["id"]] = thing
        return thing

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):06d}"
