"""The page of what is published, while a proposal waits and after it is decided."""

import pytest
from flask import Flask

from shop.reports.publishing.choices import chosen
from shop.reports.services.publishing import propose_publishing
from tests.clients import SeparateClient
from tests.factories import sign_in
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
