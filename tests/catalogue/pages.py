"""Reading the pages of the catalogue as a visitor does: their text, their cards, their facets."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ENGLISH = {"Accept-Language": "en"}
CARD = re.compile(r'class="card__link" href="/products/([^"]+)"')
FACET = re.compile(r'value="([^"]*)"( checked)?><label[^>]*>([^<]*)</label>(?:<span class="facets__count">(\d+))?')


def get(client: FlaskClient, address: str, *, language: str = "en") -> TestResponse:
    """A page in a language."""
    return client.get(address, headers={"Accept-Language": language})


def text_of(response: TestResponse) -> str:
    """What the page says, its markup gone and its space shortened."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def cards_of(response: TestResponse) -> list[str]:
    """The slugs of the cards, in their order."""
    return CARD.findall(response.text)


def facets_of(response: TestResponse) -> dict[str, int]:
    """The facets' words with how many goods there would be."""
    return {unescape(label): int(count) for _value, _checked, label, count in FACET.findall(response.text) if count}
