"""The shelf: what it shows, how it is narrowed and sorted, and that no address breaks it."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from shop.catalogue.browsing import ON_A_PAGE
from shop.catalogue.services.shelving import put_on_shelf, take_off_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations.words import SupplierKind
from tests.catalogue.pages import cards_of, facets_of, get, text_of
from tests.clients import SeparateClient
from tests.factories import DALI_CITY, YUNLONG, a_cluster, a_member, a_supplier, a_town, a_unit, sign_in
from tests.factories.catalogue import a_category, a_full_shelf, a_lot, a_pack, a_product
from tests.factories.tally import a_scheme
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

THIS_MONTH = clock.today().month
LIST_LIMIT = 8


@pytest.fixture
def shelf(db_session: scoped_session[Session]) -> None:
    """Shoots and tea of Daguan, ham of Yunlong, a tuocha of the city; the tea is out, the ham not certified."""
    shoots, tea, meat = (
        a_category("shoots", name="竹笋", name_english="Bamboo shoots"),
        a_category("tea", name="茶叶", name_english="Tea"),
        a_category("meat", name="火腿", name_english="Ham"),
    )
    a_product("鲜笋", "Fresh shoots", slug="shoots", category=shoots, months=[THIS_MONTH], price="18")
    a_product("翠华茶", "Cuihua tea", slug="tea", category=tea, price="300", stock=None)
    workshop = a_supplier(YUNLONG, kind=SupplierKind.WORKSHOP)
    a_product("火腿", "Ham", slug="ham", category=meat, county=YUNLONG, of=workshop, certified=False, price="150")
    a_product("下关沱茶", "Tuocha", slug="tuocha", category=tea, county=DALI_CITY, price="90")


def test_all_that_is_on_the_shelf_is_shown_what_is_in_season_first_and_what_is_sold_out_last(
    client: SeparateClient, shelf: None
) -> None:
    response = get(client, "/products")
    shown = cards_of(response)
    assert (shown[0], shown[-1], len(shown)) == ("shoots", "tea", 4)
    assert "4 products" in text_of(response)
    assert "Sold out for now" in text_of(response)


def test_a_draft_and_a_product_off_the_shelf_are_not_shown(client: SeparateClient) -> None:
    a_product(slug="draft", on_shelf=False)
    take_off_shelf(a_product(slug="gone"), reason="Over", by=None)
    a_product(slug="here")
    assert cards_of(get(client, "/products")) == ["here"]


def test_an_empty_shelf_says_what_to_do(client: SeparateClient) -> None:
    assert "Nothing is on sale yet" in text_of(get(client, "/products"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("category=shoots", {"shoots"}),
        ("category=shoots&category=meat", {"shoots", "ham"}),
        ("county=530624", {"shoots", "tea"}),
        ("county=530624&county=532929", {"shoots", "tea", "ham"}),
        ("county=530624&category=meat", set()),
        ("kind=workshop", {"ham"}),
        ("season=now", {"shoots"}),
        ("certified=1", {"shoots", "tea", "tuocha"}),
        ("certified=1&kind=cooperative&county=532901", {"tuocha"}),
        ("q=火腿", {"ham"}),
        ("q=cha&certified=1", {"tea", "tuocha"}),
        ("county=999999", set()),
        ("kind=unheard-of", set()),
    ],
)
def test_filters_are_joined_by_and_their_words_by_or(
    query: str, shown: set[str], client: SeparateClient, shelf: None
) -> None:
    response = get(client, f"/products?{quote(query, safe='=&')}")
    assert response.status_code == 200
    assert set(cards_of(response)) == shown


def test_a_facet_counts_what_choosing_it_would_leave(client: SeparateClient, shelf: None) -> None:
    facets = facets_of(get(client, "/products?category=tea"))
    assert {name: facets[name] for name in ("Bamboo shoots", "Tea", "Ham")} == {"Bamboo shoots": 1, "Tea": 2, "Ham": 1}
    assert facets["Daguan County"] == 1
    assert facets["Dali City"] == 1
    assert "Yunlong County" not in facets, "choosing it would leave nothing"


def test_what_is_chosen_stands_above_the_list_with_a_way_to_take_it_off(client: SeparateClient, shelf: None) -> None:
    response = get(client, "/products?category=tea&county=530624&q=cha")
    assert 'href="/products?q=cha&amp;category=tea"' in response.text
    assert 'href="/products?q=cha&amp;county=530624"' in response.text
    assert 'href="/products?county=530624&amp;category=tea"' in response.text


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("price", ["shoots", "tuocha", "ham", "tea"]),
        ("newest", ["tuocha", "ham", "tea", "shoots"]),
        ("name", ["tea", "shoots", "ham", "tuocha"]),
    ],
)
def test_the_shelf_is_sorted_as_asked(sort: str, shown: list[str], client: SeparateClient, shelf: None) -> None:
    assert cards_of(get(client, f"/products?sort={sort}")) == shown


def test_names_are_sorted_by_pinyin_in_chinese(client: SeparateClient, shelf: None) -> None:
    response = get(client, "/products?sort=name", language="zh")
    assert cards_of(response) == ["tea", "ham", "tuocha", "shoots"]


def test_prices_are_compared_per_kilogram_whatever_the_pack(client: SeparateClient) -> None:
    a_product(slug="cheap", price="11")
    dear = a_product(slug="dear", price=None, on_shelf=False)
    a_pack(dear, content="0.25", tiers={1: "3"})
    put_on_shelf(dear, by=None)
    response = get(client, "/products?sort=price")
    assert cards_of(response) == ["cheap", "dear"]
    assert "¥12.00 / kg" in text_of(response)


def test_a_page_holds_twenty_four_and_its_links_keep_the_filters(client: SeparateClient) -> None:
    a_full_shelf(60, categories=2)
    first = get(client, "/products?certified=1")
    assert len(cards_of(first)) == ON_A_PAGE
    assert "certified=1&amp;page=2" in first.text
    last = get(client, "/products?certified=1&page=3")
    assert len(cards_of(last)) == 12
    assert not set(cards_of(first)) & set(cards_of(last))


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-3",
        "page=999999999999999999999",
        "page=１",
        "page=x",
        "page=1.5",
        "page=1e309",
        "sort=",
        "sort=-price",
        "sort=relevance",
        "sort[]=price",
        "county=%00",
        "county=%ff%fe",
        "category=" + "x" * 5000,
        "&".join(f"county={number}" for number in range(500)),
        "q=" + "%E9%BA%BB" * 3000,
        "q=%00%01%02",
        "q=%ED%A0%80",
        "q=<script>alert(1)</script>",
        "_external=1&_scheme=javascript&_anchor=x&_method=GET&endpoint=a&values=b&page=2",
        "&&&===&=&%&q",
        "q[]=a&q=b&q=c",
        "season=now&season=never&counts=2&certified=0",
    ],
)
def test_no_address_breaks_the_shelf(query: str, client: SeparateClient) -> None:
    a_full_shelf(30, categories=2)
    response = get(client, f"/products?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert 'href="javascript' not in response.text


def test_a_search_without_a_find_says_how_to_search(client: SeparateClient, shelf: None) -> None:
    response = get(client, "/products?q=wasabi")
    assert cards_of(response) == []
    assert "Nothing was found for “wasabi”" in text_of(response)


def test_what_only_comes_close_is_said_to(client: SeparateClient, shelf: None) -> None:
    response = get(client, "/products?q=火腿+wasabi")
    assert cards_of(response) == ["ham"]
    assert "These come close." in text_of(response)


def test_a_visitor_sees_what_will_count_for_the_only_cluster_there_is(client: SeparateClient, shelf: None) -> None:
    a_scheme(a_cluster())
    response = get(client, "/products?counts=1")
    assert set(cards_of(response)) == {"shoots", "tea"}
    assert facets_of(response)["Will count"] == 2
    assert "Will not count" in text_of(get(client, "/products"))


def test_with_two_clusters_a_visitor_is_told_nothing_and_each_unit_what_counts_for_it(
    client: SeparateClient, shelf: None
) -> None:
    ours, theirs = a_cluster(), a_cluster(paired_with=(YUNLONG,))
    a_scheme(ours)
    a_scheme(theirs)
    assert "Will count" not in text_of(get(client, "/products"))
    sign_in(client, a_member(a_unit(a_town(ours))))
    assert set(cards_of(get(client, "/products?counts=1"))) == {"shoots", "tea"}
    assert "Will count" in text_of(get(client, "/products"))


@pytest.mark.parametrize("products", [60, 2000])
@pytest.mark.parametrize("address", ["/products", "/products?q=shanhuo&category=kind-1&sort=price&counts=1&page=2"])
def test_the_list_takes_as_few_queries_at_two_thousand_products_as_at_sixty(
    products: int, address: str, client: SeparateClient
) -> None:
    a_full_shelf(products)
    cluster = a_cluster()
    a_scheme(cluster)
    sign_in(client, a_member(a_unit(a_town(cluster)), {Role.BUYER}))
    get(client, "/products")
    with statements() as sent:
        assert len(cards_of(get(client, address))) <= ON_A_PAGE
    assert len(sent) <= LIST_LIMIT, sent


def test_even_the_first_look_after_a_change_keeps_to_the_limit(client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    sign_in(client, a_member(a_unit(a_town(cluster)), {Role.BUYER}))
    get(client, "/products")
    a_full_shelf(60)
    db.session.commit()
    with statements() as sent:
        get(client, "/products")
    assert len(sent) <= LIST_LIMIT, sent


def test_a_forward_lot_is_told_with_its_day(client: SeparateClient) -> None:
    a_lot(a_product(slug="ahead", stock=None), harvested=clock.today() + timedelta(days=90))
    response = get(client, "/products")
    assert "Forward order, harvest from" in text_of(response)
