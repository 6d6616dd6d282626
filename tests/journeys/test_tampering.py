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
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories import fulfilment as goods
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import World

TOTALS = ("total_by_county", "total_by_supplier", "total_by_category", "total_by_purpose")

ENTRY = (
    "cluster_id, counts_year, counts_on, written_at, kind, corrects_id, unit_id, supplier_id, supplier_county, "
    "origin_county, category_id, purpose, amount, quantity, measure, facts"
)
TOTAL = "scheme_id, year, unit_id, kind, channel, verdict, purpose"
ON_ITS_WAY = "scheme_id, unit_id, purpose, county_code, verdict"
UNCERTIFIED = "replace(facts, 'N-potatoes', 'N-other')"

CHANGES: dict[str, tuple[str, str]] = {
    "amount": ("UPDATE entry SET amount = amount + 1 WHERE id = 1", "Entry 1 of .*, amount"),
    "quantity": ("UPDATE entry SET quantity = quantity - 1 WHERE id = 1", "Entry 1 of .*, quantity"),
    "day": ("UPDATE entry SET counts_on = '2026-11-22' WHERE id = 1", "Entry 1 of .*, counting day"),
    "year": ("UPDATE entry SET counts_year = 2025 WHERE id = 1", "Entry 1 of .*, counting year"),
    "unit": ("UPDATE entry SET unit_id = unit_id + 1 WHERE id = 1", "Entry 1 of .*, unit"),
    "supplier": ("UPDATE entry SET supplier_id = supplier_id + 1 WHERE id = 1", "Entry 1 of .*, supplier"),
    "purpose": ("UPDATE entry SET purpose = 'staff' WHERE id = 1", "Entry 1 of .*, purpose"),
    "county": ("UPDATE entry SET origin_county = '532922' WHERE id = 1", "Entry 1 of .*, origin county"),
    "channel": ("UPDATE entry SET channel = 'fair' WHERE id = 1", "Entry 1 of .*, channel"),
    "facts": (f"UPDATE entry SET facts = {UNCERTIFIED} WHERE id = 1", "Entry 1 of .*, facts"),
    "what a correction corrects": (
        "UPDATE entry SET corrects_id = 2 WHERE kind = 'correction'",
        "Entry 3 .*, corrects",
    ),
    "an entry twice": (
        (
            f"INSERT INTO entry (id, channel, source, source_id, n, {ENTRY}) "
            f"SELECT 99, channel, source, source_id, 2, {ENTRY} FROM entry WHERE id = 1"
        ),
        "Entries .*found 4, should be 3",
    ),
    "an entry from nowhere": (
        (
            f"INSERT INTO entry (id, channel, source, source_id, n, {ENTRY}) "
            f"SELECT 99, 'fair', 'offline', 1, 1, {ENTRY} FROM entry WHERE id = 1"
        ),
        "Entries .*found 4, should be 3",
    ),
    "no entry": ("DELETE FROM verdict WHERE entry_id = 2; DELETE FROM entry WHERE id = 2", "entry: found none"),
    "verdict": (
        "UPDATE verdict SET state = 'not_counted', failed = 'certified' WHERE entry_id = 1",
        "Verdict 1 of entry 1",
    ),
    "verdict by one person": (
        "UPDATE verdict SET state = 'not_counted', by_id = 1 WHERE entry_id = 1",
        "Verdict 1 of entry 1",
    ),
    "why a verdict is so": ("UPDATE verdict SET failed = 'certified' WHERE entry_id = 1", "Verdict 1 of entry 1"),
    "no verdict": ("DELETE FROM verdict WHERE entry_id = 1", "Entry 1, verdict: found none"),
    "accepted amount": ("UPDATE acceptance_line SET amount = amount - 1 WHERE id = 1", "Acceptance .*, line 1, amount"),
    "accepted weight": (
        "UPDATE acceptance_line SET accepted = accepted + 1, net = net + 1 WHERE id = 1",
        "Acceptance .*, line 1, amount|Entry 1 of .*, quantity",
    ),
    "accepted price": (
        "UPDATE acceptance_line SET unit_price = unit_price + 100 WHERE id = 1",
        "Acceptance .*, line 1, amount",
    ),
    "moment of acceptance": ("UPDATE acceptance SET accepted_at = '2025-12-31 10:00:00' WHERE id = 1", "counting day"),
    "no correction": (
        (
            "DELETE FROM verdict WHERE entry_id = 3; DELETE FROM entry WHERE id = 3; "
            "DELETE FROM acceptance_line WHERE acceptance_id = 2; DELETE FROM acceptance WHERE id = 2"
        ),
        "Order line 1, accepted",
    ),
    "accepted of a line": ("UPDATE order_line SET accepted = accepted + 1 WHERE id = 1", "Order line 1, accepted"),
    "amount of a line": (
        "UPDATE order_line SET accepted_amount = accepted_amount + 1 WHERE id = 1",
        "Order line 1, accepted",
    ),
    "expected of a line": ("UPDATE order_line SET expected = expected + 1 WHERE id = 4", "Order line 4, expected"),
    "expected and its sum": (
        (
            "UPDATE order_line SET expected = expected + 1 WHERE id = 4; "
            "UPDATE on_its_way SET amount = amount + 1 WHERE purpose = 'union_welfare'"
        ),
        "Order line 4, expected",
    ),
    "on its way": (
        "UPDATE on_its_way SET amount = amount - 1 WHERE purpose = 'union_welfare'",
        "On its way .*union_welfare",
    ),
    "nothing on its way": (
        "DELETE FROM on_its_way WHERE purpose = 'union_welfare'",
        "On its way .*union_welfare.*found none",
    ),
    "more on its way": (
        (
            f"INSERT INTO on_its_way (year, amount, {ON_ITS_WAY}) SELECT year + 1, 1, {ON_ITS_WAY} FROM on_its_way "
            "WHERE purpose = 'union_welfare'"
        ),
        "On its way .*2027",
    ),
    "a total of nothing": (
        (
            f"INSERT INTO total_by_purpose (month, amount, weight, entries, {TOTAL}) "
            f"SELECT 1, 1, 0, 1, {TOTAL} FROM total_by_purpose WHERE kind = 'purchase'"
        ),
        "Total total_by_purpose .* should be 0.00 yuan",
    ),
    **{f"{table}, amount": (f"UPDATE {table} SET amount = amount + 1", f"Total {table}") for table in TOTALS},
    **{f"{table}, weight": (f"UPDATE {table} SET weight = weight - 1", f"Total {table}") for table in TOTALS},
    **{f"{table}, entries": (f"UPDATE {table} SET entries = entries + 1", f"Total {table}") for table in TOTALS},
    **{f"no {table}": (f"DELETE FROM {table}", f"Total {table} .*found none") for table in TOTALS},
}


@pytest.fixture(scope="module")
def booked(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    """A world with three entries, one of them a correction, and goods on their way."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        write_the_book(standing_world.world)
        db.session.commit()
    yield app
    disconnect(app)


def write_the_book(world: World) -> None:
    order = goods.a_confirmed_order(world, {"sack": 4, "bag": 6})
    acceptance = goods.an_acceptance(world, goods.an_arrived_consignment(world, order))
    less = goods.as_shipped(acceptance.consignment)
    line = acceptance.consignment.lines[0]
    less[line.id] = goods.replace(less[line.id], accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(acceptance, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    with shops_clock.held_at(NOW + timedelta(hours=1)):
        agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    goods.placed_orders(world, {"tray": 3})
    goods.placed_orders(world, {"tray": 2}, purpose=Purpose.UNION_WELFARE)


@pytest.fixture
def runner(booked: Flask) -> Iterator[FlaskCliRunner]:
    """The command line, in a transaction that is rolled back, with every trigger out of the way."""
    with in_transaction(booked) as connection:
        for book in AppendOnly.tables:
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
