"""The ledger: filters in the address, the sum of all that matches, and nothing beyond what one sees."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.tally.models import Entry
from shop.tally.queries.entries import PER_PAGE
from tests.catalogue.pages import text_of
from tests.factories import YUNLONG, a_county_office, a_supplier, a_town, a_unit, an_actor
from tests.factories.tally import a_scheme, an_entry
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as, whole_of, yuan

LIST_LIMIT = 8
OPENED = re.compile(r'href="/entries/(\d+)"')
SCHOOL, CLINIC = yuan("401.35"), yuan("535.34")
ALL = SCHOOL + CLINIC + yuan("86") + yuan("20")


COME_TO = [
    ("", ALL),
    ("year=2025", yuan("500")),
    ("month=3", yuan("39.45")),
    ("month=12&year=2025", yuan("500")),
    ("verdict=counted", yuan("968.89")),
    ("verdict=not_counted", yuan("73.80")),
    ("reason=certified", yuan("3")),
    ("reason=purpose_allowed", yuan("9")),
    ("reason=supplier_county_aided", yuan("61.80")),
    ("purpose=staff", yuan("89.34")),
    ("purpose=staff&purpose=resale", yuan("98.34")),
    (f"county={YUNLONG}", yuan("520")),
    ("county=530624&verdict=counted", yuan("448.89")),
    ("kind=purchase", ALL),
    ("kind=correction", 0),
    ("channel=platform", ALL),
    ("channel=832", 0),
    ("verdict=pending", 0),
    ("grade=accepted", ALL),
    ("grade=invoiced", 0),
    ("grade=paid", 0),
]


def test_a_filter_says_what_all_that_matches_comes_to(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    for filters, fen in COME_TO:
        assert whole_of(open_as(client, lead, f"/entries?{filters}")) == fen, filters


def test_a_branch_a_unit_a_supplier_and_a_category_can_be_asked_for(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    tea = db.session.execute(select(Entry.category_id).where(Entry.supplier_id == place.ham.id)).scalar()
    assert whole_of(open_as(client, lead, f"/entries?node={place.delta.id}")) == CLINIC
    assert whole_of(open_as(client, lead, f"/entries?unit={place.school.id}")) == SCHOOL
    assert whole_of(open_as(client, lead, f"/entries?node={place.delta.id}&unit={place.school.id}")) == SCHOOL
    assert whole_of(open_as(client, lead, f"/entries?supplier={place.ham.id}")) == yuan("520")
    assert whole_of(open_as(client, lead, f"/entries?category={tea}")) == yuan("581.80")


MEANINGLESS = [
    *("month=13", "month=0", "month=x", "verdict=maybe", "purpose=fun", "reason=none", "kind=gift", "channel=8"),
    *("county=12", "county=dagu4n", "category=0", "category=-1", "supplier=9223372036854775808", "page=0"),
    *("grade=best", "year=1999", "node=１", "scheme=other"),
]


def test_a_filter_that_means_nothing_has_no_page(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    for filters in MEANINGLESS:
        assert open_as(client, lead, f"/entries?{filters}").status_code == 404, filters


def test_what_nothing_matches_says_what_to_do(client: FlaskClient, place: Neighbourhood) -> None:
    assert "No entry matches." in text_of(open_as(client, an_actor(place.cluster), "/entries?month=12"))


def test_the_list_comes_in_pages_and_the_sum_is_of_all_of_them(client: FlaskClient) -> None:
    unit, supplier = a_unit(), a_supplier()
    a_scheme(unit)
    for _ in range(PER_PAGE + 2):
        an_entry(unit, "1.01", supplier=supplier)
    buyer = an_actor(unit)
    pages = [open_as(client, buyer, f"/entries?page={number}") for number in (1, 2, 3)]
    assert [len(set(OPENED.findall(page.text))) for page in pages] == [PER_PAGE, 2, 2]
    assert {whole_of(page) for page in pages} == {101 * (PER_PAGE + 2)}


def test_the_list_can_be_sorted_by_day_and_amount(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)

    def first(sort: str) -> int:
        page = open_as(client, lead, f"/entries?sort={sort}")
        entry = db.session.get_one(Entry, int(OPENED.findall(page.text)[0]))
        return entry.amount.fen

    assert (first("amount"), first("-amount"), first("day")) == (yuan("-0.55"), yuan("520"), yuan("300.10"))


def others(place: Neighbourhood) -> dict[str, Actor]:
    """People who see some of it, and what they see of this year."""
    return place.actors() | {
        "buyer": an_actor(place.school),
        "finance": an_actor(place.clinic, {Role.FINANCE}),
        "far": an_actor(a_town()),
        "other county": an_actor(a_county_office(YUNLONG)),
    }


SEEN = {
    "lead": ALL,
    "operator": ALL,
    "town": CLINIC,
    "department": SCHOOL + CLINIC + yuan("20"),
    "county": ALL - yuan("520") - yuan("61.80"),
    "other county": yuan("520"),
    "buyer": SCHOOL,
    "finance": CLINIC,
    "far": 0,
}


@pytest.mark.parametrize("who", SEEN)
def test_everybody_sees_their_own_part_of_the_book(client: FlaskClient, place: Neighbourhood, who: str) -> None:
    assert whole_of(open_as(client, others(place)[who], "/entries")) == SEEN[who]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("town", {"delta", "clinic"}),
        ("department", {"school", "clinic", "bureau"}),
        ("buyer", {"school"}),
        ("county", set()),
        ("far", set()),
    ],
)
def test_another_branch_does_not_exist(client: FlaskClient, place: Neighbourhood, who: str, seen: set[str]) -> None:
    somebody = others(place)[who]
    for name in ("cluster", "harbour", "delta", "school", "organ", "clinic", "bureau"):
        node = getattr(place, name)
        status = 200 if name in seen else 404
        assert open_as(client, somebody, f"/entries?node={node.id}").status_code == status, name
        assert open_as(client, somebody, f"/entries?unit={node.id}").status_code == status, name
        if who != "buyer":
            assert open_as(client, somebody, f"/board?node={node.id}").status_code == status, name
        if who not in ("buyer", "county"):
            assert open_as(client, somebody, f"/targets?node={node.id}").status_code == status, name


@pytest.mark.parametrize("who", ["town", "department", "buyer", "county", "other county", "far"])
def test_an_entry_that_is_not_theirs_does_not_exist(client: FlaskClient, place: Neighbourhood, who: str) -> None:
    somebody = others(place)[who]
    listed: set[int] = set()
    for year in (2025, 2026):
        listed |= {int(found) for found in OPENED.findall(open_as(client, somebody, f"/entries?year={year}").text)}
    for entry_id in db.session.execute(select(Entry.id)).scalars().all():
        assert open_as(client, somebody, f"/entries/{entry_id}").status_code == (200 if entry_id in listed else 404)
    assert open_as(client, somebody, "/entries/987654321").status_code == 404


def test_suppliers_and_visitors_see_no_figures(client: FlaskClient, place: Neighbourhood) -> None:
    seller = an_actor(place.coop)
    addresses = ("/board", "/entries", "/entries/1", "/figures", "/targets")
    assert {client.get(address).status_code for address in addresses} == {302}
    assert {open_as(client, seller, address).status_code for address in addresses} == {404}


def test_only_officials_see_the_board_and_targets_and_only_units_their_figures(
    client: FlaskClient, place: Neighbourhood
) -> None:
    buyer, lead, county = an_actor(place.school), an_actor(place.cluster), place.actors()["county"]
    assert [open_as(client, buyer, address).status_code for address in ("/board", "/targets", "/figures")] == [
        *(404, 404),
        200,
    ]
    assert open_as(client, lead, "/figures").status_code == 404
    assert open_as(client, county, "/targets").status_code == 404


@pytest.mark.parametrize("who", ["lead", "county", "buyer"])
def test_a_page_of_the_ledger_asks_eight_questions_at_the_most(
    client: FlaskClient, place: Neighbourhood, who: str
) -> None:
    somebody = others(place)[who]
    address = "/entries?verdict=counted&purpose=canteen"
    open_as(client, somebody, address)
    with statements() as sent:
        client.get(address)
    assert len(sent) <= LIST_LIMIT
