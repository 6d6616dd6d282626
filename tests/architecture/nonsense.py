"""What a person in a hurry or in anger types into the forms of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.architecture.conftest import Busy, Knock
from tests.architecture.forms import PAGES
from tests.journeys.browsing import Browser, Form, Page
from tests.journeys.hostile import LONG

NOTHING, EMPTY = "\x00", ""
NONSENSE = (NOTHING, LONG, "1e309", "-99999999999999999999999999", "９" * 12, "' OR 1=1 --\\", EMPTY)

EVERY_PAGES = ("/products", "/language", "/sign-out")
"""Forms in the head of every page, which are tried on one page alone."""

TOKENS = {"csrf_token", "once"}

EVERY_PAGE = list(PAGES)


class Field(NamedTuple):
    """A field: of which form on the page, what it is called there, and what in every form of the kind."""

    form: int
    name: str
    kind: str


def kind(name: str) -> str:
    return re.sub(r"_\d+$", "_", name)


def own_forms(page: Page) -> list[Form]:
    """The forms of this page alone that do something, one for each address that they go to."""
    doing = [form for form in page.forms if not form.asks and form.action not in EVERY_PAGES]
    forms = {form.action: form for form in reversed(doing)}
    return list(reversed(forms.values()))


def fields(forms: list[Form]) -> list[Field]:
    names = [(number, name) for number, form in enumerate(forms) for name in form.fields if name not in TOKENS]
    return [Field(number, name, kind(name)) for number, name in names]


@contextmanager
def visit(busy: Busy, knock: Knock, who: str, page: str) -> Iterator[tuple[Browser, list[Form]]]:
    """Somebody with four sacks in the basket opens the page; what they do there is undone at the end."""
    known = busy.business.numbers | {"colleague": str(busy.world.memberships["school.buyer"])}
    with knock(who) as client, busy.app.app_context():
        browser = Browser(client)
        client.post("/basket/lines", data={"pack_id": busy.world.packs["sack"], "packs": "4"})
        opened = browser.open(page.format_map(known))
        assert opened.status == 200
        assert opened.address == page.format_map(known)
        yield browser, own_forms(opened)
