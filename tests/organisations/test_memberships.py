"""Who may act for whom, as what, and up to which amount."""

import pytest

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel.actor import OrganisationKind, Role
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import actor_for, members_with_role, memberships_of, signed_in
from shop.organisations.services import change_order_limit, change_roles, join, leave
from tests.factories import (
    DAGUAN,
    a_department,
    a_member,
    a_person,
    a_supplier,
    a_town,
    a_unit,
    an_actor,
)
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


def test_an_actor_has_what_the_membership_and_its_organisation_say() -> None:
    unit = a_unit()
    actor = an_actor(unit, {Role.BUYER}, order_limit=Money.yuan(500))
    assert (actor.organisation_id, actor.organisation_name) == (unit.id, unit.name)
    assert actor.organisation_kind is OrganisationKind.UNIT
    assert (actor.cluster_id, actor.level, actor.county_code) == (unit.cluster_id, "leaf", None)
    assert (actor.roles, actor.order_limit) == (frozenset({Role.BUYER}), Money.yuan(500))


def test_a_seller_acts_for_a_county_and_for_no_cluster() -> None:
    actor = an_actor(a_supplier())
    assert (actor.county_code, actor.cluster_id, actor.level) == (DAGUAN, None, None)


def test_a_person_with_all_memberships_is_one_question() -> None:
    person = a_person()
    first, second = a_member(a_unit(), person=person), a_member(a_supplier(), person=person)
    db.session.flush()
    with statements() as sent:
        somebody = signed_in(person.session_key)
    assert len(sent) == 1
    assert somebody is not None
    assert [membership.id for membership in somebody.memberships] == [first.id, second.id]


def test_somebody_without_memberships_is_signed_in_and_acts_for_nobody() -> None:
    somebody = signed_in(a_person().session_key)
    assert somebody is not None
    assert (somebody.memberships, somebody.acting(None)) == ((), None)


def test_a_key_of_nobody_and_a_person_who_is_not_active_are_not_signed_in() -> None:
    person = a_person()
    person.active = False
    assert signed_in(person.session_key) is None
    assert signed_in("nobody's") is None


def test_nobody_acts_by_a_membership_that_is_not_their_own_nor_by_another_instead() -> None:
    person = a_person()
    mine, others = a_member(a_unit(), person=person), a_member(a_unit())
    somebody = signed_in(person.session_key)
    assert somebody is not None
    assert somebody.acting(others.id) is None
    first = somebody.acting(None)
    assert first is not None
    assert first.id == mine.id


def test_who_has_left_acts_no_more_and_may_come_back() -> None:
    unit = a_unit()
    member = a_member(unit, {Role.BUYER})
    leave(member, by=None)
    with pytest.raises(NotYours):
        actor_for(member.id)
    assert memberships_of(member.person_id) == []
    assert members_with_role(unit.id, Role.BUYER) == []
    assert join(member.person_id, unit.id, {Role.APPROVER}, by=None).id == member.id
    assert actor_for(member.id).roles == {Role.APPROVER}


def test_nobody_joins_twice() -> None:
    unit, member = a_unit(), None
    member = a_member(unit)
    with pytest.raises(Refused) as refusal:
        join(member.person_id, unit.id, {Role.BUYER}, by=None)
    assert refusal.value.field == "person"


def test_nobody_joins_what_is_not_there() -> None:
    with pytest.raises(NotYours):
        join(a_person().id, 999_999, {Role.BUYER}, by=None)


def test_only_leaves_buy_only_suppliers_sell_and_only_those_who_watch_are_officials() -> None:
    town = a_town()
    unit, department, supplier = a_unit(town), a_department(town), a_supplier()
    assert a_member(department, {Role.OFFICIAL, Role.BUYER}).active
    unsuitable = [
        (unit, {Role.SELLER}),
        (unit, {Role.OFFICIAL}),
        (unit, {Role.OPERATOR}),
        (town, {Role.BUYER}),
        (supplier, {Role.BUYER}),
        (supplier, {Role.OFFICIAL, Role.SELLER}),
    ]
    for organisation, roles in unsuitable:
        with pytest.raises(Refused) as refusal:
            a_member(organisation, roles)
        assert refusal.value.field == "roles"
    with pytest.raises(Refused):
        join(a_person().id, unit.id, set(), by=None)


def test_a_limit_is_nothing_or_more_and_a_buyers() -> None:
    unit = a_unit()
    assert a_member(unit, {Role.BUYER}, order_limit=Money(0)).order_limit == Money(0)
    for roles, limit in (({Role.BUYER}, Money(-1)), ({Role.APPROVER}, Money(100))):
        with pytest.raises(Refused) as refusal:
            a_member(unit, roles, order_limit=limit)
        assert refusal.value.field == "order_limit"


def test_a_manager_changes_a_limit_and_the_trail_says_so() -> None:
    unit = a_unit()
    manager, buyer = an_actor(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER})
    change_order_limit(buyer, Money.yuan(800), by=manager)
    assert actor_for(buyer.id).order_limit == Money.yuan(800)
    newest = trail_of("membership", buyer.id)[0]
    assert (newest.action, newest.person_id, newest.details["limit"]) == (
        "membership.limit_changed",
        manager.person_id,
        80_000,
    )


def test_nobody_sets_their_own_limit() -> None:
    unit = a_unit()
    both = a_member(unit, {Role.MANAGER, Role.BUYER})
    with pytest.raises(Refused):
        change_order_limit(both, None, by=actor_for(both.id))


def test_a_manager_changes_what_a_colleague_does_and_the_trail_says_so() -> None:
    unit = a_unit()
    manager, buyer = an_actor(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER}, order_limit=Money.yuan(500))
    change_roles(buyer, {Role.APPROVER, Role.FINANCE}, by=manager)
    actor = actor_for(buyer.id)
    assert (actor.roles, actor.order_limit) == (frozenset({Role.APPROVER, Role.FINANCE}), None)
    newest = trail_of("membership", buyer.id)[0]
    assert (newest.action, newest.person_id) == ("membership.roles_changed", manager.person_id)
    change_roles(buyer, {Role.APPROVER, Role.FINANCE}, by=manager)
    assert trail_of("membership", buyer.id)[0].id == newest.id


@pytest.mark.parametrize("roles", [set(), {Role.SELLER}, {Role.OFFICIAL, Role.BUYER}])
def test_roles_that_do_not_suit_the_organisation_are_not_given(roles: set[Role]) -> None:
    unit = a_unit()
    manager, buyer = an_actor(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER})
    with pytest.raises(Refused) as refusal:
        change_roles(buyer, roles, by=manager)
    assert refusal.value.field == "roles"
    assert actor_for(buyer.id).roles == {Role.BUYER}


def test_no_organisation_loses_its_last_manager() -> None:
    unit = a_unit()
    first, second = a_member(unit, {Role.MANAGER}), a_member(unit, {Role.MANAGER, Role.BUYER})
    one, other = actor_for(first.id), actor_for(second.id)
    with pytest.raises(Refused):
        change_roles(first, {Role.BUYER}, by=one)
    with pytest.raises(Refused):
        leave(first, by=one)
    change_roles(second, {Role.BUYER}, by=one)
    for deed in (lambda: leave(first, by=other), lambda: change_roles(first, {Role.BUYER}, by=other)):
        with pytest.raises(NotYours):
            deed()
    assert actor_for(first.id).roles == {Role.MANAGER}
