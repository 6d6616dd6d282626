"""A purchase is judged anew while it is paid and while it is corrected: the figures are right whoever comes first."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.actor import Actor
from shop.kernel.dialects import writing
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order
from shop.tally.models import Entry, Reevaluation, Scheme, TotalByEvidence, Verdict
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.services.reevaluations import decide_reevaluation, propose_reevaluation
from shop.tally.verify import first_difference
from shop.tally.words import VerdictState
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.payments import a_payment, share
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits

LONG_ENOUGH = 1.0
"""Seconds after which whoever waits is taken to be kept out, as they should be."""


@pytest.fixture
def proposed(committing_world: CommittingWorld) -> int:
    """Goods are accepted, and one official proposes to dispute them."""
    app, world = committing_world
    (lead,) = actors(app, world, "cluster.official")
    with app.app_context(), writing():
        an_acceptance(world)
        entry_id = db.session.execute(select(Entry.id)).scalar_one()
        scheme = db.session.get_one(Scheme, world.scheme_id)
        proposal = propose_reevaluation(scheme, Aim.DISPUTE, [entry_id], "No photo.", by=lead)
        db.session.commit()
        return proposal.id


def approving(proposal_id: int, approver: Actor, meanwhile: Callable[[], object]) -> Callable[[], None]:
    def approve() -> None:
        proposal = db.session.get_one(Reevaluation, proposal_id)
        decide_reevaluation(proposal, Outcome.APPROVED, by=approver)
        meanwhile()

    return approve


def pay() -> None:
    order = db.session.execute(select(Order).order_by(Order.id.desc()).limit(1)).scalar_one()
    a_payment(order, "50", shares=[share(order, "50")])


def correcting(world: Any) -> Callable[[], None]:
    def correct() -> None:
        note = db.session.execute(select(Acceptance)).scalar_one()
        said = as_shipped(note.consignment, accepted=Quantity.of("90"), refused_reason="wet")
        proposal = propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))
        agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))

    return correct


@pytest.mark.parametrize("deed", ["pay", "correct"])
def test_what_happens_beside_a_new_verdict_waits_for_it_and_follows_it(
    committing_world: CommittingWorld, proposed: int, deed: str
) -> None:
    app, world = committing_world
    (deputy,) = actors(app, world, "cluster.deputy")
    judged, done = Event(), Event()

    def pause() -> None:
        judged.set()
        assert not done.wait(LONG_ENOUGH), "the book was moved beside a verdict that is being given"

    def once_judged() -> None:
        assert judged.wait(30)
        (pay if deed == "pay" else correcting(world))()
        done.set()

    outcomes = all_at_once(app, [approving(proposed, deputy, pause), once_judged])
    assert refusals(outcomes) == []
    with app.app_context():
        assert first_difference() is None
        newest = select(Verdict.state).where(Verdict.n == 2)
        assert set(db.session.execute(newest).scalars()) == {VerdictState.DISPUTED}
        paid = select(func.sum(TotalByEvidence.paid)).where(TotalByEvidence.verdict == VerdictState.DISPUTED)
        assert (db.session.execute(paid).scalar() or Money(0)) == (Money.yuan(50) if deed == "pay" else Money(0))
