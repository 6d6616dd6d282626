"""The board: every figure opens entries that come to it, within what one sees, in ten questions at the most."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from shop.kernel.actor import Actor
from shop.organisations.services import place_under, rebuild_tree
from tests.catalogue.pages import text_of
from tests.clocks import SettableClock
from tests.factories import YUNLONG, a_county_office, a_supplier, an_actor
from tests.factories.tally import an_entry
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, sums_on, whole_of

WAYS = (
    *("", "?by=months", "?by=counties", "?by=categories", "?by=purposes", "?by=suppliers", "?lower=1"),
    *("?by=kinds", "?by=certified", "?by=channels", "?by=ranking", "?by=compare"),
)
OF_A_COUNTY = ("", "?by=months")
BOARD_LIMIT = 10


def addresses(place: Neighbourhood, who: str) -> Iterator[str]:
    ways = OF_A_COUNTY if who == "county" else WAYS
    for year in (2026, 2025):
        yield from (f"/board{way}{'&' if way else '?'}year={year}" for way in ways)
    if who in ("lead", "operator"):
        nodes = (place.harbour, place.delta, place.school, place.clinic, place.cluster)
        yield from (f"/board?node={node.id}" for node in nodes)
        yield from (f"/board?node={node.id}&by=purposes&verdict=not_counted" for node in nodes)


@pytest.mark.parametrize("who", ["lead", "town", "department", "county", "operator"])
def test_every_figure_opens_entries_that_come_to_it(client: FlaskClient, place: Neighbourhood, who: str) -> None:
    somebody = place.actors()[who]
    figures: dict[tuple[str, int], str] = {}
    for address in addresses(place, who):
        page = open_as(client, somebody, address)
        assert page.status_code == 200, address
        figures |= dict.fromkeys(sums_on(page), address)
    for (to, fen), address in figures.items():
        assert whole_of(open_as(client, somebody, to)) == fen, (address, to)
    assert len(figures) > 10


def test_the_lead_sees_the_towns_and_a_total_that_is_their_sum(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/board"))
    assert place.harbour.name_english in page
    assert place.delta.name_english in page
    assert "¥968.89" in page
    assert "¥150.00 of the target is not yet allocated to the units below." in page


def test_an_over_allocated_target_says_so(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), f"/board?node={place.delta.id}"))
    assert "Over-allocated: the targets below come to ¥50.00 more than this one." in page


def test_what_counts_for_a_purpose_without_a_line_is_shown_apart(client: FlaskClient, place: Neighbourhood) -> None:
    page = open_as(client, an_actor(place.cluster), f"/board?node={place.harbour.id}")
    (apart,) = [fen for to, fen in sums_on(page) if "purpose=" in to]
    assert apart == 4000


def test_with_everything_below_every_unit_stands_under_its_town(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/board?lower=1"))
    order = [page.index(node.name_english, page.index("Shortfall")) for node in (place.harbour, place.school)]
    assert order == sorted(order)
    assert place.clinic.name_english in page


def test_a_board_can_be_sorted_by_any_of_its_figures(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)

    def first(sort: str) -> str:
        page = text_of(open_as(client, lead, f"/board?sort={sort}"))
        body = page[page.index("Shortfall") :]
        towns = (place.harbour.name_english, place.delta.name_english)
        return min(towns, key=body.index)

    assert first("-target") == first("gap") == place.harbour.name_english
    assert first("target") == first("-completion") == place.delta.name_english
    assert {first(sort) for sort in ("first", "reached", "counted", "way", "apart", "not_counted", "missing", "?")} <= {
        place.harbour.name_english,
        place.delta.name_english,
    }


def test_the_board_says_of_each_town_how_many_units_reach_their_target(
    client: FlaskClient, place: Neighbourhood
) -> None:
    page = text_of(open_as(client, an_actor(place.cluster), "/board"))
    assert "Reached their target" in page
    for town in (place.harbour, place.delta):
        row = page[page.index(town.name_english, page.index("Reached their target")) :]
        assert re.search(r"\d of \d", row[:120]), town.name_english


def test_a_department_sees_its_units_beside_the_tree(client: FlaskClient, place: Neighbourhood) -> None:
    page = text_of(open_as(client, place.actors()["department"], "/board"))
    assert place.school.name_english in page
    assert place.clinic.name_english in page
    assert place.organ.name_english not in page
    assert place.harbour.name_english not in page


def test_a_county_sees_what_came_from_it_whoever_sold_it(client: FlaskClient, place: Neighbourhood) -> None:
    page = open_as(client, place.actors()["county"], "/board")
    sums = dict(sums_on(page))
    assert sums["/entries?year=2026&verdict=counted"] == 30010 + 4000 - 55 + 7700 + 1234 + 2000
    assert place.school.name_english not in text_of(page)
    yunlong = an_actor(a_county_office(YUNLONG))
    assert dict(sums_on(open_as(client, yunlong, "/board")))["/entries?year=2026&verdict=counted"] == 52000


def test_a_unit_that_moved_is_under_its_old_town_last_year_and_its_new_one_this_year(
    client: FlaskClient, place: Neighbourhood, clock: SettableClock
) -> None:
    place_under(place.school.id, 2027, place.delta.id, by=None)
    rebuild_tree(place.cluster.id, 2027)
    clock.at(2027, 2, 1)
    an_entry(place.school, "11", supplier=place.coop)
    delta = an_actor(place.delta)
    assert dict(sums_on(open_as(client, delta, "/board")))[f"/entries?year=2027&node={place.delta.id}&verdict=counted"]
    assert open_as(client, delta, f"/board?node={place.school.id}").status_code == 200
    assert open_as(client, delta, f"/board?year=2026&node={place.school.id}").status_code == 404


MEANINGLESS = (
    *("node=0", "node=x", "node=99999999999999999999999", "year=1999", "year=9999"),
    *("by=people", "verdict=maybe", "scheme=other"),
)


def test_what_is_not_there_has_no_page(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    for words in MEANINGLESS:
        assert open_as(client, lead, f"/board?{words}").status_code == 404, words


@pytest.mark.parametrize("who", ["lead", "town", "department", "county", "operator"])
def test_a_board_asks_ten_questions_at_the_most_and_never_for_an_entry(
    client: FlaskClient, place: Neighbourhood, who: str
) -> None:
    somebody = place.actors()[who]
    before = questions(client, place, who, somebody)
    for unit in (place.school, place.organ, place.clinic):
        for yuan in range(1, 7):
            an_entry(unit, yuan, supplier=a_supplier())
    after = questions(client, place, who, somebody)
    assert {address: len(sent) for address, sent in after.items()} == {
        address: len(sent) for address, sent in before.items()
    }
    assert max(len(sent) for sent in after.values()) <= BOARD_LIMIT
    asked = " ".join(statement for sent in after.values() for statement in sent)
    assert " entry" not in asked
    assert " verdict " not in asked.replace("verdict AS", "")


def questions(client: FlaskClient, place: Neighbourhood, who: str, somebody: Actor) -> dict[str, list[str]]:
    found = {}
    for address in addresses(place, who):
        open_as(client, somebody, address)
        with statements() as sent:
            client.get(address)
        found[address] = sent
    return found
