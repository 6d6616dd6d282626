"""Capacity passports in the database: declared, recommended or returned, and what lots and listings they let in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
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
    used_by,
)
from shop.catalogue.queries.standings import shelf_of
from shop.catalogue.services.capacity import (
    Declaration,
    declare_capacity,
    recommend_capacity,
    return_capacity,
    withdraw_capacity,
)
from shop.catalogue.services.changes import approve_change
from shop.catalogue.services.listing_batches import write_listings
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.lots import change_dates, confirm_harvest
from shop.catalogue.services.moves import submit
from shop.catalogue.services.passports import check_listing, check_lot
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.sheets.planning import ProductPlan
from shop.catalogue.words import CapacityStatus, Measure, ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.organisations.models import Supplier
from tests.clocks import SettableClock
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_category, a_lot, a_product
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world; what is refused is refused in English."""
    with force_locale("en"):
        yield world


@pytest.fixture
def coop(world: World) -> Actor:
    return world.actor("coop.seller")


@pytest.fixture
def office(world: World) -> Actor:
    return world.actor("office-530624.official")


@pytest.fixture
def grown(world: World) -> Product:
    """Potatoes of the cooperative, which grow."""
    product = db.session.get_one(Product, world.products["potatoes"])
    product.commodity_id = a_commodity().id
    db.session.flush()
    return product


def said(**changes: object) -> Declaration:
    usual: dict[str, object] = {
        "category_id": a_category().id,
        "year": clock.today().year,
        "measure": Measure.KILOGRAM,
        "mu": 12050,
        "expected": Quantity.of(50_000),
        "months": (7, 8, 9, 10),
    }
    return Declaration(**(usual | changes))  # type: ignore[arg-type]


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


def test_all_lots_of_a_year_fill_the_passport_and_those_of_other_years_and_goods_do_not(
    coop: Actor, grown: Product
) -> None:
    supplier, today = coop.organisation_id, clock.today()
    before = used_by(supplier, grown.category_id, today.year, Measure.KILOGRAM)
    assert before.received == Quantity.of(1250)
    a_capacity(supplier, "2000", category=None)
    a_lot(grown, "300")
    assert used_by(supplier, grown.category_id, today.year, Measure.KILOGRAM).received == Quantity.of(1550)
    a_lot(grown, "700", harvested=today.replace(year=today.year - 2))
    with pytest.raises(Refused, match="at most 450 kg"):
        a_lot(grown, "450.001")
    a_lot(grown, "450")
    other = a_product(of=None, stock=None)
    check_lot(other, Quantity.of(10**6), first=today, last=today)


def test_what_is_promised_of_next_year_needs_next_years_passport(
    coop: Actor, grown: Product, clock: SettableClock
) -> None:
    clock.at(2026, 11, 23)
    a_capacity(coop.organisation_id, "5000")
    ahead = date(2027, 8, 5)
    with pytest.raises(Refused, match="2027"):
        a_lot(grown, "100", harvested=ahead)
    a_capacity(coop.organisation_id, "500", year=2027, months=(7, 8, 9))
    a_lot(grown, "400", harvested=ahead)
    used = used_by(coop.organisation_id, grown.category_id, 2027, Measure.KILOGRAM)
    assert (used.promised, used.received) == (Quantity.of(400), NOTHING)
    with pytest.raises(Refused, match="at most 100 kg"):
        a_lot(grown, "101", harvested=ahead)
    with pytest.raises(Refused, match="months"):
        a_lot(grown, "1", harvested=date(2027, 10, 5))


def test_what_grows_is_listed_only_with_a_passport_that_covers_its_season(coop: Actor, grown: Product) -> None:
    grown.season = 0b0011_1100_0000
    with pytest.raises(Refused) as refusal:
        check_listing(grown)
    assert refusal.value.field == "commodity_id"
    passport = a_capacity(coop.organisation_id, months=(7, 8, 9))
    with pytest.raises(Refused) as refusal:
        check_listing(grown)
    assert refusal.value.field == "months"
    passport.months = 0b1111_1100_0000
    check_listing(grown)


