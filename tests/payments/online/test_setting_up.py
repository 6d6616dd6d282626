"""What the shop needs to be paid online, what it keeps to itself, and that all of it works in front of a process."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from shop.config import Misconfigured, settings
from shop.kernel.money import Money
from shop.payments import desk, duties
from shop.payments.words_online import OnlineState, RefundState
from shop.web.headers import policy
from tests.factories.ordering import a_promised_order
from tests.factories.world import World
from tests.peers.paying import Browser, a_refund, delivered, events_of, paid, proved, the_attempt
from tests.peers.running import KEY, SECRET, Stripe


def test_a_form_may_lead_to_stripes_page_only_where_a_key_is_set(world_app: Flask) -> None:
    assert world_app.test_client().get("/").headers["Content-Security-Policy"].count("form-action 'self';") == 1


def test_only_the_gateway_and_the_inbox_know_the_sdk() -> None:
    root = Path(desk.__file__).parents[1]
    users = [
        path
        for path in root.rglob("*.py")
        if re.search(r"^\s*(import|from) stripe\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(path.name for path in users) == ["gateway.py", "inbox.py"]


def test_no_secret_stands_in_the_log(
    world: World, stand_in: Stripe, browser_of: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    order = a_promised_order(world)
    client = browser_of("school.buyer")
    client.post(f"/orders/{order.number}/pay", data={"kind": "pay_now"})
    stand_in.direct("behave", out_of_order=3)
    client.post(f"/orders/{a_promised_order(world).number}/pay", data={"kind": "pay_now"})
    client.post("/webhooks/stripe", data=b"{}", headers={"Stripe-Signature": "t=1,v1=2"})
    said = capsys.readouterr()
    logged = said.out + said.err
    assert '"stripe"' in logged
    assert not [secret for secret in (KEY, SECRET, "sk_test", "whsec") if secret in logged]


def test_all_of_it_works_in_front_of_the_stand_in_process(world: World, stand_in: Stripe) -> None:
    order = a_promised_order(world)
    attempt = paid(world, stand_in, order)
    assert attempt.state is OnlineState.PAID
    assert a_refund(world, attempt, "100") is RefundState.DONE
    for event in events_of(stand_in):
        delivered(event)
    assert the_attempt(attempt.key).refunded == Money.yuan(100)
    assert duties.compare_now().differences == []
    proved()


def test_the_configuration_says_what_is_missing() -> None:
    kept = {
        "SHOP_ENV": "production",
        "SHOP_SECRET_KEY": "x" * 40,
        "SHOP_IDENTITY_KEY": "i" * 40,
        "SHOP_DATABASE_URL": "postgresql://db/shop",
    }
    complete = kept | {"SHOP_STRIPE_KEY": "k", "SHOP_STRIPE_WEBHOOK_SECRET": "s", "SHOP_DEPLOYMENT": "d"}
    assert settings(kept)["STRIPE_PAGES"] is None
    assert settings(complete)["STRIPE_PAGES"] == "https://checkout.stripe.com"
    for missing in ("SHOP_STRIPE_WEBHOOK_SECRET", "SHOP_DEPLOYMENT"):
        with pytest.raises(Misconfigured, match=missing):
            settings({name: value for name, value in complete.items() if name != missing})
    with pytest.raises(Misconfigured, match="stand-in"):
        settings(complete | {"SHOP_STRIPE_API": "http://127.0.0.1:1"})
    with pytest.raises(Misconfigured, match="SHOP_DEPOSIT_PERCENT"):
        settings(complete | {"SHOP_DEPOSIT_PERCENT": "0"})
    assert "form-action 'self' https://checkout.stripe.com;" in policy(settings(complete)["STRIPE_PAGES"])
