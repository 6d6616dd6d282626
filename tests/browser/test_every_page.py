"""Every page that the demo's people reach by following links, looked at as axe and a narrow phone see it."""

from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.browser.conftest import PHONE, Opener
from tests.browser.looks import scrolls_sideways, violations

PEOPLE = ["buyer", "approver", "coop", "workshop", "official", "town", "county", "operator"]
FEWEST_PAGES = {None: 7, "buyer": 13, "official": 11}
FILES = {
    "bank.template",
    "joining.document",
    "imports.export",
    "imports.template",
    "imports.wrong",
    "listings.paper",
    "invoices.file",
    "payments_stripe.pay_outs_sheet",
    "offline.paper",
    "offline.template",
    "tally.filing_file",
    "tally.replay_sheet",
    "fulfilment.acceptance_photo",
    "fulfilment.arrival_photo",
    "photos.photo",
    "households.template",
    "households.export",
    "reports.county_sales_export",
    "files.download",
    "bulletins.paper",
    "pairs.evidence",
    "jobs.evidence",
}
NOT_PAGES = {"static", "asset"} | FILES


@pytest.mark.parametrize("person", [None, *PEOPLE])
def test_pages_are_accessible_and_fit_a_phone(
    person: str | None, open_page: Opener, sign_in: Callable[[Page, str], None], standing_app: Flask
) -> None:
    page = open_page(PHONE)
    if person:
        sign_in(page, person)
    faults: list[str] = []
    seen = 0
    for address in _pages(page, standing_app, faults):
        seen += 1
        faults += [f"{address}: {fault}" for fault in violations(page)]
        faults += [f"{address} scrolls sideways"] * scrolls_sideways(page)
    assert not faults, "\n".join(faults)
    assert seen >= FEWEST_PAGES.get(person, 6)


@pytest.mark.parametrize("person", [None, "buyer", "coop", "official"])
def test_pages_fit_a_phone_in_english_too(
    person: str | None, open_page: Opener, sign_in: Callable[[Page, str], None], standing_app: Flask
) -> None:
    page = open_page(PHONE, language="en-US")
    if person:
        sign_in(page, person)
    dead: list[str] = []
    assert [address for address in _pages(page, standing_app, dead) if scrolls_sideways(page)] == []
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("person", [None, *PEOPLE])
def test_no_label_in_a_phones_bar_is_cut(
    person: str | None, language: str, open_page: Opener, sign_in: Callable[[Page, str], None]
) -> None:
    page = open_page(PHONE, language=language)
    if person:
        sign_in(page, person)
    page.goto("/")
    labels = page.locator(".tabbar__item span")
    cut = labels.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)")
    assert labels.count() >= 4
    assert cut == []


def _pages(page: Page, app: Flask, dead: list[str]) -> Iterator[str]:
    """Goes to one page of each kind that can be reached from the home page, and gives its address while it is open.

    A link that leads its reader nowhere is noted in `dead`.
    """
    adapter = app.url_map.bind("localhost")
    waiting = deque([("/", "the start")])
    known = {"reports.home"}
    while waiting:
        address, linked_from = waiting.popleft()
        response = page.goto(address)
        assert response is not None
        if not response.ok:
            dead.append(f"{linked_from} links to {address}: {response.status}")
            continue
        yield address
        for link in page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)"):
            kind = _kind(link, adapter)
            if kind and kind not in known:
                known.add(kind)
                waiting.append((link, address))


def _kind(link: str, adapter: MapAdapter) -> str | None:
    """The endpoint that a link of our own leads to."""
    parts = urlsplit(link)
    if parts.hostname != "127.0.0.1":
        return None
    try:
        endpoint, _ = adapter.match(parts.path, method="GET")
    except HTTPException:
        return None
    return None if endpoint in NOT_PAGES or str(endpoint).endswith("pdf") else str(endpoint)
