"""The life of a listing through its pages: who does what there, and what is decided."""

from __future__ import annotations

from dataclasses import replace
from itertools import product as every

import pytest
from sqlalchemy import select

from shop.catalogue.lifecycle import Action, Party
from shop.catalogue.models import Product
from shop.catalogue.queries.listing import waiting_of
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import change_pack
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.money import UnitPrice
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus
from tests.catalogue.listings.test_life import ALLOWED, ENDS
from tests.catalogue.listings.trading import DRAFT, ON, PAGE_DEEDS, SUBMITTED, Trade, at, deeds_offered, now
from tests.factories import DAGUAN
from tests.factories.catalogue import a_category

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.mark.parametrize(("party", "status"), list(every(Party, ProductStatus)))
def test_the_page_offers_exactly_what_the_table_allows(trade: Trade, party: Party, status: ProductStatus) -> None:
    product = trade.listing(status)
    page = trade.as_(party).open(at(product))
    if party is not Party.SUPPLIER and status is DRAFT:
        assert page.status == 404
        return
    allowed = ALLOWED.get((party, status), set())
    assert deeds_offered(page, product) == {PAGE_DEEDS[action] for action in allowed if action in PAGE_DEEDS}
    assert (at(product, "edit") in page.html) is bool(allowed & {Action.SAVE, Action.CHANGE})


@pytest.mark.parametrize(("party", "status", "action"), list(every([*Party, None], ProductStatus, PAGE_DEEDS)))
def test_whoever_sends_the_form_of_a_deed_does_only_what_the_table_allows(
    trade: Trade, party: Party | None, status: ProductStatus, action: Action
) -> None:
    product = trade.listing(status, stock=None, certified=False)
    browser = trade.as_(party)
    allowed = action in (ALLOWED.get((party, status), set()) if party else set())
    sent = {"version": str(product.version), "reason": "Something is missing.", "once": "k" * 24}
    answer = browser.client.post(at(product, PAGE_DEEDS[action]), data=sent)
    unseen = party is None or (party is not Party.SUPPLIER and status is DRAFT)
    assert answer.status_code == (302 if allowed else 404 if unseen else 422)
    if allowed and action is Action.DISCARD:
        assert db.session.execute(select(Product)).all() == []
        return
    assert now(product).status is (ENDS[action] if allowed else status)


def test_a_discarded_draft_is_gone_and_the_same_click_again_leads_to_the_list(trade: Trade) -> None:
    product = trade.listing(DRAFT, stock=None, certified=False)
    seller = trade.as_(Party.SUPPLIER)
    page_of_it, discard = at(product), at(product, "discard")
    form = seller.open(page_of_it).form(discard)
    for _click in range(2):
        page = seller.send(form)
        assert (page.status, page.address) == (200, "/listings")
        assert "discarded" in page.text or _click
    assert seller.open(page_of_it).status == 404
    assert seller.client.post(discard, data={"version": "1", "once": "k" * 24}).status_code == 404


def test_a_draft_with_lots_stays_and_its_page_says_why(trade: Trade) -> None:
    product = trade.listing(DRAFT)
    seller = trade.as_(Party.SUPPLIER)
    page = seller.send(seller.open(at(product)).form(at(product, "discard")))
    assert page.status == 422
    assert "There are lots of this product" in page.text


def test_from_an_empty_form_to_the_shelf(trade: Trade) -> None:
    a_category("tea", name="茶", name_english="Tea")
    seller = trade.as_(Party.SUPPLIER)
    page = seller.open("/listings")
    assert "No listings yet" in page.text
    form = seller.open("/listings/new").form("/listings/new")
    category = str(a_category("tea").id)
    page = seller.send(form, name="翠华茶", category=category, tax="own-exempt-members")
    assert "Cui hua cha" in page.text
    product = db.session.execute(select(Product)).scalar_one()
    assert (product.character, product.county_code, product.status) == ("茶", DAGUAN, DRAFT)
    page = seller.send(page.form("/submit"))
    assert "A product needs a pack" in " ".join(page.errors)
    pack = seller.open(at(product, "packs", "new")).form("/packs/new")
    page = seller.send(pack, name="半斤袋", content="0.5斤", price_1="60", from_2="10", price_2="55")
    assert "¥240.00 per kg" in page.text
    page = seller.send(page.form("/submit"))
    assert "Waiting for review" in page.text
    official = trade.as_(Party.COUNTY)
    queue = official.open("/listings/review")
    assert "Cui hua cha" in queue.text
    page = official.send(official.open(at(product)).form("/approve"))
    assert "Nothing waits" in page.text
    shelf = official.open("/products")
    assert "Cui hua cha" in shelf.text


