"""The shop window: what it keeps, when it looks again, and that nobody sees another's page."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from shop.catalogue.dressing import goods_on, shop_window
from shop.catalogue.models import Lot, Product
from shop.catalogue.queries import lots_of
from shop.catalogue.services.lots import write_off
from shop.catalogue.services.packs import set_tiers
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.shelving import put_on_shelf, take_off_shelf
from shop.catalogue.window import Dresser, Kept
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier
from shop.organisations.services import readmit_supplier, record_benefit, suspend_supplier
from tests.catalogue.pages import cards_of, get, text_of
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import a_member, a_supplier, a_unit, an_actor, an_operator, sign_in
from tests.factories.catalogue import a_category, a_full_shelf, a_lot, a_product
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


def test_the_shelf_is_read_once_and_then_only_asked_for_its_revision(db_session: scoped_session[Session]) -> None:
    a_full_shelf(60)
    db_session.commit()
    first = shop_window()
    with statements() as sent:
        assert shop_window().goods is first.goods
    assert len(sent) == 1


def test_a_crowd_asks_once_and_whoever_changes_something_sees_it_at_once(
    db_session: scoped_session[Session],
) -> None:
    lot = a_lot(a_product(stock=None), "100")
    db_session.commit()
    dresser = Dresser(goods_on, instant=3600)
    assert left_of(lot, dresser) == "100"
    with statements() as sent:
        assert left_of(lot, dresser) == "100"
    assert sent == []
    lot.available, lot.reserved = Quantity.of(40), Quantity.of(60)
    db_session.commit()
    assert left_of(lot, dresser) == "40", "though the shelf's revision is the same"


def test_what_others_sell_is_seen_after_an_instant(db_session: scoped_session[Session]) -> None:
    lot = a_lot(a_product(stock=None), "100")
    db_session.commit()
    dresser = Dresser(goods_on, instant=0)
    window = dresser.window(clock.today())
    assert left_of(lot, dresser) == "100"
    db_session.execute(update(Lot).values(available=Quantity.of(40), reserved=Quantity.of(60)))
    assert left_of(lot, dresser) == "40"
    assert dresser.window(clock.today()).pages is window.pages, "what the revision is the key of stays"


def left_of(lot: Lot, dresser: Dresser) -> str:
    """How much a visitor is told there is of a product's only lot."""
    (offer,) = lots_of(dresser.window(clock.today()), lot.product_id)
    return f"{offer.available.amount:.0f}"


def test_the_shelf_is_read_in_two_queries_however_full(db_session: scoped_session[Session]) -> None:
    a_full_shelf(300)
    db_session.commit()
    with statements() as sent:
        assert len(shop_window().goods) == 300
    assert len(sent) == 3, "its revision, the products, the packs"


def test_a_new_price_is_seen_by_the_next_visitor(client: SeparateClient) -> None:
    product = a_product(price="12")
    assert "¥12.00" in text_of(get(client, "/products"))
    set_tiers(product.packs[0], {1: UnitPrice.yuan("13.5")}, by=None)
    assert "¥13.50" in text_of(get(client, "/products"))


def test_what_goes_off_the_shelf_is_gone_and_comes_back(client: SeparateClient) -> None:
    product = a_product(slug="shoots")
    assert cards_of(get(client, "/products")) == ["shoots"]
    take_off_shelf(product, reason="Over", by=None)
    assert cards_of(get(client, "/products")) == []
    put_on_shelf(product, by=None)
    assert cards_of(get(client, "/products")) == ["shoots"]


def test_what_a_suspended_supplier_sells_is_gone_and_comes_back_with_it(client: SeparateClient) -> None:
    seller, operator = a_supplier(), an_actor(an_operator())
    a_product(of=seller, slug="shoots")
    left = a_product(of=seller, slug="tea")
    take_off_shelf(left, reason="Over", by=None)
    suspend_supplier(seller, "Papers out of date", by=operator)
    assert cards_of(get(client, "/products")) == []
    assert 'name="pack_id"' not in get(client, "/products/shoots").text
    readmit_supplier(seller, "Papers renewed", by=operator)
    assert cards_of(get(client, "/products")) == ["shoots"]


def test_what_is_sold_out_says_so_at_once(client: SeparateClient) -> None:
    product = a_product(stock=None)
    lot = a_lot(product, "80")
    assert "Sold out" not in text_of(get(client, "/products"))
    write_off(lot.id, Quantity.of(80), "Frost", by=an_actor(db.session.get_one(Supplier, lot.supplier_id)))
    assert "Sold out for now" in text_of(get(client, "/products"))


