"""The operator's page of the trail."""

import pytest

from shop.audit.services import record
from shop.kernel.actor import Role
from tests.clients import SeparateClient
from tests.factories import a_cluster, a_county_office, a_supplier, a_unit, an_actor, an_operator, sign_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

MOST_STATEMENTS = 8


def page(client: SeparateClient, address: str = "/trail") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_whole_trail_is_the_operators_alone(client: SeparateClient) -> None:
    assert client.get("/trail").location == "/sign-in?next=/trail"
    others = [
        an_actor(a_unit(), {Role.BUYER, Role.APPROVER, Role.MANAGER}),
        an_actor(a_supplier()),
        an_actor(a_cluster()),
        an_actor(a_county_office()),
    ]
    for somebody in others:
        sign_in(client, somebody)
        assert client.get("/trail").status_code == 404
    sign_in(client, an_actor(an_operator()))
    page(client)


def test_the_page_says_what_was_done_why_and_by_whom(client: SeparateClient) -> None:
    unit = a_unit()
    buyer = an_actor(unit)
    record(buyer, "order.cancelled", "order", 7, reason="<b>rain</b>")
    sign_in(client, an_actor(an_operator()))
    shown = page(client, "/trail?kind=order")
    assert "The order was cancelled." in shown
    assert "&lt;b&gt;rain" in shown
    assert f"{buyer.person_name} for {unit.name_english}" in shown


@pytest.mark.parametrize(
    "asked", ["kind=nonsense", "kind=", "who=%00", "who=" + "x" * 5000, "page=0", "page=x", f"page={10**30}", "who=%25"]
)
def test_whatever_is_asked_gets_an_answer(client: SeparateClient, asked: str) -> None:
    sign_in(client, an_actor(an_operator()))
    page(client, f"/trail?{asked}")


def test_what_fits_nothing_says_so(client: SeparateClient) -> None:
    sign_in(client, an_actor(an_operator()))
    assert "Nothing was found" in page(client, "/trail?who=nobody-of-this-name")


def test_a_long_trail_is_as_few_questions_as_a_short_one(client: SeparateClient) -> None:
    for number in range(120):
        record(None, "order.lapsed", "order", number)
    sign_in(client, an_actor(an_operator()))
    with statements() as sent:
        page(client)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) <= MOST_STATEMENTS
    assert "Page 3" in page(client, "/trail?page=2&kind=order")


def test_an_object_is_named_and_led_to_where_it_has_a_page(client: SeparateClient) -> None:
    unit = a_unit()
    buyer = an_actor(unit)
    record(buyer, "unit.founded", "unit", unit.id, name=unit.name)
    record(buyer, "order.placed", "order", 999_999)
    sign_in(client, an_actor(an_operator()))
    shown = page(client, "/trail?kind=unit")
    assert f'href="/organisations/units/{unit.slug}"' in shown
    assert unit.name_english in shown
    assert "999999" not in page(client, "/trail?kind=order")


def test_in_english_organisations_bear_their_english_names(client: SeparateClient) -> None:
    unit = a_unit()
    unit.name, unit.name_english = "三角镇中心小学", "Sanjiao Central Primary School"
    record(an_actor(unit), "unit.founded", "unit", unit.id, name=unit.name)
    sign_in(client, an_actor(an_operator()))
    shown = page(client, "/trail?kind=unit")
    assert "Sanjiao Central Primary School was entered." in shown
    assert "for Sanjiao Central Primary School" in shown
    assert "三角镇中心小学" not in shown
