"""What is done to an invoice, and what is corrected of its goods, lock the same things in the same order.

Each test lets one of two stop where it holds something, until the other has come just as far or is kept out. Where both
could come so far, they would wait for each other in a circle, which PostgreSQL ends with an error.
"""

from collections.abc import Callable
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask_babel import force_locale

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, CorrectionProposal
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import dialects
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.payments.models import Invoice, LowerProposal
from shop.payments.services import checking, freeing, lowering, registering
from shop.payments.services.lowering import propose_lower
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.invoices import a_paper, an_invoice
from tests.factories.standing import CommittingWorld
from tests.factories.world import World
from tests.payments.books import assert_invoices_add_up

pytestmark = pytest.mark.commits

LONG_ENOUGH = 1.5
"""Seconds after which whoever is waited for is taken to be kept out, as it should be."""

Deed = Callable[[int, int, Actor, Actor], object]
Stop = Callable[..., None]


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Stop:
    """Whoever locks by that name stops for the other one: once it holds the rows, or before it asks for them."""
    meeting = Barrier(2, timeout=LONG_ENOUGH)

    def wait() -> None:
        try:
            meeting.wait()
        except BrokenBarrierError:
            return

    def at(room: Any, name: str, *, before: bool = False) -> None:
        lock = getattr(room, name)

        def stopping(*arguments: Any) -> Any:
            if before:
                wait()
            found = lock(*arguments)
            if not before:
                wait()
            return found

        monkeypatch.setattr(room, name, stopping)

    return at


def a_correction(world: World, note: Acceptance) -> int:
    """Half of it was wet, says the school; the cooperative has not agreed yet."""
    less = as_shipped(note.consignment, accepted=Quantity.of(50), refused_reason="wet")
    return propose_correction(note, less, "wet", Side.BUYER, by=world.actor("school.receiver")).id


def agree(proposal_id: int, by: Actor) -> None:
    agree_to_correction(db.session.get_one(CorrectionProposal, proposal_id), Side.SUPPLIER, by=by)


def lower(_invoice_id: int, _line_id: int, _seller: Actor, finance: Actor) -> None:
    asked = db.select(LowerProposal).where(LowerProposal.status == "open")
    lowering.agree_lower(db.session.execute(asked).scalar_one(), Side.BUYER, by=finance)


def withdraw(invoice_id: int, _line_id: int, seller: Actor, _finance: Actor) -> None:
    checking.withdraw(db.session.get_one(Invoice, invoice_id), "mistyped", Side.SUPPLIER, by=seller)


def take_back(invoice_id: int, line_id: int, seller: Actor, _finance: Actor) -> None:
    original, whole = db.session.get_one(Invoice, invoice_id), Money.yuan(240)
    registering.register_red(original, a_paper(-whole), {line_id: whole}, Side.SUPPLIER, by=seller)


@pytest.mark.parametrize("deed", [lower, withdraw, take_back])
def test_a_correction_and_what_is_done_to_an_invoice_wait_for_each_other_in_turn(
    committing_world: CommittingWorld, stop: Stop, deed: Deed
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        note = an_acceptance(world)
        line, seller, finance = note.lines[0], world.actor("coop.seller"), world.actor("school.manager")
        invoice = an_invoice(world, {line.id: Money.yuan(240)})
        for fen in (500, 700):
            proposal = propose_lower(invoice, line.consignment_line_id, Money(fen), "small", Side.SUPPLIER, by=seller)
            if fen == 500:
                lowering.agree_lower(proposal, Side.BUYER, by=finance)
        proposal_id, invoice_id, line_id = a_correction(world, note), invoice.id, line.id
        db.session.commit()
    seller, second, finance = actors(app, world, "coop.seller", "coop.second", "school.manager")
    for room in (checking, lowering, registering):
        stop(room, "locked_lines")
    stop(freeing, "locked_lines", before=True)
    with force_locale("en"):
        outcomes = all_at_once(
            app, [partial(agree, proposal_id, second), partial(deed, invoice_id, line_id, seller, finance)]
        )
    assert [outcome for outcome in refusals(outcomes) if not isinstance(outcome, Refused)] == []
    with app.app_context():
        assert_invoices_add_up()


def test_two_corrections_take_parts_off_the_same_invoices(committing_world: CommittingWorld) -> None:
    """Of the one note the newer invoice holds all that is too much, of the other the older one."""
    app, world = committing_world
    with app.app_context(), dialects.writing():
        notes = [an_acceptance(world), an_acceptance(world)]
        one, other = (note.lines[0].id for note in notes)
        an_invoice(world, {one: Money.yuan(10), other: Money.yuan(240)})
        an_invoice(world, {one: Money.yuan(120), other: Money.yuan(10)})
        an_invoice(world, {one: Money.yuan(120)})
        proposals = [a_correction(world, note) for note in notes]
        db.session.commit()
    people = actors(app, world, "coop.seller", "coop.second")
    outcomes = all_at_once(app, [partial(agree, proposal, by) for proposal, by in zip(proposals, people, strict=True)])
    assert refusals(outcomes) == []
    with app.app_context():
        assert_invoices_add_up()
