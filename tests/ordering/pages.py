"""Reading pages as a test needs it: what stands in fields and beside them."""

import html
import re
from typing import Any

from flask.testing import FlaskClient

from shop.catalogue.dressing import shop_window
from shop.ordering import queries
from shop.ordering.services.baskets import BasketOwner
from shop.ordering.services.checkout import fingerprint
from tests.factories import sign_in
from tests.factories.world import World


def text_of(response: Any) -> str:
    """What a page says, entities resolved."""
    return html.unescape(response.get_data(as_text=True))


def value_of(page: str, name: str) -> str | None:
    """What stands in an input."""
    tag = next((tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag), "")
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else None


def errors_of(page: str) -> list[str]:
    """The sentences beside fields."""
    page = re.sub(r'<span class="visually-hidden">.*?</span>', "", page)
    found = re.findall(r'class="field__error"[^>]*>(.*?)</(?:p|span)>', page, re.DOTALL)
    return [sentence.strip() for sentence in found]


def signed_in(client: FlaskClient, world: World, name: str) -> FlaskClient:
    """The client as one of the small world's people, reading English."""
    sign_in(client, world.actor(name))
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


def seen_by(world: World, name: str = "school.buyer") -> str:
    """What the checkout page of somebody would show they buy."""
    page = queries.basket_page(BasketOwner(membership_id=world.memberships[name]), shop_window())
    return fingerprint(page.packs, page.total)
