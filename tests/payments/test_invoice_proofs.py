"""What is changed behind the register of invoices is named by `shop money verify` or by `shop tally verify`."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.append_only import AppendOnly
from shop.kernel.money import Money
from shop.payments.services import checking, lowering
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import a_red_letter, an_invoice, whole
from tests.factories.world import World
from tests.journeys.test_tampering import unguard

PART = "invoice_allocation.id = (SELECT min(id) FROM invoice_allocation)"
LINE = "invoice_line.id = (SELECT min(id) FROM invoice_line)"
PAPER = "invoice.id = (SELECT min(id) FROM invoice)"
OTHER = "(SELECT max(id) FROM consignment_line)"
LINE_OFF = r"Acceptance A\S+, line \d+, accepted, invoiced, checked and agreed lower"
REDUCTION = "proposal_id, acceptance_line_id, consignment_line_id, amount, at, by_id"
MONEY = {
    "a part": (
        f"UPDATE invoice_allocation SET amount = amount - 1 WHERE {PART}",
        r"Invoice F\S+, allocated",
    ),
    "a part and its sum": (
        (
            f"UPDATE invoice_allocation SET amount = amount - 1 WHERE {PART}; "
            f"UPDATE invoice SET allocated = allocated - 1 WHERE {PAPER}"
        ),
        rf"Invoice F\S+, allocated|{LINE_OFF}",
    ),
    "a part of another line": (
        f"UPDATE invoice_allocation SET consignment_line_id = {OTHER} WHERE {PART}",
        LINE_OFF,
    ),
    "the sum of a line": (
        "UPDATE invoiced_line SET invoiced = invoiced - 1 WHERE checked = 0",
        LINE_OFF,
    ),
    "what is checked of a line": (
        "UPDATE invoiced_line SET checked = checked - 1 WHERE checked > 0",
        rf"{LINE_OFF}: found \S+ / \S+ / 249.99 / \S+, should be .* 250.00",
    ),
    "what was accepted of a line": (
        "UPDATE invoiced_line SET accepted = accepted + 1",
        LINE_OFF,
    ),
    "no line": (
        "DELETE FROM invoiced_line",
        rf"{LINE_OFF}|Posting \d+ of invoice_reduction",
    ),
    "a line of a paper": (
        f"UPDATE invoice_line SET net = net + 1, total = total + 1 WHERE {LINE}",
        r"Invoice F\S+, net",
    ),
    "tax of a paper": (
        f"UPDATE invoice_line SET tax = 1, total = total + 1 WHERE {LINE}",
        r"Invoice F\S+, tax",
    ),
    "what was taken back": ("UPDATE invoice SET taken_back = 0 WHERE taken_back > 0", r"Invoice F\S+, red letters"),
    "a state": ("UPDATE invoice SET status = 'registered' WHERE status = 'checked'", r"Invoice F\S+, state"),
    "a step": ("DELETE FROM invoice_step WHERE deed = 'check'", r"Invoice F\S+, state"),
    "a first step": ("DELETE FROM invoice_step WHERE deed = 'register'", r"Invoice F\S+, state"),
    "what is owed": ("DELETE FROM posting WHERE source = 'invoice_reduction'", r"invoice_reduction \d+ .*, postings"),
    "how much less is owed": (
        "UPDATE posting SET amount = amount + 1 WHERE source = 'invoice_reduction'",
        r"Posting \d+ of invoice_reduction",
    ),
}
TALLY = {
    "how much was agreed": (
        "UPDATE invoice_reduction SET amount = amount + 1; UPDATE lower_proposal SET amount = amount + 1",
        r"Entry \d+ of reduction \d+ of invoice \d+, amount",
    ),
    "how much was proposed": ("UPDATE lower_proposal SET amount = amount + 1", r"Reduction \d+ of invoice \d+, amount"),
    "who agreed": (
        (
            "UPDATE lower_proposal SET decided_by_id = proposed_by_id; UPDATE invoice_reduction SET by_id = "
            "(SELECT proposed_by_id FROM lower_proposal)"
        ),
        r"Reduction \d+ of invoice \d+, two people",
    ),
    "whether anybody agreed": (
        "UPDATE lower_proposal SET status = 'rejected'",
        r"Reduction \d+ of invoice \d+, answer",
    ),
    "an agreement from nowhere": (
        (
            f"INSERT INTO invoice_reduction (cluster_id, invoice_id, {REDUCTION}) "
            f"SELECT cluster_id, invoice_id, {REDUCTION} FROM invoice_reduction"
        ),
        r"Reduction \d+ of invoice \d+, entry: found none",
    ),
    "the amount of its entry": (
        "UPDATE entry SET amount = amount + 1 WHERE source = 'invoice'",
        r"Entry \d+ of reduction \d+ of invoice \d+, amount",
    ),
    "the day of its entry": (
        "UPDATE entry SET counts_on = '2026-01-01' WHERE source = 'invoice'",
        r"Entry \d+ of reduction \d+ of invoice \d+, counts on",
    ),
    "the quantity of its entry": (
        "UPDATE entry SET quantity = 1000 WHERE source = 'invoice'",
        r"Entry \d+ of reduction \d+ of invoice \d+, quantity",
    ),
    "no entry": (
        (
            "DELETE FROM verdict WHERE entry_id IN (SELECT id FROM entry WHERE source = 'invoice'); "
            "DELETE FROM entry WHERE source = 'invoice'"
        ),
        r"Reduction \d+ of invoice \d+, entry: found none",
    ),
    "an entry that nobody agreed to": (
        "DELETE FROM invoice_reduction",
        "Entries written from invoices: found 1, should be 0",
    ),
    "more given away than there is": (
        (
            "UPDATE invoice_reduction SET amount = amount * 1000; UPDATE lower_proposal SET amount = amount * 1000; "
            "UPDATE entry SET amount = amount * 1000 WHERE source = 'invoice'"
        ),
        r"Acceptance A\S+, line \d+, agreed lower by: found 8500.00",
    ),
}


@pytest.fixture
def runner(world_app: Flask, world: World) -> FlaskCliRunner:
    """The command line beside an invoice that is checked, agreed lower and in part taken back, all guards gone."""
    note, other = an_acceptance(world), an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    seller, finance = world.actor("coop.seller"), world.actor("school.manager")
    chain = note.lines[0].consignment_line_id
    lowering.agree_lower(
        lowering.propose_lower(invoice, chain, Money(850), "small", Side.SUPPLIER, by=seller), Side.BUYER, by=finance
    )
    checking.check(invoice, Side.BUYER, by=finance)
    a_red_letter(world, an_invoice(world, whole(other)), Money(100), {other.lines[0].id: Money(100)})
    db.session.commit()
    for book in sorted(AppendOnly.tables):
        unguard(db.session.connection(), book)
    db.session.commit()
    return world_app.test_cli_runner()


def test_untouched_books_are_right(runner: FlaskCliRunner) -> None:
    for room in ("money", "tally"):
        done = runner.invoke(args=[room, "verify"])
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("room", "change"), [*(("money", change) for change in MONEY), *(("tally", change) for change in TALLY)]
)
def test_whatever_is_changed_behind_the_register_is_named(runner: FlaskCliRunner, room: str, change: str) -> None:
    statements, named = (MONEY if room == "money" else TALLY)[change]
    for statement in statements.split("; "):
        changed = db.session.execute(text(statement))
        assert changed.rowcount > 0, statement  # type: ignore[attr-defined]
    db.session.commit()
    done = runner.invoke(args=[room, "verify"])
    assert done.exit_code == 1, done.output
    assert re.search(named, done.output), done.output
