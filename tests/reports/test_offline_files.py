"""What was bought elsewhere, as a file: at once while it is short, in the background when it is long, never cut off."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.reports.exporting import content_of, may_have
from shop.reports.models import ExportJob
from shop.tally.offline.words import OfflineKind
from shop.tally.queries import offline_lists
from shop.tally.queries.offline_lists import Asked
from shop.tally.views import offline
from tests.factories import sign_in
from tests.factories.offline import an_offline_purchase
from tests.factories.world import World
from tests.spreadsheets import export_on

ONCE = re.compile(r'name="once" value="([\w-]+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(world_app: Any) -> FlaskClient:
    """A browser in the small world."""
    browser: FlaskClient = world_app.test_client()
    return browser


def page_of(client: FlaskClient, world: World, who: str, address: str = "/offline") -> Any:
    sign_in(client, world.actor(who))
    return client.get(address, headers=ENGLISH)


def test_what_is_asked_for_comes_back_from_its_packing() -> None:
    asked = Asked(OfflineKind.DONATION, words="eggs", ours=True)
    assert Asked.unpacked(asked.packed()) == asked


def test_of_more_than_one_can_wait_for_the_file_is_made_meanwhile_and_holds_all(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for yuan in (1, 20, 300):
        an_offline_purchase(world, amount=Money.yuan(yuan), goods="eggs")
    an_offline_purchase(world, amount=Money.yuan(4000), goods="ham")
    assert export_on(page_of(client, world, "school.buyer")) is not None
    monkeypatch.setattr(offline, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(offline_lists, "A_PIECE", 2)
    long = page_of(client, world, "school.buyer", "/offline?q=eggs&page=1")
    assert export_on(long) is None
    assert client.get("/offline?q=eggs&as=xlsx", headers=ENGLISH).location == "/offline?q=eggs"
    token = TOKEN.search(long.text)
    body = {"kind": "csv", "once": ONCE.findall(long.text)[-1], "csrf_token": token.group(1) if token else ""}
    made = client.post("/offline/file?q=eggs", data=body, headers=ENGLISH)
    assert (made.status_code, made.location) == (302, "/files")
    job = db.session.execute(select(ExportJob)).scalar_one()
    assert job.file_name.startswith("offline-")
    assert job.total == 3
    content = content_of(job.kind, world.actor("school.buyer"), job.asked)
    (table,) = content.tables.tables
    assert [row.amount for row in table.rows] == [Money.yuan(1), Money.yuan(20), Money.yuan(300)]
    assert content.rows == 3
    assert may_have(job.kind, world.actor("school.buyer"), job.asked)
    assert not may_have(job.kind, world.actor("delta.official"), job.asked)
    assert not may_have(job.kind, world.actor("office-530624.official"), job.asked)


def test_a_kind_of_file_that_is_none_is_not_made(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_offline_purchase(world)
    an_offline_purchase(world, amount=Money.yuan(3))
    monkeypatch.setattr(offline, "MOST_AT_ONCE", 1)
    page = page_of(client, world, "school.buyer")
    token = TOKEN.search(page.text)
    body = {"kind": "exe", "once": ONCE.findall(page.text)[-1], "csrf_token": token.group(1) if token else ""}
    assert client.post("/offline/file", data=body, headers=ENGLISH).status_code == 404
