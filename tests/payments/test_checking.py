"""Checked, disputed, withdrawn: what the two sides do with an invoice, and what is told of it."""

from collections import defaultdict

import pytest

from shop.fulfilment.lifecycle import Side
from shop.kernel import events
from shop.kernel.money import Money
from shop.payments.events import InvoiceMatched
from shop.payments.invoicing import InvoiceStatus
from shop.payments.services import checking
from tests.factories.fulfilment import (
    an_acceptance,
    refused,
)
from tests.factories.invoices import a_red_letter, an_invoice, checked, corrected, line_of, whole, withdrawn
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("books_are_right")

NOTHING = Money(0)


def test_nobody_checks_for_the_one_side_what_they_registered_for_the_other(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    with refused("acted for the other side"):
        checking.check(invoice, Side.BUYER, by=world.actor("coop.seller"))


def test_what_is_withdrawn_frees_its_lines_and_stays(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    withdrawn(world, invoice)
    assert (invoice.status, invoice.allocated, line_of(note).open) == (
        InvoiceStatus.WITHDRAWN,
        NOTHING,
        Money.yuan("258.50"),
    )
    with refused("not possible"):
        withdrawn(world, invoice)


def test_what_was_checked_is_disputed_before_it_is_withdrawn(world: World) -> None:
    invoice = checked(world, an_invoice(world, whole(an_acceptance(world))))
    with refused("“Withdraw” is not possible"):
        withdrawn(world, invoice)
    checking.dispute(invoice, "wrong", Side.BUYER, by=world.actor("school.manager"))
    withdrawn(world, invoice)


def test_an_invoice_without_parts_cannot_be_matched(world: World) -> None:
    with refused("nothing to check"):
        checked(world, an_invoice(world, {}, Money(100)))


def test_what_is_checked_is_told_as_differences_that_sum_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[int, int] = defaultdict(int)

    def hear(matched: InvoiceMatched) -> None:
        for part in matched.parts:
            heard[part.consignment_line_id] += part.amount.fen

    board = events.switchboard
    handlers = {**board._handlers, InvoiceMatched: (hear,)}
    monkeypatch.setattr(board, "_handlers", handlers)
    note = an_acceptance(world)
    chain = note.lines[0].consignment_line_id
    invoice = an_invoice(world, whole(note))
    assert heard == {}
    checked(world, invoice)
    assert heard == {chain: 25_850}
    note = corrected(world, note, "90")
    assert heard == {chain: 23_265}
    a_red_letter(world, invoice, Money(2_585 + 265), {note.lines[0].id: Money(265)})
    assert heard == {chain: 23_000}
    checking.dispute(invoice, "wrong", Side.BUYER, by=world.actor("school.manager"))
    assert heard == {chain: 0}
