"""Verdicts change only by two people, chains whole and totals with them (DOMAIN rules 3 and 8)."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select, update

from shop.catalogue.models import Certification
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Unit
from shop.tally.models import Entry, Scheme, TotalByCounty, TotalByEvidence, Verdict
from shop.tally.periods import Month
from shop.tally.queries.candidates import Sought, candidates
from shop.tally.queries.corrected import compared
from shop.tally.queries.scopes import scope_for
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.services.reevaluations import decide_reevaluation, propose_reevaluation
from shop.tally.verify import first_difference
from shop.tally.words import Condition, VerdictState
from tests.clocks import SettableClock
from tests.factories import an_actor
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.payments import a_payment, share
from tests.factories.periods import locked_up_to
from tests.factories.reevaluations import judged_anew, proposed_anew
from tests.factories.world import World

COUNTED, NOT_COUNTED, DISPUTED = VerdictState.COUNTED, VerdictState.NOT_COUNTED, VerdictState.DISPUTED


@pytest.fixture(autouse=True)
def read_in_english(world: World) -> Iterator[None]:
    """The world has an application of its own."""
    with force_locale("en"):
        yield


@pytest.fixture
def scheme(world: World) -> Scheme:
    return db.session.get_one(Scheme, world.scheme_id)


@pytest.fixture
def cluster(world: World) -> Unit:
    return db.session.get_one(Unit, world.cluster_id)


def bought(world: World) -> Entry:
    an_acceptance(world)
    return db.session.execute(select(Entry).order_by(Entry.id.desc()).limit(1)).scalar_one()


def corrected(world: World, entry: Entry, accepted: str) -> Entry:
    """Both sides agree that less was taken in."""
    from_note = db.session.execute(select(Entry.source_id).where(Entry.id == entry.id)).scalar_one()
    note = db.session.get_one(Acceptance, db.session.get_one(AcceptanceLine, from_note).acceptance_id)
    said = as_shipped(note.consignment, accepted=Quantity.of(accepted), refused_reason="wet")
    proposal = propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    return db.session.execute(select(Entry).order_by(Entry.id.desc()).limit(1)).scalar_one()


def states(entry: Entry) -> list[VerdictState]:
    asked = select(Verdict.state).where(Verdict.entry_id == entry.id).order_by(Verdict.n)
    return list(db.session.execute(asked).scalars())


def total(state: VerdictState) -> Money:
    asked = select(func.sum(TotalByCounty.amount)).where(TotalByCounty.verdict == state)
    return db.session.execute(asked).scalar() or Money(0)


def test_a_disputed_purchase_counts_no_more_and_its_figures_move_with_it(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    whole = total(COUNTED)
    judged_anew(scheme, Aim.DISPUTE, entry)
    assert states(entry) == [COUNTED, DISPUTED]
    assert (total(COUNTED), total(DISPUTED)) == (whole - entry.amount, entry.amount)
    assert first_difference() is None


@pytest.mark.parametrize(("aim", "ends"), [(Aim.DISMISS, COUNTED), (Aim.UPHOLD, NOT_COUNTED)])
def test_a_dispute_is_ended_by_two_as_unfounded_or_as_right(
    world: World, scheme: Scheme, aim: Aim, ends: VerdictState
) -> None:
    entry = bought(world)
    judged_anew(scheme, Aim.DISPUTE, entry)
    judged_anew(scheme, aim, entry)
    assert states(entry) == [COUNTED, DISPUTED, ends]
    assert total(ends) == entry.amount
    assert first_difference() is None


def test_a_chain_is_judged_whole_and_what_corrects_it_later_follows_it(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    first = corrected(world, entry, "90")
    judged_anew(scheme, Aim.DISPUTE, entry)
    assert states(first) == [COUNTED, DISPUTED]
    later = corrected(world, first, "80")
    assert states(later) == [COUNTED, DISPUTED]
    assert (total(COUNTED), total(DISPUTED)) == (Money(0), entry.amount + first.amount + later.amount)
    assert first_difference() is None


def test_what_is_paid_and_invoiced_moves_with_the_verdict_and_goes_on_moving(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    line = db.session.get_one(AcceptanceLine, entry.source_id)
    order = db.session.get_one(Order, db.session.get_one(OrderLine, line.order_line_id).order_id)
    a_payment(order, "50", shares=[share(order, "50")])
    judged_anew(scheme, Aim.DISPUTE, entry)
    a_payment(order, "20", shares=[share(order, "20")])
    asked = select(TotalByEvidence.verdict, func.sum(TotalByEvidence.paid)).group_by(TotalByEvidence.verdict)
    assert dict(db.session.execute(asked).all()) == {COUNTED: Money(0), DISPUTED: Money.yuan(70)}
    assert first_difference() is None


def test_a_certificate_recorded_later_changes_nothing_until_two_people_judge_anew(world: World, scheme: Scheme) -> None:
    """Its first day was recorded a year too late, and then as the paper says."""
    recorded = db.session.execute(select(func.min(Certification.valid_from))).scalar_one()
    db.session.execute(update(Certification).values(valid_from=date(2027, 1, 1), valid_to=None))
    entry = bought(world)
    db.session.execute(update(Certification).values(valid_from=recorded))
    assert states(entry) == [NOT_COUNTED]
    (candidate,) = candidates(scheme, Aim.JUDGE_ANEW, ids=[entry.id])
    assert candidate.verdict.failed is Condition.CERTIFICATE_VALID
    assert candidate.judgement == (COUNTED, None)
    judged_anew(scheme, Aim.JUDGE_ANEW, entry)
    assert states(entry) == [NOT_COUNTED, COUNTED]
    assert not entry.facts.certificate_valid
    judged_anew(scheme, Aim.DISPUTE, entry)
    judged_anew(scheme, Aim.DISMISS, entry)
    assert states(entry)[-1] is COUNTED
    assert first_difference() is None


def test_purchases_are_sought_by_order_supplier_certificate_and_entry(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    (candidate,) = candidates(scheme, Aim.DISPUTE, ids=[entry.id])
    assert candidate.order is not None
    assert entry.facts.certificate is not None
    for sought in (
        Sought(order=candidate.order.number),
        Sought(supplier=candidate.supplier),
        Sought(certificate=entry.facts.certificate),
        Sought(entry=entry.id),
        Sought(supplier=candidate.supplier_english, order=candidate.order.number),
    ):
        assert [one.entry.id for one in candidates(scheme, Aim.DISPUTE, sought=sought)] == [entry.id], sought
    assert candidates(scheme, Aim.DISPUTE, sought=Sought(certificate="%")) == []
    assert candidates(scheme, Aim.DISMISS, sought=Sought(entry=entry.id)) == []


def test_nothing_changes_without_a_second_person_a_reason_or_a_change(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    lead = world.actor("cluster.official")
    with pytest.raises(Refused) as refusal:
        propose_reevaluation(scheme, Aim.DISPUTE, [entry.id], " ", by=lead)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="at least one"):
        propose_reevaluation(scheme, Aim.DISPUTE, [], "why", by=lead)
    with pytest.raises(Refused, match="Nothing would change"):
        propose_reevaluation(scheme, Aim.JUDGE_ANEW, [entry.id], "why", by=lead)
    with pytest.raises(Refused, match="stand otherwise"):
        propose_reevaluation(scheme, Aim.DISMISS, [entry.id], "why", by=lead)
    proposal = propose_reevaluation(scheme, Aim.DISPUTE, [entry.id], "why", by=lead)
    with pytest.raises(Refused, match="already waits"):
        propose_reevaluation(scheme, Aim.DISPUTE, [entry.id], "why", by=lead)
    with pytest.raises(Refused, match="Somebody other"):
        decide_reevaluation(proposal, Outcome.APPROVED, by=lead)
    decide_reevaluation(proposal, Outcome.WITHDRAWN, by=lead)
    assert states(entry) == [COUNTED]
    with pytest.raises(Refused, match="already been decided"):
        decide_reevaluation(proposal, Outcome.APPROVED, by=world.actor("cluster.deputy"))


def test_a_proposal_that_another_has_overtaken_is_not_approved(world: World, scheme: Scheme, cluster: Unit) -> None:
    entry = bought(world)
    first = proposed_anew(scheme, Aim.DISPUTE, [entry])
    decide_reevaluation(first, Outcome.DECLINED, "Not shown.", by=an_actor(cluster, {Role.OFFICIAL}))
    second = proposed_anew(scheme, Aim.DISPUTE, [entry])
    assert first.answer == "Not shown."
    decide_reevaluation(second, Outcome.APPROVED, by=an_actor(cluster, {Role.OFFICIAL}))
    assert states(entry) == [COUNTED, DISPUTED]


def test_whoever_decides_no_rules_judges_nothing_anew(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    proposal = proposed_anew(scheme, Aim.DISPUTE, [entry])
    for name in ("delta.official", "school.manager", "coop.seller", "operator.operator"):
        with pytest.raises(NotYours):
            propose_reevaluation(scheme, Aim.DISPUTE, [entry.id], "why", by=world.actor(name))
        with pytest.raises(NotYours):
            decide_reevaluation(proposal, Outcome.APPROVED, by=world.actor(name))


def test_those_concerned_are_told(world: World, scheme: Scheme) -> None:
    entry = bought(world)
    db.session.flush()
    judged_anew(scheme, Aim.DISPUTE, entry)
    db.session.flush()
    told = db.session.execute(
        select(Notice.organisation_id, Notice.kind).where(Notice.kind.contains("verdicts_")).order_by(Notice.id)
    ).all()
    assert told == [(entry.unit_id, "verdicts_changed")]


def test_a_verdict_given_after_a_lock_counts_in_its_own_year_and_stands_apart(
    world: World, scheme: Scheme, cluster: Unit, clock: SettableClock
) -> None:
    entry = bought(world)
    clock.at(2027, 1, 5)
    locked_up_to(cluster, 2026, 12)
    scope = scope_for(world.actor("cluster.official"), 2026)
    through, before = compared(scope, scheme.id, cluster.id)
    assert through == Month(2026, 12)
    assert before[entry.unit_id].as_locked == before[entry.unit_id].today == entry.amount
    judged_anew(scheme, Aim.DISPUTE, entry)
    _through, after = compared(scope, scheme.id, cluster.id)
    mine = after[entry.unit_id]
    assert (mine.as_locked, mine.corrected, mine.open, mine.today) == (
        entry.amount,
        Money(0) - entry.amount,
        Money(0),
        Money(0),
    )
    assert compared(scope_for(world.actor("cluster.official"), 2027), scheme.id, cluster.id)[1] == {}
    assert entry.counts_on == date(2026, 11, 23)
    assert first_difference() is None
