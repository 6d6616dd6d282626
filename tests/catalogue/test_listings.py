"""Listing products: what is refused, what is recorded, and that the shop window hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from shop.audit.models import TrailEntry
from shop.catalogue.listing import Listing
from shop.catalogue.models import PriceTier, Product
from shop.catalogue.pricing import pack_amount, per_measure, smallest_order
from shop.catalogue.services.certificates import approve_certificate, propose_certificate
from shop.catalogue.services.listings import list_product
from shop.catalogue.services.packs import add_pack, set_tiers
from shop.catalogue.services.shelf import revision
from shop.catalogue.services.shelving import put_on_shelf, take_off_shelf
from shop.catalogue.words import Measure, ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.words import SupplierStatus
from tests.factories import YUNLONG, a_county, a_county_office, a_supplier, an_actor, an_operator
from tests.factories.catalogue import a_category, a_pack, a_product

pytestmark = pytest.mark.usefixtures("db_session")


def a_listing(**changes: Any) -> Listing:
    said: dict[str, Any] = {
        "name": "茶",
        "name_english": "Tea",
        "character": "茶",
        "measure": Measure.KILOGRAM,
    } | changes
    return Listing(supplier_id=a_supplier().id, category_id=a_category().id, county_code=a_county().code, **said)


def prices(**tiers: str) -> dict[int, UnitPrice]:
    return {int(start.removeprefix("from_")): UnitPrice.yuan(price) for start, price in tiers.items()}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "茶" * 10_000}, "name"),
        ({"name": "  "}, "name"),
        ({"name_english": ""}, "name_english"),
        ({"description": "x" * 10_000}, "description"),
        ({"search_words": "x" * 10_000}, "search_words"),
        ({"character": "三个字"}, "character"),
        ({"months": ()}, "months"),
        ({"months": (0, 1)}, "months"),
        ({"months": (13,)}, "months"),
        ({"shelf_life_days": 0}, "shelf_life_days"),
    ],
)
def test_a_listing_that_cannot_be_names_the_field(changes: dict[str, Any], field: str) -> None:
    with force_locale("en"), pytest.raises(Refused) as refusal:
        list_product(a_listing(**changes), by=None)
    assert refusal.value.field == field
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": "0"}, "content"),
        ({"minimum": 0}, "minimum"),
        ({"multiple": 0}, "multiple"),
        ({"name": "x" * 81}, "name"),
        ({"name_english": ""}, "name_english"),
        ({"tiers": {}}, "tiers"),
        ({"tiers": {1: "10", 10: "10"}}, "tiers"),
        ({"tiers": {1: "10", 10: "11"}}, "tiers"),
        ({"tiers": {5: "10"}}, "tiers"),
        ({"tiers": {0: "10"}}, "tiers"),
        ({"tiers": {1: "0"}}, "tiers"),
    ],
)
def test_a_pack_that_cannot_be_names_the_field(changes: dict[str, Any], field: str) -> None:
    product = a_product(price=None, on_shelf=False)
    said: dict[str, Any] = {"name": "箱", "name_english": "box", "content": "10", "tiers": {1: "10"}} | changes
    said["content"] = Quantity.of(said["content"])
    said["tiers"] = {start: UnitPrice.yuan(price) for start, price in said["tiers"].items()}
    with force_locale("en"), pytest.raises(Refused) as refusal:
        add_pack(product, **said, by=None)
    assert refusal.value.field == field


def test_new_prices_replace_the_old_ones_and_stand_in_the_trail() -> None:
    seller = a_supplier()
    product = a_product(of=seller, price=None, on_shelf=False)
    pack = a_pack(product, tiers={1: "10", 20: "9"})
    set_tiers(pack, prices(from_1="11.5", from_20="10", from_50="9.9999"), by=an_actor(seller))
    held = select(PriceTier.from_packs, PriceTier.unit_price).where(PriceTier.pack_id == pack.id)
    assert {start: str(price) for start, price in db.session.execute(held)} == {1: "11.50", 20: "10.00", 50: "9.9999"}
    told = db.session.scalars(select(TrailEntry).where(TrailEntry.action == "product.priced")).one()
    assert told.details["prices"] == {"1": "11.50", "20": "10.00", "50": "9.9999"}
    assert told.organisation_id == seller.id


def test_a_product_without_a_price_does_not_go_on_the_shelf() -> None:
    with force_locale("en"), pytest.raises(Refused) as refusal:
        a_product(price=None)
    assert refusal.value.field == "packs"


@pytest.mark.parametrize("status", [status for status in SupplierStatus if status is not SupplierStatus.APPROVED])
def test_only_the_produce_of_approved_suppliers_goes_on_the_shelf(status: SupplierStatus) -> None:
    with force_locale("en"), pytest.raises(Refused):
        a_product(of=a_supplier(status=status))


def test_taking_a_product_off_the_shelf_needs_a_reason_and_happens_once() -> None:
    product = a_product()
    with force_locale("en"), pytest.raises(Refused) as refusal:
        take_off_shelf(product, reason=" ", by=None)
    assert refusal.value.field == "reason"
    take_off_shelf(product, reason="Sold to the last leaf", by=None)
    with force_locale("en"), pytest.raises(Refused):
        take_off_shelf(product, reason="Again", by=None)
    put_on_shelf(product, by=None)
    assert product.status is ProductStatus.ON_SHELF


def test_addresses_are_made_of_the_english_name_and_never_given_twice() -> None:
    slugs = [a_product(name_english="Dried Gastrodia, grade 1").slug for _time in range(3)]
    assert slugs == ["dried-gastrodia-grade-1", "dried-gastrodia-grade-1-2", "dried-gastrodia-grade-1-3"]
    assert len(a_product(name_english="x" * 120).slug) <= 64
    assert a_product(name_english="茶").slug == "product"


def test_a_certificate_takes_two_people() -> None:
    product = a_product(certified=False)
    official = an_actor(a_county_office())
    proposed = propose_certificate(product, " B-1 ", valid_from=clock.today(), valid_to=None, by=official)
    assert (proposed.catalogue_number, proposed.approved_at) == ("B-1", None)
    with force_locale("en"), pytest.raises(Refused):
        approve_certificate(proposed, by=official)
    approve_certificate(proposed, by=an_actor(an_operator()))
    with force_locale("en"), pytest.raises(Refused):
        approve_certificate(proposed, by=an_actor(an_operator()))


def test_only_the_county_of_the_produce_proposes_a_certificate_and_only_the_operator_approves_it() -> None:
    product = a_product(certified=False)
    for somebody in (an_actor(a_supplier()), an_actor(a_county_office(YUNLONG))):
        with pytest.raises(NotYours):
            propose_certificate(product, "B-1", valid_from=clock.today(), valid_to=None, by=somebody)
    official = an_actor(a_county_office())
    proposed = propose_certificate(product, "B-1", valid_from=clock.today(), valid_to=None, by=official)
    for somebody in (an_actor(a_supplier()), an_actor(a_county_office())):
        with pytest.raises(NotYours):
            approve_certificate(proposed, by=somebody)
    assert proposed.approved_at is None


def test_a_certificate_cannot_end_before_it_begins() -> None:
    with force_locale("en"), pytest.raises(Refused) as refusal:
        propose_certificate(
            a_product(), "B-1", valid_from=clock.today(), valid_to=clock.today() - timedelta(days=1), by=None
        )
    assert refusal.value.field == "valid_to"


def test_every_change_of_a_listing_raises_the_shelfs_revision_once_it_is_committed() -> None:
    product = a_product()
    db.session.commit()
    seen = [revision()]
    for change in (
        lambda: set_tiers(product.packs[0], prices(from_1="9"), by=None),
        lambda: take_off_shelf(product, reason="Sold out", by=None),
        lambda: put_on_shelf(product, by=None),
        lambda: a_pack(product),
        lambda: propose_certificate(product, "B-2", valid_from=clock.today(), valid_to=None, by=None),
    ):
        change()
        assert revision() == seen[-1], "nobody else may see it before the commit"
        db.session.commit()
        seen.append(revision())
    assert sorted(set(seen), key=lambda number: number or 0) == seen


def test_nothing_that_leaves_the_shelf_alone_raises_its_revision(db_session: scoped_session[Session]) -> None:
    a_product()
    db.session.commit()
    before = revision()
    a_category("other")
    db.session.commit()
    assert revision() == before


@pytest.mark.parametrize(
    ("price", "basis", "expected"),
    [("39", "0.25", "156.00"), ("2.585", "1", "2.585"), ("100", "3", "33.3333"), ("41.5", "30", "1.3833")],
)
def test_prices_are_compared_per_kilogram_or_piece(price: str, basis: str, expected: str) -> None:
    assert str(per_measure(UnitPrice.yuan(price), Quantity.of(basis))) == expected


def test_the_smallest_order_is_the_minimum_raised_to_a_whole_multiple() -> None:
    assert [smallest_order(minimum, multiple) for minimum, multiple in ((1, 1), (2, 2), (5, 2), (10, 4), (1, 6))] == [
        *(1, 2, 6, 12, 6)
    ]


def test_packs_by_weight_come_to_their_content_times_the_price() -> None:
    assert pack_amount(UnitPrice.yuan("2.585"), Quantity.of(1), Quantity.of(25), 2) == Money.yuan("129.25")


def test_a_product_is_kept_with_what_was_said_of_it() -> None:
    product = list_product(a_listing(months=(11, 12, 1), search_words="tea 茗"), by=None)
    held = db.session.get_one(Product, product.id)
    assert (held.months, held.status, held.sort_key) == ([1, 11, 12], ProductStatus.DRAFT, "cha2")
