"""What grows is listed only with a passport that covers its season."""

from dataclasses import replace

import pytest

from shop.catalogue.models import Product
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.moves import submit
from shop.catalogue.services.passports import check_listing
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from tests.factories.capacities import a_capacity, a_commodity

pytestmark = pytest.mark.usefixtures("world")


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
