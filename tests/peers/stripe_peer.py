"""A stand-in for Stripe: a process of its own that speaks Stripe's HTTP, shows a page to pay on and signs its webhooks.

    python -m tests.peers.stripe_peer [port] [address of the shop's webhook]

It is our own code: it holds the shop to the pinned SDK's types, to idempotency keys and to what was paid, and knows
nothing of what Stripe checks beyond that. Under /_peer/ a test directs what people do and what is delivered when.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any

import stripe
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.peers.stripe_lists import Failure
from tests.peers.stripe_state import State

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECRET = "whsec_of_the_stand_in"
KEY = "sk_test_of_the_stand_in"
VERSION = "2026-10-28.endive"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>This is a stand-in for Stripe's page. No money moves here.</p><p>{amount}</p>
<form method="post"><button name="how" value="now">Pay</button>
<button name="how" value="later">Pay later</button></form>
<p><a href="{back}">Back to the shop</a></p></body></html>"""


class Peer:
    """The application: `/v1/` for the SDK, `/pay/` and `/invoice/` for people, `/_peer/` for the test."""

    def __init__(self, base: str, webhook: str | None = None) -> None:
        self.base = base
        self.webhook = webhook
        self.state = State(base)
        self.one_at_a_time = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            if request.path.startswith("/v1/"):
                return self._api(request, request.path.removeprefix("/v1/"))
            if request.path.startswith("/_peer/"):
                return _json(self._direct(request.path.removeprefix("/_peer/"), request.get_json(silent=True) or {}))
            return self._page(request)
        except Failure as failure:
            return _json(failure.body, failure.status)

    def _api(self, request: Request, path: str) -> Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            raise Failure(401, "Invalid API Key provided.", kind="invalid_request_error")
        if request.headers.get("Stripe-Version") != VERSION:
            raise Failure(400, "The shop has promised to pin its version.")
        if request.method == "POST":
            key = request.headers.get("Idempotency-Key")
            with self.one_at_a_time:
                return _json(_shown(self.state.write(path, list(request.form.items(multi=True)), key)))
        return _json(_shown(self.state.read(path, list(request.args.items(multi=True)))))

    def _page(self, request: Request) -> Response:
        _, kind, id_ = f"{request.path}//".split("/")[:3]
        folder = {"pay": "checkout/sessions", "invoice": "invoices"}.get(kind)
        if folder is None:
            raise Failure(404, "There is no such page.")
        thing = self.state.get(folder, id_)
        back = thing.get("success_url") or self.base
        if request.method == "POST":
            if kind == "pay":
                self.state.pay(id_, later=request.form.get("how") == "later")
            else:
                self.state.pay_invoice(id_)
            if self.webhook:
                for event in self.state.events:
                    if not event.get("_told"):
                        event["_told"] = True
                        send(event, self.webhook)
            return Response(status=303, headers={"Location": back})
        fen = thing["amount_total"] if kind == "pay" else thing["amount_due"]
        title = f"Order {escape(thing['metadata'].get('order', ''))}"
        amount = f"{fen / 100:.2f} {thing['currency'].upper()}"
        return Response(
            PAGE.format(title=title, amount=amount, back=escape(back)), content_type="text/html; charset=utf-8"
        )

    def _direct(self, what: str, said: dict[str, Any]) -> Any:
        state = self.state
        if what == "reset":
            self.state = State(self.base)
            self.webhook = None
            return {}
        if what == "clock":
            state.offset = said["now"] - time.time()
            return {}
        if what == "behave":
            for name, value in said.items():
                setattr(self if name == "webhook" else state, name, value)
            return {}
        if what == "do":
            return getattr(state, said.pop("deed"))(**said) or {}
        if what == "events":
            return _shown({"events": state.events})
        if what == "object":
            return _shown(state.get(said["folder"], said["id"]))
        if what == "signed":
            return signed(_shown(said["event"]), **said.get("how", {}))
        if what == "deliver":
            known = {event["id"]: event for event in state.events}
            return {"statuses": [send(known[id_], said["to"], **said.get("how", {})) for id_ in said["ids"]]}
        raise Failure(404, what)


def signed(event: dict[str, Any], *, age: int = 0, secret: str = SECRET) -> dict[str, str]:
    """A delivery: the body, and the header that signs it so many seconds ago."""
    body = json.dumps(event, indent=2, ensure_ascii=False)
    at = int(time.time()) - age
    return {"body": body, "header": stripe.WebhookSignature.generate_signature_header(body, secret, at)}


def send(event: dict[str, Any], to: str, **how: Any) -> int:
    """Deliver an event over HTTP; the status of the answer."""
    delivery = signed(_shown(event), **how)
    headers = {"Content-Type": "application/json", "Stripe-Signature": delivery["header"]}
    asked = urllib.request.Request(to, delivery["body"].encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)


def _shown(thing: Any) -> Any:
    """What the peer keeps for itself begins with an underscore."""
    if isinstance(thing, dict):
        return {name: _shown(value) for name, value in thing.items() if not name.startswith("_")}
    return [_shown(one) for one in thing] if isinstance(thing, list) else thing


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, {"Request-Id": "req_peer"}, content_type="application/json")


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    peer = Peer("")
    server = make_server("127.0.0.1", port, peer, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    peer.base = peer.state.base = base
    peer.webhook = sys.argv[2] if len(sys.argv) > 2 else None
    print(base, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
