"""What offices change on the pages of the register: places, supervision, mergers, aid status and pairings."""

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations.models import AidStatus, Supervision, Unit, UnitParent
from shop.organisations.queries import pairing_facts, unit_path
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import DAGUAN, DALI_CITY, sign_in
from tests.factories.world import World


@pytest.fixture(autouse=True)
def second_operator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "memberships", dict(world.memberships))
    world.join("operator.second", world.actor("operator.operator").organisation_id, Role.OPERATOR)


def browser(app: Flask, world: World, name: str) -> SeparateClient:
    client = app.test_client()
    assert isinstance(client, SeparateClient)
    sign_in(client, world.actor(name))
    return client


def test_a_place_is_proposed_by_one_and_approved_by_another_on_the_units_page(world_app: Flask, world: World) -> None:
    school, delta = world.organisations["school"], world.organisations["delta"]
    first, second = (browser(world_app, world, f"cluster.{name}") for name in ("official", "deputy"))
    page = "/organisations/units/school"
    assert first.post(f"{page}/places", data={"year": "2027", "parent": str(delta)}).location == page
    place = db.session.query(UnitParent).filter_by(unit_id=school, year=2027).one()
    assert f"places/{place.id}/approve" not in first.get(page).text
    assert first.post(f"{page}/places/{place.id}/approve").status_code == 422
    assert f"places/{place.id}/approve" in second.get(page).text
    assert second.post(f"{page}/places/{place.id}/approve").location == page
    assert delta in unit_path(school, 2027)


def test_a_place_in_the_running_year_comes_back_with_its_reason(world_app: Flask, world: World) -> None:
    lead = browser(world_app, world, "cluster.official")
    typed = {"year": "2026", "parent": str(world.organisations["delta"])}
    answer = lead.post("/organisations/units/school/places", data=typed)
    assert answer.status_code == 422
    assert "1月1日" in answer.text


def test_a_supervision_is_declared_once_and_a_unit_merged(world_app: Flask, world: World) -> None:
    operator = browser(world_app, world, "operator.operator")
    typed = {"department": str(world.organisations["bureau"]), "since": "2026-12-01"}
    assert operator.post("/organisations/units/organ/supervisions", data=typed).status_code == 302
    assert operator.post("/organisations/units/organ/supervisions", data=typed).status_code == 422
    successor = {"successor": str(world.organisations["school"])}
    assert operator.post("/organisations/units/organ/merger", data=successor).status_code == 302
    assert db.session.get_one(Unit, world.organisations["organ"]).successor_id == world.organisations["school"]
    assert "/organisations/units/organ/merger" not in operator.get("/organisations/units/organ").text


def test_a_supervision_ends_today_and_only_once(world_app: Flask, world: World) -> None:
    operator = browser(world_app, world, "operator.operator")
    page = "/organisations/units/school"
    supervised = db.session.query(Supervision).filter_by(unit_id=world.organisations["school"]).one()
    ending = f"{page}/supervisions/{supervised.id}/end"
    assert ending in operator.get(page).text
    assert operator.post(ending).status_code == 302
    assert supervised.valid_to == clock.today()
    assert ending not in operator.get(page).text
    assert operator.post(ending).status_code == 422


def test_aid_status_is_proposed_once_approved_by_another_and_ended_by_two(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    first, second = browser(world_app, world, "operator.operator"), browser(world_app, world, "operator.second")
    typed = {"kind": "aid", "county": DALI_CITY, "cluster": str(world.cluster_id), "since": "2026-11-01"}
    for expected in (302, 422):
        assert first.post("/organisations/counties/facts", data=typed).status_code == expected
    aid = db.session.query(AidStatus).filter_by(county_code=DALI_CITY).one()
    page = f"/organisations/counties/aid/{aid.id}"
    assert first.post(f"{page}/approve").status_code == 422
    assert second.post(f"{page}/approve").status_code == 302
    today = clock.at(2026, 11, 23).date()
    assert pairing_facts(world.cluster_id, [DALI_CITY], today)[DALI_CITY].aided
    assert second.post(f"{page}/end", data={"on": "2026-11-30"}).status_code == 302
    assert second.post(f"{page}/approve-end").status_code == 422
    assert first.post(f"{page}/approve-end").status_code == 302
    db.session.refresh(aid)
    assert str(aid.valid_to) == "2026-11-30"


def test_a_county_proposes_for_itself_and_for_no_other(world_app: Flask, world: World) -> None:
    county = browser(world_app, world, f"office-{DALI_CITY}.official")
    typed = {"kind": "pairing", "cluster": str(world.cluster_id), "since": "2026-11-01"}
    assert county.post("/organisations/counties/facts", data=typed | {"county": DAGUAN}).status_code == 404
    assert county.post("/organisations/counties/facts", data=typed | {"county": DALI_CITY}).status_code == 302
    assert browser(world_app, world, "coop.seller").get("/organisations/counties").status_code == 404
