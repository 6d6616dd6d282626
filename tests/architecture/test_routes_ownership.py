"""What is somebody else's is not there: each address with an object in it, tried by everybody, read and posted."""

import pytest
from flask import Flask

from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import DOORS, EVERYBODY, PUBLIC, Door
from tests.clients import SeparateClient
from tests.journeys.hostile import contents

FORM = {"once": "a-key-of-somebody-0001", "reason": "because", "proposal": "1", "line": "2"}
"""Enough for the short forms; the longer ones come back with what is missing, which is an answer as well."""


def with_objects(app: Flask) -> set[str]:
    """Every method and route that names an object."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.arguments and rule.endpoint != "static" and rule.rule not in PUBLIC
    }


def test_every_route_with_an_object_says_whose_it_is(busy: Busy) -> None:
    assert with_objects(busy.app) == set(DOORS)


def address(busy: Busy, route: str, door: Door) -> str:
    rule = next(rule for rule in busy.app.url_map.iter_rules() if rule.rule == route.split(" ")[1])
    known = busy.business.numbers | {"entry": str(busy.business.entry_id)} | busy.world.memberships
    built = rule.build({name: known[what] for name, what in door.filled.items()}, append_unknown=False)
    assert built is not None
    return str(built[1])


def ask(client: SeparateClient, route: str, address: str) -> int:
    if route.startswith("GET"):
        return int(client.get(address).status_code)
    return int(client.post(address, data=FORM).status_code)


@pytest.mark.parametrize("route", DOORS)
def test_it_opens_for_those_in_the_table_and_for_nobody_else(busy: Busy, knock: Knock, route: str) -> None:
    wrong = []
    for door in DOORS[route]:
        where = address(busy, route, door)
        for who in sorted(EVERYBODY):
            with knock(who) as client:
                status = ask(client, route, where)
            if (status != 404) is not (who in door.opens_for) or status >= 500:
                wrong.append(f"{who} at {door.filled}: {status}")
    assert wrong == []


@pytest.mark.parametrize("route", DOORS)
def test_nobody_is_sent_to_sign_in_and_changes_nothing(busy: Busy, knock: Knock, route: str) -> None:
    for door in DOORS[route]:
        with knock("nobody") as client:
            where = address(busy, route, door)
            response = client.get(where) if route.startswith("GET") else client.post(where, data=FORM)
            assert response.status_code == 302
            assert response.location.startswith("/sign-in")


@pytest.mark.parametrize("route", [route for route in DOORS if route.startswith("POST")])
def test_a_form_posted_at_somebody_elses_leaves_no_trace(busy: Busy, knock: Knock, route: str) -> None:
    with knock("nobody"), busy.app.app_context():
        before = contents()  # what each knock does is undone
    for door in DOORS[route]:
        for who in ("clinic.buyer", "organ.approver", "workshop.seller", "teahouse.seller", "delta.official"):
            if who in door.opens_for:
                continue
            with knock(who) as client, busy.app.app_context():
                ask(client, route, address(busy, route, door))
                assert contents() == before, who


@pytest.mark.parametrize("route", DOORS)
def test_what_does_not_exist_looks_like_what_is_somebody_elses(busy: Busy, knock: Knock, route: str) -> None:
    door = DOORS[route][0]
    known = address(busy, route, door)
    part = next(iter(door.filled.values()))
    value = (busy.business.numbers | {"entry": str(busy.business.entry_id)} | busy.world.memberships)[part]
    for stranger in ("999999999", "2" * 30, "%00", "x' OR 1=1--", "山"):
        with knock("school.buyer") as client:
            assert ask(client, route, known.replace(f"/{value}", f"/{stranger}", 1)) == 404, stranger


@pytest.mark.parametrize("route", PUBLIC)
def test_what_is_public_opens_for_nobody_too(busy: Busy, knock: Knock, route: str) -> None:
    rule = next(rule for rule in busy.app.url_map.iter_rules() if rule.rule == route)
    filled = {name: busy.business.numbers.get(value, value) for name, value in PUBLIC[route].items()}
    built = rule.build(filled, append_unknown=False)
    assert built is not None
    with knock("nobody") as client:
        assert client.get(built[1]).status_code == (404 if route == "/assets/<name>" else 200)
