"""A settlement is checked or invoiced while goods of it are corrected: both lock the same things in the same order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptanceLine, CorrectionProposal
from shop.fulfilment.services import corrections
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import dialects
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.payments.models import Settlement
from shop.payments.services import settlement_invoices, settling
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import as_shipped
from tests.factories.invoices import a_paper, an_invoice
from tests.factories.settlements import SUPPLIER, a_delivered_order, an_agreed_settlement
from tests.factories.standing import CommittingWorld
from tests.payments.books import assert_invoices_add_up

pytestmark = pytest.mark.commits

LONG_ENOUGH = 1.5
"""Seconds after which whoever is waited for is taken to be kept out, as it should be."""

Deed = Callable[[int, int, Actor, Actor], object]


def check(settlement_id: int, _line_id: int, _seller: Actor, finance: Actor) -> None:
    settlement_invoices.mark_checked(db.session.get_one(Settlement, settlement_id), "freight", by=finance)


def register(settlement_id: int, line_id: int, seller: Actor, _finance: Actor) -> None:
    settlement = db.session.get_one(Settlement, settlement_id)
    settlement_invoices.register_for(settlement, a_paper(Money.yuan(1)), {line_id: Money.yuan(1)}, by=seller)


@pytest.mark.parametrize("deed", [check, register])
def test_a_settlement_and_a_correction_of_its_goods_wait_for_each_other_in_turn(
    committing_world: CommittingWorld, monkeypatch: pytest.MonkeyPatch, deed: Deed
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        world.join("school.finance", world.organisations["school"], Role.FINANCE)
        a_delivered_order(world)
        settlement = an_agreed_settlement(world)
        line = db.session.execute(select(AcceptanceLine)).scalar_one()
        invoice = an_invoice(world, {line.id: Money.yuan(80)}, supplier="workshop", by=SUPPLIER)
        settlement_invoices.choose_invoices(settlement, [invoice.id], by=world.actor(SUPPLIER))
        consignment = line.acceptance.consignment
        less = as_shipped(consignment, accepted=Quantity.of(30), refused_reason="cracked", packs_accepted=1)
        propose_correction(line.acceptance, less, "cracked", Side.BUYER, by=world.actor("school.receiver"))
        settlement_id, line_id = settlement.id, line.id
        db.session.commit()
    seller, second, finance = actors(app, world, SUPPLIER, "workshop.second", "school.finance")
    meeting = Barrier(2, timeout=LONG_ENOUGH)

    def stop_after(room: Any, name: str) -> None:
        lock = getattr(room, name)

        def stopping(*arguments: Any, **more: Any) -> Any:
            found = lock(*arguments, **more)
            with suppress(BrokenBarrierError):
                meeting.wait()
            return found

        monkeypatch.setattr(room, name, stopping)

    stop_after(settling, "lend_hand")
    stop_after(corrections, "locked_consignment")

    def agree() -> None:
        proposal = db.session.execute(select(CorrectionProposal)).scalar_one()
        agree_to_correction(proposal, Side.SUPPLIER, by=seller)

    with force_locale("en"):
        outcomes = all_at_once(app, [agree, partial(deed, settlement_id, line_id, second, finance)])
    assert [outcome for outcome in refusals(outcomes) if not isinstance(outcome, Refused)] == []
    with app.app_context():
        assert_invoices_add_up()
