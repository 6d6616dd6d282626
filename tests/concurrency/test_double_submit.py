"""A button pressed many times at once buys once, and everybody is led to the same purchase."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.models import Purchase
from tests.clients import SeparateClient
from tests.concurrency.crowd import all_at_once
from tests.factories import sign_in
from tests.factories.standing import CommittingWorld
from tests.journeys import steps
from tests.journeys.books import faults
from tests.journeys.browsing import Browser, Form

pytestmark = pytest.mark.commits

TIMES = 8


def a_browser(committing_world: CommittingWorld, who: str = "school.buyer") -> Browser:
    """Somebody signed in; several of the same person are tabs of one browser."""
    app, world = committing_world
    client = app.test_client()
    assert isinstance(client, SeparateClient)
    with app.app_context(), dialects.writing():
        sign_in(client, world.actor(who))
    return Browser(client)


def press(browser: Browser, form: Form, **changes: Any) -> tuple[int, str | None]:
    fields = {name: value for name, value in form.fields.items() if name != "csrf_token"} | changes
    response = browser.client.post(form.action, data=fields)
    return response.status_code, response.location


def purchases(app: Flask) -> int:
    with app.app_context():
        assert faults() == []
        return db.session.scalar(select(func.count()).select_from(Purchase)) or 0


@pytest.fixture
def tabs(committing_world: CommittingWorld) -> list[Browser]:
    """Tabs of the school's buyer, who has four sacks in the basket."""
    tabs = [a_browser(committing_world) for _tab in range(TIMES)]
    steps.into_the_basket(tabs[0], "potatoes", packs="4")
    return tabs


def test_the_same_form_sent_many_times_at_once_buys_once(
    committing_world: CommittingWorld, tabs: list[Browser]
) -> None:
    form = tabs[0].open("/checkout").form("/checkout")
    answers = all_at_once(committing_world.app, [partial(press, tab, form) for tab in tabs])
    ((status, address),) = set(answers)
    assert status == 302
    assert address.startswith("/purchases/")
    assert purchases(committing_world.app) == 1


def test_the_same_key_with_other_contents_at_once_buys_one_of_them(
    committing_world: CommittingWorld, tabs: list[Browser]
) -> None:
    form = tabs[0].open("/checkout").form("/checkout")
    deeds = [partial(press, tab, form, note=f"note {number}") for number, tab in enumerate(tabs)]
    answers = all_at_once(committing_world.app, deeds)
    assert sorted(status for status, _address in answers) == [302] + [422] * (TIMES - 1)
    assert purchases(committing_world.app) == 1


def test_the_same_basket_ordered_from_many_tabs_at_once_is_ordered_once(
    committing_world: CommittingWorld, tabs: list[Browser]
) -> None:
    forms = [tab.open("/checkout").form("/checkout") for tab in tabs]
    answers = all_at_once(committing_world.app, [partial(press, *each) for each in zip(tabs, forms, strict=True)])
    assert sorted(status for status, _address in answers) == [302] + [422] * (TIMES - 1)
    assert purchases(committing_world.app) == 1


def test_goods_put_into_the_basket_from_many_tabs_at_once_all_lie_in_it(committing_world: CommittingWorld) -> None:
    tabs = [a_browser(committing_world) for _tab in range(TIMES)]
    forms = [tab.open("/products/eggs").form("/basket/lines") for tab in tabs]
    answers = all_at_once(
        committing_world.app, [partial(press, tab, form, packs="1") for tab, form in zip(tabs, forms, strict=True)]
    )
    assert {status for status, _address in answers} == {302}
    (field,) = tabs[0].open("/basket").form("/basket").named("packs_")
    assert tabs[0].open("/basket").form("/basket").fields[field] == str(TIMES)
