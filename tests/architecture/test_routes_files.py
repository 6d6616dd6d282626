"""Whatever is no page is handed to those alone who may see what it belongs to, and never taken for a page."""

import pytest

from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import DOORS, PUBLIC
from tests.architecture.test_routes_ownership import address

STRANGERS = ("nobody", "clinic.buyer", "workshop.seller", "delta.official", "office-532922.official")
FILED = {
    "GET /acceptances/<number>/photos/<name>/<size>",
    "GET /arrivals/<number>/photos/<name>/<size>",
    "GET /acceptances/<number>/pdf",
    "GET /invoices/<number>/files/<name>",
}
"""Some that hand out files, so that the walk below is known to find them."""

OPEN = {"/photos/<name>/<size>", "/assets/<name>"}
"""Files that anybody may see: photos of goods that were on sale, and what pages are made of."""


@pytest.fixture
def addresses(busy: Busy, knock: Knock) -> dict[str, str]:
    """Every address that hands a file to somebody, by its route."""
    found = {}
    for route, doors in DOORS.items():
        for door in doors:
            if not route.startswith("GET") or not door.opens_for:
                continue
            with knock(min(door.opens_for)) as client:
                where = address(busy, route, door)
                answer = client.get(where)
                if answer.status_code == 200 and answer.mimetype != "text/html":
                    assert answer.headers["X-Content-Type-Options"] == "nosniff", route
                    assert "public" not in answer.headers.get("Cache-Control", ""), route
                    found[route] = where
    return found


def test_no_file_is_handed_to_a_stranger(addresses: dict[str, str], knock: Knock) -> None:
    assert set(addresses) >= FILED
    given = []
    for route, where in addresses.items():
        for who in STRANGERS:
            if any(who in door.opens_for for door in DOORS[route]):
                continue
            with knock(who) as client:
                status = client.get(where).status_code
            if status not in (302, 404):
                given.append(f"{who} at {route}: {status}")
    assert given == []


def test_what_is_public_is_a_page_or_a_photo_of_goods(busy: Busy, knock: Knock) -> None:
    rules = {rule.rule: rule for rule in busy.app.url_map.iter_rules()}
    given = set()
    for route, filled in PUBLIC.items():
        built = rules[route].build({name: busy.business.numbers.get(value, value) for name, value in filled.items()})
        assert built is not None
        with knock("nobody") as client:
            answer = client.get(built[1])
        if answer.mimetype != "text/html":
            given.add(route)
    assert given <= OPEN


def test_a_photo_beside_a_note_is_no_photo_of_goods_under_any_address(busy: Busy, knock: Knock) -> None:
    for what in ("acceptance photo", "arrival photo", "invoice file"):
        name = busy.business.numbers[what]
        for who in ("nobody", "school.buyer", "coop.seller", "operator.operator"):
            with knock(who) as client:
                assert client.get(f"/photos/{name}/640.webp").status_code == 404, (what, who)