def test_without_a_passport_nothing_that_grows_is_put_on_the_shelf(coop: Actor, grown: Product) -> None:
    with pytest.raises(Refused, match="grows on land"):
        put_on_shelf(grown, by=coop)
    a_capacity(coop.organisation_id)
    put_on_shelf(grown, by=coop)


def test_without_a_passport_nothing_that_grows_is_handed_in(coop: Actor, grown: Product) -> None:
    grown.status = ProductStatus.DRAFT
    with pytest.raises(Refused, match="grows on land"):
        submit(grown, by=coop)
    db.session.rollback()


def test_what_does_not_grow_needs_no_passport(grown: Product) -> None:
    grown.commodity_id = a_commodity(grown=False).id
    check_listing(grown)
    grown.commodity_id = None
    check_listing(grown)


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


def test_a_lot_whose_dates_move_to_another_year_has_to_fit_there(coop: Actor, grown: Product) -> None:
    today = clock.today()
    lot = a_lot(grown, "300")
    a_capacity(coop.organisation_id, "299", year=today.year - 1)
    days = (today.replace(year=today.year - 1, month=5), today.replace(year=today.year - 1, month=6), None)
    with pytest.raises(Refused, match="at most 299 kg"):
        change_dates(lot.id, *days, "the wrong year was typed", by=coop)
    db.session.rollback()


@pytest.mark.parametrize("first", [date(2026, 10, 20), date(2026, 7, 20)], ids=["ahead", "begun"])
def test_a_promised_harvest_is_not_moved_within_its_year_outside_the_passports_months(
    coop: Actor, grown: Product, clock: SettableClock, first: date
) -> None:
    clock.at(2026, 8, 1)
    a_capacity(coop.organisation_id, "5000", months=(8, 9))
    lot = a_lot(grown, "300", harvested=date(2026, 8, 20))
    with pytest.raises(Refused, match="months") as refusal:
        change_dates(lot.id, first, date(2026, 10, 25), None, "the frost came late", by=coop)
    assert refusal.value.field == "harvest_from"
    change_dates(lot.id, date(2026, 9, 1), date(2026, 9, 30), None, "the frost came late", by=coop)
    assert lot.harvest_to == date(2026, 9, 30)


def test_a_full_passport_lets_a_promised_harvest_be_dated_anew_within_its_months(
    coop: Actor, grown: Product, clock: SettableClock
) -> None:
    clock.at(2026, 8, 1)
    passport = a_capacity(coop.organisation_id, "1550")
    lot = a_lot(grown, "300", harvested=date(2026, 8, 20))
    passport.expected = Quantity.of(200)
    db.session.flush()
    change_dates(lot.id, date(2026, 9, 1), date(2026, 9, 3), None, "the frost came late", by=coop)


def test_the_best_before_day_of_a_promised_harvest_is_corrected_whatever_became_of_the_passport(
    coop: Actor, grown: Product, clock: SettableClock
) -> None:
    clock.at(2026, 8, 1)
    passport = a_capacity(coop.organisation_id, "5000")
    lot = a_lot(grown, "300", harvested=date(2026, 8, 20))
    passport.months = 1
    db.session.flush()
    change_dates(lot.id, lot.harvest_from, lot.harvest_to, date(2026, 12, 1), "misprinted", by=coop)


def test_a_season_that_grows_has_to_fit_the_passport_as_well(coop: Actor, grown: Product) -> None:
    a_capacity(coop.organisation_id, months=(7, 8, 9))
    grown.season = 0b0001_1100_0000
    db.session.flush()
    with pytest.raises(Refused) as refusal:
        change_listing(grown, replace(grown.said, months=(6, 7, 8, 9)), by=coop)
    assert refusal.value.field == "months"
    db.session.rollback()


def test_a_season_that_shrinks_and_other_words_change_without_a_passport(coop: Actor, grown: Product) -> None:
    grown.season = 0b0001_1100_0000
    change_listing(grown, replace(grown.said, months=(7, 8)), by=coop)
    change_listing(grown, replace(grown.said, storage="放在阴凉处"), by=coop)
    assert (grown.season, grown.storage) == (0b1100_0000, "放在阴凉处")


