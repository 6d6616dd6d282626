"""The page of what is published, while a proposal waits and after it is decided."""

import pytest
from flask import Flask

from shop.extensions import db
from shop.reports.bulletins.life import BulletinAction
from shop.reports.publishing.choices import chosen
from shop.reports.publishing.life import ChoiceAction
from shop.reports.services.bulletins import take_step
from shop.reports.services.drafts import begin
from shop.reports.services.publishing import decide_publishing, propose_publishing
from shop.tally.models import Scheme
from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.bulletins import signed
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World


@pytest.fixture
def client(world_app: Flask) -> SeparateClient:
    client = SeparateClient(world_app, world_app.response_class, use_cookies=True)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_second_official_approves_what_waits_on_the_page(world: World, client: SeparateClient) -> None:
    propose_publishing(chosen(["total"], "live", 5, ""), by=world.actor("cluster.official"))
    sign_in(client, world.actor("cluster.official"))
    own = client.get("/publishing")
    assert own.status_code == 200
    assert "You have proposed this yourself" in own.text
    assert "/publishing/1/approve" not in own.text
    sign_in(client, world.actor("cluster.deputy"))
    page = client.get("/publishing")
    assert page.status_code == 200
    assert "/publishing/1/approve" in page.text
    assert client.post("/publishing/1/refuse").status_code == 422
    assert client.post("/publishing/1/approve").status_code == 302
    decided = client.get("/publishing")
    assert "All choices so far" in decided.text
    assert "/publishing/1/approve" not in decided.text
    assert client.post("/publishing/1/approve").status_code == 422


def test_no_bulletin_of_a_part_of_the_cluster_is_published(world: World, client: SeparateClient) -> None:
    """Nor one that did not go out: what is told of few would be told of whoever they are."""
    official, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    choice = propose_publishing(chosen(["total", "bulletins"], "live", 5, ""), by=official)
    decide_publishing(choice, ChoiceAction.APPROVE, by=deputy)
    an_acceptance(world)
    whole, kept = signed(world), signed(world, circulates=False)
    scheme = db.session.get_one(Scheme, world.scheme_id)
    town = world.organisations["delta"]
    part = begin(whole.kind, whole.span, scheme, "三角镇通报", node_id=town, by=official)
    take_step(part, BulletinAction.PROPOSE, by=official)
    take_step(part, BulletinAction.SIGN, by=deputy)
    page = client.get("/progress").text
    assert str(whole.token) in page
    assert str(kept.token) not in page
    assert str(part.token) not in page
