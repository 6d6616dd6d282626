"""The pages of certificates: a county proposes and ends, the operator approves, suppliers read, anybody checks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from shop.catalogue.models import Certification, Product
from shop.extensions import db
from shop.kernel import clock
from tests.clients import SeparateClient
from tests.english import in_english  # noqa: F401 – a fixture
from tests.factories import sign_in
from tests.factories.catalogue import a_certificate
from tests.factories.world import World
from tests.spreadsheets import tables_in
from tests.statements import statements

LIST_STATEMENTS, DETAIL_STATEMENTS = 8, 10

Visit = Callable[[str | None], SeparateClient]


@pytest.fixture
def visit(world_app: Flask, world: World) -> Visit:
    def opened(name: str | None) -> SeparateClient:
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        if name:
            sign_in(client, world.actor(name))
        return client

    return opened


def test_a_county_certifies_and_the_operator_approves_from_the_queue(visit: Visit, world: World) -> None:
    office, operator = visit("office-532922.official"), visit("operator.operator")
    today = clock.today()
    typed = {"catalogue_number": "YB-2026-7", "valid_from": today.isoformat(), "valid_to": f"{today.year + 1}/12/31"}
    assert office.post("/certificates/honey", data=typed | {"once": "certify-the-honey-1"}).status_code == 302
    certificate = db.session.query(Certification).filter_by(catalogue_number="YB-2026-7").one()
    assert "honey" in operator.get("/certificates?state=waiting").text
    at = f"/certificates/honey/{certificate.id}"
    assert f"{at}/approve" not in office.get("/certificates/honey").text
    assert office.post(f"{at}/approve", data={"once": "not-by-the-county"}).status_code == 404
    assert f"{at}/approve" in operator.get("/certificates/honey").text
    assert operator.post(f"{at}/approve", data={"once": "approved-by-operator"}).status_code == 302
    assert "YB-2026-7" in visit(None).get("/certificate?number=yb-2026-7").text


def test_what_is_wrong_comes_back_with_what_was_typed(visit: Visit) -> None:
    office = visit("office-532922.official")
    typed = {"catalogue_number": "X-1", "valid_from": "2026-12-01", "valid_to": "2026-11-01"}
    answer = office.post("/certificates/honey", data=typed | {"once": "typed-wrongly-once"})
    assert answer.status_code == 422
    assert "The last day is before the first day." in answer.text
    assert 'value="X-1"' in answer.text


def test_an_expired_certificate_says_that_sales_go_on_and_do_not_count(visit: Visit, world: World) -> None:
    honey = db.session.get_one(Product, world.products["honey"])
    a_certificate(honey, "OLD-1", first=clock.today() - timedelta(90), last=clock.today() - timedelta(1))
    db.session.commit()
    assert "Purchases do not count today" in visit("workshop.seller").get("/certificates/honey").text
    found = visit(None).get("/certificate?number=OLD-1").text
    assert "It has ended" in found
    assert "Expired" in found


def test_a_number_that_nobody_has_is_said_to_be_none(visit: Visit) -> None:
    anybody = visit(None)
    assert "No certificate has the number" in anybody.get("/certificate?number=%3Cb%3E").text
    assert "<b>" not in anybody.get("/certificate?number=%3Cb%3E").text
    for number in ("", "%00", "%ff", "x" * 300):
        assert anybody.get(f"/certificate?number={number}").status_code == 200


def test_a_suppliers_and_a_countys_lists_hold_their_own(visit: Visit) -> None:
    assert "potatoes" in visit("coop.seller").get("/certificates").text
    assert "honey" not in visit("coop.seller").get("/certificates").text
    assert "honey" in visit("office-532922.official").get("/certificates").text
    assert visit("office-530624.official").get("/certificates/honey").status_code == 404
    assert visit("school.buyer").get("/certificates").status_code == 404
    assert visit("coop.seller").post("/certificates/potatoes", data={}).status_code == 404


def test_the_list_is_saved_as_a_sheet_of_ones_own_products(visit: Visit) -> None:
    answer = visit("office-532922.official").get("/certificates?state=never&as=xlsx")
    (rows,) = tables_in(answer)
    assert [cells[0] for cells in rows if cells[0] in ("honey", "ham", "potatoes")] == ["honey"]


def test_the_pages_take_the_same_statements_however_much_there_is(visit: Visit, world: World) -> None:
    honey = db.session.get_one(Product, world.products["honey"])
    for number in range(12):
        first = clock.today() - timedelta(900 - 30 * number)
        a_certificate(honey, f"H-{number}", first=first, last=first + timedelta(20))
    db.session.commit()
    operator = visit("operator.operator")
    with statements() as sent:
        assert operator.get("/certificates").status_code == 200
    assert len(sent) <= LIST_STATEMENTS, sent
    with statements() as sent:
        assert operator.get("/certificates/honey").status_code == 200
    assert len(sent) <= DETAIL_STATEMENTS, sent
