"""A second scheme and next year's rules are made on the page; a replay shows what they would do."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.purposes import Purpose
from shop.tally.models import RuleSet, Scheme
from shop.tally.rules import Rules
from shop.tally.services.schemes import propose_rules
from tests.factories import an_actor
from tests.factories.periods import locked_up_to
from tests.factories.tally import an_entry
from tests.spreadsheets import tables_in
from tests.tally.neighbourhood import Neighbourhood, open_as

TOKEN = re.compile(r'name="once" value="([\w-]+)"')
ENGLISH = {"Accept-Language": "en"}
CANTEENS: Any = {"conditions": ["supplier_approved"], "purposes": ["canteen"]}


@pytest.fixture
def two(place: Neighbourhood) -> tuple[Actor, Actor]:
    return an_actor(place.cluster, {Role.OFFICIAL}), an_actor(place.cluster, {Role.OFFICIAL})


def send(client: FlaskClient, somebody: Actor, page: str, to: str | None = None, **typed: object) -> str:
    opened = open_as(client, somebody, page)
    assert opened.status_code == 200
    (key, *_others) = TOKEN.findall(opened.text)
    return client.post(to or page, data={"once": key, **typed}, follow_redirects=True, headers=ENGLISH).text


def test_a_second_scheme_is_added_given_rules_by_two_and_counts_beside_the_first(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    one, other = two
    added = send(client, one, "/rules/new", code="Second", name="第二口径", name_english="Second yardstick")
    assert "It counts nothing until its rules are approved." in added
    send(client, one, "/rules/second/new", valid_from="2026-01-01", **CANTEENS)
    assert "a second person has to approve it" in open_as(client, one, "/rules/second").text
    assert "Version 1 of the rules is approved." in send(client, other, "/rules/second", "/rules/second/1/approve")
    an_entry(place.organ, "50", supplier=place.coop, certificate=None, certificate_valid=False)
    db.session.commit()
    first, second = (
        open_as(client, one, f"/board?scheme={code}&by=purposes").text for code in (place.scheme.code, "second")
    )
    assert "¥50.00" in second
    assert "Second yardstick" in first
    for page in ("/board", "/targets", "/entries", "/periods/compared", "/rules/replay", "/periods/differences"):
        assert open_as(client, one, f"{page}?scheme=second&year=2026").status_code == 200, page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "main one", "name": "甲", "name_english": "A"}, "A code has 2 to 32"),
        ({"code": "replay", "name": "甲", "name_english": "A"}, "This code is taken"),
        ({"code": "ok", "name": "", "name_english": "A"}, "Please enter the Chinese name."),
        ({"code": "ok", "name": "甲", "name_english": ""}, "Please enter the English name."),
    ],
)
def test_a_scheme_that_cannot_be_comes_back_with_what_was_typed(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor], typed: dict[str, str], said: str
) -> None:
    text = send(client, two[0], "/rules/new", **typed)
    assert said in text
    assert f'value="{typed["code"]}"' in text
    assert db.session.query(Scheme).count() == 1


def test_rules_cannot_begin_in_a_locked_month_and_need_a_purpose(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    locked_up_to(place.cluster, 2026, 4)
    db.session.commit()
    page = f"/rules/{place.scheme.code}/new"
    assert "locked for the months before 1 May 2026" in send(client, two[0], page, valid_from="2026-04-30", **CANTEENS)
    assert "at least one purpose" in send(client, two[0], page, valid_from="2026-05-01", conditions=["certified"])
    assert "Version 2 is proposed." in send(client, two[0], page, valid_from="2026-05-01", **CANTEENS)


def test_versions_stand_side_by_side_with_what_differs_in_words(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    wanted = Rules(conditions=Rules().conditions[:-1], purposes=frozenset({Purpose.CANTEEN, Purpose.RESALE}))
    propose_rules(place.scheme, wanted, date(2027, 1, 1), by=two[0])
    db.session.commit()
    text = open_as(client, two[1], f"/rules/{place.scheme.code}").text
    assert "No longer asked for: The purpose of the purchase counts" in text
    assert "Now counts: For resale" in text or "Now counts: Resale" in text
    assert "No longer counts: " in text


def test_whoever_decides_no_rules_reads_them_alone(client: FlaskClient, place: Neighbourhood) -> None:
    town = an_actor(place.delta, {Role.OFFICIAL})
    assert open_as(client, town, "/rules").status_code == 200
    assert open_as(client, town, "/rules/new").status_code == 404
    assert open_as(client, town, f"/rules/{place.scheme.code}/new").status_code == 404


def test_a_proposed_version_and_a_draft_are_replayed_before_anybody_approves_them(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    proposed = propose_rules(place.scheme, Rules(purposes=frozenset({Purpose.STAFF})), date(2027, 1, 1), by=two[0])
    db.session.commit()
    by_version = open_as(client, two[1], f"/rules/replay?run=1&rules={proposed.version}").text
    draft = "/rules/replay?run=1&rules=draft&purpose=staff&" + "&".join(
        f"condition={condition.value}" for condition in Rules().conditions
    )
    by_draft = open_as(client, two[1], draft).text
    figures = [re.findall(r'stat__value">([^<]+)<', text) for text in (by_version, by_draft)]
    assert figures[0] == figures[1]
    assert figures[0][1] == "¥89.34"
    assert db.session.query(RuleSet).count() == 2


def test_the_entries_that_change_are_a_workbook(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    sheet = open_as(client, two[0], "/rules/replay.xlsx?run=1&rules=draft&purpose=staff")
    (rows,) = tables_in(sheet)
    assert list(rows[0][:3]) == ["Entry", "Unit", "Amount (yuan)"]
    assert len(rows) > 3
    assert {row[4] for row in rows[1:-1]} == {"Not counted"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=nonsense", "Please enter a date"),
        ("from=2026-05-01&to=2026-04-30", "The last day is before the first day."),
        ("from=2023-05-01&to=2026-04-30", "Please choose at most 3 years"),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_field(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor], asked: str, said: str
) -> None:
    page = open_as(client, two[0], f"/rules/replay?run=1&{asked}")
    assert page.status_code == 200
    assert said in page.text
    assert open_as(client, two[0], f"/rules/replay.xlsx?run=1&{asked}").status_code == 404


def test_a_period_may_run_over_the_turn_of_the_year(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    texts = [
        open_as(client, two[0], f"/rules/replay?run=1&from={first}&to={last}").text
        for first, last in (("2025-01-01", "2025-12-31"), ("2026-01-01", "2026-12-31"), ("2025-01-01", "2026-12-31"))
    ]
    today = [re.findall(r'stat__value">¥([^<]+)<', text)[0] for text in texts]
    fen = [round(float(amount.replace(",", "")) * 100) for amount in today]
    assert fen[0] > 0
    assert fen[0] + fen[1] == fen[2]


def test_a_town_replays_no_other_towns_units(client: FlaskClient, place: Neighbourhood) -> None:
    town = an_actor(place.delta, {Role.OFFICIAL})
    text = open_as(client, town, "/rules/replay?run=1").text
    assert place.clinic.name_english in text
    assert place.school.name_english not in text
    assert open_as(client, town, f"/rules/replay?run=1&node={place.school.id}").status_code == 404
