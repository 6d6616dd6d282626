"""The desks of those who answer for figures: how far, who is behind, what is new."""

import pytest
from flask.testing import FlaskClient

from tests.catalogue.pages import text_of
from tests.factories import an_actor
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, sums_on, whole_of

BOARD_LIMIT = 10


@pytest.mark.parametrize("who", ["lead", "town", "department", "operator", "county"])
def test_every_figure_of_a_desk_opens_entries_that_come_to_it(
    client: FlaskClient, place: Neighbourhood, who: str
) -> None:
    somebody = place.actors()[who]
    figures = sums_on(open_as(client, somebody, "/desk"))
    for to, fen in figures:
        assert whole_of(open_as(client, somebody, to)) == fen, to
    assert figures


def test_an_official_sees_who_is_behind_the_worst_first(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/desk"))
    behind = page[page.index("Who is behind") : page.index("New in")]
    assert place.school.name_english in behind
    assert place.clinic.name_english not in behind
    assert "Units behind the pace 1 of 2 units with a target" in page


def test_a_county_sees_who_sold_most_of_its_produce(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, place.actors()["county"], "/desk"))
    assert place.coop.name_english in page
    assert place.ham.name_english not in page


@pytest.mark.parametrize("who", ["lead", "department", "operator", "county"])
def test_a_desk_asks_ten_questions_at_the_most(client: FlaskClient, place: Neighbourhood, who: str) -> None:
    open_as(client, place.actors()[who], "/desk")
    with statements() as sent:
        client.get("/desk")
    assert len(sent) <= BOARD_LIMIT
