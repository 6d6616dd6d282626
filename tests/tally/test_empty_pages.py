"""Before anything is set up or bought, every page says what will stand there and what comes first."""

from flask.testing import FlaskClient

from tests.catalogue.pages import text_of
from tests.factories import a_cluster, a_county_office, a_unit, an_actor, an_operator
from tests.tally.neighbourhood import open_as

ENGLISH = {"Accept-Language": "en"}


def test_an_empty_shop_says_what_will_stand_here(client: FlaskClient) -> None:
    assert "Nothing is counted this year yet." in text_of(client.get("/progress", headers=ENGLISH))
    a_cluster()
    assert "Nothing is counted this year yet." in text_of(client.get("/progress", headers=ENGLISH))


def test_an_operator_without_clusters_has_a_board_and_a_desk(client: FlaskClient) -> None:
    operator = an_actor(an_operator())
    for address in ("/board", "/desk"):
        assert "There are no units yet." in text_of(open_as(client, operator, address))
    assert "No entry matches." in text_of(open_as(client, operator, "/entries"))
    assert "No targets are set for 2026." in text_of(open_as(client, operator, "/targets"))


def test_a_cluster_without_targets_says_so(client: FlaskClient) -> None:
    lead = an_actor(a_cluster())
    assert "No target is set for this year." in text_of(open_as(client, lead, "/board"))
    assert "No unit with a target is behind the pace." in text_of(open_as(client, lead, "/desk"))
    assert "No targets are set for 2026." in text_of(open_as(client, lead, "/targets"))
    for way in ("months", "counties", "categories", "purposes", "suppliers"):
        assert open_as(client, lead, f"/board?by={way}").status_code == 200


def test_a_county_that_has_sold_nothing_says_so(client: FlaskClient) -> None:
    official = an_actor(a_county_office())
    assert "Nothing this year yet." in text_of(open_as(client, official, "/board"))
    assert "Nothing has been sold this year yet." in text_of(open_as(client, official, "/desk"))


def test_a_unit_without_target_or_entries_sees_what_to_do(client: FlaskClient) -> None:
    page = text_of(open_as(client, an_actor(a_unit()), "/figures"))
    assert "No target is set for this unit." in page
    assert "Nothing is counted yet." in page
