"""A listing that says late which goods it is: what was harvested before has to fit as well."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shop.catalogue.models import Product
from shop.catalogue.queries.capacity_use import used_by
from shop.catalogue.queries.standings import shelf_of
from shop.catalogue.services.changes import approve_change
from shop.catalogue.services.listing_batches import write_listings
from shop.catalogue.services.listings import change_listing
from shop.catalogue.sheets.planning import ProductPlan
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from tests.clocks import SettableClock
from tests.factories.capacities import a_capacity
from tests.factories.catalogue import a_category, a_lot, a_product

pytestmark = pytest.mark.usefixtures("world")


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
