"""What is invoiced and paid stands beside what counts, and what waits too long for either is listed by name."""

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.tally.models import Entry
from tests.catalogue.pages import text_of
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.invoices import an_invoice
from tests.factories.payments import a_payment, share
from tests.factories.world import World
from tests.statements import statements
from tests.tally.neighbourhood import open_as
from tests.tally.test_evidence import invoiced

WAITING, UNPAID = "/entries/waiting", "/entries/waiting?missing=paid"
LIST_LIMIT = 8


@pytest.fixture
def order(world: World) -> Order:
    """Two trays for 83.00 yuan, accepted on 23 November: 60.00 of them are invoiced, 50.00 are paid."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    (entry,) = db.session.execute(select(Entry)).scalars()
    invoiced(world, entry.source_id, "60")
    a_payment(order, "50", shares=[share(order, "50")])
    db.session.commit()
    return order


def read(app: Flask, who: Actor, address: str) -> str:
    return text_of(open_as(app.test_client(), who, address))


def later(clock: SettableClock, days: int) -> None:
    """So many days after goods were accepted; the year stays the same where it can."""
    day = shops_clock.today().fromordinal(shops_clock.today().toordinal() + days)
    clock.at(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("days", "address", "shown"),
    [(60, WAITING, False), (61, WAITING, True), (61, UNPAID, False), (90, UNPAID, False), (91, UNPAID, True)],
)
@pytest.mark.parametrize("who", ["school.buyer", "cluster.official"])
def test_a_purchase_is_listed_once_it_has_waited_too_long(
    world: World, world_app: Flask, clock: SettableClock, order: Order, who: str, days: int, address: str, shown: bool
) -> None:
    later(clock, days)
    page = read(world_app, world.actor(who), address)
    assert ("Nothing has waited that long." in page) is not shown
    if shown:
        assert ("¥23.00" if address == WAITING else "¥33.00") in page
        assert str(days) in page


@pytest.mark.parametrize("address", [WAITING, UNPAID])
def test_what_is_invoiced_and_paid_in_full_is_not_listed(
    world: World, world_app: Flask, clock: SettableClock, order: Order, address: str
) -> None:
    (entry,) = db.session.execute(select(Entry)).scalars()
    invoiced(world, entry.source_id, "23")
    a_payment(order, "33", shares=[share(order, "33")])
    db.session.commit()
    later(clock, 100)
    assert "Nothing has waited that long." in read(world_app, world.actor("school.buyer"), address)


@pytest.mark.parametrize(("who", "status"), [("coop.seller", 404), ("organ.buyer", 200)])
def test_no_other_side_and_no_other_unit_reads_of_it(
    world: World, world_app: Flask, clock: SettableClock, order: Order, who: str, status: int
) -> None:
    later(clock, 100)
    answer = open_as(world_app.test_client(), world.actor(who), WAITING)
    assert answer.status_code == status
    assert "¥23.00" not in text_of(answer)


@pytest.mark.parametrize(("who", "address"), [("cluster.official", "/board"), ("school.buyer", "/figures")])
def test_accepted_invoiced_and_paid_stand_beside_each_other(
    world: World, world_app: Flask, order: Order, who: str, address: str
) -> None:
    page = read(world_app, world.actor(who), address).replace("\u00a0", " ")
    shown = ("Total counted ¥83.00", "Of that invoiced ¥60.00 72.3 % of what counts", "Of that paid ¥50.00 60.2 %")
    for words in shown:
        assert words in page, page


def test_the_board_shows_unit_by_unit_how_far_what_counts_is_proved(
    world: World, world_app: Flask, order: Order
) -> None:
    page = read(world_app, world.actor("cluster.official"), "/board?by=evidence").replace("\u00a0", " ")
    assert page.count("¥83.00 ¥60.00 72.3 % ¥50.00 60.2 %") == 2


@pytest.mark.parametrize(
    ("grade", "found"), [("", True), ("?grade=accepted", True), ("?grade=invoiced", False), ("?grade=paid", False)]
)
def test_the_ledger_is_filtered_by_grade(world: World, world_app: Flask, order: Order, grade: str, found: bool) -> None:
    page = read(world_app, world.actor("school.buyer"), f"/entries{grade}")
    assert ("No entry matches." in page) is not found
    if found:
        assert "Of that invoiced ¥60.00" in page
        assert "Of that paid ¥50.00" in page


def test_an_entry_shows_its_grade_and_leads_to_the_account_of_its_order(
    world: World, world_app: Flask, order: Order
) -> None:
    (entry,) = db.session.execute(select(Entry)).scalars()
    client = world_app.test_client()
    page = open_as(client, world.actor("school.buyer"), f"/entries/{entry.id}")
    assert "Evidence Accepted" in text_of(page)
    assert "Invoiced ¥60.00 Paid ¥50.00" in text_of(page)
    assert f'href="/money/orders/{order.number}"' in page.text
    assert open_as(client, world.actor("school.buyer"), f"/money/orders/{order.number}").status_code == 200


@pytest.mark.parametrize(("who", "opens"), [("school.buyer", True), ("cluster.official", True)])
def test_an_entry_leads_down_to_its_invoices(
    world: World, world_app: Flask, order: Order, who: str, opens: bool
) -> None:
    (entry,) = db.session.execute(select(Entry)).scalars()
    invoice = an_invoice(world, {entry.source_id: Money.yuan(20)}, supplier="workshop", by="workshop.seller")
    db.session.commit()
    page = open_as(world_app.test_client(), world.actor(who), f"/entries/{entry.id}")
    assert (f'href="/invoices/{invoice.number}"' in page.text) is opens
    assert "¥20.00 · To be checked" in text_of(page)
    assert "¥60.00 · Checked and matched" in text_of(page)


def test_the_list_asks_eight_questions_at_the_most(
    world: World, world_app: Flask, clock: SettableClock, order: Order
) -> None:
    later(clock, 100)
    client = world_app.test_client()
    for who in ("school.buyer", "cluster.official"):
        open_as(client, world.actor(who), WAITING)
        with statements() as sent:
            client.get(WAITING)
        assert len(sent) <= LIST_LIMIT
