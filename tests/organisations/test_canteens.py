"""How a unit feeds its people is changed by two people, and decides what it files (DOMAIN rules 5 and 10)."""

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.organisations.models import Unit, UnitCanteen
from shop.organisations.services import approve_canteen, propose_canteen, withdraw_canteen
from shop.organisations.services.canteens import Fed
from shop.organisations.words import Canteen
from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.world import World

WHY = "the kitchen was rebuilt"


def school(world: World) -> Unit:
    return db.session.get_one(Unit, world.organisations["school"])


def proposed(world: World, fed: Fed, who: str = "cluster.official") -> UnitCanteen:
    return propose_canteen(world.organisations["school"], fed, WHY, by=world.actor(who))


def test_it_holds_from_the_day_on_which_a_second_person_approves(world: World) -> None:
    change = proposed(world, Fed(Canteen.OUTSOURCED, contractor_name="Kitchen Ltd."))
    assert school(world).canteen is Canteen.OWN
    with pytest.raises(Refused):
        approve_canteen(change, by=world.actor("cluster.official"))
    approve_canteen(change, by=world.actor("cluster.deputy"))
    assert (school(world).canteen, school(world).contractor_name) == (Canteen.OUTSOURCED, "Kitchen Ltd.")
    assert (change.was, change.valid_from) == (Canteen.OWN, clock.today())
    with pytest.raises(Refused):
        withdraw_canteen(change, by=world.actor("cluster.official"))


def test_the_unit_is_told_what_it_is_registered_as(world: World) -> None:
    approve_canteen(proposed(world, Fed(Canteen.NONE)), by=world.actor("cluster.deputy"))
    db.session.commit()
    (notice,) = db.session.query(Notice).filter_by(kind="canteen_changed").all()
    assert notice.organisation_id == world.organisations["school"]


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(world: World) -> None:
    first = proposed(world, Fed(Canteen.NONE))
    second = proposed(world, Fed(Canteen.SHARED))
    assert first.id == second.id
    withdraw_canteen(second, by=world.actor("harbour.official"))
    assert db.session.query(UnitCanteen).count() == 0


@pytest.mark.parametrize("who", ["school.manager", "delta.official", "bureau.official", "coop.seller"])
def test_only_the_operator_and_the_lead_change_it(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        proposed(world, Fed(Canteen.NONE), who)
    change = proposed(world, Fed(Canteen.NONE))
    for deed in (approve_canteen, withdraw_canteen):
        with pytest.raises(NotYours):
            deed(change, by=world.actor(who))


@pytest.mark.parametrize(
    ("canteen", "filing", "contractor", "field"),
    [
        (Canteen.OWN, None, None, "canteen"),
        (Canteen.OUTSOURCED, None, None, "contractor_name"),
        (Canteen.NONE, None, "Kitchen Ltd.", "contractor_name"),
        (Canteen.NONE, "organ", None, "filing_unit"),
        (Canteen.SHARED, "school", None, "filing_unit"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, canteen: Canteen, filing: str | None, contractor: str | None, field: str
) -> None:
    filing_unit = world.organisations[filing] if filing else None
    with pytest.raises(Refused) as refusal:
        proposed(world, Fed(canteen, filing_unit, contractor))
    assert refusal.value.field == field


def test_who_files_for_others_keeps_a_canteen(world: World) -> None:
    shared = Fed(Canteen.SHARED, world.organisations["school"])
    change = propose_canteen(world.organisations["organ"], shared, WHY, by=world.actor("cluster.official"))
    approve_canteen(change, by=world.actor("cluster.deputy"))
    with pytest.raises(Refused) as refusal:
        proposed(world, Fed(Canteen.NONE))
    assert refusal.value.field == "canteen"
    proposed(world, Fed(Canteen.SHARED))


def test_it_is_proposed_and_approved_on_the_units_page(world_app: Flask, world: World) -> None:
    first, second = (world_app.test_client() for _each in range(2))
    for client, who in ((first, "cluster.official"), (second, "cluster.deputy")):
        assert isinstance(client, SeparateClient)
        sign_in(client, world.actor(who))
    page = "/organisations/units/school"
    wrong = first.post(f"{page}/canteen", data={"canteen": "none", "filing_unit": "", "reason": ""})
    assert wrong.status_code == 422
    typed = {"canteen": "none", "filing_unit": "", "reason": WHY}
    assert first.post(f"{page}/canteen", data=typed).location == page
    change = db.session.query(UnitCanteen).one()
    assert f"canteen/{change.id}/approve" not in first.get(page).text
    assert first.post(f"{page}/canteen/{change.id}/approve").status_code == 422
    assert second.post(f"{page}/canteen/{change.id}/approve").location == page
    assert WHY in second.get(page).text
    assert school(world).canteen is Canteen.NONE
