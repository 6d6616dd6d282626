"""The front page: the season, the halls, the harvests ahead, and how far the cluster is."""

from datetime import timedelta

import pytest

from shop.kernel import clock
from shop.kernel.actor import Role
from tests.catalogue.pages import cards_of, get, text_of
from tests.clients import SeparateClient
from tests.factories import DALI_CITY, YUNLONG, a_cluster, a_member, a_town, a_unit, sign_in
from tests.factories.catalogue import a_full_shelf, a_lot, a_product
from tests.factories.tally import a_scheme
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

LIST_LIMIT = 8


def test_an_empty_shop_says_what_to_do_and_how_it_works(client: SeparateClient) -> None:
    page = text_of(get(client, "/"))
    assert "The shelves are still empty" in page
    assert "How it works" in page


def test_the_season_comes_first_and_what_is_sold_out_does_not_come(client: SeparateClient) -> None:
    this_month = clock.today().month
    a_product(slug="always")
    a_product(slug="now", months=[this_month])
    a_product(slug="sold-out", months=[this_month], stock=None)
    assert cards_of(get(client, "/")) == ["now", "always"]


def test_every_county_with_goods_has_its_door(client: SeparateClient) -> None:
    for county in (DALI_CITY, YUNLONG):
        a_product(county=county)
    response = get(client, "/")
    for county in (DALI_CITY, YUNLONG):
        assert f'href="/counties/{county}"' in response.text


def test_new_lots_and_harvests_ahead_are_told(client: SeparateClient) -> None:
    a_product("鲜笋", "Fresh shoots")
    a_lot(a_product("沃柑", "Citrus", stock=None), harvested=clock.today() + timedelta(days=70))
    page = text_of(get(client, "/"))
    assert "Just harvested or made" in page
    assert "Upcoming harvests you can order now Citrus" in page.replace(" 笋 ", " ")


def test_the_only_clusters_progress_is_public(client: SeparateClient) -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    a_product()
    page = text_of(get(client, "/"))
    assert f"{cluster.name_english} this year" in page
    assert "No target is set for this year." in page


def test_without_a_yardstick_the_front_page_still_opens(client: SeparateClient) -> None:
    a_cluster()
    a_product()
    assert get(client, "/").status_code == 200


@pytest.mark.parametrize("products", [60, 2000])
def test_the_front_page_takes_few_queries_however_full_the_shelf(products: int, client: SeparateClient) -> None:
    a_full_shelf(products)
    cluster = a_cluster()
    a_scheme(cluster)
    sign_in(client, a_member(a_unit(a_town(cluster)), {Role.BUYER}))
    get(client, "/")
    with statements() as sent:
        get(client, "/")
    assert len(sent) <= LIST_LIMIT, sent
