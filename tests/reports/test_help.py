"""The help page: how to buy and to supply, what counts, whom to ask, and what to do without a password."""

import pytest

from tests.catalogue.pages import get, text_of
from tests.clients import SeparateClient
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

SECTIONS = ("buying", "supplying", "counting", "asking", "password")


def test_anybody_finds_the_help_at_the_foot_of_every_page(client: SeparateClient) -> None:
    for address in ("/", "/products", "/sign-in", "/help"):
        assert 'href="/help"' in get(client, address).text, address


def test_its_contents_lead_to_its_parts(client: SeparateClient) -> None:
    page = get(client, "/help").text
    for section in SECTIONS:
        assert f'href="#{section}"' in page
        assert f'id="{section}"' in page


def test_who_forgot_the_password_is_told_whom_to_ask_from_the_sign_in_page_on(client: SeparateClient) -> None:
    assert 'href="/help#password"' in get(client, "/sign-in").text
    page = text_of(get(client, "/help"))
    assert "Ask your organisation’s manager or the operator of the marketplace" in page


def test_the_help_says_what_counts(client: SeparateClient) -> None:
    page = text_of(get(client, "/help"))
    for words in ("aided county", "certified", "canteen, union welfare or staff", "freight"):
        assert words in page, words


def test_a_visitor_s_help_asks_the_database_nothing(client: SeparateClient) -> None:
    get(client, "/help")
    with statements() as asked:
        get(client, "/help")
    assert asked == []
