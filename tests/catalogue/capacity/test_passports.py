"""Capacity passports: declared, recommended, returned, replaced, and seen by whom."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.audit.models import TrailEntry
from shop.catalogue.models import Product
from shop.catalogue.queries.capacity import (
    CapacityFilter,
    capacities_nearly_full,
    capacities_of,
    capacities_waiting,
    capacity_for,
)
from shop.catalogue.services.capacity import declare_capacity, recommend_capacity, return_capacity, withdraw_capacity
from shop.catalogue.words import CapacityStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from tests.catalogue.capacity.declaring import said
from tests.factories.capacities import a_capacity
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("world")


def test_a_declaration_waits_for_the_county_and_holds_once_it_is_recommended(
    coop: Actor, office: Actor, grown: Product
) -> None:
    passport = declare_capacity(said(), by=coop)
    assert passport.status == "declared"
    assert capacities_waiting("530624") == 1
    recommend_capacity(passport, by=office)
    assert passport.status == "recommended"
    assert capacities_waiting("530624") == 0
    told = {notice.kind: notice.organisation_id for notice in db.session.scalars(select(Notice))}
    assert told["capacity_declared"] == office.organisation_id
    assert told["capacity_recommended"] == coop.organisation_id
    trail = set(db.session.scalars(select(TrailEntry.action).where(TrailEntry.subject_kind == "capacity")))
    assert trail == {"capacity.declared", "capacity.recommended"}


def test_a_new_declaration_stands_beside_the_one_in_force_until_it_replaces_it(
    coop: Actor, office: Actor, grown: Product
) -> None:
    first = declare_capacity(said(), by=coop)
    recommend_capacity(first, by=office)
    second = declare_capacity(said(expected=Quantity.of(60_000)), by=coop)
    assert (first.status, second.status) == (CapacityStatus.RECOMMENDED, CapacityStatus.DECLARED)
    recommend_capacity(second, by=office)
    db.session.refresh(first)
    assert (first.status, second.status) == (CapacityStatus.REPLACED, CapacityStatus.RECOMMENDED)


def test_only_one_declaration_waits_at_a_time(coop: Actor, grown: Product) -> None:
    passport = declare_capacity(said(), by=coop)
    with pytest.raises(Refused, match="already waits"):
        declare_capacity(said(), by=coop)
    withdraw_capacity(passport, by=coop)
    assert declare_capacity(said(), by=coop).status is CapacityStatus.DECLARED


def test_the_county_returns_a_declaration_with_its_reason(coop: Actor, office: Actor, grown: Product) -> None:
    passport = declare_capacity(said(), by=coop)
    with pytest.raises(Refused) as refusal:
        return_capacity(passport, "  ", by=office)
    assert refusal.value.field == "reason"
    return_capacity(passport, "Only 80 mu were planted.", by=office)
    assert (passport.status, passport.reason) == (CapacityStatus.RETURNED, "Only 80 mu were planted.")
    with pytest.raises(Refused):
        recommend_capacity(passport, by=office)


@pytest.mark.parametrize("who", ["coop.seller", "office-532922.official", "operator.operator", "school.manager"])
def test_only_the_suppliers_own_county_decides(world: World, coop: Actor, grown: Product, who: str) -> None:
    passport = declare_capacity(said(), by=coop)
    with pytest.raises(NotYours):
        recommend_capacity(passport, by=world.actor(who))
    with pytest.raises(NotYours):
        return_capacity(passport, "no", by=world.actor(who))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expected": NOTHING}, "expected"),
        ({"expected": Quantity.of(-5)}, "expected"),
        ({"months": ()}, "months"),
        ({"months": (13,)}, "months"),
        ({"mu": -1}, "mu"),
        ({"year": 2019}, "year"),
        ({"category_id": 987_654}, "category"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    coop: Actor, grown: Product, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        declare_capacity(said(**changes), by=coop)
    assert refusal.value.field == field


def test_everybody_finds_their_own_and_nobody_elses(world: World, coop: Actor, office: Actor, grown: Product) -> None:
    passport = declare_capacity(said(), by=coop)
    for name in ("coop.seller", "office-530624.official", "operator.operator"):
        found, total = capacities_of(world.actor(name), CapacityFilter())
        assert ([row.passport.id for row in found], total) == ([passport.id], 1)
        assert capacity_for(world.actor(name), passport.id).passport is passport
    for name in ("workshop.seller", "office-532922.official"):
        assert capacities_of(world.actor(name), CapacityFilter()) == ([], 0)
        with pytest.raises(NotYours):
            capacity_for(world.actor(name), passport.id)


def test_what_is_nearly_used_up_is_found(coop: Actor, grown: Product) -> None:
    year = clock.today().year
    passport = a_capacity(coop.organisation_id, "1388")
    assert [row.passport.id for row in capacities_nearly_full(coop.organisation_id, [year])] == [passport.id]
    passport.expected = Quantity.of(1389)
    db.session.flush()
    assert capacities_nearly_full(coop.organisation_id, [year]) == []


def test_two_passports_never_hold_at_once(coop: Actor) -> None:
    a_capacity(coop.organisation_id)
    with pytest.raises(IntegrityError):
        a_capacity(coop.organisation_id)
    db.session.rollback()
