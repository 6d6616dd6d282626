"""Forms that no page of ours sends: mangled on the way, without a token, or a second time with other contents."""

from io import BytesIO
from typing import Any, NamedTuple

import pytest

from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import BUTTONS, DOORS, PLAIN
from tests.architecture.forms import FILLED, UPLOADED
from tests.architecture.nonsense import EVERY_PAGE, fields, visit
from tests.architecture.test_routes_ownership import address
from tests.journeys.hostile import rows

PARTS = "multipart/form-data"


class Mangled(NamedTuple):
    """What arrives instead of a form."""

    body: bytes
    content_type: str = "application/x-www-form-urlencoded"


MANGLED = {
    "not text": Mangled(b"\xff\xfe=\x80"),
    "broken signs": Mangled(b"&&&==%zz%&once&packs_1=%ff"),
    "too long": Mangled(b"reason=" + b"a" * 3_000_000),
    "another language": Mangled(b'{"reason": 1}', "application/json"),
    "parts without a seam": Mangled(b"--x\r\nreason", PARTS),
    "parts cut off": Mangled(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', "multipart/form-data; boundary=x"
    ),
}
POSTS = [route for route in DOORS if route.startswith("POST")]
TOLD = "/checkout/effect"
"""Tells what the form would do, whatever stands in it, and does nothing."""


def test_every_address_that_takes_forms_is_tried(busy: Busy) -> None:
    takes = {rule.rule for rule in busy.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert takes == {route.split(" ")[1] for route in POSTS} | set(PLAIN)


@pytest.mark.parametrize("how", MANGLED)
def test_a_mangled_form_does_nothing(busy: Busy, knock: Knock, how: str) -> None:
    doors = {route: (min(DOORS[route][0].opens_for), address(busy, route, DOORS[route][0])) for route in POSTS}
    for route, (who, where) in (doors | {route: (who, route) for route, who in PLAIN.items()}).items():
        is_button = route.removeprefix("POST ") in BUTTONS
        with knock(who) as client, busy.app.app_context():
            before = rows()
            answer = client.post(where, data=MANGLED[how].body, content_type=MANGLED[how].content_type)
            assert answer.status_code < 500, route
            if not is_button or route == TOLD:
                assert rows() == before, route
            if not is_button:
                assert answer.status_code in {400, 404, 413, 422} or route.startswith("/basket"), route
            if how == "too long":
                assert answer.status_code == 413, route
                assert rows() == before, route
            assert "<h1" in answer.text, route


@pytest.mark.parametrize("token", [None, "stale", "Im5vdCBvdXJzIg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
@pytest.mark.parametrize(("who", "page"), EVERY_PAGE)
def test_without_its_token_no_form_does_anything(
    busy: Busy, knock: Knock, who: str, page: str, token: str | None
) -> None:
    with visit(busy, knock, who, page) as (browser, forms):
        before = rows()
        for form in forms:
            answer = browser.send(form, csrf_token=token)
            assert answer.status == 400, form.action
            assert "Nothing was changed" in answer.text
        assert rows() == before


def test_every_form_with_a_key_is_filled_in_here(busy: Busy, knock: Knock) -> None:
    for who, page in EVERY_PAGE:
        with visit(busy, knock, who, page) as (_browser, forms):
            assert ((who, page) in FILLED) is any("once" in form.fields for form in forms), page


@pytest.mark.parametrize(("who", "page"), FILLED)
def test_a_key_opens_once_and_never_for_another_body(busy: Busy, knock: Knock, who: str, page: str) -> None:
    with visit(busy, knock, who, page) as (_browser, forms):
        numbers = [number for number, form in enumerate(forms) if "once" in form.fields]
    for number in numbers:
        with visit(busy, knock, who, page) as (browser, forms):
            form, filled = forms[number], FILLED[who, page]
            typed = {field.name: filled[field.kind] for field in fields([form]) if field.kind in filled}
            uploaded = UPLOADED.get((who, page, form.action.rpartition("/")[2]))
            first = browser.send(form, **typed, **_file(uploaded))
            assert (first.status, first.errors) == (200, []), form.action
            before = rows()
            second = browser.send(form, **typed, **_file(uploaded))
            assert (second.status, second.address) == (200, first.address), form.action
            assert rows() == before, form.action
            other = browser.send(form, **typed, **_file(uploaded), and_more="1")
            assert other.status == 422, form.action
            assert "sent before with other contents" in other.text, form.action
            assert rows() == before, form.action


def _file(uploaded: tuple[str, str, bytes] | None) -> dict[str, Any]:
    """It is read by sending it, so each sending has one of its own."""
    if uploaded is None:
        return {}
    field, name, content = uploaded
    return {field: (BytesIO(content), name)}
