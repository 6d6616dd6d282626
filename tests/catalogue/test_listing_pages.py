"""Listings as pages: who does what there, what is typed and kept, two tabs, and how little is asked of the database."""

from __future__ import annotations

from dataclasses import replace
from itertools import product as every
from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import Action, Party
from shop.catalogue.models import ListingChange, Pack, Product
from shop.catalogue.queries.listing import waiting_of
from shop.catalogue.services import changes, moves
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import add_packing, change_pack
from shop.catalogue.services.shelving import take_off_shelf
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.organisations.models import Producer, Supplier
from shop.organisations.words import SupplierStatus
from tests.catalogue.test_listing_life import ALLOWED, ENDS
from tests.clients import SeparateClient
from tests.factories import DAGUAN, a_county_office, a_supplier, an_actor, an_operator, sign_in
from tests.factories.catalogue import a_category, a_product
from tests.journeys.browsing import Browser, Page
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

DRAFT, SUBMITTED, ON, OFF = ProductStatus
LISTS, DETAILS, HEAVY = 8, 10, 150_000
PAGE_DEEDS = {
    Action.SUBMIT: "submit",
    Action.WITHDRAW: "withdraw",
    Action.APPROVE: "approve",
    Action.RETURN: "return",
    Action.TAKE_OFF: "take-off",
    Action.PUT_BACK: "put-back",
    Action.DISCARD: "discard",
}
LONG = "大关县木杆镇高山云雾有机鲜筇竹笋尖礼盒装" * 6


class Trade:
    """A cooperative with one listing, its county's office, the operator, and a stranger: each with a browser."""

    def __init__(self, client: SeparateClient) -> None:
        self.client = client
        self.coop = a_supplier()
        self.parties: dict[Party | None, Actor] = {
            Party.SUPPLIER: an_actor(self.coop),
            Party.COUNTY: an_actor(a_county_office(DAGUAN)),
            Party.OPERATOR: an_actor(an_operator()),
            None: an_actor(a_supplier()),
        }

    def as_(self, party: Party | None) -> Browser:
        db.session.commit()
        sign_in(self.client, self.parties[party])
        return Browser(self.client)

    def listing(self, status: ProductStatus = ON, **particulars: Any) -> Product:
        product = a_product(of=self.coop, on_shelf=status in lifecycle.SHOWN, **particulars)
        if status is SUBMITTED:
            moves.submit(product, by=self.parties[Party.SUPPLIER])
        if status is OFF:
            take_off_shelf(product, reason="", by=self.parties[Party.SUPPLIER])
        db.session.commit()
        return product


@pytest.fixture
def trade(client: SeparateClient) -> Trade:
    return Trade(client)


def now(product: Product) -> Product:
    db.session.expire_all()
    return product


def at(product: Product, *rest: str) -> str:
    return "/".join([f"/listings/{product.id}", *rest])


def deeds_offered(page: Page, product: Product) -> set[str]:
    start = at(product) + "/"
    found = {form.action.removeprefix(start) for form in page.forms if form.action.startswith(start)}
    return found & set(PAGE_DEEDS.values())


# -- the life, through the pages


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


def test_the_list_shows_prices_to_compare_with_three_decimals_at_most(trade: Trade) -> None:
    trade.listing(DRAFT, price="2.5855")
    trade.listing(SUBMITTED, price="3.1234")
    assert "2.586" in (page := trade.as_(Party.SUPPLIER).open("/listings").text)
    assert "2.5855" not in page
    assert "3.1234" not in trade.as_(Party.COUNTY).open("/listings/review").text


