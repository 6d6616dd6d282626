"""How many bodies of the aided side are paired on a day: each once, by county and township."""

from datetime import date

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import AidedBody, BodyPair, Township, Unit
from shop.organisations.queries.coverage import coverage
from shop.organisations.services import enter_township
from shop.organisations.words import UnitKind
from shop.organisations.words_pairs import BodyKind, PairState
from tests.factories import DAGUAN, YUNLONG, a_cluster, a_unit
from tests.factories.pairs import a_body, a_pair

pytestmark = pytest.mark.usefixtures("db_session")

DAY = date(2026, 6, 1)
SCHOOL, HOSPITAL, VILLAGE = BodyKind.SCHOOL, BodyKind.HOSPITAL, BodyKind.VILLAGE


def figures(cluster: Unit, day: date = DAY) -> dict[BodyKind, tuple[int, int]]:
    found = coverage(cluster.id, day)
    return {kind: (found.of(kind).paired, found.of(kind).all) for kind in BodyKind}


def test_a_body_that_is_paired_twice_is_paired_once() -> None:
    cluster = a_cluster()
    body, alone = a_body(), a_body()
    for _n in range(2):
        a_pair(body, a_unit(cluster))
    assert figures(cluster)[SCHOOL] == (1, 2)
    found = coverage(cluster.id, DAY)
    assert found.units[SCHOOL] == 2
    assert not found.schools.whole
    assert found.schools.missing == 1
    a_pair(alone, a_unit(cluster))
    assert coverage(cluster.id, DAY).schools.whole


@pytest.mark.parametrize(
    ("state", "since", "until", "paired"),
    [
        (PairState.PAIRED, DAY, None, 1),
        (PairState.PAIRED, DAY, DAY, 1),
        (PairState.ENDING, DAY, None, 1),
        (PairState.PAIRED, date(2026, 6, 2), None, 0),
        (PairState.PAIRED, date(2026, 1, 1), date(2026, 5, 31), 0),
        (PairState.PROPOSED, DAY, None, 0),
        (PairState.REFUSED, DAY, None, 0),
        (PairState.WITHDRAWN, DAY, None, 0),
    ],
)
def test_a_pairing_counts_within_its_days_and_once_two_have_said_so(
    state: PairState, since: date, until: date | None, paired: int
) -> None:
    cluster = a_cluster()
    a_pair(a_body(), a_unit(cluster), state=state, valid_from=since, valid_to=until)
    assert figures(cluster)[SCHOOL] == (paired, 1)


def test_another_cluster_s_pairings_cover_nothing_of_ours() -> None:
    ours, theirs = a_cluster(), a_cluster()
    body = a_body()
    a_pair(body, a_unit(theirs))
    assert figures(ours)[SCHOOL] == (0, 1)
    assert figures(theirs)[SCHOOL] == (1, 1)
    assert coverage(None, DAY).schools.paired == 1


def test_every_county_that_is_paired_stands_there_and_no_other() -> None:
    cluster = a_cluster(paired_with=(DAGUAN,))
    a_body(county=YUNLONG)
    found = coverage(cluster.id, DAY)
    assert [county.code for county in found.counties] == [DAGUAN]
    assert figures(cluster)[SCHOOL] == (0, 0)
    assert found.schools.ratio is None
    assert not found.schools.whole
    assert coverage(cluster.id, date(2015, 1, 1)).counties == ()


def test_a_county_s_figures_are_those_of_its_townships_and_of_what_names_none() -> None:
    cluster = a_cluster()
    town = enter_township("530624101", name="翠华镇", name_english="Cuihua", by=None)
    here, nowhere = a_body(township=town), a_body()
    for body in (here, nowhere):
        a_pair(body, a_unit(cluster))
    (county,) = coverage(cluster.id, DAY).counties
    assert county.shares[SCHOOL].all == 2
    assert [(one.code, one.shares[SCHOOL].all) for one in county.townships] == [(town.code, 1)]


def test_companies_that_pair_with_villages_are_counted_once() -> None:
    cluster = a_cluster()
    company = a_unit(cluster, kind=UnitKind.COMPANY)
    for _n in range(3):
        a_pair(a_body(VILLAGE), company)
    found = coverage(cluster.id, DAY)
    assert found.companies == 1
    assert found.villages.paired == 3


def test_the_day_may_be_today() -> None:
    cluster = a_cluster()
    a_pair(a_body(HOSPITAL), a_unit(cluster, kind=UnitKind.HOSPITAL))
    assert coverage(cluster.id, clock.today()).hospitals.paired == 1
    assert db.session.query(AidedBody).count() == db.session.query(BodyPair).count() == 1
    assert db.session.query(Township).count() == 0
