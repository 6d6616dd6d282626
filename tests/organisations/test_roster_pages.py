"""Pages of rosters: what a supplier does on them, what its county sees, and what nobody else ever does."""

import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.documents.sheets import read_sheet
from shop.extensions import Base, db
from shop.kernel import clock
from shop.notices.models import Notice
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterConfirmation, Supplier
from shop.organisations.roster import Home, Person
from shop.organisations.services import confirm_roster
from shop.organisations.services.roster import add_household, people_of
from shop.organisations.services.roster_history import last_change
from tests.clients import SeparateClient
from tests.english import in_english
from tests.factories import sign_in
from tests.factories.identities import an_id_number
from tests.factories.world import World
from tests.journeys.browsing import Browser
from tests.statements import statements

__all__ = ["in_english"]

NAMES = ("欧阳建国", "欧阳小梅", "诸葛春兰")
MOST_STATEMENTS, MOST_OF_A_PAPER, MOST_OF_A_DESK = 8, 10, 12


@pytest.fixture
def client(world_app: Flask) -> SeparateClient:
    """A browser in the small world, in English."""
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def coop(world: World) -> Supplier:
    return db.session.get_one(Supplier, world.organisations["coop"])


@pytest.fixture
def household(coop: Supplier, world: World) -> LinkedHousehold:
    """Three people with names and ID numbers that are easily found again."""
    people = [Person(name, an_id_number(number)) for number, name in enumerate(NAMES, start=1)]
    return add_household(coop.id, Home(None, "金坪村"), people, date(2024, 3, 1), by=world.actor("coop.seller"))


def browsing(client: SeparateClient, world: World, who: str) -> Browser:
    sign_in(client, world.actor(who))
    return Browser(client)


def test_a_household_is_added_on_a_page_and_what_was_wrong_keeps_what_was_typed(
    client: SeparateClient, world: World, coop: Supplier
) -> None:
    browser = browsing(client, world, "coop.seller")
    form = browser.open("/households/new").form("/new")
    wrong = browser.send(form, since="2024-03-01", person_name="李明", id_number="123")
    assert wrong.status == 422
    assert 'value="李明"' in wrong.html
    assert "An ID number has 18 characters" in wrong.text
    added = browser.send(
        wrong.form("/new"), id_number=an_id_number(1), person_name_2="李小明", id_number_2=an_id_number(2)
    )
    assert added.status == 200
    assert "李小明" in added.text
    assert an_id_number(1) not in added.html
    assert "530624********" in added.text
    assert len(db.session.execute(select(LinkedPerson)).all()) == 2


def test_the_county_confirms_what_it_has_seen_and_the_product_says_so(
    client: SeparateClient, world: World, coop: Supplier, household: LinkedHousehold
) -> None:
    browser = browsing(client, world, "office-530624.official")
    page = browser.open("/rosters/coop")
    assert "欧**国" in page.text or "欧**" in page.text
    done = browser.send(page.form("/confirm"), note="12 households visited")
    assert done.status == 200
    assert "1 household" in done.text
    assert db.session.execute(select(RosterConfirmation)).scalar_one().people == 3
    assert "Confirmed by the county office" in browser.open("/suppliers/coop").text


def test_an_office_that_looked_before_a_change_has_to_look_again(
    client: SeparateClient, world: World, coop: Supplier, household: LinkedHousehold
) -> None:
    browser = browsing(client, world, "office-530624.official")
    form = browser.open("/rosters/coop").form("/confirm")
    add_household(
        coop.id, Home(None), [Person("某人", an_id_number(9))], date(2024, 3, 1), by=world.actor("coop.seller")
    )
    again = browser.send(form)
    assert again.status == 422
    assert "changed while you looked at it" in again.text
    assert browser.send(again.form("/confirm")).status == 200


def test_a_sheet_is_uploaded_looked_at_and_applied(client: SeparateClient, world: World, coop: Supplier) -> None:
    browser = browsing(client, world, "coop.seller")
    template = client.get("/households/template")
    assert template.status_code == 200
    heads = read_sheet(template.data)[0].cells
    assert "身份证号" in heads
    sheet = "\n".join([",".join(heads), f"1,是,李明,{an_id_number(1)},,金坪村,2024-03-01,"]).encode()
    form = browser.open("/households/sheets").form("/sheets")
    compared = browser.send(form, file=(io.BytesIO(sheet), "roster.csv"))
    assert compared.status == 200
    assert "Nothing has happened yet" in compared.text
    applied = browser.send(compared.form("/apply"))
    assert "The sheet is applied" in applied.text
    got = client.get("/households/export")
    assert got.status_code == 200, got.headers
    exported = read_sheet(got.data)
    assert exported[1].cells[2:4] == ("李明", an_id_number(1)[:6] + "********" + an_id_number(1)[-4:])


STRANGERS = (
    "workshop.seller school.buyer school.manager cluster.official harbour.official bureau.official "
    "office-530624.official office-532922.official operator.operator"
)