def test_the_article_number_is_written_in_the_editor_and_refused_beside_its_field(trade: Trade) -> None:
    product, other = trade.listing(DRAFT), trade.listing(DRAFT)
    seller = trade.as_(Party.SUPPLIER)
    edit = at(product, "edit")
    page = seller.send(seller.open(edit).form(edit), article=" Ａ-01 ")
    assert (page.status, now(product).article) == (200, "A-01")
    assert "Article number" in page.text
    assert seller.open(edit).form(edit).fields["article"] == "A-01"
    edit = at(other, "edit")
    answer = seller.send(seller.open(edit).form(edit), article="a-01")
    assert answer.status == 422
    assert 'id="article-error"' in answer.html
    assert 'value="a-01"' in answer.html
    assert at(product) in seller.open("/listings?q=A-01").html


def test_a_producer_that_ended_is_refused_beside_its_field_and_stays_where_it_stood(trade: Trade) -> None:
    names = {"name": "老茶农", "name_english": "Old farmers"}
    ended = Producer(supplier_id=trade.coop.id, **names, active=False)
    db.session.add(ended)
    db.session.flush()
    product = trade.listing(DRAFT)
    seller = trade.as_(Party.SUPPLIER)
    edit = at(product, "edit")
    answer = seller.send(seller.open(edit).form(edit), producer=str(ended.id))
    assert answer.status == 422
    assert 'id="producer-error"' in answer.html
    product.producer_id, product.producer_name, product.producer_name_english = ended.id, *names.values()
    db.session.commit()
    answer = seller.send(seller.open(edit).form(edit), storage="放在阴凉处")
    assert answer.status == 200
    assert (now(product).storage, product.producer_id) == ("放在阴凉处", ended.id)


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


# -- the editor


def test_a_wrong_form_keeps_everything_that_was_typed_and_says_what_is_wrong(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    form = seller.open(at(product, "edit")).form("/edit")
    page = seller.send(form, name="", storage="阴凉处", shelf_life_days="many", months=[], description="好" * 4001)
    assert page.status == 422
    kept = page.form("/edit").fields
    assert (kept["storage"], kept["shelf_life_days"], len(kept["description"])) == ("阴凉处", "many", 4001)
    assert "Please give the product its Chinese name." in page.text
    assert now(product).storage == ""


def test_a_season_is_ticked_by_a_button_without_script_and_nothing_is_saved(trade: Trade) -> None:
    product = trade.listing(months=(1,))
    seller = trade.as_(Party.SUPPLIER)
    form = seller.open(at(product, "edit")).form("/edit")
    page = seller.send(form, storage="阴凉处", preset="autumn")
    kept = page.form("/edit").fields
    assert (kept.getlist("months"), kept["storage"]) == (["9", "10", "11"], "阴凉处")
    assert now(product).months == [1]


def test_who_saves_second_in_another_tab_is_told_and_loses_nothing(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    first, second = (seller.open(at(product, "edit")).form("/edit") for _tab in range(2))
    seller.send(first, storage="冷库")
    page = seller.send(second, storage="阴凉处", shelf_life_days="9")
    assert page.status == 422
    assert "Somebody else changed this listing" in page.text
    assert "冷库" in page.text
    assert now(product).storage == "冷库"
    again = page.form("/edit")
    assert again.fields["storage"] == "阴凉处"
    seller.send(again)
    assert (now(product).storage, product.shelf_life_days) == ("阴凉处", 9)


def test_so_it_is_with_packs(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    where = at(product, "packs", str(product.packs[0].id))
    first, second = (seller.open(where).form(where) for _tab in range(2))
    seller.send(first, price_1="12.5")
    page = seller.send(second, price_1="13")
    assert page.status == 422
    assert "12.50" in page.text
    assert str(now(product).packs[0].tiers[0].unit_price) == "12.50"
    seller.send(page.form(where))
    assert str(now(product).packs[0].tiers[0].unit_price) == "13.00"


def test_the_same_form_sent_twice_makes_one_listing(trade: Trade) -> None:
    category = str(a_category().id)
    seller = trade.as_(Party.SUPPLIER)
    form = seller.open("/listings/new").form("/listings/new")
    for _click in range(2):
        seller.send(form, name="翠华茶", category=category)
    assert len(db.session.execute(select(Product)).scalars().all()) == 1


def test_a_listing_needs_its_kind(trade: Trade) -> None:
    seller = trade.as_(Party.SUPPLIER)
    page = seller.send(seller.open("/listings/new").form("/listings/new"), name="翠华茶")
    assert page.status == 422
    assert "Please choose which goods it is" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"content": "0"}, "greater than zero"),
        ({"content": "1.2345"}, "three decimals"),
        ({"price_1": "0"}, "greater than zero"),
        ({"price_1": "1.23456"}, "four decimals"),
        ({"from_1": "", "price_1": ""}, "A pack needs a price"),
        ({"from_2": "10", "price_2": "12"}, "lower than the one before"),
        ({"from_2": "10", "price_2": ""}, "A tier needs both"),
        ({"from_2": "1", "price_2": "11"}, "same number of packs"),
        ({"minimum": "0"}, "at least one pack"),
        ({"multiple": ""}, "Please fill this in"),
        ({"way": "by the moon"}, "Please choose one"),
        ({"name": ""}, "Please name the pack"),
        ({"name": LONG}, "too long"),
    ],
)
def test_a_pack_that_cannot_be_comes_back_with_a_sentence(trade: Trade, typed: dict[str, str], sentence: str) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    where = at(product, "packs", str(product.packs[0].id))
    page = seller.send(seller.open(where).form(where), **typed)
    assert page.status == 422
    assert sentence in page.text
    assert str(now(product).packs[0].tiers[0].unit_price) == "12.00"


