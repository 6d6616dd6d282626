"""Pages of coverage, of schools, hospitals and villages, and of pairings."""

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.documents.sheets import read_sheet
from shop.extensions import db
from shop.notices.models import Notice
from shop.organisations.models import AidedBody, BodyPair, Unit
from shop.organisations.words_pairs import BodyKind, PairState
from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.pairs import a_body, a_pair
from tests.factories.world import World
from tests.journeys.browsing import Browser
from tests.statements import statements

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def client(world_app: Flask) -> SeparateClient:
    """A browser in the small world, in English."""
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def browsing(client: SeparateClient, world: World, who: str) -> Browser:
    sign_in(client, world.actor(who))
    return Browser(client)


def the(world: World, slug: str) -> Unit:
    return db.session.get_one(Unit, world.organisations[slug])


def test_coverage_says_how_many_and_names_who_has_none(client: SeparateClient, world: World) -> None:
    paired, alone = a_body(), a_body()
    a_pair(paired, the(world, "school"))
    page = browsing(client, world, "cluster.official").open("/paired")
    assert page.status == 200
    assert "1 of 2" in page.text
    assert ">1/2<" in page.html
    assert alone.name_english in page.text
    assert f">{paired.name_english}<" not in page.html
    tables = client.get("/paired?as=csv")
    assert read_sheet(tables.data)[-2].cells[2:4] == ("2", "1")


def test_a_sheet_is_looked_at_first_and_then_entered_whole_and_once(client: SeparateClient, world: World) -> None:
    browser = browsing(client, world, "office-530624.official")
    form = browser.open("/paired/bodies/sheet").form("/sheet")
    wrong = browser.send(form, text="kind\tname\nschool\tCuizhu\nfactory\tX")
    assert wrong.status == 422
    assert "Please write" in wrong.text
    assert "factory" in wrong.html
    looked = browser.send(wrong.form("/sheet"), text="kind\tname\nschool\tCuizhu\nvillage\tZhuyin")
    assert looked.status == 200
    assert db.session.scalar(select(func.count()).select_from(AidedBody)) == 0
    for _time in range(2):
        done = browser.send(looked.form("/sheet"), step="enter")
        assert (done.status, done.address) == (200, "/paired/bodies")
    assert db.session.scalar(select(func.count()).select_from(AidedBody)) == 2


def test_a_file_is_read_as_what_was_pasted(client: SeparateClient, world: World) -> None:
    browser = browsing(client, world, "office-530624.official")
    form = browser.open("/paired/bodies/sheet").form("/sheet")
    looked = browser.send(form, file=(io.BytesIO("类别,名称\n医院,玉带卫生院".encode()), "bodies.csv"))
    assert looked.status == 200
    assert "玉带卫生院" in looked.form("/sheet").fields["text"]


def test_a_pairing_is_proposed_with_its_paper_and_decided_by_another(client: SeparateClient, world: World) -> None:
    body = a_body()
    browser = browsing(client, world, "bureau.official")
    form = browser.open(f"/paired/bodies/{body.id}").form("/pairs")
    without = browser.send(form, since="2026-03-01", remark="Twice a year.")
    assert without.status == 422
    assert 'value="Twice a year."' in without.html
    page = browser.send(without.form("/pairs"), since="2026-03-01", file=(io.BytesIO(PDF), "agreement.pdf"))
    assert "Waits for a second person" in page.text
    assert "/approve" not in page.html
    pair = db.session.execute(select(BodyPair)).scalar_one()
    deciding = browsing(client, world, "harbour.official")
    shown = deciding.open(f"/paired/links/{pair.id}")
    empty = deciding.send(shown.form("/refuse"), reason="")
    assert empty.status == 422
    done = deciding.send(shown.form("/approve"))
    assert "The pairing is approved." in done.text
    db.session.refresh(pair)
    assert pair.state is PairState.PAIRED
    told = db.session.execute(select(Notice.organisation_id).where(Notice.kind == "pair_approve")).scalars().all()
    assert {world.organisations["school"], world.organisations["cluster"]} <= set(told)


def test_a_unit_reads_its_own_pairings_and_no_others(client: SeparateClient, world: World) -> None:
    ours = a_pair(a_body(), the(world, "school"))
    theirs = a_pair(a_body(BodyKind.HOSPITAL), the(world, "clinic"))
    browser = browsing(client, world, "school.manager")
    assert "1 pairing" in browser.open("/paired/links").text
    assert browser.open(f"/paired/links/{ours.id}").status == 200
    assert browser.open(f"/paired/links/{theirs.id}").status == 404
    assert client.get(f"/paired/links/{theirs.id}/evidence").status_code == 404
    assert client.get(f"/paired/links/{ours.id}/evidence").status_code == 200


@pytest.mark.parametrize("address", ["/paired", "/paired/bodies", "/paired/links", "/workshops"])
def test_a_list_asks_little_however_long_it_is(client: SeparateClient, world: World, address: str) -> None:
    for _n in range(25):
        a_pair(a_body(), the(world, "school"))
    db.session.commit()
    sign_in(client, world.actor("cluster.official"))
    client.get(address)
    with statements() as sent:
        assert client.get(address).status_code == 200
    assert len(sent) <= 8, "\n".join(map(str, sent))


@pytest.mark.parametrize("query", ["?on=2015-01-01", "?kind=village", "?on=9999-99-99", "?kind=nothing"])
def test_coverage_of_any_day_and_kind_has_a_page(client: SeparateClient, world: World, query: str) -> None:
    assert browsing(client, world, "cluster.official").open(f"/paired{query}").status == 200
