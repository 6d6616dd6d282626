"""A unit keeps the addresses and invoice profiles that it orders with."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Membership
from shop.organisations.services import retire_address, retire_invoice_profile
from tests.factories import sign_in
from tests.factories.world import World

ADDRESS = {"label": "Back gate", "address": "5 Lane", "contact": "Li", "phone": "１３８００００００００"}
PROFILE = {"kind": "unit", "title": "School", "tax_number": "91110000600037341L", "bank": "CCB", "bank_account": "62"}


@pytest.fixture
def manager(world_app: Any, world: World) -> FlaskClient:
    return signed_in(world_app, world, "school.manager")


def signed_in(world_app: Any, world: World, who: str) -> FlaskClient:
    client: FlaskClient = world_app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, world.actor(who))
    return client


def of_school(table: type[Any], world: World) -> list[Any]:
    db.session.expire_all()
    asked = select(table).where(table.unit_id == world.organisations["school"]).order_by(table.id)
    return list(db.session.execute(asked).scalars())


@pytest.mark.parametrize(
    ("where", "table", "typed"), [("addresses", DeliveryAddress, ADDRESS), ("profiles", InvoiceProfile, PROFILE)]
)
def test_a_manager_adds_one_and_twice_the_same_form_is_one(
    manager: FlaskClient, world: World, where: str, table: type[Any], typed: dict[str, str]
) -> None:
    before = len(of_school(table, world))
    sent = typed | {"once": "a-key-of-this-form-01"}
    for _time in range(2):
        assert manager.post(f"/our-unit/{where}", data=sent).location == f"/our-unit#{where}"
    assert len(of_school(table, world)) == before + 1
    assert manager.get("/our-unit").status_code == 200


@pytest.mark.parametrize(
    ("where", "typed", "sentence"),
    [
        ("addresses", ADDRESS | {"label": ""}, "label"),
        ("profiles", PROFILE | {"tax_number": "91110000600037341X"}, "tax_number"),
        ("profiles", PROFILE | {"title": "名" * 201}, "title"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed(
    manager: FlaskClient, world: World, where: str, typed: dict[str, str], sentence: str
) -> None:
    answer = manager.post(f"/our-unit/{where}", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{sentence}-error"' in page
    assert all(value in page for value in typed.values() if value)


@pytest.mark.parametrize(
    ("table", "retire"), [(DeliveryAddress, retire_address), (InvoiceProfile, retire_invoice_profile)]
)
def test_the_last_one_stays(world: World, table: type[Any], retire: Any) -> None:
    *others, last = of_school(table, world)
    for other in others:
        retire(other.id, by=world.actor("school.manager"))
    with pytest.raises(Refused):
        retire(last.id, by=world.actor("school.manager"))
    assert last.active


def test_what_is_retired_is_not_chosen_any_more_and_the_history_says_so(manager: FlaskClient, world: World) -> None:
    manager.post("/our-unit/addresses", data=ADDRESS)
    first = of_school(DeliveryAddress, world)[0]
    assert manager.post(f"/our-unit/addresses/{first.id}/retire").location == "/our-unit#addresses"
    assert not of_school(DeliveryAddress, world)[0].active
    assert trail_of("unit", world.organisations["school"])[0].action == "unit.address_retired"


@pytest.mark.parametrize("who", ["school.buyer", "organ.manager"])
def test_nobody_else_keeps_them(world_app: Any, world: World, who: str) -> None:
    number = of_school(DeliveryAddress, world)[0].id
    assert signed_in(world_app, world, who).post(f"/our-unit/addresses/{number}/retire").status_code == 404
    assert of_school(DeliveryAddress, world)[0].active


def test_a_form_without_its_field_takes_no_limit_away(manager: FlaskClient, world: World) -> None:
    clerk = world.memberships["school.clerk"]
    limit = db.session.get_one(Membership, clerk).order_limit
    assert limit == Money.yuan(500)
    assert manager.post(f"/team/{clerk}", data={}).status_code == 422
    db.session.expire_all()
    assert db.session.get_one(Membership, clerk).order_limit == limit
    assert manager.post(f"/team/{clerk}", data={"order_limit": ""}).status_code == 302
    db.session.expire_all()
    assert db.session.get_one(Membership, clerk).order_limit is None
