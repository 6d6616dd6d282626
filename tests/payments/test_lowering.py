"""Agreed lower: the count and what is owed follow, and nobody lowers anything alone."""

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order
from shop.payments.models import LowerProposal, OrderBalance
from shop.payments.services import lowering
from shop.tally.models import Entry, TotalByCounty
from shop.tally.words import EntryKind, Source, VerdictState
from tests.clocks import SettableClock
from tests.factories.fulfilment import (
    an_acceptance,
    refused,
)
from tests.factories.invoices import an_invoice, line_of, lowered, withdrawn
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("books_are_right")

NOTHING = Money(0)


def entries() -> list[Entry]:
    return list(db.session.execute(select(Entry).order_by(Entry.id)).scalars())


def owed(note: Acceptance) -> Money:
    asked = select(func.sum(OrderBalance.charged)).join(Order, Order.id == OrderBalance.order_id)
    return Money(int(db.session.execute(asked.where(Order.unit_id == note.unit_id)).scalar_one().fen))


def test_an_agreed_lower_invoice_lowers_the_count_and_what_is_owed(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    reduction = lowered(world, invoice, note, 850)
    first, correction = entries()
    assert (correction.kind, correction.source, correction.source_id) == (
        EntryKind.CORRECTION,
        Source.INVOICE,
        reduction.id,
    )
    assert (correction.amount, correction.quantity) == (Money(-850), Quantity(0))
    assert correction.corrects_id == first.id
    assert owed(note) == Money.yuan(250)
    assert line_of(note).open == NOTHING


def test_it_counts_in_the_year_of_its_purchase(world: World, clock: SettableClock) -> None:
    note = an_acceptance(world)
    clock.at(2027, 2, 1)
    lowered(world, an_invoice(world, {note.lines[0].id: Money.yuan(250)}), note, 850)
    first, correction = entries()
    assert (correction.counts_on, correction.counts_year) == (first.counts_on, 2026)
    asked = select(func.sum(TotalByCounty.amount)).where(
        TotalByCounty.year == 2026, TotalByCounty.verdict == VerdictState.COUNTED
    )
    assert db.session.execute(asked).scalar_one() == Money.yuan(250)


@pytest.mark.parametrize("fen", [0, -1, 851, 10**9])
def test_no_more_is_given_away_than_is_not_invoiced(world: World, fen: int) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    with refused(r"more than nothing|Only ¥8.50"):
        lowered(world, invoice, note, fen)


def test_what_was_invoiced_meanwhile_is_not_given_away(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(850), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    an_invoice(world, {note.lines[0].id: Money(100)})
    with refused("Only ¥7.50"):
        lowering.agree_lower(proposal, Side.BUYER, by=world.actor("school.manager"))
    assert len(entries()) == 1


@pytest.mark.parametrize("own", [Side.SUPPLIER, Side.BUYER])
def test_one_side_alone_lowers_nothing(world: World, own: Side) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    who = {Side.SUPPLIER: "coop.seller", Side.BUYER: "school.manager"}
    other = Side.BUYER if own is Side.SUPPLIER else Side.SUPPLIER
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(850), "small", own, by=world.actor(who[own]))
    with refused("by the other side"):
        lowering.agree_lower(proposal, own, by=world.actor(who[own]))
    with refused("acted for the other side"):
        lowering.agree_lower(proposal, other, by=world.actor(who[own]))
    with refused("waiting for an answer"):
        lowering.propose_lower(invoice, chain, Money(1), "more", own, by=world.actor(who[own]))
    lowering.reject_lower(proposal, "no", other, by=world.actor(who[other]))
    with refused("answered already"):
        lowering.agree_lower(proposal, other, by=world.actor(who[other]))
    assert len(entries()) == 1


def test_a_withdrawn_invoice_takes_the_agreement_along(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    lowered(world, invoice, note, 850)
    withdrawn(world, invoice)
    assert [entry.amount for entry in entries()][1:] == [Money(-850), Money(850)]
    assert (line_of(note).open, owed(note)) == (Money.yuan("258.50"), Money.yuan("258.50"))


def test_a_proposal_on_a_line_that_has_left_the_invoice_is_over(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    chain = note.lines[0].consignment_line_id
    lowering.propose_lower(invoice, chain, Money(850), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    withdrawn(world, invoice)
    assert db.session.execute(select(LowerProposal.status)).scalar_one() == "withdrawn"
