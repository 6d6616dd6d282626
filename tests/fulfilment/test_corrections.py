"""Objections and corrections: a note never changes, both sides agree on another that names it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, CorrectionProposal
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.services.acceptances import refuse_everything
from shop.fulfilment.services.corrections import (
    agree_to_correction,
    propose_correction,
    reject_correction,
    withdraw_correction,
)
from shop.fulfilment.services.objections import object_to
from shop.kernel.actor import Actor, Role
from shop.kernel.append_only import RowIsAppendOnly
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.notices.models import Notice
from shop.organisations import services as organisations
from shop.organisations.queries import actor_for
from shop.tally.models import Entry
from shop.tally.words import EntryKind
from tests.clocks import SettableClock
from tests.factories.fulfilment import SIGNED, an_acceptance, an_arrived_consignment, as_shipped, refused
from tests.factories.world import World


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def buyer(world: World) -> Actor:
    return world.actor("school.receiver")


def seller(world: World) -> Actor:
    return world.actor("coop.seller")


def propose(
    world: World, note: Acceptance, accepted: str = "90", side: Side = Side.BUYER, **changes: Any
) -> CorrectionProposal:
    said = {"accepted": kg(accepted), "refused_reason": "发芽" if accepted != "100" else ""} | changes
    by = buyer(world) if side is Side.BUYER else seller(world)
    return propose_correction(note, as_shipped(note.consignment, **said), "weighed again", side, by=by)


def correct(world: World, note: Acceptance, accepted: str, **changes: Any) -> Acceptance:
    proposal = propose(world, note, accepted, **changes)
    return agree_to_correction(proposal, Side.SUPPLIER, by=seller(world))


def entries() -> list[tuple[EntryKind, Money, int | None]]:
    rows = db.session.execute(select(Entry).order_by(Entry.id)).scalars().all()
    ids = {row.id: position for position, row in enumerate(rows)}
    return [(row.kind, row.amount, ids.get(row.corrects_id or 0)) for row in rows]


def test_the_supplier_objects_with_a_reason_and_once(world: World) -> None:
    note = an_acceptance(world, accepted=kg("90"), refused_reason="发芽")
    with refused() as refusal:
        object_to(note, "  ", by=seller(world))
    assert refusal.value.field == "reason"
    object_to(note, "they were sound when they left", by=seller(world))
    with refused("already"):
        object_to(note, "again", by=seller(world))


def test_objections_are_possible_for_three_days(world: World, clock: SettableClock) -> None:
    late, in_time = an_acceptance(world), an_acceptance(world)
    clock.set(in_time.accepted_at + timedelta(days=3))
    object_to(in_time, "in time", by=seller(world))
    clock.set(late.accepted_at + timedelta(days=3, seconds=1))
    with refused("three days"):
        object_to(late, "too late", by=seller(world))


@pytest.mark.parametrize("side", Side)
def test_either_side_proposes_and_the_other_agrees(world: World, side: Side) -> None:
    note = an_acceptance(world)
    proposal = propose(world, note, side=side)
    own, other = (buyer(world), seller(world)) if side is Side.BUYER else (seller(world), buyer(world))
    other_side = Side.SUPPLIER if side is Side.BUYER else Side.BUYER
    with refused("other side"):
        agree_to_correction(proposal, side, by=own)
    corrected = agree_to_correction(proposal, other_side, by=other)
    assert (corrected.n, corrected.corrects_id) == (2, note.id)
    assert (corrected.accepted_by_id, corrected.agreed_by_id) == (own.person_id, other.person_id)
    assert proposal.status is ProposalStatus.AGREED
    of_unit, of_supplier = (own, other) if side is Side.BUYER else (other, own)
    assert (corrected.signers, corrected.deliverer) == ([of_unit.person_name], of_supplier.person_name)


def test_a_proposal_changes_nothing(world: World) -> None:
    note = an_acceptance(world)
    propose(world, note)
    assert note.consignment.lines[0].order_line.accepted == kg("100")
    assert len(entries()) == 1


def test_a_correction_moves_order_and_book_by_the_difference(world: World) -> None:
    note = an_acceptance(world)
    corrected = correct(world, note, "90")
    line = note.consignment.lines[0].order_line
    assert (str(line.accepted), line.accepted_amount) == ("90", Money.yuan("232.65"))
    assert corrected.lines[0].amount == line.accepted_amount
    assert entries() == [
        (EntryKind.PURCHASE, Money.yuan("258.5"), None),
        (EntryKind.CORRECTION, Money.yuan("-25.85"), 0),
    ]


def test_a_second_correction_names_the_newest_note_and_the_first_entry(world: World) -> None:
    note = an_acceptance(world)
    second = correct(world, note, "90")
    with refused(second.number):
        propose(world, note, "80")
    third = correct(world, second, "100")
    assert (third.n, third.corrects_id) == (3, second.id)
    assert [entry[1:] for entry in entries()] == [
        (Money.yuan("258.5"), None),
        (Money.yuan("-25.85"), 0),
        (Money.yuan("25.85"), 0),
    ]


def test_what_was_refused_whole_may_turn_out_accepted(world: World) -> None:
    """From zero: the first entry is written by the correction, and later ones correct that entry."""
    consignment = an_arrived_consignment(world)
    note = refuse_everything(consignment, "looked frozen", SIGNED, by=buyer(world))
    second = correct(world, note, "90")
    assert consignment.status == "accepted"
    assert str(consignment.lines[0].order_line.accepted) == "90"
    third = correct(world, second, "100")
    assert entries() == [
        (EntryKind.PURCHASE, Money.yuan("232.65"), None),
        (EntryKind.CORRECTION, Money.yuan("25.85"), 0),
    ]
    correct(world, third, "0", packs_accepted=0)
    assert consignment.status == "refused"
    assert sum(entry[1].fen for entry in entries()) == 0


def test_a_correction_counts_in_the_year_of_the_first_acceptance(world: World, clock: SettableClock) -> None:
    note = an_acceptance(world)
    proposal = propose(world, note)
    day = clock.set(note.accepted_at + timedelta(days=400)).date()
    agree_to_correction(proposal, Side.SUPPLIER, by=seller(world))
    first, second = db.session.execute(select(Entry).order_by(Entry.id)).scalars()
    assert second.counts_on == first.counts_on
    assert second.written_at.date() == day


def test_papers_alone_can_be_corrected_and_write_no_entry(world: World) -> None:
    note = an_acceptance(world)
    corrected = correct(world, note, "100", certificate_number="P-118")
    assert corrected.lines[0].certificate_number == "P-118"
    assert len(entries()) == 1


def test_a_correction_that_says_the_same_is_refused(world: World) -> None:
    note = an_acceptance(world)
    with refused("says the same"):
        propose(world, note, "100", reduced_price=note.lines[0].unit_price, reduced_reason="to the same")


def test_one_proposal_waits_at_a_time(world: World) -> None:
    note = an_acceptance(world)
    propose(world, note)
    with refused("waiting"):
        propose(world, note, "80", side=Side.SUPPLIER)


def test_a_proposal_needs_a_reason_and_speaks_of_every_line(world: World) -> None:
    note = an_acceptance(world)
    for weighings, reason, field in ((as_shipped(note.consignment), " ", "reason"), ({}, "because", None)):
        with refused() as refusal:
            propose_correction(note, weighings, reason, Side.BUYER, by=buyer(world))
        assert refusal.value.field == field


def test_a_weighing_that_cannot_be_is_not_proposed(world: World) -> None:
    note = an_acceptance(world)
    with refused() as refusal:
        propose(world, note, "90", refused_reason="")
    assert refusal.value.field == f"refused_reason_{note.consignment.lines[0].id}"


def test_the_other_side_rejects_with_a_reason_and_the_note_stands(world: World) -> None:
    note = an_acceptance(world)
    proposal = propose(world, note)
    with refused():
        reject_correction(proposal, " ", Side.SUPPLIER, by=seller(world))
    with refused():
        reject_correction(proposal, "no", Side.BUYER, by=buyer(world))
    reject_correction(proposal, "the scale is off", Side.SUPPLIER, by=seller(world))
    assert (proposal.status, proposal.decision_reason) == (ProposalStatus.REJECTED, "the scale is off")
    assert len(entries()) == 1
    propose(world, note, "95")


def test_whoever_proposed_withdraws(world: World) -> None:
    proposal = propose(world, an_acceptance(world))
    with refused():
        withdraw_correction(proposal, Side.SUPPLIER, by=seller(world))
    withdraw_correction(proposal, Side.BUYER, by=buyer(world))
    assert proposal.status is ProposalStatus.WITHDRAWN
    to_supplier = select(Notice.kind).where(Notice.organisation_id == world.organisations["coop"]).order_by(Notice.id)
    assert list(db.session.execute(to_supplier).scalars())[-1] == "correction_withdrawn"


@pytest.mark.parametrize("answer", ["agreed", "rejected", "withdrawn"])
def test_a_proposal_is_answered_once(world: World, answer: str) -> None:
    proposal = propose(world, an_acceptance(world))
    answers = {
        "agreed": lambda: agree_to_correction(proposal, Side.SUPPLIER, by=seller(world)),
        "rejected": lambda: reject_correction(proposal, "no", Side.SUPPLIER, by=seller(world)),
        "withdrawn": lambda: withdraw_correction(proposal, Side.BUYER, by=buyer(world)),
    }
    answers[answer]()
    for again in answers.values():
        with refused("answered already"):
            again()


def test_nobody_agrees_with_themselves_through_another_membership(world: World) -> None:
    proposal = propose(world, an_acceptance(world))
    both = organisations.join(buyer(world).person_id, world.organisations["coop"], [Role.SELLER], by=None)
    with refused("other side of this order"):
        agree_to_correction(proposal, Side.SUPPLIER, by=actor_for(both.id))


def test_a_note_both_sides_agreed_to_is_not_objected_to(world: World) -> None:
    corrected = correct(world, an_acceptance(world), "90")
    with refused("agreed"):
        object_to(corrected, "after all", by=seller(world))


def test_a_note_is_never_rewritten(world: World) -> None:
    note = an_acceptance(world)
    note.note = "something else"
    with pytest.raises(RowIsAppendOnly):
        db.session.flush()
