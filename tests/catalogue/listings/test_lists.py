"""Lists of listings: searched, filtered, light, and how little is asked of the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.catalogue.lifecycle import Party
from shop.catalogue.services import changes
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import add_packing
from tests.catalogue.listings.trading import DETAILS, DRAFT, HEAVY, LISTS, LONG, OFF, SUBMITTED, Trade, at
from tests.factories.catalogue import a_category
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


def a_long_list(trade: Trade, number: int) -> None:
    for _each in range(number):
        product = trade.listing(name=LONG[:120], name_english="Long " * 24)
        add_packing(product, replace(product.packs[0].packing, name="礼盒"), by=None)
        change_listing(product, replace(product.said, name="冬笋"), by=trade.parties[Party.SUPPLIER])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lists_ask_as_little_for_many_as_for_few_and_stay_light(trade: Trade, language: str) -> None:
    a_long_list(trade, 1)
    counts: dict[str, list[int]] = {}
    for more in (0, 22):
        a_long_list(trade, more)
        for party, where in ((Party.SUPPLIER, "/listings"), (Party.COUNTY, "/listings/review")):
            browser = trade.as_(party)
            browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
            with statements() as sent:
                page = browser.open(where)
            counts.setdefault(where, []).append(len(sent))
            assert len(page.html.encode()) < HEAVY
    for where, (few, many) in counts.items():
        assert few == many, where
        assert many <= LISTS, where


def test_a_listings_page_asks_at_most_ten_things(trade: Trade) -> None:
    product = trade.listing(name=LONG[:120], name_english="Long " * 24)
    seller = trade.parties[Party.SUPPLIER]
    for number in range(8):
        add_packing(product, replace(product.packs[0].packing, name=f"第{number}箱"), by=None)
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    changes.return_change(product, "No.", by=trade.parties[Party.COUNTY])
    change_listing(product, replace(product.said, name="春笋"), by=seller)
    for party in (Party.SUPPLIER, Party.COUNTY):
        browser = trade.as_(party)
        for where, most in ((at(product), DETAILS), (at(product, "preview"), DETAILS)):
            with statements() as sent:
                page = browser.open(where)
            assert page.status == 200
            assert len(sent) <= most, (party, where, sent)
            assert len(page.html.encode()) < HEAVY


def test_forms_ask_at_most_ten_things(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    for where in ("/listings/new", at(product, "edit"), at(product, "packs", "new"), at(product, "papers")):
        with statements() as sent:
            page = seller.open(where)
        assert page.status == 200
        assert len(sent) <= DETAILS + 2, (where, sent)


def test_the_list_is_searched_and_filtered_in_its_address(trade: Trade) -> None:
    tea = a_category("tea", name="茶", name_english="Tea")
    trade.listing(name="翠华茶", name_english="Cuihua tea", category=tea, certified=False)
    trade.listing(OFF, name="冬笋", name_english="Winter shoots", stock=None)
    seller = trade.as_(Party.SUPPLIER)
    asked = ("", "?state=on", "?state=off", "?q=冬", f"?kind={tea.id}", "?need=unstocked", "?need=uncertified")
    found = {
        address: ("Cuihua tea" in page.text, "Winter shoots" in page.text)
        for address in asked
        for page in [seller.open("/listings" + address)]
    }
    assert found == {
        "": (True, True),
        "?state=on": (True, False),
        "?state=off": (False, True),
        "?q=冬": (False, True),
        f"?kind={tea.id}": (True, False),
        "?need=unstocked": (False, True),
        "?need=uncertified": (True, False),
    }
    assert "Nothing was found" in seller.open("/listings?q=zzz&state=nonsense&page=99999999999&kind=x&need=y").text


def test_the_list_shows_prices_to_compare_with_three_decimals_at_most(trade: Trade) -> None:
    trade.listing(DRAFT, price="2.5855")
    trade.listing(SUBMITTED, price="3.1234")
    assert "2.586" in (page := trade.as_(Party.SUPPLIER).open("/listings").text)
    assert "2.5855" not in page
    assert "3.1234" not in trade.as_(Party.COUNTY).open("/listings/review").text