def test_full_width_digits_and_jin_are_read(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.as_(Party.SUPPLIER)
    where = at(product, "packs", str(product.packs[0].id))
    seller.send(seller.open(where).form(where), content="５０斤", price_1="１２．５")
    pack = now(product).packs[0]
    assert (str(pack.content), str(pack.tiers[0].unit_price)) == ("25", "12.50")


# -- changes, side by side


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
    assert deeds_offered(page, product) == set()
    assert at(product, "edit") in page.html


def test_who_looks_at_a_listing_of_a_suspended_supplier_reads_that_it_cannot_be_ordered(trade: Trade) -> None:
    product = trade.listing(ON)
    db.session.get_one(Supplier, trade.coop.id).status = SupplierStatus.SUSPENDED
    page = trade.as_(Party.COUNTY).open(at(product))
    assert "This supplier is suspended" in page.text
    assert "can order from its lots" not in page.text


# -- lists, weight, statements


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


def test_nobody_elses_listing_is_found(trade: Trade) -> None:
    product = trade.listing()
    stranger = trade.as_(None)
    for where in ("", "/edit", "/preview", "/packs/new", f"/packs/{product.packs[0].id}", "/papers", "/papers/1"):
        assert stranger.open(at(product) + where).status == 404
    assert "Fresh" not in stranger.open("/listings").text


def test_packs_are_moved_retired_and_copied_by_buttons(trade: Trade) -> None:
    product = trade.listing()
    second = add_packing(product, replace(product.packs[0].packing, name="礼盒", name_english="gift box"), by=None)
    first = product.packs[0]
    seller = trade.as_(Party.SUPPLIER)
    page = seller.send(seller.open(at(product)).form(f"/packs/{first.id}/down"))
    ordered = select(Pack.id).where(Pack.product_id == product.id).order_by(Pack.position)
    assert db.session.execute(ordered).scalars().all() == [second.id, first.id]
    page = seller.send(page.form(f"/packs/{first.id}/retire"))
    assert "Not sold now" in page.text
    seller.send(page.form("/duplicate"))
    copy = db.session.execute(select(Product).order_by(Product.id.desc()).limit(1)).scalar_one()
    assert (copy.status, [pack.name for pack in copy.packs]) == (DRAFT, ["礼盒"])
    assert db.session.execute(select(ListingChange)).first() is None
