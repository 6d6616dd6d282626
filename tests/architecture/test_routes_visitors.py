"""Every page is asked for by everybody: it opens, sends them to sign in, or is not there; and shows nothing foreign."""

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.tally.models import OnItsWay, TotalByPurpose
from shop.web.filters import money, wan
from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import ABOVE, COOP, COUNTY, EVERYBODY, SCHOOL

ANSWERS = {200, 302, 404}
QUERIES = (
    "?page=0&q=%00&sort=x",
    "?page=-1&q=%27%22%3C",
    "?page=99999999999999999999&from=2026-99-99&year=99999&month=13",
    "?page=x&year=x&unit=999999999999999999999&status=none&county=%00&supplier=1e309",
    "?page=2&page=3&year=-1&month=0&unit=-1&purpose=none&verdict=x&category=99999999999999999999",
)


def pages(busy: Busy) -> list[str]:
    """Every address that can be read without naming an object."""
    return sorted(
        {rule.rule for rule in busy.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments}
    )


@pytest.mark.parametrize("who", sorted(EVERYBODY | {"nobody"}))
def test_no_page_breaks_whoever_asks(busy: Busy, knock: Knock, who: str) -> None:
    with knock(who) as client:
        answers = {page: client.get(page).status_code for page in pages(busy)}
    assert {page: status for page, status in answers.items() if status not in ANSWERS} == {}


@pytest.mark.parametrize("who", ["nobody", "school.manager", "coop.seller", "cluster.official", "operator.operator"])
def test_no_page_breaks_whatever_its_address_asks_for(busy: Busy, knock: Knock, who: str) -> None:
    with knock(who) as client:
        answers = {page + query: client.get(page + query).status_code for page in pages(busy) for query in QUERIES}
    assert {page: status for page, status in answers.items() if status not in ANSWERS} == {}


SEEN_BY = {
    "order": SCHOOL | ABOVE | COOP,
    "order elsewhere": SCHOOL | ABOVE | {"workshop.seller"},
    "waiting order": SCHOOL | ABOVE,
    "rejected order": SCHOOL | ABOVE,
    "confirmed order": SCHOOL | ABOVE | COOP,
    "packed": COOP | {"operator.operator"},
    "shipped": SCHOOL | ABOVE | COOP,
    "arrived": SCHOOL | ABOVE | COOP,
    "acceptance": SCHOOL | ABOVE | COOP | COUNTY,
}


@pytest.mark.parametrize("who", sorted(EVERYBODY | {"nobody"}))
def test_no_list_names_what_is_somebody_elses(busy: Busy, knock: Knock, who: str) -> None:
    foreign = {busy.business.numbers[what] for what, seen_by in SEEN_BY.items() if who not in seen_by}
    with knock(who) as client:
        shown = {page: client.get(page).get_data().decode(errors="replace") for page in pages(busy)}
    named = {page: [number for number in foreign if number in text] for page, text in shown.items()}
    assert {page: numbers for page, numbers in named.items() if numbers} == {}


FIGURES = (
    "/board",
    "/board/why-not-more",
    "/board/together",
    "/entries",
    "/figures",
    "/targets",
    "/desk",
    "/orders",
    "/notices",
)


def school_figures(busy: Busy) -> dict[str, set[str]]:
    """What of the school's year stands on pages, as they write it: no other unit has any of it."""
    with busy.app.app_context():
        school = busy.world.organisations["school"]
        counted = select(func.sum(TotalByPurpose.amount)).where(TotalByPurpose.unit_id == school)
        expected = select(func.sum(OnItsWay.amount)).where(OnItsWay.unit_id == school)
        sums: dict[str, Money] = {
            "counted": db.session.execute(counted).scalar() or Money(0),
            "expected": db.session.execute(expected).scalar() or Money(0),
            "target": Money.yuan(100_000),
        }
    assert all(sums.values())
    with busy.app.test_request_context():
        return {
            name: {str(write(amount)) for write in (money, wan)}
            | {f"{amount.in_yuan:,.2f}", f'data-fen="{amount.fen}"'}
            for name, amount in sums.items()
        }


OWN_SALES = {"coop.seller": {"/desk"}}
"""What a supplier sold is its own figure, and here the school alone bought of it."""


def shown_to(who: str, busy: Busy, knock: Knock) -> set[str]:
    """Which of the school's figures somebody finds on any page but those of their own sales."""
    figures = school_figures(busy)
    with knock(who) as client:
        texts = [client.get(page).get_data(as_text=True) for page in FIGURES if page not in OWN_SALES.get(who, ())]
    return {name for name, words in figures.items() if any(word in text for word in words for text in texts)}


@pytest.mark.parametrize("who", ["harbour.official", "bureau.official", "cluster.official", "operator.operator"])
def test_whoever_stands_above_a_unit_sees_its_figures(busy: Busy, knock: Knock, who: str) -> None:
    """So that the test below looks for what is really shown somewhere."""
    assert shown_to(who, busy, knock) == {"counted", "expected", "target"}


@pytest.mark.parametrize("who", ["delta.official", "clinic.manager", "organ.manager", "coop.seller", "nobody"])
def test_no_figures_of_another_branch(busy: Busy, knock: Knock, who: str) -> None:
    """The school is the only unit that has a target and buys; what it is to reach and has reached is its branch's."""
    assert shown_to(who, busy, knock) == set()