def test_what_becomes_something_that_grows_needs_a_passport(coop: Actor, office: Actor, grown: Product) -> None:
    commodity = grown.commodity_id
    grown.commodity_id = None
    db.session.flush()
    assert change_listing(grown, replace(grown.said, commodity_id=commodity), by=coop)
    with pytest.raises(Refused, match="grows on land"):
        approve_change(grown, by=office)
    db.session.rollback()


@pytest.fixture
def unnamed(grown: Product) -> Product:
    """A draft of the cooperative that says not yet which goods it is."""
    return a_product(
        of=db.session.get_one(Supplier, grown.supplier_id), category=a_category(), stock=None, on_shelf=False
    )


@pytest.mark.parametrize(
    ("quantity", "ahead", "match"),
    [("300", False, "1,550 kg"), ("200", True, "months"), ("200", False, "")],
    ids=["too much", "outside the months", "fits"],
)
def test_lots_entered_before_fill_the_passport_when_the_goods_are_named(
    coop: Actor, grown: Product, unnamed: Product, clock: SettableClock, quantity: str, ahead: bool, match: str
) -> None:
    clock.at(2026, 11, 23)
    a_capacity(coop.organisation_id, "1500", months=(7, 8, 9, 10, 11))
    lot = a_lot(unnamed, quantity, harvested=date(2026, 12, 5) if ahead else None)
    named = replace(unnamed.said, commodity_id=grown.commodity_id)
    if not match:
        change_listing(unnamed, named, by=coop)
        assert used_by(coop.organisation_id, unnamed.category_id, 2026, Measure.KILOGRAM).whole == Quantity.of(1450)
        return
    with pytest.raises(Refused, match=match) as refusal:
        change_listing(unnamed, named, by=coop)
    assert refusal.value.field == "commodity_id"
    assert "50 kg" in str(refusal.value) or lot.code in str(refusal.value)


def test_a_promise_entered_before_needs_a_passport_when_the_goods_are_named(
    coop: Actor, grown: Product, unnamed: Product
) -> None:
    lot = a_lot(unnamed, harvested=clock.today() + timedelta(days=9))
    with pytest.raises(Refused, match=f"Lot {lot.code} is promised") as refusal:
        change_listing(unnamed, replace(unnamed.said, commodity_id=grown.commodity_id), by=coop)
    assert refusal.value.field == "commodity_id"


def test_lots_are_held_against_the_passport_when_a_change_of_the_goods_is_approved(
    coop: Actor, office: Actor, grown: Product
) -> None:
    commodity = grown.commodity_id
    a_capacity(coop.organisation_id, "1000", months=range(1, 13))
    grown.commodity_id = None
    db.session.flush()
    assert change_listing(grown, replace(grown.said, commodity_id=commodity), by=coop)
    with pytest.raises(Refused, match="1,250 kg"):
        approve_change(grown, by=office)


def test_a_sheet_that_names_the_goods_holds_the_lots_against_the_passport(
    coop: Actor, grown: Product, unnamed: Product
) -> None:
    a_capacity(coop.organisation_id, "1500")
    a_lot(unnamed, "300")
    shelf = shelf_of(coop.organisation_id)
    (standing,) = [one for one in shelf.standings if one.id == unnamed.id]
    plan = ProductPlan("", standing, replace(unnamed.said, commodity_id=grown.commodity_id))
    plan.words["commodity_id"] = (None, grown.commodity_id)
    with pytest.raises(Refused, match="1,550 kg"):
        write_listings([plan], submit=False, source="a.xlsx", by=coop)


def test_a_harvest_that_comes_a_year_earlier_has_to_fit_that_years_passport(coop: Actor, grown: Product) -> None:
    today = clock.today()
    new_year = date(today.year + 1, 1, 1)
    a_capacity(coop.organisation_id, "1000", year=today.year + 1)
    lot = receive_lot(
        grown, "A-NEW", Quantity.of(500), harvest_from=new_year, harvest_to=new_year + timedelta(days=60), by=coop
    )
    a_capacity(coop.organisation_id, "1749", year=today.year)
    with pytest.raises(Refused, match="at most 499 kg"):
        confirm_harvest(lot.id, Quantity.of(500), today, by=coop)
    db.session.rollback()
