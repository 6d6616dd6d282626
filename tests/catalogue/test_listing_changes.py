"""Changes of listings on the shelf: what shows at once, what waits, what becomes of it, and who is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.catalogue.dressing import shop_window
from shop.catalogue.models import Commodity, ListingChange, Pack, Product
from shop.catalogue.queries.listing import waiting_of
from shop.catalogue.services import changes, moves
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.listings import change_listing, list_product
from shop.catalogue.services.locks import Outdated
from shop.catalogue.services.packs import add_packing, change_pack, order_packs, retire_pack
from shop.catalogue.taxes import OFFICIAL, Ground
from shop.catalogue.words import ChangeOutcome, GoodsKind, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.organisations.models import Producer, Supplier
from shop.organisations.words import SupplierStatus
from tests.factories import DAGUAN, YUNLONG, a_county, a_county_office, a_supplier, an_actor, an_operator
from tests.factories.catalogue import a_category, a_pack, a_product

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def product() -> Product:
    """On the shelf in one weighed pack of 10 kg at 12 yuan a kilogram."""
    a_county_office(DAGUAN)
    an_operator()
    return a_product("鲜笋", "Fresh shoots")


@pytest.fixture
def seller(product: Product) -> Actor:
    return an_actor(supplier_of(product))


@pytest.fixture
def official(product: Product) -> Actor:
    return an_actor(a_county_office(product.county_code))


def supplier_of(product: Product) -> Any:
    return db.session.get_one(Supplier, product.supplier_id)


def priced(pack: Pack, **tiers: str) -> Any:
    return replace(
        pack.packing,
        tiers={int(start.removeprefix("from_")): UnitPrice.yuan(price) for start, price in tiers.items()},
    )


def on_shelf(product: Product) -> Any:
    db.session.commit()
    return shop_window().by_id[product.id]


def shown_price(product: Product) -> str:
    return str(on_shelf(product).packs[0].tiers[0][1])


def notices(kind: str) -> list[Notice]:
    db.session.flush()
    return list(db.session.execute(select(Notice).where(Notice.kind == kind)).scalars())


def told(action: str) -> list[TrailEntry]:
    db.session.flush()
    return list(db.session.execute(select(TrailEntry).where(TrailEntry.action == action)).scalars())


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


def test_names_and_prices_gather_in_one_change(product: Product, seller: Actor, official: Actor) -> None:
    pack = product.packs[0]
    change_listing(product, replace(product.said, name="冬笋"), by=seller)
    change_pack(pack, priced(pack, from_1="15"), by=seller)
    change = waiting_of(product.id)
    assert change is not None
    assert len(change.items) == 2
    assert shown_price(product) == "12.00"
    changes.approve_change(product, by=official)
    assert shown_price(product) == "15.00"
    assert on_shelf(product).name == "冬笋"


def test_a_price_within_the_bound_holds_at_once_and_small_steps_add_up_against_the_approved_one(
    product: Product, seller: Actor
) -> None:
    pack = product.packs[0]
    assert change_pack(pack, priced(pack, from_1="13"), by=seller) is None
    assert shown_price(product) == "13.00"
    waits = change_pack(pack, priced(pack, from_1="13.5"), by=seller)
    assert waits is not None
    assert waits.items[0]["change"] == "0.1250"
    assert shown_price(product) == "13.00"
    assert change_pack(pack, priced(pack, from_1="11"), by=seller) is None
    assert waiting_of(product.id) is None
    assert shown_price(product) == "11.00"


def test_an_approved_price_is_what_later_ones_are_held_against(
    product: Product, seller: Actor, official: Actor
) -> None:
    pack = product.packs[0]
    change_pack(pack, priced(pack, from_1="20"), by=seller)
    changes.approve_change(product, by=official)
    assert change_pack(pack, priced(pack, from_1="21.9"), by=seller) is None
    assert change_pack(pack, priced(pack, from_1="12"), by=seller) is not None


def test_an_approved_price_of_one_pack_opens_no_way_for_the_others_that_stood_before_reviews(
    product: Product, seller: Actor, official: Actor
) -> None:
    first, second = product.packs[0], a_pack(product, tiers={1: "12"}, weighed=True)
    first.approved = second.approved = None
    db.session.flush()
    assert change_pack(first, priced(first, from_1="24"), by=seller)
    changes.approve_change(product, by=official)
    assert change_pack(second, priced(second, from_1="24"), by=seller)
    assert second.tiers[0].unit_price == UnitPrice.yuan("12")


def test_a_new_pack_at_another_price_is_not_sold_before_it_is_approved(
    product: Product, seller: Actor, official: Actor
) -> None:
    dear = replace(priced(product.packs[0], from_1="40"), name="精装", name_english="gift box")
    pack = add_packing(product, dear, by=seller)
    assert not pack.active
    assert len(on_shelf(product).packs) == 1
    changes.approve_change(product, by=official)
    assert [str(offer.tiers[0][1]) for offer in on_shelf(product).packs] == ["12.00", "40.00"]


def test_a_retired_pack_brought_back_at_its_approved_price_is_sold_at_once(product: Product, seller: Actor) -> None:
    other = a_pack(product, tiers={1: "125"})
    db.session.flush()
    retire_pack(other, by=seller)
    assert len(on_shelf(product).packs) == 1
    change_pack(other, other.packing, by=seller)
    assert len(on_shelf(product).packs) == 2


def test_the_last_pack_of_a_listing_on_sale_is_not_retired(product: Product, seller: Actor) -> None:
    with force_locale("en"), pytest.raises(Refused):
        retire_pack(product.packs[0], by=seller)


def test_packs_stand_in_the_order_their_supplier_gives_them(product: Product, seller: Actor) -> None:
    first, second = product.packs[0], a_pack(product, tiers={1: "125"})
    order_packs(product, [second.id, first.id], by=seller)
    assert [pack.id for pack in on_shelf(product).packs] == [second.id, first.id]
    with pytest.raises(NotYours):
        order_packs(product, [second.id], by=seller)


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


@pytest.mark.parametrize("status", [SupplierStatus.SUSPENDED, SupplierStatus.APPLICANT, SupplierStatus.RECOMMENDED])
def test_a_supplier_that_is_not_approved_writes_drafts_and_submits_nothing(
    product: Product, seller: Actor, status: SupplierStatus
) -> None:
    supplier_of(product).status = status
    draft = list_product(product.said, by=seller)
    add_packing(draft, product.packs[0].packing, by=seller)
    change_listing(draft, replace(draft.said, name="冬笋"), by=seller)
    assert draft.name == "冬笋"
    with pytest.raises(Refused):
        moves.submit(draft, by=seller)
    with pytest.raises(Refused):
        change_listing(product, replace(product.said, storage="阴凉处"), by=seller)


def test_what_the_operator_took_off_comes_back_by_the_operator_alone(product: Product, seller: Actor) -> None:
    operator = an_actor(an_operator())
    with pytest.raises(Refused):
        moves.take_off(product, "", by=operator)
    moves.take_off(product, "Its papers are checked.", by=operator)
    assert notices("listing_taken_off")[0].particulars["reason"] == "Its papers are checked."
    with pytest.raises(Refused):
        moves.put_back(product, by=seller)
    moves.put_back(product, by=operator)
    assert product.status is ProductStatus.ON_SHELF
    moves.take_off(product, "", by=seller)
    moves.put_back(product, by=seller)
    assert not product.barred


def test_a_returned_draft_is_set_right_and_submitted_again(seller: Actor, official: Actor, product: Product) -> None:
    draft = a_product(of=supplier_of(product), on_shelf=False)
    moves.submit(draft, by=seller)
    with pytest.raises(Refused):
        change_listing(draft, replace(draft.said, name="冬笋"), by=seller)
    moves.return_listing(draft, "Say how it is kept.", by=official)
    assert draft.review_note == "Say how it is kept."
    change_listing(draft, replace(draft.said, storage="阴凉处"), by=seller)
    moves.submit(draft, by=seller)
    assert draft.review_note == ""
    moves.approve(draft, by=official)
    assert on_shelf(draft).packs[0].tiers[0][1] == UnitPrice.yuan("12")


def test_nothing_is_submitted_without_a_price_or_a_confirmed_tax_rate(product: Product, seller: Actor) -> None:
    of = supplier_of(product)
    with force_locale("en"), pytest.raises(Refused) as bare:
        moves.submit(a_product(of=of, price=None, on_shelf=False), by=seller)
    assert bare.value.field == "packs"
    with force_locale("en"), pytest.raises(Refused) as untaxed:
        moves.submit(a_product(of=of, on_shelf=False, goods_kind=None, tax_ground=""), by=seller)
    assert untaxed.value.field == "tax"


def test_a_rate_that_is_not_open_for_the_goods_is_refused_with_those_that_are(product: Product, seller: Actor) -> None:
    wrong = replace(product.said, goods_kind=GoodsKind.PROCESSED, tax_rate=TaxRate.EXEMPT)
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_listing(product, wrong, by=seller)
    assert refusal.value.field == "tax_rate"
    assert "1 %" in str(refusal.value)
    right = replace(wrong, tax_rate=TaxRate.ONE, tax_ground=OFFICIAL[Ground.MEMBERS])
    change_listing(product, right, by=seller)
    assert (product.tax_rate, product.tax_ground) == (TaxRate.ONE, "")


def test_the_measure_stays_once_anything_was_harvested_in_it(product: Product, seller: Actor) -> None:
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_listing(product, replace(product.said, measure=Measure.PIECE), by=seller)
    assert refusal.value.field == "measure"


def test_an_agent_names_one_of_its_own_producers_and_no_other(product: Product, seller: Actor) -> None:
    own = Producer(supplier_id=product.supplier_id, name="高山农户", name_english="Hill farmers")
    other = Producer(supplier_id=a_supplier().id, name="别家", name_english="Others")
    db.session.add_all([own, other])
    db.session.flush()
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_listing(product, replace(product.said, producer_id=other.id), by=seller)
    assert refusal.value.field == "producer_id"
    draft = list_product(replace(product.said, producer_id=own.id), by=seller)
    assert (draft.producer_name, draft.producer_name_english) == ("高山农户", "Hill farmers")


@pytest.fixture
def ended(product: Product) -> Producer:
    """Somebody the seller sold for once, and sells for no more."""
    producer = Producer(supplier_id=product.supplier_id, name="老茶农", name_english="Old farmers", active=False)
    db.session.add(producer)
    db.session.flush()
    return producer


def test_nothing_new_is_listed_for_a_producer_that_has_ended(product: Product, seller: Actor, ended: Producer) -> None:
    for write in (lambda said: change_listing(product, said, by=seller), lambda said: list_product(said, by=seller)):
        with force_locale("en"), pytest.raises(Refused, match="producer has ended") as refusal:
            write(replace(product.said, producer_id=ended.id))
        assert refusal.value.field == "producer_id"


def test_a_listing_whose_producer_has_ended_is_still_changed_and_copied(
    product: Product, seller: Actor, ended: Producer
) -> None:
    product.producer_id, product.producer_name, product.producer_name_english = ended.id, ended.name, "Old farmers"
    db.session.flush()
    change_listing(product, replace(product.said, storage="放在阴凉处"), by=seller)
    assert (product.storage, product.producer_id) == ("放在阴凉处", ended.id)
    copy = duplicate(product, by=seller)
    assert copy.producer_name == "老茶农"
    copy.goods_kind = product.goods_kind
    with force_locale("en"), pytest.raises(Refused, match="producer has ended"):
        moves.submit(copy, by=seller)


def test_a_change_that_names_a_producer_is_not_approved_once_that_has_ended(
    product: Product, seller: Actor, official: Actor, ended: Producer
) -> None:
    ended.active = True
    change_listing(product, replace(product.said, producer_id=ended.id), by=seller)
    ended.active = False
    with force_locale("en"), pytest.raises(Refused, match="producer has ended"):
        changes.approve_change(product, by=official)


def test_a_copy_is_a_draft_with_the_same_words_and_packs(product: Product, seller: Actor) -> None:
    product.name = "笋" * 120
    copy = duplicate(product, by=seller)
    assert (copy.status, copy.listed_at, len(copy.name)) == (ProductStatus.DRAFT, None, 120)
    assert [pack.packing for pack in copy.packs] == [pack.packing for pack in product.packs]
    assert copy.packs[0].id != product.packs[0].id


def test_goods_of_another_kind_than_their_commodity_are_refused(product: Product, seller: Actor) -> None:
    commodity = Commodity(code="tea", category_id=a_category("tea").id, name="茶", name_english="Tea")
    db.session.add(commodity)
    db.session.flush()
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_listing(product, replace(product.said, commodity_id=commodity.id), by=seller)
    assert refusal.value.field == "commodity_id"


def test_a_pack_too_large_to_be_is_refused_field_by_field(product: Product, seller: Actor) -> None:
    huge = replace(product.packs[0].packing, content=Quantity.of(10**7), minimum=10**9, multiple=10**9)
    with force_locale("en"), pytest.raises(Refused) as refusal:
        change_pack(product.packs[0], huge, by=seller)
    fields = {refusal.value.field, *(other.field for other in refusal.value.others)}
    assert fields == {"content", "minimum", "multiple"}
