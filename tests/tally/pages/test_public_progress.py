"""What everybody may see: the cluster and its towns, and neither a unit below them nor a person."""

import re
from dataclasses import replace
from datetime import date

from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel.actor import Role
from tests.catalogue.pages import text_of
from tests.clocks import SettableClock
from tests.factories import a_benefit, a_unit, an_actor
from tests.factories.catalogue import a_category
from tests.factories.tally import ALL_COUNT, an_entry, facts_of
from tests.statements import statements
from tests.tally.neighbourhood import YUNLONG, Neighbourhood, open_as

ENGLISH = {"Accept-Language": "en"}
BOARD_LIMIT = 10


def test_anybody_sees_the_cluster_and_what_enough_units_bought_by_town_county_and_category(
    client: FlaskClient, place: Neighbourhood
) -> None:
    tea, shoots = a_category("tea"), a_category("shoots")
    of_yunlong = replace(ALL_COUNT, origin_county=YUNLONG, supplier_county=YUNLONG)
    for unit in [a_unit(town) for town in (place.harbour, place.delta) for _unit in range(5)]:
        an_entry(unit, "1", on=date(2026, 5, 2), supplier=place.coop, category=shoots)
        an_entry(unit, "1", on=date(2026, 5, 2), supplier=place.ham, category=tea, facts=facts_of(unit, of_yunlong))
    db.session.commit()
    page = text_of(client.get("/progress", headers=ENGLISH))
    assert f"Progress of {place.cluster.name_english}" in page
    assert place.harbour.name_english in page
    assert place.delta.name_english in page
    assert "Daguan County" in page
    assert "Yunlong County" in page
    assert re.search(rf"{place.harbour.name_english} [^¥]*\d of \d", page)


def test_towns_counties_and_categories_of_few_units_are_not_told_by_name(
    client: FlaskClient, place: Neighbourhood
) -> None:
    page = text_of(client.get("/progress", headers=ENGLISH))
    assert "48.4 %" in page
    for name in (place.harbour.name_english, place.delta.name_english, "Daguan County", "Yunlong County"):
        assert name not in page.split("What is counted")[-1]


def test_no_unit_below_a_town_and_no_entry_is_in_the_public_page(client: FlaskClient, place: Neighbourhood) -> None:
    page = client.get("/progress", headers=ENGLISH)
    for node in (place.school, place.organ, place.clinic, place.bureau):
        assert node.name not in page.text
        assert node.name_english not in page.text
    assert "/entries" not in page.text
    assert "沈岚清" not in page.text


def test_linked_people_are_of_each_supplier_once_as_declared_by_then(
    client: FlaskClient, place: Neighbourhood, clock: SettableClock
) -> None:
    a_benefit(place.coop, households=10, people=31)
    a_benefit(place.ham, households=5, people=9)
    page = text_of(client.get("/progress", headers=ENGLISH))
    assert re.search(r"Suppliers bought from 2\b", page)
    assert re.search(r"Linked households 15\b", page)
    assert re.search(r"Linked people 40 As declared by the suppliers", page)


def test_last_year_can_be_looked_at_and_nothing_else(client: FlaskClient, place: Neighbourhood) -> None:
    assert "¥500.00" in text_of(client.get("/progress?year=2025", headers=ENGLISH))
    assert [client.get(f"/progress?{words}").status_code for words in ("year=2024", "year=x", "cluster=7777777")] == [
        404,
        404,
        404,
    ]
    assert client.get(f"/progress?cluster={place.cluster.id}").status_code == 200


def test_the_demo_says_what_is_invented_and_a_real_shop_does_not(client: FlaskClient, place: Neighbourhood) -> None:
    told = "The yearly target is invented"
    app = client.application
    for demo in (True, False):
        app.config["DEMO"], before = demo, app.config["DEMO"]
        try:
            assert (told in text_of(client.get("/progress", headers=ENGLISH))) is demo
        finally:
            app.config["DEMO"] = before


def test_the_page_asks_ten_questions_at_the_most(client: FlaskClient, place: Neighbourhood) -> None:
    open_as(client, an_actor(place.school, {Role.BUYER}), "/progress")
    with statements() as sent:
        client.get("/progress")
    assert len(sent) <= BOARD_LIMIT
