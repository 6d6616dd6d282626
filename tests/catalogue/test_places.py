"""The page of a supplier and the hall of a county."""

import pytest

from shop.catalogue.browsing import ON_A_PAGE
from shop.catalogue.season import short_place, short_place_english, spans
from shop.kernel import clock
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus
from tests.catalogue.pages import cards_of, get, text_of
from tests.clients import SeparateClient
from tests.factories import DAGUAN, YUNLONG, a_benefit, a_county, a_supplier
from tests.factories.catalogue import a_full_shelf, a_product

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_supplier_says_whom_it_links_on_which_terms_it_delivers_and_what_it_sells(client: SeparateClient) -> None:
    seller = a_supplier(delivered_price=True)
    a_benefit(seller, households=30, people=96)
    a_product(slug="shoots", of=seller)
    a_product(slug="other")
    response = get(client, f"/suppliers/{seller.slug}")
    for said in ("Farmers' cooperative", "Daguan County", "30", "96", "no freight is added"):
        assert said in text_of(response)
    assert cards_of(response) == ["shoots"]


def test_a_supplier_without_goods_says_so(client: SeparateClient) -> None:
    assert "This supplier has nothing on sale" in text_of(get(client, f"/suppliers/{a_supplier().slug}"))


@pytest.mark.parametrize("status", [SupplierStatus.APPLICANT, SupplierStatus.RECOMMENDED])
def test_a_supplier_that_is_not_vetted_has_no_page(status: SupplierStatus, client: SeparateClient) -> None:
    assert get(client, f"/suppliers/{a_supplier(status=status).slug}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "1e9", ""])
def test_a_supplier_with_much_to_sell_shows_it_page_by_page(page: str, client: SeparateClient) -> None:
    a_full_shelf(30, suppliers=1)
    seller = Supplier.query.one()
    assert len(cards_of(get(client, f"/suppliers/{seller.slug}"))) == ON_A_PAGE
    assert len(cards_of(get(client, f"/suppliers/{seller.slug}?page=2"))) == 6
    assert get(client, f"/suppliers/{seller.slug}?page={page}").status_code == 200


def test_a_hall_shows_the_season_the_goods_who_sells_them_and_whom_that_links(client: SeparateClient) -> None:
    here, agent = a_supplier(), a_supplier(YUNLONG)
    a_benefit(here, households=30, people=96)
    a_benefit(agent, households=500, people=900)
    a_product(slug="now", of=here, months=[clock.today().month])
    a_product(slug="always", of=agent)
    a_product(slug="elsewhere", county=YUNLONG)
    response = get(client, f"/counties/{DAGUAN}")
    assert cards_of(response) == ["now", "always"]
    page = text_of(response)
    assert "Linked households 30" in page, "of suppliers registered here alone"
    assert here.name_english in page
    assert agent.name_english in page
    assert "Yunlong County" in page, "a neighbour in the same hall"


def test_a_hall_without_goods_says_so(client: SeparateClient) -> None:
    a_county(DAGUAN)
    assert "Nothing from this county is on sale" in text_of(get(client, f"/counties/{DAGUAN}"))


@pytest.mark.parametrize("code", ["999999", "0", "x", "%00", "5" * 400, "五三〇六二四"])
def test_a_county_that_is_not_entered_has_no_hall(code: str, client: SeparateClient) -> None:
    assert get(client, f"/counties/{code}").status_code == 404


def test_a_full_hall_shows_some_and_leads_to_the_rest(client: SeparateClient) -> None:
    a_full_shelf(120)
    response = get(client, f"/counties/{DAGUAN}")
    assert len(cards_of(response)) == 40
    assert f'href="/products?county={DAGUAN}"' in response.text


@pytest.mark.parametrize(
    ("months", "runs"),
    [
        (range(1, 13), [(1, 12)]),
        ([3, 4, 5], [(3, 5)]),
        ([11, 12, 1, 2, 3], [(11, 3)]),
        ([12], [(12, 12)]),
        ([3, 4, 5, 8, 9], [(3, 5), (8, 9)]),
        ([1, 12, 6], [(6, 6), (12, 1)]),
        ([], []),
    ],
)
def test_seasons_are_told_in_runs_across_the_turn_of_the_year(months: list[int], runs: list[tuple[int, int]]) -> None:
    assert spans(months) == runs


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("大关县", "大关"),
        ("大理市", "大理"),
        ("漾濞彝族自治县", "漾濞"),
        ("巍山彝族回族自治县", "巍山"),
        ("南涧彝族自治县", "南涧"),
        ("火炬区", "火炬"),
        ("州", "州"),
    ],
)
def test_a_seal_bears_the_countys_short_name(name: str, short: str) -> None:
    assert short_place(name) == short


def test_an_english_card_bears_the_countys_first_word() -> None:
    assert short_place_english("Weishan Yi and Hui Autonomous County") == "Weishan"
