"""`shop tally verify` finds one changed fen, one row too many and one too few, and says where."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import Connection, text

from shop.app import create_app
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.append_only import AppendOnly, trigger_names
from shop.kernel.decided import Decided
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.payments.services.checking import check
from shop.tally.rules import Rules
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories import fulfilment as goods
from tests.factories.invoices import an_invoice
from tests.factories.payments import a_payment, share
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import SINCE, World
from tests.journeys.tamperings import CHANGES


@pytest.fixture(scope="module")
def booked(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    """A world with three entries, one of them a correction, goods on their way, and a scheme that counts none."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        write_the_book(standing_world.world)
        db.session.commit()
    yield app
    disconnect(app)


def write_the_book(world: World) -> None:
    second = set_up_scheme(world.cluster_id, "second", "另一口径", "Another", by=None)
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    staff_alone = Rules(purposes=frozenset({Purpose.STAFF}))
    approve_rules(propose_rules(second, staff_alone, SINCE, by=lead), by=deputy)
    order = goods.a_confirmed_order(world, {"sack": 4, "bag": 6})
    acceptance = goods.an_acceptance(world, goods.an_arrived_consignment(world, order))
    invoice = an_invoice(world, {acceptance.lines[0].id: Money.yuan(60)})
    check(invoice, Side.BUYER, by=world.actor("school.manager"))
    an_invoice(world, {acceptance.lines[0].id: Money.yuan(7)})
    less = goods.as_shipped(acceptance.consignment)
    line = acceptance.consignment.lines[0]
    less[line.id] = goods.replace(less[line.id], accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(acceptance, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    with shops_clock.held_at(NOW + timedelta(hours=1)):
        agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    a_payment(order, "100", shares=[share(order, "100")])
    goods.placed_orders(world, {"tray": 3})
    goods.placed_orders(world, {"tray": 2}, purpose=Purpose.UNION_WELFARE)
    goods.a_packed_consignment(world, goods.a_confirmed_order(world, {"tray": 1}))


@pytest.fixture
def runner(booked: Flask) -> Iterator[FlaskCliRunner]:
    """The command line, in a transaction that is rolled back, with every trigger out of the way."""
    with in_transaction(booked) as connection:
        for book in AppendOnly.tables | Decided.guarded:
            unguard(connection, book)
        yield booked.test_cli_runner()


def unguard(connection: Connection, book: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {book} DISABLE TRIGGER USER"))
        return
    for trigger in trigger_names(book, "sqlite"):
        connection.execute(text(f"DROP TRIGGER {trigger}"))


def test_an_untouched_book_is_right(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["tally", "verify"])
    assert done.exit_code == 0, done.output
    assert "The book is right: 4 acceptance lines, 3 entries" in done.output


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_behind_the_book_is_found_and_named(runner: FlaskCliRunner, change: str) -> None:
    statements, named = CHANGES[change]
    with runner.app.app_context():
        for statement in statements.split("; "):
            changed = db.session.execute(text(statement))
            assert changed.rowcount > 0 or statement.startswith("INSERT"), statement  # type: ignore[attr-defined]
        db.session.commit()
    done = runner.invoke(args=["tally", "verify"])
    assert done.exit_code == 1, done.output
    assert re.search(named, done.output), done.output
