"""What a listing needs before it is handed in, and who may not hand in anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Commodity, Product
from shop.catalogue.services import moves
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.listings import change_listing, list_product
from shop.catalogue.services.packs import add_packing
from shop.catalogue.taxes import OFFICIAL, Ground
from shop.catalogue.words import GoodsKind, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierStatus
from tests.catalogue.listings.shelf import notices, on_shelf, supplier_of
from tests.factories import an_actor, an_operator
from tests.factories.catalogue import a_category, a_product

pytestmark = pytest.mark.usefixtures("db_session")


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
