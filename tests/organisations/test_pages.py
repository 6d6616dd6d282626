"""Switching between organisations, and the team of one."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from shop.audit.queries import trail_of
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.organisations.services import leave
from shop.web.once import new_key
from tests.clients import SeparateClient
from tests.factories import a_member, a_person, a_supplier, a_unit, sign_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

MOST_STATEMENTS = 8


def page(client: SeparateClient, address: str = "/team") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_person_switches_between_their_memberships(client: SeparateClient) -> None:
    person, unit, supplier = a_person(), a_unit(), a_supplier()
    first, second = a_member(unit, person=person), a_member(supplier, person=person)
    sign_in(client, person)
    assert unit.name_english in page(client).split("<main")[1]
    assert client.post("/switch", data={"membership": second.id}).location == "/desk"
    assert supplier.name_english in page(client).split("<main")[1]
    client.post("/switch", data={"membership": first.id})
    assert unit.name_english in page(client).split("<main")[1]


@pytest.mark.parametrize("chosen", [True, False])
def test_whose_membership_ends_acts_for_nobody_until_they_choose(client: SeparateClient, chosen: bool) -> None:
    """Not for the next one in silence: what was meant for one organisation would be done for another."""
    person, unit, supplier = a_person(), a_unit(), a_supplier()
    first, second = a_member(unit, person=person), a_member(supplier, person=person)
    sign_in(client, person)
    if chosen:
        client.post("/switch", data={"membership": first.id})
    else:
        page(client)
    leave(first, by=None)
    sent_off = client.get("/team")
    assert sent_off.location == "/sign-in?next=/team"
    choice = page(client, sent_off.location).split("<main")[1]
    assert "You no longer work there" in choice
    assert f'name="membership" value="{second.id}"' in choice
    assert client.post("/switch", data={"membership": first.id}).status_code == 404
    assert client.post("/switch", data={"membership": second.id, "next": "/team"}).location == "/team"
    assert supplier.name_english in page(client).split("<main")[1]


def test_a_membership_of_somebody_else_is_not_there_and_nothing_changes(client: SeparateClient) -> None:
    mine, others = a_member(a_unit()), a_member(a_unit())
    sign_in(client, mine)
    for typed in (others.id, 0, -1, 10**30, "x", ""):
        assert client.post("/switch", data={"membership": typed}).status_code == 404
    assert client.post("/switch").status_code == 404
    with client.session_transaction() as session:
        assert session["membership_id"] == mine.id


def test_switching_is_for_those_signed_in(client: SeparateClient) -> None:
    assert client.post("/switch", data={"membership": 1}).location == "/sign-in"


def test_who_has_left_is_not_let_on(client: SeparateClient) -> None:
    member = a_member(a_unit())
    sign_in(client, member)
    page(client)
    leave(member, by=None)
    assert client.get("/team").status_code == 302


def test_the_team_shows_its_own_people_and_nobody_elses(client: SeparateClient) -> None:
    unit = a_unit()
    member = a_member(unit, {Role.BUYER}, order_limit=Money.yuan(500), person=a_person("顾砚舟"))
    a_member(a_unit(), person=a_person("别处人"))
    sign_in(client, member)
    shown = page(client)
    assert "顾砚舟" in shown
    assert "¥500.00" in shown
    assert "别处人" not in shown


def test_the_team_of_many_is_as_few_questions_as_of_one(client: SeparateClient) -> None:
    unit = a_unit()
    member = a_member(unit)
    for _ in range(20):
        a_member(unit)
    sign_in(client, member)
    with statements() as sent:
        page(client)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) <= MOST_STATEMENTS


def test_a_manager_sets_a_colleagues_limit(client: SeparateClient, db_session: scoped_session[Session]) -> None:
    unit = a_unit()
    manager, buyer = a_member(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER})
    sign_in(client, manager)
    assert f"/team/{buyer.id}" in page(client)
    page(client, f"/team/{buyer.id}")
    assert client.post(f"/team/{buyer.id}", data={"order_limit": "１，５００．５０"}).location == "/team"
    db_session.refresh(buyer)
    assert buyer.order_limit == Money.yuan("1500.50")
    assert client.post(f"/team/{buyer.id}", data={"order_limit": ""}).status_code == 302
    db_session.refresh(buyer)
    assert buyer.order_limit is None


@pytest.mark.parametrize("typed", ["-1", "1.005", "1e309", "abc", "9" * 40])
def test_a_limit_that_cannot_be_comes_back_as_typed(
    client: SeparateClient, db_session: scoped_session[Session], typed: str
) -> None:
    unit = a_unit()
    manager, buyer = a_member(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER}, order_limit=Money.yuan(5))
    sign_in(client, manager)
    response = client.post(f"/team/{buyer.id}", data={"order_limit": typed})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.get_data(as_text=True)
    db_session.refresh(buyer)
    assert buyer.order_limit == Money.yuan(5)


def test_limits_are_for_managers_of_the_same_unit_and_never_ones_own(client: SeparateClient) -> None:
    unit = a_unit()
    manager, buyer, other = a_member(unit, {Role.MANAGER, Role.BUYER}), a_member(unit), a_member(a_unit())
    sign_in(client, manager)
    assert client.get(f"/team/{other.id}").status_code == 404
    assert client.get(f"/team/{manager.id}").status_code == 404
    assert client.get("/team/999999").status_code == 404
    assert client.get(f"/team/{10**20}").status_code == 404
    sign_in(client, buyer)
    assert client.get(f"/team/{buyer.id}").status_code == 404
    assert client.post(f"/team/{manager.id}", data={"order_limit": "1"}).status_code == 404


def test_a_manager_changes_roles_ends_a_membership_and_takes_it_back(
    client: SeparateClient, db_session: scoped_session[Session]
) -> None:
    unit = a_unit()
    manager, buyer = a_member(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER}, order_limit=Money.yuan(5))
    sign_in(client, manager)
    assert "checked" in page(client, f"/team/{buyer.id}")
    refused = client.post(f"/team/{buyer.id}/roles", data={"roles": []})
    assert refused.status_code == 422
    assert "at least one role" in refused.get_data(as_text=True)
    assert client.post(f"/team/{buyer.id}/roles", data={"roles": ["buyer", "receiver"]}).location == "/team"
    db_session.refresh(buyer)
    assert (buyer.roles, buyer.order_limit) == (frozenset({Role.BUYER, Role.RECEIVER}), Money.yuan(5))
    assert client.post(f"/team/{buyer.id}/end").location == "/team"
    assert "Bring back" in page(client)
    assert client.get(f"/team/{buyer.id}").status_code == 404
    assert client.post(f"/team/{buyer.id}/end").status_code == 404
    assert client.post(f"/team/{buyer.id}/back").location == "/team"
    db_session.refresh(buyer)
    assert (buyer.active, buyer.roles, buyer.order_limit) == (
        True,
        frozenset({Role.BUYER, Role.RECEIVER}),
        Money.yuan(5),
    )
    assert client.post(f"/team/{manager.id}/end").status_code == 404


@pytest.mark.parametrize(
    ("deed", "typed"),
    [("", {"order_limit": "80"}), ("/roles", {"roles": ["receiver"]}), ("/end", {}), ("/back", {})],
)
def test_a_form_of_the_team_that_is_sent_twice_does_it_once(
    client: SeparateClient, db_session: scoped_session[Session], deed: str, typed: dict[str, Any]
) -> None:
    unit = a_unit()
    manager, buyer = a_member(unit, {Role.MANAGER}), a_member(unit, {Role.BUYER})
    sign_in(client, manager)
    if deed == "/back":
        assert client.post(f"/team/{buyer.id}/end").location == "/team"
    address, key = f"/team/{buyer.id}{deed}", new_key()
    assert client.post(address, data=typed, once=False).status_code == 422
    before = len(trail_of("membership", buyer.id))
    for _time in range(2):
        assert client.post(address, data={**typed, "once": key}).location == "/team"
        assert len(trail_of("membership", buyer.id)) == before + 1
    other = client.post(address, data={**typed, "more": "1", "once": key})
    assert other.status_code == 422
    assert "sent before with other contents" in other.get_data(as_text=True)
    assert len(trail_of("membership", buyer.id)) == before + 1


def test_a_suppliers_manager_keeps_its_team_without_limits(client: SeparateClient) -> None:
    supplier = a_supplier()
    manager, seller = a_member(supplier, {Role.MANAGER}), a_member(supplier, {Role.SELLER})
    sign_in(client, manager)
    shown = page(client, f"/team/{seller.id}")
    assert "order_limit" not in shown
    assert client.post(f"/team/{seller.id}", data={"order_limit": "5"}).status_code == 404
    assert client.post(f"/team/{seller.id}/roles", data={"roles": "finance"}).location == "/team"
