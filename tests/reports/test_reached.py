"""The page of the people reached: each of what they may see, everybody once, small groups not told."""

import pytest
from flask import Flask

from shop.documents.sheets import read_sheet
from shop.extensions import db
from shop.organisations.models import Supplier
from shop.reports.reached import reached_in
from shop.tally.queries.scopes import scope_for
from tests.clients import SeparateClient
from tests.factories import a_benefit, sign_in
from tests.factories.fulfilment import an_acceptance
from tests.factories.rosters import a_household
from tests.factories.world import World
from tests.journeys.browsing import Browser
from tests.statements import statements


@pytest.fixture
def client(world_app: Flask) -> SeparateClient:
    """A browser in the small world, in English."""
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def bought(world: World, client: SeparateClient) -> Supplier:
    """The school has bought from the cooperative, which links six households with eight people."""
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    a_benefit(coop)
    for number in range(1, 6):
        a_household(coop, number)
    a_household(coop, 6, 7, 8)
    an_acceptance(world)
    return coop


@pytest.mark.parametrize(
    "who", ["cluster.official", "harbour.official", "bureau.official", "school.manager", "office-530624.official"]
)
def test_each_sees_whom_their_purchases_reach(client: SeparateClient, world: World, bought: Supplier, who: str) -> None:
    sign_in(client, world.actor(who))
    page = Browser(client).open("/reached")
    assert page.status == 200
    assert "fewer than 5" not in page.text
    assert "Buys their produce" in page.text or "Another way" in page.text
    rows = read_sheet(client.get("/reached?as=csv").data)
    assert rows[-1].cells[1:5] == ("8", "0", "6", "1")


@pytest.mark.parametrize("who", ["delta.official", "office-532922.official"])
def test_who_bought_nothing_reaches_nobody(client: SeparateClient, world: World, bought: Supplier, who: str) -> None:
    sign_in(client, world.actor(who))
    assert "Nobody is reached yet" in Browser(client).open("/reached").text


def test_a_small_group_is_told_to_who_may_see_all_rosters_and_to_nobody_else(
    client: SeparateClient, world: World
) -> None:
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    a_household(coop, 1, 2)
    an_acceptance(world)
    sign_in(client, world.actor("cluster.official"))
    assert "fewer than 5" in Browser(client).open("/reached").text
    assert b"fewer than 5" in client.get("/reached?as=csv").data
    sign_in(client, world.actor("office-530624.official"))  # its produce is sold by suppliers of other counties too
    assert "fewer than 5" in Browser(client).open("/reached").text
    sign_in(client, world.actor("operator.operator"))
    assert "fewer than 5" not in Browser(client).open("/reached").text


def test_a_parent_is_never_more_than_its_children_and_each_child_never_more_than_it(
    client: SeparateClient, world: World, bought: Supplier
) -> None:
    found = reached_in(scope_for(world.actor("cluster.official"), 2026))
    people = [one.linked.people for one in found.parts]
    assert max(people) <= found.whole.linked.people <= sum(people)
    assert found.whole.linked.people == 8


def test_another_s_unit_is_not_there_and_the_page_asks_little(
    client: SeparateClient, world: World, bought: Supplier
) -> None:
    sign_in(client, world.actor("delta.official"))
    assert client.get(f"/reached?unit={world.organisations['school']}").status_code == 404
    assert client.get("/reached?year=1999").status_code == 404
    sign_in(client, world.actor("cluster.official"))
    client.get("/reached")
    with statements() as sent:
        assert client.get(f"/reached?unit={world.organisations['harbour']}").status_code == 200
    assert len(sent) <= 10, "\n".join(map(str, sent))
