"""A bookkeeper uploads a sheet of 10,000 rows, leaves the page, comes back, sees the counts, and applies all of it."""

from __future__ import annotations

import re
import time

from playwright.sync_api import FilePayload, Locator, Page, expect

from shop.documents.workbooks import XLSX
from tests.browser.conftest import DESKTOP, PHONE, Opener, Shop
from tests.browser.looks import scrolls_sideways
from tests.browser.test_the_main_journey import sign_in
from tests.factories.sheets import many_listings

ROWS = 10_000
PATIENCE = 120_000
"""Milliseconds; the worker looks every three seconds, and the machine may have other things to do."""


def test_ten_thousand_listings_from_a_sheet_to_the_shelf(small_shop: Shop, open_small_shop: Opener) -> None:
    page = open_small_shop(DESKTOP, language="en-US")
    page.goto("/sign-in")
    sign_in(page, "coop.seller")
    page.goto("/listings/imports")
    category = page.request.get("/listings/export")
    assert category.ok
    page.set_input_files(
        "#file", FilePayload(name="all.xlsx", mimeType=XLSX, buffer=many_listings(ROWS, category="produce"))
    )
    began = time.monotonic()
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", name="all.xlsx")).to_be_visible()
    address = page.url

    page.goto("/products")
    page.goto("/listings/imports")
    page.get_by_role("link", name="all.xlsx").click()
    wait_for(page, "Checked")
    print(f"checked after {time.monotonic() - began:.1f} s")
    expect(stat(page, "New")).to_have_text("10,000")
    expect(stat(page, "Wrong")).to_have_text("0")

    phone = open_small_shop(PHONE, language="en-US")
    phone.goto("/sign-in")
    sign_in(phone, "coop.seller")
    phone.goto(address)
    assert not scrolls_sideways(phone)

    began = time.monotonic()
    page.get_by_role("button", name="Apply all of it").click()
    wait_for(page, "Applied")
    print(f"applied after {time.monotonic() - began:.1f} s")
    page.goto("/notices")
    expect(page.get_by_text(re.compile("Your sheet all.xlsx is applied: 10000 rows are new"))).to_be_visible()
    page.goto("/listings")
    expect(page.get_by_text(re.compile(r"3,33\d"))).not_to_have_count(0)


def wait_for(page: Page, state: str) -> None:
    """The page looks again by itself until the import is there."""
    expect(page.locator(".page-header .status")).to_have_text(state, timeout=PATIENCE)


def stat(page: Page, label: str) -> Locator:
    """A figure on top of the page."""
    return page.locator(".stat", has=page.get_by_text(label, exact=True)).locator(".stat__value")
