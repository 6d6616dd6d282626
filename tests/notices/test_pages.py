"""The page of notices."""

import re

import pytest

from shop.notices.services import tell
from tests.clients import SeparateClient
from tests.factories import a_supplier, a_unit, an_actor, sign_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

MOST_STATEMENTS = 8


def page(client: SeparateClient, address: str = "/notices") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_notices_are_for_those_signed_in(client: SeparateClient) -> None:
    assert client.get("/notices").location == "/sign-in?next=/notices"
    assert client.post("/notices/seen").location == "/sign-in"


def test_without_notices_the_page_says_what_will_be_here(client: SeparateClient) -> None:
    sign_in(client, an_actor(a_unit()))
    assert "Nothing yet" in page(client)


def test_the_other_side_is_named_in_the_readers_language(client: SeparateClient) -> None:
    unit, supplier = a_unit(), a_supplier()
    tell(supplier.id, "order_placed", subject=("order", "1-1"), number="1-1", unit=unit.name)
    sign_in(client, an_actor(supplier))
    assert f"{unit.name_english} placed order 1-1." in page(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"
    assert unit.name in page(client)


def test_what_a_reason_holds_is_shown_as_text(client: SeparateClient) -> None:
    unit = a_unit()
    tell(unit.id, "order_declined", subject=("order", "1-1"), number="1-1", supplier="S", reason="<script>x</script>")
    sign_in(client, an_actor(unit))
    assert "&lt;script&gt;x" in page(client)


def test_marking_as_seen_leaves_what_came_after_the_page(client: SeparateClient) -> None:
    unit = a_unit()
    sign_in(client, an_actor(unit))
    tell(unit.id, "order_confirmed", subject=("order", "1"), number="1", supplier="S")
    shown = re.search(r'name="up_to" value="(\d+)"', page(client))
    assert shown
    tell(unit.id, "order_confirmed", subject=("order", "2"), number="2", supplier="S")
    assert client.post("/notices/seen", data={"up_to": shown.group(1)}).location == "/notices"
    assert page(client).count("notice--unread") == 1
    client.post("/notices/seen")
    assert "notice--unread" not in page(client)


@pytest.mark.parametrize("typed", ["x", "-1", "1e309", str(10**30)])
def test_a_mangled_form_breaks_nothing(client: SeparateClient, typed: str) -> None:
    sign_in(client, an_actor(a_unit()))
    assert client.post("/notices/seen", data={"up_to": typed}).status_code == 302


@pytest.mark.parametrize("typed", ["0", "-1", "x", "999", str(10**30), "２"])
def test_a_page_that_is_not_there_is_the_nearest_one_that_is(client: SeparateClient, typed: str) -> None:
    unit = a_unit()
    for number in range(35):
        tell(unit.id, "order_confirmed", subject=("order", "1"), number=f"N{number}", supplier="S")
    sign_in(client, an_actor(unit))
    assert "notices" in page(client, f"/notices?page={typed}")


def test_many_notices_are_as_few_questions_as_one(client: SeparateClient) -> None:
    unit = a_unit()
    for number in range(100):
        tell(unit.id, "order_confirmed", subject=("order", "1"), number=str(number), supplier="S")
    sign_in(client, an_actor(unit))
    with statements() as sent:
        page(client)
    assert len([statement for statement in sent if statement.startswith("SELECT")]) <= MOST_STATEMENTS
