"""Counties: aided or not, paired or not, on a day, and only once two people have said so."""

from datetime import date

import pytest

from shop.extensions import db
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import AidStatus, Pairing
from shop.organisations.queries import CountyStanding, county_by_code, pairing_facts
from shop.organisations.services import approve_fact, enter_county, enter_township, pair, recognise_aid
from tests.factories import DAGUAN, DALI_CITY, YUNLONG, a_cluster, a_county, a_supplier, an_actor, an_operator
from tests.statements import statements

DAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("db_session")


def test_the_standing_of_all_counties_is_one_question() -> None:
    cluster, other = a_cluster(paired_with=(DAGUAN,)), a_cluster(paired_with=(YUNLONG,))
    a_county(DALI_CITY)
    db.session.flush()
    with statements() as sent:
        standing = pairing_facts(cluster.id, [DAGUAN, YUNLONG, DALI_CITY, "110101"], DAY)
    assert len(sent) == 1
    assert standing == {
        DAGUAN: CountyStanding(aided=True, paired=True),
        YUNLONG: CountyStanding(aided=True, paired=False),
        DALI_CITY: CountyStanding(aided=False, paired=False),
        "110101": CountyStanding(aided=False, paired=False),
    }
    assert pairing_facts(other.id, [YUNLONG], DAY)[YUNLONG].paired


def test_no_counties_are_no_question() -> None:
    with statements() as sent:
        assert pairing_facts(1, [], DAY) == {}
    assert sent == []


@pytest.mark.parametrize(
    ("day", "aided"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_a_fact_holds_from_its_first_day_to_its_last(day: date, aided: bool) -> None:
    county = a_county(DAGUAN, aided=False)
    recognise_aid(county.code, valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31), by=None)
    assert pairing_facts(1, [DAGUAN], day)[DAGUAN].aided is aided


def test_what_one_person_says_is_no_fact_until_another_says_so_too() -> None:
    cluster = a_cluster(paired_with=())
    county = a_county(DAGUAN, aided=False)
    operator = an_operator()
    first, second = an_actor(operator), an_actor(operator)
    facts: list[AidStatus | Pairing] = [
        recognise_aid(county.code, valid_from=date(2020, 1, 1), by=first),
        pair(cluster.id, county.code, valid_from=date(2020, 1, 1), by=first),
    ]
    assert pairing_facts(cluster.id, [DAGUAN], DAY)[DAGUAN] == CountyStanding()
    for fact in facts:
        with pytest.raises(Refused, match="second person"):
            approve_fact(fact, by=first)
        approve_fact(fact, by=second)
        with pytest.raises(Refused, match="already been approved"):
            approve_fact(fact, by=second)
    assert pairing_facts(cluster.id, [DAGUAN], DAY)[DAGUAN] == CountyStanding(aided=True, paired=True)


def test_two_sellers_make_no_county_an_aided_one() -> None:
    county = a_county(DALI_CITY)
    first, second = an_actor(a_supplier(DALI_CITY)), an_actor(a_supplier(DALI_CITY))
    with pytest.raises(NotYours):
        recognise_aid(county.code, valid_from=DAY, by=first)
    with pytest.raises(NotYours):
        pair(a_cluster().id, county.code, valid_from=DAY, by=first)
    proposed = recognise_aid(county.code, valid_from=DAY, by=an_actor(an_operator()))
    with pytest.raises(NotYours):
        approve_fact(proposed, by=second)
    assert not pairing_facts(1, [DALI_CITY], DAY)[DALI_CITY].aided


def test_a_fact_does_not_end_before_it_begins() -> None:
    county = a_county(DAGUAN, aided=False)
    with pytest.raises(Refused) as refusal:
        recognise_aid(county.code, valid_from=date(2020, 1, 2), valid_to=date(2020, 1, 1), by=None)
    assert refusal.value.field == "valid_to"


@pytest.mark.parametrize("code", ["", "53062", "5306244", "053062", "53062x", "５３０６２４"])
def test_a_county_has_a_code_of_six_digits(code: str) -> None:
    with pytest.raises(Refused) as refusal:
        enter_county(code, name="县", name_english="County", prefecture="州", prefecture_english="P", hall="h", by=None)
    assert refusal.value.field == "code"


def test_a_county_is_entered_once_and_a_township_under_its_own() -> None:
    a_county(DAGUAN)
    with pytest.raises(Refused):
        enter_county(
            DAGUAN, name="县", name_english="County", prefecture="州", prefecture_english="P", hall="h", by=None
        )
    assert enter_township("530624102", name="玉碗镇", name_english="Yuwan", by=None).county_code == DAGUAN
    with pytest.raises(NotYours):
        enter_township("110101001", name="镇", name_english="Town", by=None)


def test_a_county_that_is_not_entered_is_not_there() -> None:
    with pytest.raises(NotYours):
        county_by_code("110101")
    assert county_by_code(a_county(DAGUAN).code).named("en") == "Daguan County"
