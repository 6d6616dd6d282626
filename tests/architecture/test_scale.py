"""With 30,000 orders every page asks the database as few questions as with 3,000."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.ordering.models import Order
from tests.architecture.busy import do_business
from tests.architecture.conftest import Busy
from tests.architecture.growth import grow
from tests.clients import SeparateClient
from tests.databases import Databases, disconnect, settings
from tests.factories import sign_in
from tests.factories.standing import NOW, StandingWorld
from tests.statements import statements

FEW, MANY = 3_000, 30_000


class Asked(NamedTuple):
    """Addresses, and how many statements each of them may take."""

    limit: int
    addresses: tuple[str, ...]


LIST, BOARD, DESK, PAPER, MATCHED = 8, 10, 12, 15, 20
"""The limits of DESIGN §5, those of desks, which show several lists, of papers with their whole history, and of bank
lines, which are read anew with all that is owed and known whenever they are shown."""

PAGES: dict[str, tuple[Asked, ...]] = {
    "school.approver": (
        Asked(DESK, ("/desk",)),
        Asked(BOARD, ("/figures", "/progress")),
        Asked(LIST, ("/approvals", "/basket", "/team")),
        Asked(LIST, ("/orders", "/orders?page=2", "/orders?q=261123", "/orders?sort=-placed")),
        Asked(LIST, ("/arrivals", "/arrivals?tab=decided", "/arrivals?tab=decided&page=2", "/notices?page=2")),
        Asked(LIST, ("/entries", "/entries?page=2", "/entries?verdict=counted&sort=amount", "/entries?month=11")),
        Asked(LIST, ("/entries/waiting", "/entries/waiting?missing=paid")),
        Asked(PAPER, ("/purchases/{waiting purchase}", "/orders/{confirmed order}", "/acceptances/{acceptance}")),
        Asked(PAPER, ("/entries/{entry}", "/arrivals/{shipped}")),
    ),
    "school.buyer": (
        Asked(DESK, ("/desk",)),
        Asked(PAPER, ("/orders/{order}", "/purchases/{purchase}", "/arrivals/{arrived}", "/arrivals/{arrived}/accept")),
        Asked(PAPER, ("/acceptances/{settled}/correct",)),
    ),
    "school.manager": (
        Asked(PAPER, ("/our-unit", "/invoices/{invoice}")),
        Asked(LIST, ("/invoices", "/invoices?page=2", "/invoices?state=registered", "/invoices?q=School")),
        Asked(LIST, ("/invoices/missing?days=0", "/invoices/missing?days=0&page=2&q=school", "/invoices/new")),
    ),
    "coop.seller": (
        Asked(DESK, ("/desk",)),
        Asked(LIST, ("/sales", "/sales?tab=all", "/sales?tab=all&page=3", "/sales?q=School", "/notices?page=2")),
        Asked(LIST, ("/consignments", "/consignments?page=2", "/consignments?tab=packed", "/consignments?q=School")),
        Asked(LIST, ("/consignments/new",)),
        Asked(LIST, ("/households", "/households?q=1&state=going_on", "/households/sheets")),
        Asked(LIST, ("/money/collected", "/money/announced", "/money/announced?tab=seen")),
        Asked(PAPER, ("/money/orders/{paid order}",)),
        Asked(PAPER, ("/sales/{order}", "/sales/{confirmed order}", "/consignments/new?order={confirmed order}")),
        Asked(PAPER, ("/consignments/{packed}", "/consignments/{packed}/note", "/acceptances/{acceptance}")),
        Asked(LIST, ("/invoices", "/invoices?page=2", "/invoices?q=coop&state=registered", "/invoices/new")),
        Asked(LIST, ("/invoices/missing", "/invoices/missing?days=0&page=2")),
        Asked(LIST, ("/invoices/new?of={school itself}&profile={school profile}",)),
        Asked(PAPER, ("/invoices/{invoice}", "/invoices/{invoice}/parts", "/invoices/{invoice}/red")),
        Asked(LIST, ("/bank/statements", "/bank/payers", "/bank?tab=matched", "/bank?tab=aside", "/payee")),
        Asked(PAPER, ("/bank/statements/{bank statement}", "/bank/statements/{unread statement}")),
        Asked(
            MATCHED,
            (
                *("/bank", "/bank?page=2", "/bank?q=goods"),
                *("/bank/lines/{matched line}", "/bank/lines/{bank line}", "/bank/lines/{refund line}"),
            ),
        ),
    ),
    "cluster.official": (
        Asked(BOARD, ("/board", "/board?lower=1", "/board?by=months", "/board?by=counties", "/board?by=categories")),
        Asked(BOARD, ("/board?by=purposes", "/board?by=suppliers", "/board?by=kinds", "/desk", "/progress")),
        Asked(BOARD, ("/board?by=certified", "/board?by=channels", "/board?by=ranking", "/board?by=compare")),
        Asked(BOARD, ("/board/why-not-more", "/board/why-not-more?step=refused", "/board/together")),
        Asked(LIST, ("/entries", "/entries?page=2", "/entries?supplier={coop}&sort=-amount", "/targets", "/notices")),
        Asked(LIST, ("/filings", "/filings?state=filed&kind=base&q=school")),
        Asked(
            LIST, ("/paired", "/paired/bodies?covered=unpaired", "/paired/links?q=school&state=proposed", "/workshops")
        ),
        Asked(BOARD, ("/reached", "/paired/bodies/{body}", "/paired/links/{pair}")),
        Asked(PAPER, ("/targets/{school number}", "/filings/{filed base}", "/filings/{proposed split}")),
        Asked(PAPER, ("/entries/{entry}", "/acceptances/{acceptance}", "/orders/{order}", "/purchases/{purchase}")),
    ),
    "harbour.official": (
        Asked(LIST, ("/invoices", "/invoices?page=2", "/invoices/missing?days=0")),
        Asked(PAPER, ("/invoices/{invoice}",)),
        Asked(PAPER, ("/targets/{harbour number}", "/targets/{harbour number}/split")),
    ),
    "bureau.official": (Asked(BOARD, ("/board", "/board?by=months", "/desk")), Asked(LIST, ("/entries", "/targets"))),
    "office-530624.official": (
        Asked(BOARD, ("/board", "/board?by=months")),
        Asked(DESK, ("/desk",)),
        Asked(LIST, ("/rosters", "/rosters/linked", "/county/sales", "/county/sales?by=townships&sort=name")),
        Asked(LIST, ("/entries", "/entries?page=2")),
        Asked(PAPER, ("/entries/{entry}", "/acceptances/{acceptance}", "/rosters/coop")),
    ),
    "operator.operator": (
        Asked(BOARD, ("/board", "/desk")),
        Asked(LIST, ("/trail", "/trail?page=2", "/trail?kind=order", "/trail?who=buyer", "/entries?page=2")),
        Asked(LIST, ("/money/stripe/inbox", "/money/stripe/inbox?q=checkout&page=2", "/money/stripe/payments?page=2")),
        Asked(LIST, ("/money/stripe/comparison", "/money/stripe/owed")),
        Asked(LIST, ("/mail/outgoing", "/mail/outgoing?state=failed&q=buyer&page=2", "/mail/unreached", "/mail")),
        Asked(PAPER, ("/mail/outgoing/{failed mail}",)),
        Asked(LIST, ("/organisations", "/organisations/suppliers", "/organisations/counties")),
        Asked(PAPER, ("/organisations/suppliers/coop", "/organisations/units/school")),
        Asked(PAPER, ("/orders/{order}", "/entries/{entry}")),
    ),
}


@pytest.fixture
def old_shop(standing_world: StandingWorld, database_source: Databases) -> Iterator[Busy]:
    """A shop of its own in the middle of its business, which will grow."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    app.test_client_class = SeparateClient
    shops_clock.allow_setting(True)
    with dialects.writing(), shops_clock.held_at(NOW):
        with app.app_context():
            business = do_business(standing_world.world)
            db.session.commit()
        yield Busy(app, standing_world.world, business)
    disconnect(app)


