"""For a person with a test key: does Stripe itself take what the shop asks of it? Nothing is booked here.

The stand-in that the tests talk to is ours; whether an account may take yuan by card, Alipay and WeChat Pay, only
Stripe can say. A live key is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l

from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.asking import CheckoutWish, InvoiceWish, Names, RefundWish, Standing
from shop.payments.gateway import gateway

AMOUNT = Money.yuan("12.34")
PART = Money.yuan("2.34")
NOWHERE = "https://example.com/"


def tried() -> Iterator[str]:
    """Ask for one thing of each kind, and say what came of it. Raises ``Refused``."""
    stripe = gateway()
    if not current_app.config["STRIPE_KEY"].startswith(("sk_test_", "rk_test_")):
        raise Refused(_l("Try this with a test key: nothing is asked for with a live one."))
    names = Names(current_app.config["DEPLOYMENT"], "try-stripe", secrets.token_urlsafe(12))
    wish = CheckoutWish(names, AMOUNT, "try-stripe", NOWHERE, clock.now() + timedelta(hours=2))
    opened = stripe.open_checkout(wish)
    yield f"page: {opened.standing.value}, {opened.amount} {opened.currency}, {opened.url}"
    yield f"the same again: {'the same page' if stripe.open_checkout(wish).id == opened.id else 'ANOTHER PAGE'}"
    bill = InvoiceWish(names, AMOUNT, "try-stripe", "try-stripe", "try-stripe@example.com", 30)
    sent = stripe.send_invoice(bill)
    yield f"bill: {sent.standing.value}, {sent.amount} {sent.currency}, {sent.url}"
    yield f"taken back: {stripe.void_invoice(sent.id).standing.value}"
    yield "Now pay on the page above (card 4242 4242 4242 4242), then press Enter."
    input()
    found = stripe.checkout(opened.id)
    yield f"page: {found.standing.value}, payment {found.intent_id}"
    if found.standing is not Standing.DONE or found.intent_id is None:
        stripe.close_checkout(opened.id)
        yield "It was not paid: the page is closed, and a refund was not tried."
        return
    returned = stripe.refund(RefundWish(names, found.intent_id, PART))
    yield f"refund: {returned.standing.value}, {returned.amount} {returned.currency}"
    day = clock.now() - timedelta(days=1)
    yield f"listed: {sum(one.intent_id == found.intent_id for one in stripe.payments_since(day))} payment"
    yield f"listed: {sum(one.id == returned.id for one in stripe.refunds_since(day))} refund"
