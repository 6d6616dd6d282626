"""What becomes of an objection: the acceptance is marked until it is answered, corrected or withdrawn."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import REPLIES, ObjectionStatus, Reply, Side, after_reply, replies_for
from shop.fulfilment.models import Acceptance, ObjectionStep
from shop.fulfilment.queries import note_page, notes_unsettled
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction, reject_correction
from shop.fulfilment.services.objections import object_to, objection_to, stand_by, take_back
from shop.kernel.actor import Actor, Role
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from shop.organisations import services as organisations
from shop.organisations.queries import actor_for
from shop.tally.models import Verdict
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, as_shipped, refused
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import fields, opened, sent, words

S, R = ObjectionStatus, Reply
ALLOWED = {
    (Side.BUYER, S.OPEN): {R.STAND_BY: S.ANSWERED, R.CORRECT: S.CORRECTED},
    (Side.SUPPLIER, S.OPEN): {R.TAKE_BACK: S.WITHDRAWN, R.CORRECT: S.CORRECTED},
    (Side.BUYER, S.ANSWERED): {R.CORRECT: S.CORRECTED},
    (Side.SUPPLIER, S.ANSWERED): {R.CORRECT: S.CORRECTED},
}


@pytest.mark.parametrize(("side", "status", "reply"), list(itertools.product(Side, S, R)))
def test_a_reply_is_possible_only_for_that_side_in_that_state(
    side: Side, status: ObjectionStatus, reply: Reply
) -> None:
    allowed = ALLOWED.get((side, status), {})
    assert (reply in replies_for(side, status)) == (reply in allowed)
    if reply in allowed:
        assert after_reply(status, reply, side) is allowed[reply]
    else:
        with pytest.raises(Refused):
            after_reply(status, reply, side)


def test_every_reply_stands_in_the_table_and_a_bystander_has_none() -> None:
    assert set(REPLIES) == set(Reply)
    assert all(replies_for(None, status) == [] for status in S)


def buyer(world: World) -> Actor:
    return world.actor("school.receiver")


def seller(world: World) -> Actor:
    return world.actor("coop.seller")


def disputed(world: World) -> Acceptance:
    note = an_acceptance(world, accepted=Quantity.of("90"), refused_reason="发芽")
    object_to(note, "sound when it left", by=seller(world))
    return note


def status_of(note: Acceptance) -> ObjectionStatus:
    objection = objection_to(note)
    assert objection is not None
    return objection.status


def corrected(world: World, note: Acceptance) -> Acceptance:
    said = as_shipped(note.consignment, accepted=Quantity.of("100"))
    proposal = propose_correction(note, said, "counted again", Side.BUYER, by=buyer(world))
    assert status_of(note) is not S.CORRECTED
    return agree_to_correction(proposal, Side.SUPPLIER, by=seller(world))


def told(world: World, slug: str) -> str:
    newest = select(Notice.kind).where(Notice.organisation_id == world.organisations[slug]).order_by(Notice.id.desc())
    return str(db.session.execute(newest.limit(1)).scalar_one())


def test_the_unit_stands_by_its_note_with_a_reason_and_the_supplier_is_told(world: World) -> None:
    note = disputed(world)
    assert told(world, "school") == "objection_raised"
    with refused("give a reason") as refusal:
        stand_by(note, " ", by=buyer(world))
    assert refusal.value.field == "reason"
    stand_by(note, "two of us weighed it", by=buyer(world))
    assert (status_of(note), told(world, "coop")) == (S.ANSWERED, "objection_answered")
    for again in (lambda: stand_by(note, "again", by=buyer(world)), lambda: take_back(note, by=seller(world))):
        with refused("not possible any more"):
            again()


def test_the_supplier_takes_it_back_and_the_unit_is_told(world: World) -> None:
    note = disputed(world)
    take_back(note, by=seller(world))
    assert (status_of(note), told(world, "school")) == (S.WITHDRAWN, "objection_withdrawn")
    with refused("already"):
        object_to(note, "after all", by=seller(world))


@pytest.mark.parametrize("answered_first", [False, True])
def test_an_agreed_correction_settles_it_even_after_an_answer(world: World, answered_first: bool) -> None:
    note = disputed(world)
    if answered_first:
        stand_by(note, "two of us weighed it", by=buyer(world))
    corrected(world, note)
    assert status_of(note) is S.CORRECTED
    steps = db.session.execute(select(ObjectionStep.n).order_by(ObjectionStep.id)).scalars().all()
    assert steps == list(range(1, 2 + answered_first))


def test_a_rejected_correction_leaves_it_open(world: World) -> None:
    note = disputed(world)
    said = as_shipped(note.consignment, accepted=Quantity.of("100"))
    proposal = propose_correction(note, said, "all was sound", Side.SUPPLIER, by=seller(world))
    reject_correction(proposal, "no", Side.BUYER, by=buyer(world))
    assert status_of(note) is S.OPEN


def test_what_was_corrected_is_not_objected_to_any_more(world: World) -> None:
    note = an_acceptance(world, accepted=Quantity.of("90"), refused_reason="发芽")
    said = as_shipped(note.consignment, accepted=Quantity.of("100"))
    proposal = propose_correction(note, said, "counted again", Side.BUYER, by=buyer(world))
    agree_to_correction(proposal, Side.SUPPLIER, by=seller(world))
    with refused("agreed to a correction"):
        object_to(note, "still", by=seller(world))


def test_what_nobody_objected_to_is_not_answered(world: World) -> None:
    with refused("Nobody has objected"):
        stand_by(an_acceptance(world), "why not", by=buyer(world))


def test_no_verdict_moves_by_an_objection_or_its_answer(world: World) -> None:
    note = an_acceptance(world, accepted=Quantity.of("90"), refused_reason="发芽")
    verdicts = select(func.count(), func.max(Verdict.state)).select_from(Verdict)
    before = db.session.execute(verdicts).one()
    object_to(note, "sound when it left", by=seller(world))
    stand_by(note, "two of us weighed it", by=buyer(world))
    assert db.session.execute(verdicts).one() == before


def test_nobody_answers_their_own_objection_through_another_membership(world: World) -> None:
    note = disputed(world)
    both = organisations.join(seller(world).person_id, world.organisations["school"], [Role.RECEIVER], by=None)
    with refused("other side of this order"):
        stand_by(note, "never mind", by=actor_for(both.id))


def test_both_sides_have_it_on_their_desks_until_it_is_settled(world: World, clock: SettableClock) -> None:
    other = disputed(world)
    note = disputed(world)
    for actor in (buyer(world), seller(world)):
        assert [found.number for _objection, found in notes_unsettled(actor).in_doubt] == [other.number, note.number]
    for stranger in ("organ.buyer", "workshop.seller"):
        assert notes_unsettled(world.actor(stranger)).in_doubt == []
    stand_by(other, "two of us weighed it", by=buyer(world))
    clock.set(note.accepted_at + timedelta(days=30))
    for actor in (buyer(world), seller(world)):
        assert [found.number for _objection, found in notes_unsettled(actor).in_doubt] == [note.number]
    assert note_page(note, buyer(world)).in_doubt
    assert not note_page(other, buyer(world)).in_doubt


def test_the_mark_is_on_desks_lists_and_the_note_and_goes_with_the_answer(world: World, browser_of: Browser) -> None:
    note = disputed(world)
    receiver, cooperative = browser_of("school.receiver"), browser_of("coop.seller")
    address = f"/acceptances/{note.number}"
    marked = ((receiver, "/arrivals?tab=decided"), (cooperative, "/consignments"), (cooperative, address))
    for browser, page in ((receiver, address), *marked):
        assert "Disputed" in words(opened(browser, page)), page
    for browser in (receiver, cooperative):
        assert f"Acceptance {note.number} is disputed" in words(opened(browser, "/desk"))
    form = fields(opened(receiver, address), "reason")
    empty = sent(receiver, f"{address}/stand-by", form)
    assert empty.status_code == 422
    assert 'href="#stand-by-reason"' in empty.get_data(as_text=True)
    assert sent(receiver, f"{address}/stand-by", form | {"reason": "two of us weighed it"}).status_code == 302
    for browser, page in ((receiver, address), *marked):
        assert "Disputed" not in words(opened(browser, page)), page
    assert "two of us weighed it" in words(opened(cooperative, address))


def test_the_supplier_takes_its_objection_back_on_the_page(world: World, browser_of: Browser) -> None:
    note = disputed(world)
    address = f"/acceptances/{note.number}"
    assert "Withdraw the objection" not in opened(browser_of("school.receiver"), address)
    browser = browser_of("coop.seller")
    assert "Stand by the acceptance" not in opened(browser, address)
    assert sent(browser, f"{address}/take-back", {"once": "k" * 20}).status_code == 302
    assert "The supplier withdrew its objection." in words(opened(browser, address))


@pytest.mark.parametrize("who", ["cluster.official", "operator.operator", "school.approver", "organ.receiver"])
@pytest.mark.parametrize("reply", ["stand-by", "take-back"])
def test_who_is_of_neither_side_replies_nothing(world: World, browser_of: Browser, who: str, reply: str) -> None:
    note = disputed(world)
    assert sent(browser_of(who), f"/acceptances/{note.number}/{reply}", reason="x").status_code == 404
