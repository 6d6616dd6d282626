"""The facts a purchase is judged on: who sells, where from, under which certificate, as of a day."""

from datetime import date, timedelta

import pytest

from shop.catalogue.facts import facts_for
from shop.catalogue.models import Product
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.facts import PurchaseFacts
from shop.kernel.purposes import Purpose
from shop.organisations.words import SupplierStatus
from tests.factories import DAGUAN, DALI_CITY, a_cluster, a_supplier, an_actor, an_operator
from tests.factories.catalogue import a_certificate, a_full_shelf, a_product
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")


def facts_of(product: Product, *, on: date | None = None, cluster_id: int | None = None) -> PurchaseFacts:
    cluster_id = cluster_id or a_cluster().id
    return facts_for(
        [product], unit_path=(cluster_id, 7), cluster_id=cluster_id, purpose=Purpose.CANTEEN, on=on or clock.today()
    )[product.id]


def test_a_certified_product_of_a_paired_county_has_all_facts_on_its_side() -> None:
    product = a_product()
    cluster = a_cluster()
    facts = facts_of(product, cluster_id=cluster.id)
    assert facts.certificate is not None
    assert facts == PurchaseFacts(
        unit_path=(cluster.id, 7),
        purpose=Purpose.CANTEEN,
        supplier_approved=True,
        supplier_county=DAGUAN,
        supplier_county_aided=True,
        supplier_county_paired=True,
        origin_county=DAGUAN,
        origin_county_aided=True,
        origin_county_paired=True,
        certificate=facts.certificate,
        certificate_valid=True,
    )


def test_the_sellers_county_and_the_counties_of_origin_are_told_apart() -> None:
    facts = facts_of(a_product(of=a_supplier(DAGUAN), county=DALI_CITY))
    assert (facts.supplier_county, facts.supplier_county_aided, facts.supplier_county_paired) == (DAGUAN, True, True)
    assert (facts.origin_county, facts.origin_county_aided, facts.origin_county_paired) == (DALI_CITY, False, False)


def test_another_clusters_pairing_is_not_ours() -> None:
    a_cluster(paired_with=(DAGUAN,))
    facts = facts_of(a_product(), cluster_id=a_cluster(paired_with=()).id)
    assert (facts.origin_county_aided, facts.origin_county_paired) == (True, False)


@pytest.mark.parametrize("status", list(SupplierStatus))
def test_only_approved_suppliers_are_approved(status: SupplierStatus) -> None:
    product = a_product()
    seller = a_supplier(status=status)
    product.supplier_id = seller.id
    db.session.flush()
    assert facts_of(product).supplier_approved is (status is SupplierStatus.APPROVED)


def test_a_certificate_that_has_run_out_is_named_and_not_valid() -> None:
    product = a_product(certified=False)
    a_certificate(product, "B-OLD", first=date(2024, 1, 1), last=date(2024, 12, 31))
    facts = facts_of(product)
    assert (facts.certificate, facts.certificate_valid) == ("B-OLD", False)
    assert facts_of(product, on=date(2024, 12, 31)).certificate_valid
    assert not facts_of(product, on=date(2025, 1, 1)).certificate_valid


def test_a_certificate_that_is_valid_comes_before_a_newer_one_that_is_not_yet() -> None:
    product = a_product(certified=False)
    a_certificate(product, "B-NOW", last=clock.today() + timedelta(days=30))
    a_certificate(product, "B-NEXT", first=clock.today() + timedelta(days=31))
    assert (facts_of(product).certificate, facts_of(product).certificate_valid) == ("B-NOW", True)


def test_a_certificate_that_waits_for_its_second_person_is_no_fact() -> None:
    product = a_product(certified=False)
    waiting = a_certificate(product)
    waiting.founding, waiting.proposed_by_id, waiting.approved_at = False, 1, None
    db.session.flush()
    assert (facts_of(product).certificate, facts_of(product).certificate_valid) == (None, False)


@pytest.mark.parametrize("number", [1, 60])
def test_the_facts_of_any_number_of_products_take_three_queries(number: int) -> None:
    a_full_shelf(number)
    an_actor(an_operator())
    cluster = a_cluster()
    products = db.session.query(Product).all()
    with statements() as sent:
        facts = facts_for(
            products, unit_path=(cluster.id,), cluster_id=cluster.id, purpose=Purpose.CANTEEN, on=clock.today()
        )
    assert len(facts) == number
    assert len(sent) <= 3


def test_no_products_take_no_query() -> None:
    with statements() as sent:
        assert facts_for([], unit_path=(), cluster_id=1, purpose=Purpose.CANTEEN, on=clock.today()) == {}
    assert sent == []
