"""Who may say what decides figures: the right office, two people, and the database asks for both people too."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from shop.audit.queries import trail_of
from shop.catalogue.models import Certification
from shop.catalogue.services.certificates import approve_certificate, propose_certificate
from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.decided import Decided
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import AidStatus, Pairing, Supervision, UnitParent
from shop.organisations.queries import CountyStanding, pairing_facts
from shop.organisations.services import (
    approve_end,
    approve_fact,
    approve_place,
    end_fact,
    end_supervision,
    merge_into,
    pair,
    place_under,
    recognise_aid,
    supervise,
    withdraw_place,
    withdraw_proposal,
)
from tests.clocks import SettableClock
from tests.factories import DAGUAN, DALI_CITY, YUNLONG
from tests.factories.catalogue import a_certificate, a_product
from tests.factories.counties import a_county
from tests.factories.world import World

SINCE = date(2026, 1, 1)
NOBODY = ("coop.seller", "school.buyer", "school.manager", "bureau.official", "delta.official")


def may(world: World, deed: Callable[[Actor], Any]) -> set[str]:
    """Who of the small world may do it; what they do is undone at once."""
    allowed = set()
    for name in world.memberships:
        kept = db.session.begin_nested()
        try:
            deed(world.actor(name))
        except (NotYours, Refused):
            pass
        else:
            allowed.add(name)
        finally:
            kept.rollback()
    return allowed


LEADS = {"cluster.official", "cluster.deputy", "harbour.official"}
OPERATORS = {"operator.operator", "operator.second"}


@pytest.fixture(autouse=True)
def second_operator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "memberships", dict(world.memberships))
    world.join("operator.second", world.actor("operator.operator").organisation_id, Role.OPERATOR)


def test_aid_status_is_proposed_by_the_operator_or_the_county_itself_and_approved_by_the_operator(world: World) -> None:
    assert may(world, lambda actor: recognise_aid(DALI_CITY, valid_from=SINCE, by=actor)) == {
        "operator.operator",
        "operator.second",
        f"office-{DALI_CITY}.official",
    }
    proposed = recognise_aid(DALI_CITY, valid_from=SINCE, by=world.actor(f"office-{DALI_CITY}.official"))
    assert may(world, lambda actor: approve_fact(proposed, by=actor)) == OPERATORS


def test_two_sellers_do_not_make_a_county_an_aided_one(world: World) -> None:
    with pytest.raises(NotYours):
        recognise_aid(DALI_CITY, valid_from=SINCE, by=world.actor("coop.seller"))
    proposed = recognise_aid(DALI_CITY, valid_from=SINCE, by=world.actor("operator.operator"))
    for name in NOBODY:
        with pytest.raises(NotYours):
            approve_fact(proposed, by=world.actor(name))
    assert pairing_facts(world.cluster_id, [DALI_CITY], SINCE)[DALI_CITY] == CountyStanding()


def test_a_pairing_is_proposed_by_either_side_and_approved_by_the_cluster_or_the_operator(world: World) -> None:
    def proposed(actor: Actor) -> Pairing:
        return pair(world.cluster_id, DALI_CITY, valid_from=SINCE, by=actor)

    assert may(world, proposed) == LEADS | OPERATORS | {f"office-{DALI_CITY}.official"}
    pairing = proposed(world.actor(f"office-{DALI_CITY}.official"))
    assert may(world, lambda actor: approve_fact(pairing, by=actor)) == LEADS | OPERATORS


def test_a_certificate_is_proposed_by_the_county_of_origin_and_approved_by_the_operator(world: World) -> None:
    product = a_product(county=DAGUAN, certified=False)

    def proposed(actor: Actor) -> Certification:
        return propose_certificate(product, "B-1", valid_from=SINCE, valid_to=None, by=actor)

    assert may(world, proposed) == OPERATORS | {f"office-{DAGUAN}.official"}
    certificate = proposed(world.actor(f"office-{DAGUAN}.official"))
    assert may(world, lambda actor: approve_certificate(certificate, by=actor)) == OPERATORS


def test_places_mergers_and_supervision_are_the_clusters_and_the_operators(world: World) -> None:
    school, delta, bureau = (world.organisations[name] for name in ("school", "delta", "bureau"))
    deeds: list[Callable[[Actor], Any]] = [
        lambda actor: place_under(school, 2027, delta, by=actor),
        lambda actor: merge_into(school, world.organisations["organ"], by=actor),
        lambda actor: supervise(bureau, world.organisations["organ"], valid_from=SINCE, by=actor),
    ]
    supervised = db.session.execute(select(Supervision).where(Supervision.unit_id == school)).scalar_one()
    deeds.append(lambda actor: end_supervision(supervised, by=actor))
    for deed in deeds:
        assert may(world, deed) == LEADS | OPERATORS
    place = place_under(school, 2027, delta, by=world.actor("cluster.official"))
    assert may(world, lambda actor: withdraw_place(place, by=actor)) == LEADS | OPERATORS
    with pytest.raises(Refused):
        approve_place(place, by=world.actor("cluster.official"))
    for name in NOBODY:
        with pytest.raises(NotYours):
            approve_place(place, by=world.actor(name))


def test_a_place_that_is_withdrawn_waits_no_more(world: World) -> None:
    lead = world.actor("cluster.official")
    place = place_under(world.organisations["school"], 2027, world.organisations["delta"], by=lead)
    withdraw_place(place, by=world.actor("harbour.official"))
    assert trail_of("unit", world.organisations["school"])[0].action == "unit.place_withdrawn"
    again = place_under(world.organisations["school"], 2027, world.organisations["delta"], by=lead)
    approve_place(again, by=world.actor("harbour.official"))
    with pytest.raises(Refused):
        withdraw_place(again, by=lead)


def test_a_fact_ends_after_a_second_persons_approval_and_not_before(world: World, clock: SettableClock) -> None:
    first, second = world.actor("operator.operator"), world.actor("operator.second")
    aid = db.session.query(AidStatus).filter_by(county_code=DAGUAN).one()
    with pytest.raises(NotYours):
        end_fact(aid, date(2026, 12, 31), by=world.actor("cluster.official"))
    with pytest.raises(Refused):
        end_fact(aid, date(2026, 11, 22), by=first)
    end_fact(aid, date(2026, 12, 31), by=first)
    assert aided(world, date(2027, 1, 1))
    for refused in (lambda: end_fact(aid, date(2026, 12, 1), by=second), lambda: approve_end(aid, by=first)):
        with pytest.raises(Refused):
            refused()
    approve_end(aid, by=second)
    assert aided(world, date(2026, 12, 31))
    assert not aided(world, date(2027, 1, 1))
    assert [entry.action for entry in trail_of("county", int(DAGUAN))][:2] == [
        "county.aid_ended",
        "county.aid_end_proposed",
    ]


def aided(world: World, day: date) -> bool:
    return pairing_facts(world.cluster_id, [DAGUAN], day)[DAGUAN].aided


def test_what_waits_can_be_withdrawn_and_what_holds_cannot(world: World) -> None:
    county, operator = world.actor(f"office-{DALI_CITY}.official"), world.actor("operator.operator")
    proposed = recognise_aid(DALI_CITY, valid_from=SINCE, by=county)
    with pytest.raises(NotYours):
        withdraw_proposal(proposed, by=world.actor(f"office-{DAGUAN}.official"))
    withdraw_proposal(proposed, by=county)
    assert db.session.query(AidStatus).filter_by(county_code=DALI_CITY).all() == []
    aid = db.session.query(AidStatus).filter_by(county_code=DAGUAN).one()
    with pytest.raises(Refused):
        withdraw_proposal(aid, by=operator)
    end_fact(aid, date(2027, 5, 1), by=operator)
    withdraw_proposal(aid, by=operator)
    assert aid.ends_on is None
    assert aided(world, date(2028, 1, 1))


@pytest.mark.parametrize(
    "values",
    [
        {"approved_by_id": None},
        {"proposed_by_id": None},
        {"approved_at": None},
        {"founding": True},
        {"approved_by_id": 1, "proposed_by_id": 1},
        {"approved_by_id": None, "proposed_by_id": None},
    ],
)
@pytest.mark.parametrize("kind", [AidStatus, Pairing, Certification, UnitParent])
def test_the_database_refuses_a_fact_that_fewer_than_two_people_stand_for(
    world: World, kind: Any, values: dict[str, Any]
) -> None:
    fact = fact_of_two_people(world, kind)
    table = kind.__table__
    statement: Any = update(table).where(table.c.id == fact.id).values(**values)
    if issubclass(kind, Decided):  # of which nothing changes once it is approved
        row = dict(db.session.execute(select(table).where(table.c.id == fact.id)).one()._mapping)
        statement = insert(table).values({name: row[name] for name in row if name != "id"} | values)
    with pytest.raises(IntegrityError, match="two_people"), db.session.begin_nested():
        db.session.execute(statement)


def fact_of_two_people(world: World, kind: Any) -> Any:
    first, second = world.actor("operator.operator"), world.actor("operator.second")
    if kind is UnitParent:
        place = place_under(world.organisations["school"], 2027, world.organisations["delta"], by=first)
        approve_place(place, by=second)
        return place
    if kind is Certification:
        certificate = propose_certificate(a_product(certified=False), "B-1", valid_from=SINCE, valid_to=None, by=first)
        approve_certificate(certificate, by=second)
        return certificate
    a_county(YUNLONG, aided=False)
    fact = (
        recognise_aid(YUNLONG, valid_from=SINCE, by=first)
        if kind is AidStatus
        else pair(world.cluster_id, YUNLONG, valid_from=SINCE, by=first)
    )
    approve_fact(fact, by=second)
    return fact


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": None},
        {"end_approved_by_id": None},
        {"end_proposed_by_id": None},
        {"end_approved_by_id": 1, "end_proposed_by_id": 1},
        {"valid_to": None},
    ],
)
def test_the_database_refuses_an_end_that_fewer_than_two_people_stand_for(world: World, values: dict[str, Any]) -> None:
    aid = db.session.query(AidStatus).filter_by(county_code=DAGUAN).one()
    end_fact(aid, date(2026, 12, 31), by=world.actor("operator.operator"))
    approve_end(aid, by=world.actor("operator.second"))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(AidStatus).where(AidStatus.id == aid.id).values(**values))


def test_what_the_shop_was_set_up_with_says_so(world: World) -> None:
    for kind in (AidStatus, Pairing, UnitParent):
        assert all(fact.founding for fact in db.session.query(kind))
    assert a_certificate(a_product(certified=False)).founding
