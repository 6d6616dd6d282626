"""Changes of listings on the shelf: what shows at once, what waits, what becomes of it, and who is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.catalogue.models import ListingChange, Product
from shop.catalogue.queries.listing import waiting_of
from shop.catalogue.services import changes
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.locks import Outdated
from shop.catalogue.services.packs import change_pack
from shop.catalogue.words import ChangeOutcome
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from tests.catalogue.listings.shelf import notices, on_shelf, priced, supplier_of, told
from tests.factories import YUNLONG, a_county, a_county_office, a_supplier, an_actor, an_operator

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_small_change_shows_at_once_and_stands_in_the_history(product: Product, seller: Actor) -> None:
    assert change_listing(product, replace(product.said, storage="阴凉处", shelf_life_days=9), by=seller) is None
    assert (product.storage, product.shelf_life_days) == ("阴凉处", 9)
    [entry] = told("product.changed")
    assert entry.details["changes"] == {"storage": ["", "阴凉处"], "shelf_life_days": ["", "9"]}
    assert not notices("listing_change_waits")


def test_a_new_name_waits_while_the_rest_of_the_same_form_holds_at_once(product: Product, seller: Actor) -> None:
    waits = change_listing(product, replace(product.said, name="冬笋", storage="阴凉处"), by=seller)
    assert waits is not None
    assert [item["field"] for item in waits.items] == ["name"]
    assert (product.name, product.storage) == ("鲜笋", "阴凉处")
    assert on_shelf(product).name == "鲜笋"
    assert {notice.role for notice in notices("listing_change_waits")} == {"county_official", "operator"}


def test_approved_it_shows_and_is_found_by_its_new_name(product: Product, seller: Actor, official: Actor) -> None:
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    changes.approve_change(product, by=official)
    assert on_shelf(product).name == "冬笋"
    assert product.sort_key.startswith("dong1")
    [notice] = notices("listing_change_approved")
    assert notice.organisation_id == product.supplier_id


def test_returned_it_never_shows_and_the_supplier_reads_why(product: Product, seller: Actor, official: Actor) -> None:
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    with force_locale("en"), pytest.raises(Refused) as refusal:
        changes.return_change(product, "  ", by=official)
    assert refusal.value.field == "reason"
    changes.return_change(product, "It is spring.", by=official)
    assert on_shelf(product).name == "鲜笋"
    change = db.session.execute(select(ListingChange)).scalar_one()
    assert (change.outcome, change.reason, change.decided_by_id) == (
        ChangeOutcome.RETURNED,
        "It is spring.",
        official.person_id,
    )
    assert notices("listing_change_returned")[0].particulars["reason"] == "It is spring."


def test_saved_as_it_stands_again_the_change_is_withdrawn(product: Product, seller: Actor) -> None:
    stands = product.said
    change_listing(product, replace(stands, name="冬笋"), by=seller)
    assert change_listing(product, stands, by=seller) is None
    assert waiting_of(product.id) is None
    assert len(told("product.change_withdrawn")) == 1


def test_nobody_decides_about_what_they_wanted_themselves(product: Product, seller: Actor, official: Actor) -> None:
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    colleague = an_actor(supplier_of(product))
    pack = product.packs[0]
    change_pack(pack, priced(pack, from_1="20"), by=colleague)
    for person in (seller, colleague):
        with pytest.raises(Refused):
            changes.approve_change(product, by=replace(official, person_id=person.person_id))
    changes.approve_change(product, by=official)


def test_only_the_own_county_and_the_operator_decide(product: Product, seller: Actor) -> None:
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    for stranger in (an_actor(a_county_office(YUNLONG)), an_actor(a_supplier())):
        with pytest.raises(NotYours):
            changes.approve_change(product, by=stranger)
    with pytest.raises(NotYours):
        changes.approve_change(product, by=seller)
    changes.approve_change(product, by=an_actor(an_operator()))


def test_that_goods_come_from_another_county_is_the_operators_to_decide(
    product: Product, seller: Actor, official: Actor
) -> None:
    change_listing(product, replace(product.said, county_code=a_county(YUNLONG).code), by=seller)
    with pytest.raises(Refused):
        changes.approve_change(product, by=official)
    db.session.expire_all()
    changes.approve_change(product, by=an_actor(an_operator()))
    assert product.county_code == YUNLONG


def test_a_change_is_decided_once(product: Product, seller: Actor, official: Actor) -> None:
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    changes.withdraw_change(product, by=seller)
    for decide in (
        lambda: changes.approve_change(product, by=official),
        lambda: changes.return_change(product, "No", by=official),
        lambda: changes.withdraw_change(product, by=seller),
    ):
        with pytest.raises(Refused):
            decide()


def test_who_saves_or_decides_about_what_they_never_saw_is_told(
    product: Product, seller: Actor, official: Actor
) -> None:
    seen = product.version
    change_listing(product, replace(product.said, name="冬笋"), by=seller, version=seen)
    with pytest.raises(Outdated):
        change_listing(product, replace(product.said, storage="阴凉处"), by=seller, version=seen)
    with pytest.raises(Outdated):
        change_pack(product.packs[0], product.packs[0].packing, by=seller, version=seen)
    with pytest.raises(Outdated):
        changes.approve_change(product, by=official, version=seen)
