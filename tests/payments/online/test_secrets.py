"""No secret and no whole account number is in what the shop logs, at any level, nor a secret in what it stores."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import Table, select

from shop.app import create_app
from shop.extensions import Base, db
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments import duties
from shop.payments.models.payees import PayeeAccount
from shop.payments.services.payees import approve_payee
from shop.payments.words_online import OnlineState
from tests.databases import disconnect, settings
from tests.factories.bank import Booked, a_sheet, code
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_promised_order
from tests.factories.payments import balance_of
from tests.factories.world import World
from tests.journeys.browsing import Browser as Pages
from tests.payments.conftest import Browser
from tests.peers.paying import delivered, events_of, paid
from tests.peers.running import KEY, SECRET, Stripe

ACCOUNT, PAYERS_ACCOUNT = "6222000100020003", "440300012345678901"
PASSWORD = "the-database-password-4711"
ACCOUNTS = (ACCOUNT, PAYERS_ACCOUNT, "6222 0001 0002 0003")
MAY_HOLD_ACCOUNTS = {"bank_line", "bank_statement", "payee_account", "payer_alias", "invoice_profile"}
"""Tables whose business account numbers are."""


class Heard:
    """Everything that was logged by whoever, and what was printed."""

    def __init__(self, printed: pytest.CaptureFixture[str]) -> None:
        self.stream, self.printed, self.before = io.StringIO(), printed, ""

    def everything(self) -> str:
        said = self.printed.readouterr()
        self.before += said.out + said.err
        return self.stream.getvalue() + self.before


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Heard]:
    """All loggers of the shop and of its libraries say all that they ever would, at the lowest level."""
    found = Heard(capsys)
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in ("stripe", "urllib3", "werkzeug", "sqlalchemy.engine"))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[-1].setLevel(logging.INFO)  # one level lower it prints every row that is read, and nothing here does that
    root.addHandler(handler)
    for module in [module for name, module in sys.modules.items() if name.startswith("shop.")]:
        if hasattr(module, "log") and hasattr(module.log, "bind"):
            monkeypatch.setattr(module, "log", speaking_up(found.stream))
    yield found
    root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def speaking_up(stream: io.StringIO) -> Any:
    """A logger of the shop's that passes nothing over."""
    return structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
    )


def secrets_of(app: Flask) -> tuple[str, ...]:
    return (KEY, SECRET, "sk_test", "whsec", str(app.config["SECRET_KEY"]), PASSWORD)


def stored(tables: list[Table]) -> str:
    """Every value of every row of these tables."""
    db.session.flush()
    return "\n".join(str(tuple(row)) for table in tables for row in db.session.execute(select(*table.columns)))


def all_money_journeys(world: World, stand_in: Stripe, browser_of: Browser) -> Order:
    """Paid online and given back, billed in vain, reported wrongly; transferred, announced, matched, sent back."""
    order = a_promised_order(world)
    assert paid(world, stand_in, order).state is OnlineState.PAID
    buyer, seller, payer = (Pages(browser_of(name)) for name in ("school.buyer", "coop.seller", "school.manager"))
    stand_in.direct("behave", out_of_order=3)
    buyer.client.post(f"/orders/{a_promised_order(world).number}/pay", data={"kind": "pay_now"})
    buyer.client.post("/webhooks/stripe", data=b"{}", headers={"Stripe-Signature": "t=1,v1=2"})
    delivered(events_of(stand_in)[-1] | {"id": "evt_wrong"}, amount_total=1, metadata=None)
    duties.compare_now()
    owed = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, owed))
    db.session.commit()
    form = seller.open("/payee").form("/payee")
    seller.send(form, account_name="coop", bank="农信社", account_number=ACCOUNT)
    account = approved(world)
    assert account == ACCOUNT
    payers = payer.open("/bank/payers").form("/bank/payers")
    payer.send(payer.send(payers, payer_name="", payer_account=PAYERS_ACCOUNT).form("/remove"))
    payer.send(payer.open("/bank/payers").form("/bank/payers"), payer_name="", payer_account=PAYERS_ACCOUNT)
    due = balance_of(owed)[0]
    half = str(Money.yuan(due) - Money.yuan(50))
    uploaded(payer, Booked(f"-{half}", code(owed), name="coop", account=ACCOUNT))
    uploaded(seller, Booked("60.00", code(owed), account=PAYERS_ACCOUNT), Booked("-10.00", "", account=PAYERS_ACCOUNT))
    (line_id, *_same) = re.findall(r"/bank/lines/(\d+)", seller.open("/bank").html)
    seller.send(seller.open(f"/bank/lines/{line_id}").form("/accept-refund"))
    seller.send(seller.open("/money/announced").form("/received"))
    for page in ("/bank?q=" + ACCOUNT, "/bank/lines/999999", "/money/payments/none"):
        seller.client.get(page)
    assert balance_of(owed) == (due, str(Money.yuan(half) + Money.yuan(50)))
    return owed


