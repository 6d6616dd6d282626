"""The pages of offline purchases: what they say, what they do, and how much they ask of the database."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.notices.models import Notice
from shop.organisations.services import join
from shop.tally.models import OfflinePurchase
from shop.tally.offline.life import Action
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.services.offline.entering import send_again
from shop.tally.services.offline.judging import give_back
from shop.tally.services.offline.motions import propose
from tests.factories import sign_in
from tests.factories.offline import PDF, a_statement, a_verified_purchase, an_offline_purchase
from tests.factories.world import World
from tests.spreadsheets import tables_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("plainly")

LIST_LIMIT, DETAIL_LIMIT = 8, 16
ONCE = re.compile(r'name="once" value="([\w-]+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ENGLISH = {"Accept-Language": "en"}


def opened(client: FlaskClient, world: World, who: str, page: str) -> Any:
    sign_in(client, world.actor(who))
    return client.get(page, headers=ENGLISH)


def sent(client: FlaskClient, world: World, who: str, page: str, to: str, **typed: Any) -> Any:
    html = opened(client, world, who, page).text
    token = TOKEN.search(html)
    body = {"once": ONCE.findall(html)[-1], "csrf_token": token.group(1) if token else ""} | typed
    return client.post(to, data=body, headers=ENGLISH)


def test_a_buyer_enters_one_with_its_paper_and_the_official_of_the_town_is_told(
    client: FlaskClient, world: World
) -> None:
    typed = {
        "kind": "purchase",
        "channel": "fair",
        "day": "2026-05-20",
        "amount": "1,200.50",
        "invoice_number": "26530000000000001234",
        "seller_name": "coop",
        "goods": "马铃薯",
        "category_id": "1",
        "origin_county": "530624",
        "quantity": "1000斤",
        "measure": "kg",
        "seller_county": "",
        "purpose": "canteen",
    }
    answer = sent(
        client, world, "school.buyer", "/offline/new", "/offline/new", **typed, file=(BytesIO(PDF), "paper.pdf")
    )
    purchase = db.session.scalars(select(OfflinePurchase)).one()
    assert answer.location == f"/offline/{purchase.number}"
    told = select(Notice.kind).where(Notice.organisation_id == world.organisations["harbour"])
    assert "offline_entered" in db.session.scalars(told).all()
    shown = opened(client, world, "harbour.official", answer.location).text
    for said in ("500 kg", "¥1,200.50", "paper.pdf", "Waits to be verified", "It rests on no registered invoice yet"):
        assert said in shown


def test_what_was_typed_comes_back_with_what_is_wrong(client: FlaskClient, world: World) -> None:
    answer = sent(client, world, "school.buyer", "/offline/new", "/offline/new", goods="马铃薯", amount="nought")
    assert answer.status_code == 422
    assert "马铃薯" in answer.text
    assert "nought" in answer.text
    assert "Please enter a number." in answer.text


@pytest.mark.parametrize("kind", OfflineKind)
def test_every_kind_has_its_own_page_and_its_own_sum(client: FlaskClient, world: World, kind: OfflineKind) -> None:
    amounts = {one: 1_000 * number for number, one in enumerate(OfflineKind, start=1)}
    for one, yuan in amounts.items():
        a_verified_purchase(world, kind=one, amount=Money.yuan(yuan))
    shown = opened(client, world, "harbour.official", f"/offline?kind={kind.value}").text
    assert f"¥{amounts[kind]:,}.00" in shown
    for other, yuan in amounts.items():
        if other is not kind:
            assert f"¥{yuan:,}.00" not in shown
    assert "¥10,000.00" not in shown


def test_an_official_verifies_with_one_button(client: FlaskClient, world: World) -> None:
    purchase = an_offline_purchase(world)
    page = f"/offline/{purchase.number}"
    answer = sent(client, world, "harbour.official", page, f"{page}/steps/verify")
    assert answer.status_code == 302
    assert purchase.state is OfflineState.VERIFIED
    shown = opened(client, world, "school.buyer", page).text
    assert "Counted" in shown
    entry = re.search(r'href="(/entries/\d+)"', client.get(page, headers=ENGLISH).text)
    assert entry is not None
    said = client.get(entry.group(1), headers=ENGLISH).text
    assert "bought elsewhere (Fair) with an invoice of" in said
    assert purchase.number in said


def test_the_twin_stands_beside_it(client: FlaskClient, world: World) -> None:
    first, second = an_offline_purchase(world), an_offline_purchase(world)
    shown = opened(client, world, "harbour.official", f"/offline/{second.number}").text
    assert "Is it the same purchase?" in shown
    assert first.number in shown
    refused = sent(
        client,
        world,
        "harbour.official",
        f"/offline/{second.number}",
        f"/offline/{second.number}/steps/not_the_same",
        reason=" ",
    )
    assert refused.status_code == 422
    assert "Please say why." in refused.text
    assert second.state is OfflineState.HELD


def test_another_unit_of_the_cluster_is_not_named_to_a_unit(client: FlaskClient, world: World) -> None:
    an_offline_purchase(world, unit="clinic", by="clinic.buyer")
    mine = an_offline_purchase(world)
    shown = opened(client, world, "school.buyer", f"/offline/{mine.number}").text
    assert "Another unit of the cluster" in shown
    assert "Clinic" not in shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 3), ("state=verified", 1), ("channel=counter", 1), ("q=eggs", 1), ("q=nothing", 0), ("ours=1", 3)],
)
def test_a_list_is_filtered_by_its_address(client: FlaskClient, world: World, query: str, shown: int) -> None:
    a_verified_purchase(world)
    an_offline_purchase(world, amount=Money.yuan(3), goods="eggs")
    an_offline_purchase(world, amount=Money.yuan(4), channel=a_statement().channel.COUNTER)
    found = opened(client, world, "harbour.official", f"/offline?{query}").text
    assert len(set(re.findall(r'href="(/offline/O\w+-\w+)"', found))) == shown


def test_a_list_is_taken_away_as_a_sheet(client: FlaskClient, world: World) -> None:
    purchase = an_offline_purchase(world)
    answer = opened(client, world, "school.buyer", "/offline?as=xlsx")
    ((_head, row, last),) = tables_in(answer)
    assert (row[0], row[9], last[9]) == (purchase.number, 1200, 1200)


def test_the_pages_know_their_number_of_statements(client: FlaskClient, world: World) -> None:
    purchase = an_offline_purchase(world)
    again = an_offline_purchase(world, amount=Money.yuan(5))
    give_back(again, "no stamp", by=world.actor("harbour.official"))
    send_again(again, a_statement(amount=Money.yuan(6)), by=world.actor("school.buyer"))
    verified = a_verified_purchase(world, amount=Money.yuan(8))
    propose(verified, Action.STRIKE, "nobody delivered", by=world.actor("harbour.official"))
    an_offline_purchase(world)
    sign_in(client, world.actor("harbour.official"))
    asked = {"/offline": LIST_LIMIT, "/offline?state=held": LIST_LIMIT, "/offline/sheets": LIST_LIMIT}
    asked |= {f"/offline/{one.number}": DETAIL_LIMIT for one in (purchase, again, verified)}
    for page, limit in asked.items():
        client.get(page)
        with statements() as told:
            assert client.get(page).status_code == 200, page
        assert len(told) <= limit, (page, len(told))


def test_an_official_who_belongs_to_the_unit_reads_why_it_is_not_theirs_to_verify(
    client: FlaskClient, world: World
) -> None:
    purchase = an_offline_purchase(world)
    join(world.actor("harbour.official").person_id, purchase.unit_id, [Role.BUYER], by=None)
    html = opened(client, world, "harbour.official", f"/offline/{purchase.number}").text
    assert "You belong to the unit that bought it" in html
    assert "/steps/verify" not in html
    assert "/steps/return" in html
