"""Lots are held against the passport of their year, when they are entered and when their days move."""

from datetime import date, timedelta

import pytest

from shop.catalogue.models import Product
from shop.catalogue.queries.capacity_use import used_by
from shop.catalogue.services.lots import change_dates, confirm_harvest
from shop.catalogue.services.passports import check_lot
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from tests.clocks import SettableClock
from tests.factories.capacities import a_capacity
from tests.factories.catalogue import a_lot, a_product

pytestmark = pytest.mark.usefixtures("world")


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
