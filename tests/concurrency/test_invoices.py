"""Two people of a supplier invoice the same goods at the same moment: no fen of them twice."""

from functools import partial
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptanceLine, CorrectionProposal
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.models import Invoice, InvoicedLine
from shop.payments.services.registering import register
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.invoices import a_paper, an_invoice
from tests.factories.standing import CommittingWorld
from tests.payments.books import assert_invoices_add_up

CROWD = 12

pytestmark = pytest.mark.commits


def test_twelve_invoices_of_one_line_at_once_never_come_to_more_than_it(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        line_id = an_acceptance(world).lines[0].id
        db.session.commit()
    crowd = actors(app, world, "coop.seller", "coop.second")
    number = [f"26{place:018d}" for place in range(CROWD)]

    def invoice(place: int) -> str:
        with force_locale("en"):
            made = register(
                a_paper(Money.yuan(50), number=number[place]),
                {line_id: Money.yuan(50)},
                unit_id=world.organisations["school"],
                profile_id=world.profiles["school"],
                supplier_id=world.organisations["coop"],
                side=Side.SUPPLIER,
                by=crowd[place % 2],
            )
            return made.number

    outcomes = all_at_once(app, [partial(invoice, place) for place in range(CROWD)])
    told = {str(refusal) for refusal in refusals(outcomes)}
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(Invoice)).scalar_one() == 5, outcomes
        assert db.session.execute(select(InvoicedLine.invoiced)).scalar_one() == Money.yuan(250)
        assert all("left to be invoiced" in sentence for sentence in told)
        assert_invoices_add_up()


def test_a_correction_and_an_invoice_at_once_leave_the_books_right(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        note = an_acceptance(world)
        line_id = note.lines[0].id
        an_invoice(world, {line_id: Money.yuan(100)})
        less = as_shipped(note.consignment, accepted=Quantity.of(50), refused_reason="wet")
        proposal_id = propose_correction(note, less, "wet", Side.BUYER, by=world.actor("school.receiver")).id
        db.session.commit()
    (seller,) = actors(app, world, "coop.seller")

    def correct() -> Any:
        agree_to_correction(db.session.get_one(CorrectionProposal, proposal_id), Side.SUPPLIER, by=seller)

    def invoice() -> Any:
        with force_locale("en"):
            an_invoice(world, {line_id: Money.yuan("158.50")}, by="coop.second")

    outcomes = all_at_once(app, [correct, invoice])
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(AcceptanceLine)).scalar_one() == 2, outcomes
        stands = db.session.execute(select(InvoicedLine)).scalar_one()
        assert stands.invoiced <= stands.accepted == Money.yuan("129.25")
        assert_invoices_add_up()


@pytest.mark.parametrize("with_parts", [True, False])
def test_one_paper_that_two_people_register_at_once_stands_in_the_register_once(
    committing_world: CommittingWorld, with_parts: bool
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        line_id = an_acceptance(world).lines[0].id
        db.session.commit()
    parts = {line_id: Money.yuan(50)} if with_parts else {}

    def invoice(who: str) -> str:
        with force_locale("en"):
            return an_invoice(world, parts, Money.yuan(50), by=who, number="12345678", code="0440019001").number

    outcomes = all_at_once(app, [partial(invoice, who) for who in ("coop.seller", "coop.second") * 2])
    told = refusals(outcomes)
    assert len(told) == 3
    assert {str(refusal) for refusal in told} == {"This invoice of this seller is in the register already."}
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(Invoice)).scalar_one() == 1
        assert_invoices_add_up()
