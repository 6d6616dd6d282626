"""A statement with several lines of one unit beside whatever locks the same orders in another order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, Consignment, CorrectionProposal
from shop.fulfilment.services.acceptances import accept_goods
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.payments.models import Payment
from shop.payments.services import arrivals
from shop.payments.services.pay_outs import pay_out
from shop.payments.verify import Read, differences
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.bank import Booked, a_sheet, code, uploaded_by
from tests.factories.fulfilment import SIGNED, a_confirmed_order, an_acceptance, an_arrived_consignment, as_shipped
from tests.factories.payments import a_payment
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits

WAIT = 3
"""Seconds that the upload waits after its first line for the other one to have locked something."""


@pytest.fixture
def after_the_first_line(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The upload has booked its first line, and has not begun with the second one for a moment."""
    booked, take = threading.Event(), arrivals.take_payment

    def take_and_wait(**particulars: Any) -> Payment:
        payment = take(**particulars)
        if not booked.is_set():
            booked.set()
            threading.Event().wait(WAIT)
        return payment

    monkeypatch.setattr(arrivals, "take_payment", take_and_wait)
    return booked


def two_on_one_truck(committing_world: CommittingWorld) -> tuple[Any, int]:
    """The sheet of two lines, the younger order paid first, and the truck that brings the goods of both orders."""
    with committing_world.app.app_context(), dialects.writing():
        world = committing_world.world
        orders = [a_confirmed_order(world, {"sack": sacks}) for sacks in (4, 6)]
        consignment = an_arrived_consignment(world, *orders)
        older, younger = (code(order) for order in orders)
        yesterday = clock.today() - timedelta(days=1)
        sheet = a_sheet([Booked("10.00", younger, day=yesterday), Booked("20.00", older)])
        db.session.commit()
        return sheet, consignment.id


def beside(committing_world: CommittingWorld, sheet: bytes, booked: threading.Event, deed: Callable[[], Any]) -> None:
    """The sheet is uploaded while somebody does something to the same orders; both come through."""
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")

    def later() -> Any:
        booked.wait(WAIT)
        return deed()

    outcomes = all_at_once(app, [partial(_upload, seller, sheet), later])
    assert refusals(outcomes) == []
    with app.app_context():
        assert sorted(str(amount) for amount in db.session.execute(select(Payment.amount)).scalars()) == [
            "10.00",
            "20.00",
        ]
        assert [str(difference) for difference in differences(Read())] == []


def _upload(actor: Any, sheet: bytes) -> int:
    return int(uploaded_by(actor, sheet).id)


def test_goods_are_taken_in_while_a_statement_pays_their_orders_in_another_order(
    committing_world: CommittingWorld, after_the_first_line: threading.Event
) -> None:
    sheet, consignment_id = two_on_one_truck(committing_world)
    (receiver,) = actors(*committing_world, "school.receiver")

    def accept() -> None:
        consignment = db.session.get_one(Consignment, consignment_id)
        accept_goods(consignment, as_shipped(consignment), SIGNED, by=receiver)

    beside(committing_world, sheet, after_the_first_line, accept)


def test_an_acceptance_is_corrected_while_a_statement_pays_its_orders_in_another_order(
    committing_world: CommittingWorld, after_the_first_line: threading.Event
) -> None:
    sheet, consignment_id = two_on_one_truck(committing_world)
    receiver, seller = actors(*committing_world, "school.receiver", "coop.seller")
    with committing_world.app.app_context(), dialects.writing():
        consignment = db.session.get_one(Consignment, consignment_id)
        note = an_acceptance(committing_world.world, consignment)
        nothing = as_shipped(consignment, accepted=Quantity(0), packs_accepted=0, refused_reason="rotten")
        propose_correction(db.session.get_one(Acceptance, note.id), nothing, "again", Side.BUYER, by=receiver)
        db.session.commit()

    def agree() -> None:
        proposal = db.session.execute(select(CorrectionProposal)).scalar_one()
        agree_to_correction(proposal, Side.SUPPLIER, by=seller)

    beside(committing_world, sheet, after_the_first_line, agree)


def test_the_operator_notes_a_pay_out_while_a_statement_books_payments_of_several_units(
    committing_world: CommittingWorld, after_the_first_line: threading.Event
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        orders = [a_confirmed_order(world, {"sack": 4}, unit=unit) for unit in ("school", "organ")]
        for order in orders:
            a_payment(order, "5")
        older, younger = sorted(orders, key=lambda order: order.unit_id)
        names = {world.organisations[slug]: slug for slug in ("school", "organ")}
        sheet = a_sheet(
            [
                Booked("10.00", code(younger), name=names[younger.unit_id], day=clock.today() - timedelta(days=1)),
                Booked("20.00", code(older), name=names[older.unit_id]),
            ]
        )
        supplier_id = older.supplier_id
        db.session.commit()
    seller, operator = actors(app, world, "coop.seller", "operator.operator")

    def pay_out_later() -> None:
        after_the_first_line.wait(WAIT)
        pay_out(supplier_id, Money.yuan(1), clock.today(), "1", by=operator)

    outcomes = all_at_once(app, [partial(_upload, seller, sheet), pay_out_later])
    assert [type(outcome) for outcome in refusals(outcomes)] == [Refused]
    with app.app_context():
        assert sorted(str(amount) for amount in db.session.execute(select(Payment.amount)).scalars()) == [
            "10.00",
            "20.00",
            "5.00",
            "5.00",
        ]
