"""Replay: the same rules give the same figures to the fen, others say what would differ, and nothing is written."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.ordering.models import Order, OrderLine
from shop.tally.models import Entry, Scheme
from shop.tally.queries.replay import Asked, changes, replay
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.standings import standings_for
from shop.tally.queries.trees import Branch
from shop.tally.reevaluating import Aim
from shop.tally.replaying import Basis, replayed
from shop.tally.rules import Judgement, Rules
from shop.tally.words import Condition, VerdictState
from tests.clocks import SettableClock
from tests.factories import an_actor
from tests.factories.fulfilment import an_acceptance
from tests.factories.payments import a_payment, share
from tests.factories.reevaluations import judged_anew
from tests.factories.tally import ALL_COUNT, TUOCHA
from tests.factories.world import World
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, a_neighbourhood

COUNTED, NOT_COUNTED, PENDING, DISPUTED = (
    Judgement(VerdictState.COUNTED),
    Judgement(VerdictState.NOT_COUNTED, Condition.CERTIFIED),
    Judgement(VerdictState.PENDING),
    Judgement(VerdictState.DISPUTED),
)
BY_PEOPLE = Judgement(VerdictState.NOT_COUNTED)
NOTHING_ASKED = Rules(conditions=())
UNCERTIFIED = replace(ALL_COUNT, certificate=None, certificate_valid=False)


@pytest.mark.parametrize(
    ("stands", "facts", "rules", "becomes"),
    [
        (COUNTED, ALL_COUNT, Rules(), COUNTED),
        (COUNTED, UNCERTIFIED, Rules(), NOT_COUNTED),
        (NOT_COUNTED, UNCERTIFIED, NOTHING_ASKED, COUNTED),
        (NOT_COUNTED, TUOCHA, NOTHING_ASKED, COUNTED),
        (
            COUNTED,
            ALL_COUNT,
            Rules(purposes=frozenset({Purpose.STAFF})),
            Judgement(VerdictState.NOT_COUNTED, Condition.PURPOSE_ALLOWED),
        ),
        (PENDING, ALL_COUNT, NOTHING_ASKED, PENDING),
        (DISPUTED, ALL_COUNT, NOTHING_ASKED, DISPUTED),
        (BY_PEOPLE, ALL_COUNT, NOTHING_ASKED, BY_PEOPLE),
    ],
)
def test_rules_judge_anew_what_rules_have_judged_and_leave_people_their_decisions(
    stands: Judgement, facts: object, rules: Rules, becomes: Judgement
) -> None:
    assert replayed(stands, facts, rules) == becomes  # type: ignore[arg-type]


@pytest.fixture
def place(db_session: object) -> Neighbourhood:
    return a_neighbourhood()


def year(scheme: Scheme, number: int = 2026, **changed: object) -> Asked:
    return Asked(scheme.id, date(number, 1, 1), date(number, 12, 31))._replace(**changed)  # type: ignore[arg-type]


def whole(place: Neighbourhood, number: int = 2026) -> Scope:
    return scope_for(an_actor(place.cluster), number)


def test_under_the_rules_in_force_a_replay_is_a_recount_to_the_fen(place: Neighbourhood) -> None:
    for number in (2025, 2026):
        found = replay(whole(place, number), year(place.scheme, number))
        counted = standings_for([place.cluster.id], number)[place.cluster.id].counted
        assert found.whole.today == found.whole.replayed == counted
        assert found.changes == 0


def test_over_two_years_each_entry_is_where_its_unit_stood_in_the_year_it_counts_in(place: Neighbourhood) -> None:
    """What a town was in one year it need not be in the next: the sum of the years is the sum of their boards."""
    both = Asked(place.scheme.id, date(2025, 1, 1), date(2026, 12, 31))
    scopes = {number: whole(place, number) for number in (2025, 2026)}
    counted = [standings_for([place.cluster.id], number)[place.cluster.id].counted for number in scopes]
    found = replay(scopes, both)
    assert found.whole.today == found.whole.replayed == counted[0] + counted[1]
    assert found.changes == 0
    only_then = replay({2025: whole(place, 2025), 2026: Scope(Branch(2026, {}))}, both)
    assert only_then.whole.today == counted[0]


def test_it_stays_a_recount_after_purchases_were_judged_anew(world: World) -> None:
    scheme = db.session.get_one(Scheme, world.scheme_id)
    for aim in (None, Aim.DISPUTE, Aim.UPHOLD):
        an_acceptance(world)
        newest = db.session.execute(select(Entry).order_by(Entry.id.desc()).limit(1)).scalar_one()
        if aim is not None:
            judged_anew(scheme, Aim.DISPUTE, newest)
        if aim is Aim.UPHOLD:
            judged_anew(scheme, aim, newest)
    found = replay(scope_for(world.actor("cluster.official"), 2026), year(scheme))
    counted = standings_for([world.cluster_id], 2026)[world.cluster_id].counted
    assert found.whole.today == found.whole.replayed == counted
    assert (found.changes, found.read) == (0, 3)


def test_a_draft_names_every_entry_whose_verdict_it_changes_and_why(place: Neighbourhood) -> None:
    asked = year(place.scheme, rules=Rules(purposes=frozenset({Purpose.CANTEEN, Purpose.RESALE})))
    found = replay(whole(place), asked, keep=100)
    told = {(one.amount.fen, one.before.judgement, one.after.judgement) for one in found.shown}
    unwanted = Judgement(VerdictState.NOT_COUNTED, Condition.PURPOSE_ALLOWED)
    assert told == {
        (4_000, COUNTED, unwanted),
        (7_700, COUNTED, unwanted),
        (1_234, COUNTED, unwanted),
        (900, unwanted, COUNTED),
    }
    assert found.changes == len(list(changes(whole(place), asked))) == 4
    assert found.whole.difference == Money(900 - 4_000 - 7_700 - 1_234)
    assert found.by_unit[place.organ.id].difference == Money(900 - 7_700)


def test_a_replay_is_read_in_pages_of_its_list(place: Neighbourhood) -> None:
    asked = year(place.scheme, rules=Rules(purposes=frozenset({Purpose.OTHER})))
    everything = replay(whole(place), asked, keep=100).shown
    parts = [
        one for skip in range(0, len(everything), 2) for one in replay(whole(place), asked, skip=skip, keep=2).shown
    ]
    assert parts == everything
    assert len(everything) > 5


def test_a_town_replays_its_own_branch_and_a_month_its_own_days(place: Neighbourhood) -> None:
    scope = scope_for(an_actor(place.delta), 2026)
    found = replay(scope, year(place.scheme))
    assert set(found.by_unit) == {place.clinic.id}
    may = Asked(place.scheme.id, date(2026, 5, 31), date(2026, 5, 31))
    assert replay(scope, may).whole.today == Money.yuan("12.34")


def test_a_replay_writes_nothing(place: Neighbourhood) -> None:
    db.session.flush()
    scope = whole(place)
    with statements() as sent:
        for basis in Basis:
            replay(scope, year(place.scheme, rules=NOTHING_ASKED, basis=basis), keep=10)
    assert sent
    assert {statement.split()[0] for statement in sent} == {"SELECT"}


def test_its_statements_do_not_grow_with_the_entries(place: Neighbourhood) -> None:
    scope = whole(place)
    with statements() as sent:
        replay(scope, year(place.scheme, rules=NOTHING_ASKED))
    assert len(sent) <= 3


@pytest.mark.parametrize(
    ("basis", "in_november"),
    [
        (Basis.ACCEPTED, True),
        (Basis.ORDERED, True),
        (Basis.SHIPPED, True),
        (Basis.INVOICED, False),
        (Basis.PAID, False),
    ],
)
def test_what_has_not_been_invoiced_or_paid_counts_by_no_such_day(
    world: World, basis: Basis, in_november: bool
) -> None:
    scheme = db.session.get_one(Scheme, world.scheme_id)
    an_acceptance(world)
    found = replay(scope_for(world.actor("cluster.official"), 2026), year(scheme, basis=basis), keep=1)
    entry = db.session.execute(select(Entry)).scalar_one()
    assert found.whole.replayed == (entry.amount if in_november else Money(0))
    assert found.changes == (not in_november)


def test_what_is_paid_in_december_counts_in_december_by_that_day(world: World, clock: SettableClock) -> None:
    scheme = db.session.get_one(Scheme, world.scheme_id)
    an_acceptance(world)
    entry = db.session.execute(select(Entry)).scalar_one()
    line = db.session.get_one(AcceptanceLine, entry.source_id)
    order = db.session.get_one(Order, db.session.get_one(OrderLine, line.order_line_id).order_id)
    clock.at(2026, 12, 9)
    a_payment(order, str(entry.amount.in_yuan), shares=[share(order, str(entry.amount.in_yuan))])
    december = Asked(scheme.id, date(2026, 12, 1), date(2026, 12, 31), basis=Basis.PAID)
    found = replay(scope_for(world.actor("cluster.official"), 2026), december, keep=1)
    assert (found.whole.today, found.whole.replayed) == (Money(0), entry.amount)
    assert (found.shown[0].before.day, found.shown[0].after.day) == (date(2026, 11, 23), date(2026, 12, 9))
