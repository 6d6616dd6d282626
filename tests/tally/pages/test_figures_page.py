"""A unit's own figures: how its target comes about, what counts, what does not and why."""

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.purposes import Purpose
from shop.organisations.words import Canteen
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import TargetForm
from tests.catalogue.pages import text_of
from tests.factories import a_unit, an_actor
from tests.factories.tally import a_scheme, superior_of
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, sums_on, whole_of, yuan

BOARD_LIMIT = 10


@pytest.mark.parametrize("role", [Role.BUYER, Role.APPROVER, Role.FINANCE])
def test_every_figure_of_the_unit_opens_entries_that_come_to_it(
    client: FlaskClient, place: Neighbourhood, role: Role
) -> None:
    somebody = an_actor(place.school, {role})
    figures = {
        figure for year in (2026, 2025) for figure in sums_on(open_as(client, somebody, f"/figures?year={year}"))
    }
    for to, fen in figures:
        assert whole_of(open_as(client, somebody, to)) == fen, to
    assert {fen for _to, fen in figures} >= {yuan("339.55"), yuan("40"), yuan("61.80"), yuan("500")}


def test_the_page_says_what_counts_what_is_apart_and_why_something_does_not(
    client: FlaskClient, place: Neighbourhood
) -> None:
    page = text_of(open_as(client, an_actor(place.school), "/figures"))
    assert "25.0 %" in page
    assert "Counts, but for a purpose that our target does not cover." in page
    assert "The supplier is registered in a county that is not an aided county." in page
    assert "¥1,000.00 ¥1,200.00" in page
    assert "more pupils" in page
    assert "¥95.00 Ordered and not yet accepted." in page


def test_each_form_of_target_says_how_it_comes_about(client: FlaskClient, db_session: object) -> None:
    unit = a_unit(canteen=Canteen.OUTSOURCED)
    scheme, author, superior = a_scheme(unit), an_actor(unit), superior_of(unit, 2026)
    for form, purpose, base, rate in (
        (TargetForm.CANTEEN_RATE, Purpose.CANTEEN, 120_000_000, 1000),
        (TargetForm.UNION_RATE, Purpose.UNION_WELFARE, 5_000_000, 3000),
        (TargetForm.PER_HEAD, Purpose.STAFF, 412, 20_000),
    ):
        filed = file_target(scheme, unit.id, 2026, form, [purpose], base=base, rate=rate, reason="as filed", by=author)
        approve_target(filed, by=superior)
    db.session.commit()
    page = text_of(open_as(client, author, "/figures")).replace("\u00a0", " ")
    assert "10.0 % of a yearly canteen food spend of ¥1,200,000.00." in page
    assert "30.0 % of a yearly union welfare spend of ¥50,000.00." in page
    assert "412 people at ¥200.00 each." in page
    assert "¥217,400.00" in page
    assert "The canteen is run by 味之鲜餐饮公司" in page


def test_the_page_asks_ten_questions_at_the_most(client: FlaskClient, place: Neighbourhood) -> None:
    buyer = an_actor(place.school)
    open_as(client, buyer, "/figures")
    with statements() as sent:
        client.get("/figures")
    assert len(sent) <= BOARD_LIMIT