def test_returned_it_says_why_until_it_is_submitted_again(trade: Trade) -> None:
    product = trade.listing(SUBMITTED)
    official = trade.as_(Party.COUNTY)
    page = official.send(official.open(at(product)).form("/return"), reason="")
    assert page.status == 422
    official.send(official.open(at(product)).form("/return"), reason="Say how it is kept.")
    seller = trade.as_(Party.SUPPLIER)
    assert "Say how it is kept." in seller.open(at(product)).text
    assert "Fresh" in seller.open("/listings?state=draft&need=returned").text


def test_a_change_waits_is_seen_side_by_side_and_is_approved(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    where = at(product, "packs", str(product.packs[0].id))
    page = seller.send(seller.open(where).form(where), price_1="15")
    assert "A change waits for review" in page.text
    assert "+25.0 % per kg or piece" in page.text
    assert seller.open(where).form(where).fields["price_1"] == "15.00"
    assert "¥12.00" in seller.open(f"/products/{product.slug}").text
    assert "¥15.00" in seller.open(at(product, "preview")).text
    official = trade.as_(Party.COUNTY)
    page = official.open(at(product))
    assert "¥12.00" in page.text
    assert "¥15.00" in page.text
    official.send(page.form("/approve-change"))
    assert "¥15.00" in official.open(f"/products/{product.slug}").text


def test_what_was_changed_after_the_page_was_opened_is_not_approved_unseen(trade: Trade) -> None:
    product = trade.listing()
    pack = product.packs[0]
    seller = trade.parties[Party.SUPPLIER]
    change_pack(pack, replace(pack.packing, tiers={1: UnitPrice.yuan(15)}), by=seller)
    official = trade.as_(Party.COUNTY)
    form = official.open(at(product)).form("/approve-change")
    change_pack(pack, replace(pack.packing, tiers={1: UnitPrice.yuan(40)}), by=seller)
    db.session.commit()
    page = official.send(form)
    assert page.status == 422
    assert "Somebody else changed this listing" in page.text
    assert waiting_of(product.id) is not None


@pytest.mark.parametrize("deed", ["approve-change", "return-change"])
def test_a_supplier_does_not_decide_about_its_own_change(trade: Trade, deed: str) -> None:
    product = trade.listing()
    change_listing(product, replace(product.said, name="冬笋"), by=trade.parties[Party.SUPPLIER])
    seller = trade.as_(Party.SUPPLIER)
    sent = {"version": str(product.version), "reason": "Because.", "once": "k" * 24}
    assert seller.client.post(at(product, deed), data=sent).status_code == 404
    assert waiting_of(product.id) is not None


def test_a_suspended_supplier_reads_that_it_can_only_write_drafts(trade: Trade) -> None:
    product = trade.listing(DRAFT)
    db.session.get_one(Supplier, trade.coop.id).status = SupplierStatus.SUSPENDED
    page = trade.as_(Party.SUPPLIER).open(at(product))
    assert "The supplier is not approved now" in page.text
    assert deeds_offered(page, product) == {"discard"}
    assert at(product, "edit") in page.html


def test_who_looks_at_a_listing_of_a_suspended_supplier_reads_that_it_cannot_be_ordered(trade: Trade) -> None:
    product = trade.listing(ON)
    db.session.get_one(Supplier, trade.coop.id).status = SupplierStatus.SUSPENDED
    page = trade.as_(Party.COUNTY).open(at(product))
    assert "This supplier is suspended" in page.text
    assert "can order from its lots" not in page.text


def test_nobody_elses_listing_is_found(trade: Trade) -> None:
    product = trade.listing()
    stranger = trade.as_(None)
    for where in ("", "/edit", "/preview", "/packs/new", f"/packs/{product.packs[0].id}", "/papers", "/papers/1"):
        assert stranger.open(at(product) + where).status == 404
    assert "Fresh" not in stranger.open("/listings").text