def test_thirty_thousand_orders_take_no_more_statements_than_three_thousand(old_shop: Busy) -> None:
    copied = _orders(old_shop.app)
    _grow(old_shop.app, 1, FEW // copied)
    few = _counts(old_shop)
    assert FEW - copied < _orders(old_shop.app) <= FEW
    _grow(old_shop.app, FEW // copied, MANY // copied)
    many = _counts(old_shop)
    assert MANY - copied < _orders(old_shop.app) <= MANY
    assert many == few
    limits = {(who, address): asked.limit for who in PAGES for asked in PAGES[who] for address in asked.addresses}
    assert {page: count for page, count in few.items() if count > limits[page]} == {}


def _orders(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Order)) or 0


def _grow(app: Flask, start: int, stop: int) -> None:
    with app.app_context():
        grow(start, stop)
        db.session.commit()


def _counts(shop: Busy) -> dict[tuple[str, str], int]:
    """How many statements everybody's pages take."""
    counts = {}
    known = shop.business.numbers | {
        "entry": str(shop.business.entry_id),
        "coop": str(shop.world.organisations["coop"]),
    }
    for who, pages in PAGES.items():
        client = shop.app.test_client()
        with shop.app.app_context():
            sign_in(client, shop.world.actor(who))
        client.get("/basket")  # what is kept between requests of the shelf is there from now on
        for address in (address for asked in pages for address in asked.addresses):
            with statements() as sent:
                answer = client.get(address.format_map(known))
            assert answer.status_code == 200, (who, address)
            counts[who, address] = len(sent)
    return counts
