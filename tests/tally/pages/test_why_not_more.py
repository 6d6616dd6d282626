"""From order to count on a page, units added up by choice, and the board's further ways."""

import pytest
from flask.testing import FlaskClient

from shop.tally.queries.scopes import scope_for
from shop.tally.queries.waterfall import ordered_in, written_of
from shop.tally.waterfall import Step, waterfall
from tests.catalogue.pages import text_of
from tests.factories import an_actor
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, sums_on, whole_of

LIMIT = 10


@pytest.mark.parametrize("who", ["lead", "town", "department", "operator"])
def test_the_steps_end_at_what_the_board_counts_and_open_their_entries(
    client: FlaskClient, place: Neighbourhood, who: str
) -> None:
    somebody = place.actors()[who]
    page = open_as(client, somebody, "/board/why-not-more?year=2026")
    assert page.status_code == 200
    opened = sums_on(page)
    assert opened
    for to, fen in opened:
        assert whole_of(open_as(client, somebody, to)) == fen, to
    board = open_as(client, somebody, "/board?year=2026")
    counted = next(fen for to, fen in sums_on(board) if "verdict=counted" in to and "node" not in to.split("?")[1][:4])
    assert ("counted", counted) in {("counted", fen) for to, fen in opened if to.endswith("verdict=counted")}


def test_a_county_has_no_such_page(client: FlaskClient, place: Neighbourhood) -> None:
    assert open_as(client, place.actors()["county"], "/board/why-not-more").status_code == 404


def test_the_whole_page_takes_few_statements(client: FlaskClient, place: Neighbourhood) -> None:
    open_as(client, an_actor(place.cluster), "/board/why-not-more")
    with statements() as asked:
        client.get("/board/why-not-more?step=refused")
    assert len(asked) <= LIMIT, asked


def test_what_was_bought_without_an_order_of_the_year_is_a_step_of_its_own(place: Neighbourhood) -> None:
    scope = scope_for(an_actor(place.cluster), 2026)
    falls = waterfall(ordered_in(scope)[0], written_of(scope))
    assert {fall.step for fall in falls if fall.amount} == {Step.EARLIER, Step.COUNTED}


def test_units_without_one_in_common_are_added_up(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    page = open_as(client, lead, f"/board/together?part=n{place.school.id}&part=n{place.clinic.id}")
    assert "Together" in text_of(page)
    assert [fen for _to, fen in sums_on(page)] == [33955, 53234]
    assert "¥871.89" in text_of(page)


@pytest.mark.parametrize("other", ["school", "d"])
def test_a_total_over_what_overlaps_is_refused_with_the_reason(
    client: FlaskClient, place: Neighbourhood, other: str
) -> None:
    chosen = f"d{place.bureau.id}" if other == "d" else f"n{place.school.id}"
    page = text_of(open_as(client, an_actor(place.cluster), f"/board/together?part=n{place.harbour.id}&part={chosen}"))
    assert f"both hold {place.school.name_english}: what it bought would be counted twice" in page
    assert "Together" not in page


@pytest.mark.parametrize("part", ["n999999", "d1", "x", "n"])
def test_what_one_does_not_see_cannot_be_added_up(client: FlaskClient, place: Neighbourhood, part: str) -> None:
    assert open_as(client, place.actors()["town"], f"/board/together?part={part}").status_code == 404


def test_a_town_cannot_add_up_its_neighbour(client: FlaskClient, place: Neighbourhood) -> None:
    address = f"/board/together?part=n{place.school.id}"
    assert open_as(client, place.actors()["town"], address).status_code == 404


def test_the_ranking_and_two_years_name_every_unit(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    ranking = text_of(open_as(client, lead, "/board?by=ranking"))
    assert place.school.name_english in ranking
    assert place.organ.name_english not in ranking.split("Forecast to the year’s end")[1].split("Ranking")[1]
    two = text_of(open_as(client, lead, "/board?by=compare"))
    assert "January to May" in two
    assert "2025" in two
