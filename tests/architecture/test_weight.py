"""What a supplier's pages weigh on the way to a slow phone: page, stylesheet, script and icons, without photos."""

import re
from gzip import decompress

import pytest

from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import COOP, DOORS
from tests.architecture.test_routes_ownership import address
from tests.clients import SeparateClient

HEAVIEST = 150 * 1000
ASSET = re.compile(r'(?:href|src)="(/assets/[^"#]+)')
SELLER = "coop.seller"


EMBEDDED = "/progress/embed"
"""A page for other websites: a stylesheet, and no script of ours."""


def pages(busy: Busy) -> list[str]:
    """Every address that a supplier's seller may open, those with objects in them as well."""
    plain = [
        rule.rule
        for rule in busy.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
    ]
    doors = [(route, door) for route, doors in DOORS.items() for door in doors if route.startswith("GET")]
    return plain + [address(busy, route, door) for route, door in doors if door.opens_for >= COOP]


def weight(client: SeparateClient, where: str) -> int | None:
    """Bytes on the way for a browser that comes for the first time; nothing for what is no page."""
    answer = client.get(where, headers={"Accept-Encoding": "gzip"})
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return None
    assets = set(ASSET.findall(answer.text))
    assert len(assets) >= (1 if where == EMBEDDED else 3), where
    parts = [client.get(asset, headers={"Accept-Encoding": "gzip"}) for asset in assets]
    return len(answer.data) + sum(len(part.data) for part in parts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_supplier_is_light_enough_for_a_slow_phone(busy: Busy, knock: Knock, language: str) -> None:
    weights = {}
    with knock(SELLER) as client:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        for where in pages(busy):
            if (found := weight(client, where)) is not None:
                weights[where] = found
    assert len(weights) > 40
    assert {where: found for where, found in weights.items() if found > HEAVIEST} == {}


def test_what_is_sent_packed_is_what_is_sent_plain(busy: Busy, knock: Knock) -> None:
    with knock("nobody") as client:
        for asset in set(ASSET.findall(client.get("/").text)):
            plain, packed = client.get(asset), client.get(asset, headers={"Accept-Encoding": "gzip"})
            assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
            assert decompress(packed.data) == plain.data
            assert plain.headers["ETag"] != packed.headers["ETag"]
            assert "Accept-Encoding" in packed.headers["Vary"]
