"""What is typed into the forms of a listing: kept, refused beside its field, and settled between two tabs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from shop.catalogue.lifecycle import Party
from shop.catalogue.models import ListingChange, Pack, Product
from shop.catalogue.services.packs import add_packing
from shop.extensions import db
from shop.organisations.models import Producer
from tests.catalogue.listings.trading import DRAFT, LONG, Trade, at, now
from tests.factories.catalogue import a_category

pytestmark = pytest.mark.usefixtures("db_session")


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
