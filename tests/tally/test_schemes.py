"""Rules of counting are proposed by one official and approved by another, and the trail names both."""

from datetime import date

import pytest

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Unit
from shop.tally.models import RuleSet, Scheme
from shop.tally.rules import Rules
from shop.tally.services.in_force import rule_sets_on
from shop.tally.services.schemes import approve_rules, propose_rules
from tests.factories import a_cluster, a_town, a_unit, an_actor, an_operator
from tests.factories.tally import a_scheme
from tests.factories.world import World
from tests.statements import statements

JULY = date(2026, 7, 1)


@pytest.fixture
def cluster(db_session: object) -> Unit:
    return a_cluster()


@pytest.fixture
def scheme(cluster: Unit) -> Scheme:
    return a_scheme(cluster)


def official(cluster: Unit) -> Actor:
    return an_actor(cluster, {Role.OFFICIAL})


def version_on(scheme: Scheme, day: date) -> int:
    return rule_sets_on(scheme.cluster_id, [day])[scheme.id, day].version


def test_proposed_rules_hold_once_a_second_person_has_approved_them(cluster: Unit, scheme: Scheme) -> None:
    proposed = propose_rules(scheme, Rules(), JULY, by=official(cluster))
    assert version_on(scheme, JULY) == 1
    approve_rules(proposed, by=official(cluster))
    assert version_on(scheme, JULY) == 2


def test_the_trail_names_who_proposed_rules_and_who_approved_them(cluster: Unit, scheme: Scheme) -> None:
    one, other = official(cluster), official(cluster)
    proposed = propose_rules(scheme, Rules(), JULY, by=one)
    approve_rules(proposed, by=other)
    told = [(entry.action, entry.person_id) for entry in trail_of("rule_set", proposed.id)]
    assert told == [("rules.laid_down", other.person_id), ("rules.proposed", one.person_id)]


def test_nobody_approves_rules_of_their_own_or_twice(cluster: Unit, scheme: Scheme) -> None:
    one, other = official(cluster), official(cluster)
    proposed = propose_rules(scheme, Rules(), JULY, by=one)
    with pytest.raises(Refused, match="somebody other"):
        approve_rules(proposed, by=one)
    approve_rules(proposed, by=other)
    with pytest.raises(Refused, match="already been approved"):
        approve_rules(proposed, by=other)


def test_rules_that_newer_ones_have_overtaken_are_not_approved(cluster: Unit, scheme: Scheme) -> None:
    one, other = official(cluster), official(cluster)
    older, newer = (propose_rules(scheme, Rules(), JULY, by=one) for _time in range(2))
    approve_rules(newer, by=other)
    with pytest.raises(Refused, match="Newer rules"):
        approve_rules(older, by=other)


def test_rules_do_not_end_before_they_begin(cluster: Unit, scheme: Scheme) -> None:
    with pytest.raises(Refused) as refusal:
        propose_rules(scheme, Rules(), JULY, valid_to=date(2026, 6, 30), by=official(cluster))
    assert refusal.value.field == "valid_to"


def test_whoever_is_no_official_of_the_cluster_decides_no_rules(cluster: Unit, scheme: Scheme) -> None:
    town = a_town(cluster)
    proposed = propose_rules(scheme, Rules(), JULY, by=official(cluster))
    others = [an_actor(a_unit(town)), an_actor(town, {Role.OFFICIAL}), official(a_cluster()), an_actor(an_operator())]
    for somebody in (*others, an_actor(cluster, {Role.MANAGER})):
        with pytest.raises(NotYours):
            propose_rules(scheme, Rules(), JULY, by=somebody)
        with pytest.raises(NotYours):
            approve_rules(proposed, by=somebody)


def test_the_lead_unit_decides_rules_with_the_cluster(world: World) -> None:
    scheme = db.session.get_one(Scheme, world.scheme_id)
    proposed = propose_rules(scheme, Rules(), JULY, by=world.actor("harbour.official"))
    approve_rules(proposed, by=world.actor("cluster.official"))
    assert isinstance(proposed, RuleSet)
    with pytest.raises(NotYours):
        propose_rules(scheme, Rules(), JULY, by=world.actor("delta.official"))


def held_version(scheme: Scheme) -> int:
    return rule_sets_on(scheme.cluster_id, [JULY], hold_still=True)[scheme.id, JULY].version


def test_rules_that_are_held_still_are_read_once_though_the_session_lets_go_of_its_rows(scheme: Scheme) -> None:
    cluster_id = scheme.cluster_id
    read = rule_sets_on(cluster_id, [JULY], hold_still=True)
    db.session.flush()
    db.session.expire_all()
    db.session.expunge_all()
    with statements() as sent:
        assert rule_sets_on(cluster_id, [JULY], hold_still=True) == read
    assert sent == []


def test_whoever_holds_the_rules_still_sees_those_that_they_lay_down_themselves(cluster: Unit, scheme: Scheme) -> None:
    assert held_version(scheme) == 1
    approve_rules(propose_rules(scheme, Rules(), JULY, by=official(cluster)), by=official(cluster))
    assert held_version(scheme) == 2


@pytest.mark.parametrize("end", ["commit", "rollback", "rollback of a savepoint"])
def test_rules_are_held_no_longer_than_their_rows_are_locked(scheme: Scheme, end: str) -> None:
    if end == "rollback of a savepoint":
        with db.session.begin_nested() as savepoint:
            held_version(scheme)
            savepoint.rollback()
    else:
        db.session.commit()
        held_version(scheme)
        getattr(db.session, end)()
    with statements() as sent:
        assert held_version(scheme) == 1
    assert any("rule_set" in statement for statement in sent)