def approved(world: World) -> str:
    """A second person agrees to the account."""
    account = db.session.execute(select(PayeeAccount)).scalar_one()
    approve_payee(account, by=world.actor("coop.second"))
    db.session.commit()
    return account.account_number


def uploaded(browser: Pages, *lines: Booked) -> None:
    form = browser.open("/bank/statements").form("/bank/statements")
    fields = {**form.fields.to_dict(), "file": (io.BytesIO(a_sheet(lines)), "bank.csv")}
    answer = browser.client.post(form.action, data=fields, content_type="multipart/form-data", csrf=False)
    page = browser.open(answer.location)
    if any(form.action.endswith("/columns") for form in page.forms):
        browser.send(page.form("/columns"))


def test_nothing_that_is_logged_or_stored_holds_a_secret(
    heard: Heard,
    world: World,
    stand_in: Stripe,
    browser_of: Browser,
    world_app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(db.engine.engine, "hide_parameters", True)  # as it is everywhere but in tests
    all_money_journeys(world, stand_in, browser_of)
    logged = heard.everything()
    for sign_of_life in ('"event": "request"', "stripe DEBUG", "sqlalchemy.engine.Engine INFO", '"event": "stripe"'):
        assert sign_of_life in logged
    assert [secret for secret in secrets_of(world_app) if secret in logged] == []
    assert [account for account in ACCOUNTS if account in logged] == []
    rows = stored(list(Base.metadata.sorted_tables))
    assert ACCOUNT in rows
    assert [secret for secret in secrets_of(world_app) if secret in rows] == []
    elsewhere = stored([table for table in Base.metadata.sorted_tables if table.name not in MAY_HOLD_ACCOUNTS])
    assert [account for account in ACCOUNTS if account in elsewhere] == []


LEAKS = {
    "a logger of the shop": lambda: sys.modules["shop.payments.inbox"].log.debug("event", key=KEY),
    "a library": lambda: logging.getLogger("stripe").debug("Authorization: Bearer %s", KEY),
    "any logger": lambda: logging.getLogger("any.other").info({"key": KEY}),
    "a line that is printed": lambda: print(KEY),
    "an error": lambda: sys.stderr.write(KEY),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_whatever_leaks_is_heard(heard: Heard, leak: str) -> None:
    assert KEY not in heard.everything()
    LEAKS[leak]()
    assert KEY in heard.everything()


def test_a_database_that_cannot_be_reached_is_logged_without_its_password(heard: Heard) -> None:
    app = create_app(settings(f"postgresql+psycopg://shop:{PASSWORD}@127.0.0.1:1/shop"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    for page in ("/", "/products", "/health", "/sign-in"):
        client.get(page)
    disconnect(app)
    logged = heard.everything()
    assert '"unexpected"' in logged
    assert PASSWORD not in logged
