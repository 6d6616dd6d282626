"""Months are locked on their pages, and a year stands as locked beside as corrected."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.tally.reevaluating import Aim
from tests.clocks import SettableClock
from tests.factories import a_county_office, an_actor
from tests.factories.counties import DAGUAN
from tests.factories.periods import locked_up_to
from tests.factories.reevaluations import judged_anew
from tests.factories.tally import an_entry
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, yuan

TOKEN = re.compile(r'name="once" value="([\w-]+)"')


def press(client: FlaskClient, somebody: Actor, page: str, step: str, **typed: str) -> str:
    """Press a button of the page; what the next page says."""
    opened = open_as(client, somebody, page)
    assert f'action="{page}/{step}"' in opened.text
    (key, *_others) = TOKEN.findall(opened.text)
    answer = client.post(
        f"{page}/{step}", data={"once": key, **typed}, follow_redirects=True, headers={"Accept-Language": "en"}
    )
    return answer.text


@pytest.fixture
def two(place: Neighbourhood) -> tuple[Actor, Actor]:
    return an_actor(place.cluster, {Role.OFFICIAL}), an_actor(place.cluster, {Role.OFFICIAL})


def test_a_month_is_proposed_by_one_approved_by_another_and_unlocked_again(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    one, other = two
    assert "Lock up to May 2026" in open_as(client, one, "/periods").text
    assert "To be locked" in press(client, one, "/periods/2026-05", "propose_lock")
    own = open_as(client, one, "/periods/2026-05").text
    assert "a second person has to approve it" in own
    assert "approve_lock" not in own
    assert "now “Locked”" in press(client, other, "/periods/2026-05", "approve_lock")
    without = press(client, one, "/periods/2026-05", "propose_unlock", reason=" ")
    assert "Please say why the month must be unlocked." in without
    assert "To be unlocked" in press(client, one, "/periods/2026-05", "propose_unlock", reason="Forgotten.")
    assert "now “Not locked”" in press(client, other, "/periods/2026-05", "approve_unlock")
    assert "Forgotten." in open_as(client, other, "/periods/2026-05").text


def test_those_who_decide_nothing_see_the_months_without_buttons(client: FlaskClient, place: Neighbourhood) -> None:
    town = an_actor(place.delta, {Role.OFFICIAL})
    assert "Lock up to" not in open_as(client, town, "/periods").text
    assert "<form" not in open_as(client, town, "/periods/2026-05").text.split("<main", 1)[1].split("</main", 1)[0]


def test_the_aided_side_and_buyers_have_no_such_pages(client: FlaskClient, place: Neighbourhood) -> None:
    for somebody in (an_actor(a_county_office(DAGUAN)), an_actor(place.school)):
        for page in ("/periods", "/periods/compared", "/periods/differences", "/reevaluations", "/rules/replay"):
            assert open_as(client, somebody, page).status_code == 404


def test_a_months_address_that_is_none_has_no_page(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor]
) -> None:
    for code in ("2026-13", "2020-01", "2031-01", "x"):
        assert open_as(client, two[0], f"/periods/{code}").status_code == 404


def cells(text: str, unit: str) -> list[str]:
    """The figures of a unit's row."""
    row = next(row for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL) if unit in row)
    return [
        re.sub(r"<[^>]+>", "", cell).strip()
        for cell in re.findall(r'<td class="number"[^>]*>(.*?)</td>', row, re.DOTALL)
    ]


def test_a_year_stands_as_locked_as_corrected_and_with_what_came_since(
    client: FlaskClient, place: Neighbourhood, clock: SettableClock, two: tuple[Actor, Actor]
) -> None:
    locked_up_to(place.cluster, 2026, 5)
    an_entry(place.organ, "100", supplier=place.coop)
    db.session.commit()
    text = open_as(client, two[0], "/periods/compared?year=2026").text
    assert cells(text, place.organ.name_english) == ["¥77.00", "¥0.00", "¥77.00", "¥100.00", "¥177.00"]
    assert cells(text, place.school.name_english) == ["¥339.55", "¥0.00", "¥339.55", "¥0.00", "¥339.55"]
    opened = open_as(client, two[0], f"/periods/differences?year=2026&node={place.organ.id}&of=open")
    assert "1 change of ¥100.00 altogether" in opened.text


def test_what_was_judged_anew_after_the_lock_is_listed_with_its_entry(
    client: FlaskClient, place: Neighbourhood, clock: SettableClock, two: tuple[Actor, Actor]
) -> None:
    entry = an_entry(place.organ, "100", on=date(2026, 5, 20), supplier=place.coop)
    locked_up_to(place.cluster, 2026, 5)
    judged_anew(place.scheme, Aim.DISPUTE, entry)
    db.session.commit()
    text = open_as(client, two[0], "/periods/compared?year=2026").text
    assert cells(text, place.organ.name_english)[2:] == ["¥77.00", "¥0.00", "¥77.00"]
    listed = open_as(client, two[0], "/periods/differences?year=2026").text
    assert f'href="/entries/{entry.id}"' in listed
    assert "New verdict: Counted → Disputed" in listed
    assert yuan("100") == entry.amount.fen


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/periods", 8),
        ("/periods/2026-05", 8),
        ("/periods/compared?year=2026", 10),
        ("/periods/differences?year=2026&of=open", 8),
        ("/reevaluations", 8),
        ("/rules", 8),
        ("/rules/replay?run=1", 8),
    ],
)
def test_a_page_reads_so_much_however_much_there_is(
    client: FlaskClient, place: Neighbourhood, two: tuple[Actor, Actor], page: str, most: int
) -> None:
    locked_up_to(place.cluster, 2026, 4)
    db.session.commit()
    open_as(client, two[0], page)
    with statements() as sent:
        assert client.get(page).status_code == 200
    assert len(sent) <= most, "\n".join(sent)