@pytest.mark.parametrize("who", [*STRANGERS.split(), None])
def test_no_whole_name_or_id_number_is_on_any_page_of_anybody_else(
    client: SeparateClient, world: World, coop: Supplier, household: LinkedHousehold, who: str | None
) -> None:
    confirm_roster(coop, clock.today(), last_change(coop.id), by=world.actor("office-530624.official"))
    if who:
        sign_in(client, world.actor(who))
    seen = 0
    for address in addresses(client):
        answer = client.get(address)
        if answer.status_code == 200:
            seen += 1
            assert not secrets_in(said_by(answer.data)), address
    assert seen >= 4


def addresses(client: SeparateClient) -> Iterator[str]:
    """Every page without an object that the shop has, and those of the supplier and its roster."""
    for rule in client.application.url_map.iter_rules():
        if (
            "GET" in (rule.methods or ())
            and not rule.arguments
            and rule.endpoint not in ("static", "accounts.sign_out")
        ):
            yield rule.rule
    yield from ("/rosters/coop", "/rosters/linked", "/suppliers/coop", "/organisations/suppliers/coop")
    yield from ("/counties/530624", "/products/potatoes", "/trail?kind=roster", "/households/1")


def said_by(data: bytes) -> str:
    """What a page says, or a sheet that is downloaded."""
    return repr(read_sheet(data)) if data.startswith(b"PK") else data.decode(errors="replace")


def secrets_in(text: str) -> list[str]:
    numbers = [an_id_number(number) for number in range(1, 4)]
    hashes = db.session.execute(select(LinkedPerson.id_hash)).scalars().all()
    return [secret for secret in (*NAMES, *numbers, *hashes) if secret in text]


def test_neither_log_nor_trail_nor_notices_know_who_is_on_a_roster(
    client: SeparateClient, world: World, coop: Supplier, household: LinkedHousehold, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = browsing(client, world, "coop.seller")
    form = browser.open("/households/new").form("/new")
    browser.send(form, since="2024-03-01", person_name="端木文", id_number=an_id_number(7))
    printed = capsys.readouterr()
    told = [repr(row) for book in (TrailEntry, Notice) for row in db.session.execute(select(book.__table__)).all()]
    for secret in (*NAMES, "端木文", an_id_number(7), *(an_id_number(number) for number in range(1, 4))):
        assert secret not in printed.out + printed.err
        assert not [row for row in told if secret in row]


def test_what_was_typed_is_in_no_table(client: SeparateClient, world: World, coop: Supplier) -> None:
    """Nor in what is kept of a form that was sent: its digest is keyed."""
    browser = browsing(client, world, "coop.seller")
    form = browser.open("/households/new").form("/new")
    browser.send(form, since="2024-03-01", person_name="端木文", id_number=an_id_number(7))
    for table in Base.metadata.tables.values():
        assert an_id_number(7) not in repr(db.session.execute(select(table)).all()), table.name


@pytest.mark.parametrize(
    ("who", "address", "most"),
    [
        ("coop.seller", "/households", MOST_STATEMENTS),
        ("coop.seller", "/households?q=1&state=going_on&on=2025-01-01", MOST_STATEMENTS),
        ("coop.seller", "/households/1", MOST_OF_A_PAPER),
        ("coop.seller", "/households/sheets", MOST_STATEMENTS),
        ("office-530624.official", "/rosters", MOST_STATEMENTS),
        ("office-530624.official", "/rosters/coop", MOST_OF_A_PAPER),
        ("office-530624.official", "/rosters/linked", MOST_STATEMENTS),
        ("office-530624.official", "/county/sales", MOST_STATEMENTS),
        ("office-530624.official", "/desk", MOST_OF_A_DESK),
        ("office-530624.official", "/county/sales?by=townships", MOST_STATEMENTS),
    ],
)
def test_a_page_takes_few_statements_and_weighs_little(
    client: SeparateClient, world: World, household: LinkedHousehold, who: str, address: str, most: int
) -> None:
    sign_in(client, world.actor(who))
    client.get(address)
    with statements() as sent:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(sent) <= most, sent
    assert len(answer.data) < 150_000


def test_the_first_page_says_what_to_do_while_nobody_is_linked(
    client: SeparateClient, world: World, coop: Supplier
) -> None:
    assert "Nobody is on your roster yet" in browsing(client, world, "coop.seller").open("/households").text
    office = browsing(client, world, "office-530624.official")
    assert "This supplier keeps no roster yet" in office.open("/rosters/coop").text
    assert "Nobody is linked on this day" in office.open("/rosters/linked").text


def test_figures_are_those_of_the_day_that_is_asked_for(
    client: SeparateClient, world: World, household: LinkedHousehold
) -> None:
    browser = browsing(client, world, "coop.seller")
    figures = [
        re.findall(r"Linked people\s*(\d+)", browser.open(f"/households?on={day}").text)
        for day in ("2024-02-29", "2024-03-01")
    ]
    assert figures == [["0"], ["3"]]
    assert people_of(household.id)[0].is_head
