"""The page of a product: prices, lots, whom it helps, whether it will count, and the way into the basket."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from shop.catalogue.services.shelving import put_on_shelf, take_off_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus
from tests.catalogue.pages import cards_of, get, text_of
from tests.clients import SeparateClient
from tests.factories import (
    DAGUAN,
    DALI_CITY,
    YUNLONG,
    a_benefit,
    a_cluster,
    a_member,
    a_supplier,
    a_town,
    a_unit,
    sign_in,
)
from tests.factories.catalogue import a_certificate, a_full_shelf, a_lot, a_pack, a_product
from tests.factories.tally import a_scheme
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

PRODUCT_LIMIT = 8
FORM = 'name="pack_id"'


def test_each_pack_tells_its_price_tiers_minimum_multiple_and_price_per_kilogram(client: SeparateClient) -> None:
    product = a_product(slug="tea", price=None, on_shelf=False)
    a_pack(product, content="0.25", tiers={1: "30", 40: "28.5"}, name_english="250 g tin", minimum=5, multiple=4)
    put_on_shelf(product, by=None)
    page = text_of(get(client, "/products/tea"))
    for said in (
        *("250 g tin", "¥30.00 / 250 g tin", "¥120.00 per kg", "From 40 packs ¥28.50"),
        "Minimum order: 8 packs, in steps of 4.",
    ):
        assert said in page
    assert 'value="8" min="8" step="4"' in get(client, "/products/tea").text


def test_a_weighed_pack_says_that_the_weight_on_acceptance_is_what_is_paid(client: SeparateClient) -> None:
    a_product(slug="shoots", price="2.585")
    page = text_of(get(client, "/products/shoots"))
    assert "¥2.585 / kg" in page
    assert "about 10 kg · Sold by weight: you pay for the weight on acceptance." in page


def test_lots_are_told_with_harvest_best_before_and_what_is_left(client: SeparateClient) -> None:
    product = a_product(slug="shoots", stock=None)
    ready = a_lot(product, "123.4", best_before=clock.today() + timedelta(days=5))
    ahead = a_lot(product, "50", harvested=clock.today() + timedelta(days=60))
    a_lot(product, "70", best_before=clock.today() - timedelta(days=1)).code = "SPOILT"
    a_lot(product, "80").held = True
    page = text_of(get(client, "/products/shoots"))
    assert f"{ready.code}" in page
    assert "123.4 kg" in page
    assert f"{ahead.code}" in page
    assert "(still ahead)" in page
    assert "SPOILT" not in page
    assert "80 kg" not in page
    assert "17 packs available now." in page, "12 of the lot at hand and 5 of the one ahead; no pack out of two lots"


def test_stock_that_is_sold_meanwhile_is_seen_without_the_shelf_changing(client: SeparateClient) -> None:
    lot = a_lot(a_product(slug="shoots", stock=None), "100")
    assert "10 packs available now." in text_of(get(client, "/products/shoots"))
    lot.available, lot.reserved = Quantity.of(40), Quantity.of(60)
    assert "4 packs available now." in text_of(get(client, "/products/shoots"))


def test_a_product_that_is_sold_out_keeps_its_page_and_has_no_form(client: SeparateClient) -> None:
    a_product(slug="shoots", stock=None)
    response = get(client, "/products/shoots")
    assert "Sold out for now" in text_of(response)
    assert FORM not in response.text


def test_lots_too_small_for_the_smallest_order_have_no_form(client: SeparateClient) -> None:
    a_product(slug="shoots", stock="9")
    response = get(client, "/products/shoots")
    assert "There is less in stock than the minimum order of this pack." in text_of(response)
    assert FORM not in response.text


def test_a_harvest_ahead_is_sold_forward_and_says_so(client: SeparateClient) -> None:
    a_lot(a_product(slug="shoots", stock=None), harvested=clock.today() + timedelta(days=60))
    response = get(client, "/products/shoots")
    assert "Forward order" in text_of(response)
    assert FORM in response.text


def test_a_product_off_the_shelf_keeps_its_page_with_a_note_and_no_form(client: SeparateClient) -> None:
    take_off_shelf(a_product(slug="shoots"), reason="Over", by=None)
    response = get(client, "/products/shoots")
    assert response.status_code == 200
    assert "This product is off the shelf" in text_of(response)
    for promise in (
        "can be bought",
        "will count",
        "Lots to order from",
    ):  # it cannot be ordered, whatever it would count
        assert promise not in text_of(response)
    assert FORM not in response.text


@pytest.mark.parametrize("slug", ["unknown", "draft", "%00", "x" * 3000, "..%2f..", "大关"])
def test_what_is_not_shown_is_not_there(slug: str, client: SeparateClient) -> None:
    a_product(slug="draft", on_shelf=False)
    assert get(client, f"/products/{slug}").status_code == 404


def test_visitors_and_buyers_may_fill_a_basket_and_sellers_may_not(client: SeparateClient) -> None:
    a_product(slug="shoots")
    assert FORM in get(client, "/products/shoots").text
    sign_in(client, a_member(a_unit()))
    assert FORM in get(client, "/products/shoots").text
    sign_in(client, a_member(a_supplier()))
    assert FORM not in get(client, "/products/shoots").text


def test_whom_a_purchase_helps_is_told_as_of_its_day(client: SeparateClient) -> None:
    seller = a_supplier(freight=Money.yuan(120), freight_free_from=Money.yuan(3000))
    a_benefit(seller, households=30, people=96)
    a_product(slug="shoots", of=seller, producer_name="王家", producer_name_english="The Wang family")
    page = text_of(get(client, "/products/shoots"))
    for said in (
        *(
            "Linked households 30",
            "Linked people 96",
            "A price floor",
            "As stated by the supplier for 1 Jan 2020; the county office has not confirmed it yet.",
        ),
        *("¥120.00 per order, free from ¥3,000.00", "Sold on behalf of The Wang family.", seller.name_english),
    ):
        assert said in page


def test_it_counts_for_a_unit_whose_cluster_is_paired_with_the_county(client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    a_product(slug="shoots")
    sign_in(client, a_member(a_unit(a_town(cluster))))
    page = text_of(get(client, "/products/shoots"))
    assert "Bought for your canteen, this will count towards your target." in page
    assert "Daguan County is an aided county." in page
    assert "Canteen: will count" in page
    assert "For resale: will not count" in page


def test_a_tuocha_from_the_city_of_dali_can_be_bought_and_says_why_it_will_not_count(client: SeparateClient) -> None:
    cluster = a_cluster(paired_with=(DAGUAN, DALI_CITY))
    a_scheme(cluster)
    a_product("下关沱茶", "Xiaguan tuocha", slug="tuocha", county=DALI_CITY)
    sign_in(client, a_member(a_unit(a_town(cluster))))
    response = get(client, "/products/tuocha")
    assert "This can be bought, but will not count towards your target." in text_of(response)
    assert "The supplier is registered in a county that is not an aided county." in text_of(response)
    assert "Dali City is not an aided county." in text_of(response)
    assert FORM in response.text


@pytest.mark.parametrize("flaw", ["unpaired", "uncertified", "run out", "agent from the city", "suspended"])
def test_each_condition_that_fails_is_named(flaw: str, client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    seller = a_supplier(DALI_CITY if flaw == "agent from the city" else DAGUAN)
    product = a_product(slug="goods", of=seller, county=YUNLONG if flaw == "unpaired" else DAGUAN, certified=False)
    if flaw != "uncertified":
        a_certificate(product, "B-77", last=clock.today() - timedelta(days=1) if flaw == "run out" else None)
    if flaw == "suspended":
        seller.status = SupplierStatus.SUSPENDED
    sign_in(client, a_member(a_unit(a_town(cluster))))
    page = text_of(get(client, "/products/goods"))
    assert "will not count towards your target." in page
    assert ("This can be bought" in page) == (flaw != "suspended")
    said = {
        "unpaired": "Yunlong County is not paired with",
        "uncertified": "The product is not certified as aid produce.",
        "run out": "Certificate B-77 is not valid today.",
        "agent from the city": "Dali City is not an aided county.",
        "suspended": "The supplier is not approved.",
    }
    assert said[flaw] in page


def test_a_visitor_is_told_for_the_only_cluster_there_is(client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    a_product(slug="shoots")
    assert f"Bought for a canteen of {cluster.name_english}, this will count." in text_of(
        get(client, "/products/shoots")
    )


def test_produce_of_the_kind_is_shown_beside_it(client: SeparateClient) -> None:
    for slug in ("one", "two", "three"):
        a_product(slug=slug)
    assert set(cards_of(get(client, "/products/one"))) == {"two", "three"}


def test_the_page_speaks_chinese_first(client: SeparateClient) -> None:
    a_product("鲜筇竹笋", "Fresh shoots", slug="shoots", description="清早采", description_english="Picked at dawn")
    page = text_of(get(client, "/products/shoots", language="zh"))
    assert "鲜筇竹笋" in page
    assert "清早采" in page
    assert "Picked at dawn" not in page


@pytest.mark.parametrize("products", [60, 2000])
def test_the_product_page_takes_as_few_queries_at_two_thousand_products_as_at_sixty(
    products: int, client: SeparateClient
) -> None:
    a_full_shelf(products)
    product = a_product(slug="shoots")
    for _number in range(12):
        a_lot(product)
    a_benefit(a_supplier())
    cluster = a_cluster()
    a_scheme(cluster)
    sign_in(client, a_member(a_unit(a_town(cluster)), {Role.BUYER}))
    get(client, "/products")
    with statements() as sent:
        assert "Bought for your canteen" in text_of(get(client, "/products/shoots"))
    assert len(sent) <= PRODUCT_LIMIT, sent
    with statements() as sent:
        get(client, "/products/shoots")
    assert len(sent) <= PRODUCT_LIMIT, sent


def test_the_certificate_in_force_is_shown_before_a_newer_one_that_is_not_yet(client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    product = a_product(slug="shoots", certified=False)
    a_certificate(product, "B-NOW", last=clock.today() + timedelta(days=30))
    a_certificate(product, "B-NEXT", first=clock.today() + timedelta(days=31))
    page = text_of(get(client, "/products/shoots"))
    assert "Certified as aid produce under number B-NOW until" in page
    assert "B-NEXT" not in page


def test_what_is_kept_of_a_page_gives_each_reader_a_token_and_keys_of_their_own(app: Flask) -> None:
    a_product(slug="shoots")
    cluster = a_cluster()
    readers = [app.test_client() for _ in range(2)]
    for reader in readers:
        sign_in(reader, a_member(a_unit(a_town(cluster))))
    pages = [get(reader, "/products/shoots").text for reader in (*readers, readers[0])]
    tokens = [re.findall(r'name="csrf_token" value="([^"]+)"', page) for page in pages]
    keys = [key for page in pages for key in re.findall(r'name="once" value="([^"]+)"', page)]
    assert tokens[0]
    assert not set(tokens[0]) & set(tokens[1])
    assert len(keys) == len(set(keys)) >= 3
    assert all("token-" not in page and "key-" not in page for page in pages)


def test_what_a_buyer_is_offered_is_not_kept_for_a_supplier(app: Flask) -> None:
    product = a_product(slug="shoots")
    buyer, supplier = app.test_client(), app.test_client()
    sign_in(buyer, a_member(a_unit(a_town(a_cluster()))))
    sign_in(supplier, a_member(db.session.get_one(Supplier, product.supplier_id)))
    for reader, offered in ((buyer, True), (supplier, False), (buyer, True)):
        page = get(reader, "/products/shoots").text
        assert (FORM in page, "/products/shoots/history" in page) == (offered, not offered)


def test_lots_after_the_third_are_folded(client: SeparateClient) -> None:
    product = a_product(slug="shoots", stock=None)
    codes = [a_lot(product, "10").code for _ in range(5)]
    page = get(client, "/products/shoots").text
    fold = page.index("2 more lots")
    assert [page.index(code) > fold for code in codes] == [False] * 3 + [True] * 2