def test_a_new_day_brings_a_new_season(client: SeparateClient, clock: SettableClock) -> None:
    clock.at(2026, 5, 31)
    a_product(slug="shoots", months=[3, 4, 5])
    assert cards_of(get(client, "/products?season=now")) == ["shoots"]
    clock.at(2026, 6, 1)
    assert cards_of(get(client, "/products?season=now")) == []


def test_goods_past_their_day_are_sold_out_the_day_after(client: SeparateClient, clock: SettableClock) -> None:
    day = clock.at(2026, 5, 1).date()
    a_lot(a_product(stock=None), harvested=day, best_before=day)
    assert "Sold out" not in text_of(get(client, "/products"))
    clock.at(2026, 5, 2)
    assert "Sold out for now" in text_of(get(client, "/products"))


def test_what_was_rolled_back_is_never_shown(db_session: scoped_session[Session]) -> None:
    a_product("旧")
    db_session.commit()
    assert len(shop_window().goods) == 1
    db_session.query(Product).update({"name": "新"})
    bump_shelf()
    db_session.rollback()
    assert [good.name for good in shop_window().goods] == ["旧"]


def test_a_suspended_supplier_is_seen_as_suspended_at_once(client: SeparateClient) -> None:
    seller = a_supplier()
    a_product(slug="shoots", of=seller)
    get(client, "/products")
    suspend_supplier(seller, "Papers out of date", by=an_actor(an_operator()))
    assert "This supplier is suspended" in text_of(get(client, f"/suppliers/{seller.slug}"))
    assert shop_window().goods == ()


def test_whom_a_supplier_links_is_seen_at_once_on_its_products(client: SeparateClient) -> None:
    seller = a_supplier()
    a_product(slug="shoots", of=seller)
    get(client, "/products/shoots")
    record_benefit(
        seller.id,
        shop_window().day,
        households=41,
        people=166,
        mechanism="保底收购",
        mechanism_english="A price floor",
        by=an_actor(seller),
    )
    assert "A price floor" in text_of(get(client, "/products/shoots"))


def test_a_visitors_page_is_drawn_once_and_carries_each_visitors_own_token(client: SeparateClient) -> None:
    a_product(slug="shoots")
    other = client.application.test_client()
    tokens = [
        re.findall(r'name="csrf_token" value="([^"]+)"', get(browser, "/products").text)[0]
        for browser in (client, other, client)
    ]
    assert "stands-here" not in "".join(tokens)
    assert tokens[0] != tokens[1]
    answer = client.post("/language", data={"language": "en", "csrf_token": tokens[2]}, csrf=False)
    assert answer.status_code == 302, "the token of a kept page is a real one"


def test_nobody_gets_the_page_of_somebody_else(client: SeparateClient) -> None:
    a_product(slug="shoots")
    member = a_member(a_unit())
    sign_in(client, member)
    stranger = client.application.test_client()
    assert "Sign out" in text_of(get(client, "/products"))
    assert "Sign out" not in text_of(get(stranger, "/products"))
    assert "Sign out" in text_of(get(client, "/products"))


def test_a_visitors_basket_is_counted_on_their_own_pages_alone(client: SeparateClient) -> None:
    pack = a_product(slug="shoots").packs[0]
    stranger = client.application.test_client()
    get(client, "/products/shoots")
    added = client.post("/basket/lines", data={"pack_id": pack.id, "packs": 2})
    assert added.status_code == 302
    assert "Basket with 1 line" in text_of(get(client, "/products/shoots"))
    assert "Basket with 0 lines" in text_of(get(stranger, "/products/shoots"))


def test_each_language_has_its_own_page(client: SeparateClient) -> None:
    a_product("鲜笋", "Fresh shoots")
    assert "Fresh shoots" in text_of(get(client, "/products", language="en"))
    assert "鲜笋" in text_of(get(client, "/products", language="zh"))
    assert "Fresh shoots" in text_of(get(client, "/products", language="en"))


def test_what_is_kept_never_grows_past_its_bound() -> None:
    kept = Kept(3)
    for number in range(10):
        kept.get(number, object)
    assert len(kept._made) <= 3


def test_a_transaction_that_changes_nothing_on_the_shelf_does_not_touch_its_row(
    db_session: scoped_session[Session],
) -> None:
    a_product()
    db_session.commit()
    with statements() as sent:
        a_category("other")
        db.session.commit()
    assert not [statement for statement in sent if "shelf_revision" in statement]
