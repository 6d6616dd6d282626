"""The tree of targets: lines, rest, first approved and current, and every revision with who and why."""

from flask.testing import FlaskClient

from tests.catalogue.pages import text_of
from tests.factories import an_actor
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as

LIST_LIMIT = 8


def test_the_tree_shows_each_line_the_rest_and_what_is_over_allocated(
    client: FlaskClient, place: Neighbourhood
) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/targets"))
    for node in (place.cluster, place.harbour, place.delta, place.school, place.clinic):
        assert node.name_english in page
    assert "¥1,000.00 ¥1,200.00" in page
    assert "¥2,000.00 ¥2,000.00 ¥1,850.00 ¥150.00" in page
    assert "−¥50.00 Over-allocated" in page
    assert "Union welfare, Staff, personally" in page


def test_a_revision_says_who_filed_who_approved_and_why(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/targets"))
    assert "more pupils" in page
    assert "沈岚清, approved by 沈岚清" in page
    newest, first = "¥1,200.00 from 1 Jun 2026 on: Set as", "¥1,000.00 from 1 Jan 2026 on: Set as an amount."
    assert page.index(newest) < page.index(first)


def test_a_town_sees_its_own_branch_and_a_department_its_units(client: FlaskClient, place: Neighbourhood) -> None:
    actors = place.actors()
    of_town = text_of(open_as(client, actors["town"], "/targets"))
    assert place.clinic.name_english in of_town
    assert place.school.name_english not in of_town
    of_department = text_of(open_as(client, actors["department"], "/targets"))
    assert place.school.name_english in of_department
    assert place.organ.name_english not in of_department


def test_last_years_targets_are_a_click_away(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    assert "¥800.00" in text_of(open_as(client, lead, "/targets?year=2025"))


def test_the_page_asks_eight_questions_at_the_most(client: FlaskClient, place: Neighbourhood) -> None:
    open_as(client, an_actor(place.cluster), "/targets")
    with statements() as sent:
        client.get("/targets")
    assert len(sent) <= LIST_LIMIT
