"""Suppliers: enrolled with a true credit code, vetted step by step, and whom they link."""

from datetime import date
from itertools import product

import pytest

from shop.audit.queries import trail_of
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations import lifecycle
from shop.organisations.lifecycle import MOVES, ForbiddenVetting, Vetting
from shop.organisations.queries import benefit_of, supplier_by_slug
from shop.organisations.services import (
    Names,
    approve_supplier,
    enrol_supplier,
    readmit_supplier,
    recommend_supplier,
    record_benefit,
    suspend_supplier,
)
from shop.organisations.words import SupplierKind, SupplierStatus
from tests.factories import (
    DAGUAN,
    YUNLONG,
    a_benefit,
    a_county,
    a_county_office,
    a_credit_code,
    a_person,
    a_supplier,
    an_actor,
    an_operator,
)

NAMES = Names("cuihua-tea", "翠华茶业", "Cuihua Tea")

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.mark.parametrize(("step", "status"), list(product(Vetting, SupplierStatus)))
def test_a_step_is_taken_from_where_the_table_says_and_from_nowhere_else(step: Vetting, status: SupplierStatus) -> None:
    if status in MOVES[step].start:
        assert lifecycle.after(step, status) is MOVES[step].end
    else:
        with pytest.raises(ForbiddenVetting):
            lifecycle.after(step, status)


def test_a_supplier_is_recommended_by_its_county_and_approved_by_the_operator() -> None:
    supplier = a_supplier(status=SupplierStatus.APPLICANT)
    county, operator = an_actor(a_county_office()), an_actor(an_operator())
    with pytest.raises(NotYours):
        supplier_by_slug(supplier.slug)
    recommend_supplier(supplier, by=county)
    approve_supplier(supplier, by=operator)
    assert supplier_by_slug(supplier.slug) is supplier
    suspend_supplier(supplier, "资料过期", by=operator)
    assert supplier_by_slug(supplier.slug).status is SupplierStatus.SUSPENDED
    readmit_supplier(supplier, "已补齐", by=operator)
    assert [entry.action for entry in trail_of("supplier", supplier.id)] == [
        "supplier.readmitted",
        "supplier.suspended",
        "supplier.approved",
        "supplier.recommended",
        "supplier.enrolled",
    ]


def test_another_county_the_supplier_itself_and_the_county_as_operator_do_not_vet() -> None:
    supplier = a_supplier(status=SupplierStatus.APPLICANT)
    for actor in (an_actor(a_county_office(YUNLONG)), an_actor(supplier), an_actor(an_operator())):
        with pytest.raises(NotYours):
            recommend_supplier(supplier, by=actor)
    county = an_actor(a_county_office())
    recommend_supplier(supplier, by=county)
    with pytest.raises(NotYours):
        approve_supplier(supplier, by=county)


def test_one_person_of_both_offices_does_not_recommend_and_approve() -> None:
    supplier = a_supplier(status=SupplierStatus.APPLICANT)
    person = a_person()
    recommend_supplier(supplier, by=an_actor(a_county_office(), person=person))
    with pytest.raises(Refused, match="second person"):
        approve_supplier(supplier, by=an_actor(an_operator(), person=person))


def test_suspending_needs_a_reason() -> None:
    with pytest.raises(Refused) as refusal:
        suspend_supplier(a_supplier(), "  ", by=an_actor(an_operator()))
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("code", ["", "123", "91530624MA6K00001X", "9" * 18, "x" * 10_000])
def test_a_wrong_credit_code_is_refused_beside_its_field(code: str) -> None:
    a_county(DAGUAN)
    with pytest.raises(Refused) as refusal:
        enrol_supplier(NAMES, SupplierKind.COOPERATIVE, DAGUAN, code, by=None)
    assert refusal.value.field == "credit_code"


def test_a_credit_code_is_read_in_full_width_and_belongs_to_one_alone() -> None:
    a_county(DAGUAN)
    code = a_credit_code("cuihua")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert enrol_supplier(NAMES, SupplierKind.COOPERATIVE, DAGUAN, wide, by=None).credit_code == code
    with pytest.raises(Refused) as refusal:
        enrol_supplier(Names("other", "别的", "Other"), SupplierKind.COOPERATIVE, DAGUAN, code, by=None)
    assert refusal.value.field == "credit_code"


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (Names("Not A Slug", "名", "Name"), "slug"),
        (Names("taken", "名", "Name"), "slug"),
        (Names("s" * 81, "名", "Name"), "slug"),
        (Names("tea", " ", "Name"), "name"),
        (Names("tea", "名" * 10_000, "Name"), "name"),
        (Names("tea", "名", ""), "name_english"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_its_field(names: Names, field: str) -> None:
    a_supplier().slug = "taken"
    with pytest.raises(Refused) as refusal:
        enrol_supplier(names, SupplierKind.COOPERATIVE, DAGUAN, a_credit_code("tea"), by=None)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("particulars", "field"),
    [
        ({"freight": Money(-1)}, "freight"),
        ({"freight": Money(100), "delivered_price": True}, "freight"),
        ({"township_code": "110101001"}, "township"),
    ],
)
def test_terms_that_cannot_be_are_refused(particulars: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        a_supplier(**particulars)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_supplier_of_a_county_nobody_has_entered_is_not_enrolled() -> None:
    with pytest.raises(NotYours):
        enrol_supplier(NAMES, SupplierKind.COOPERATIVE, "110101", a_credit_code("tea"), by=None)


def test_the_newest_record_up_to_a_day_says_whom_a_supplier_links_on_it() -> None:
    supplier, other = a_supplier(), a_supplier()
    a_benefit(supplier, as_of=date(2025, 1, 1), households=30, people=96)
    a_benefit(supplier, as_of=date(2026, 1, 1), households=41, people=130)
    assert benefit_of([supplier.id, other.id], date(2025, 12, 31))[supplier.id].households == 30
    assert benefit_of([supplier.id, other.id], date(2026, 1, 1))[supplier.id].people == 130
    assert benefit_of([supplier.id, other.id], date(2024, 12, 31)) == {}


@pytest.mark.parametrize(("households", "people"), [(-1, 5), (5, 4)])
def test_a_benefit_that_cannot_be_is_refused(households: int, people: int) -> None:
    with pytest.raises(Refused):
        a_benefit(a_supplier(), households=households, people=people)


def test_the_benefit_of_a_day_is_recorded_once() -> None:
    supplier = a_supplier()
    a_benefit(supplier)
    with pytest.raises(Refused) as refusal:
        record_benefit(
            supplier.id, date(2020, 1, 1), households=1, people=1, mechanism="x", mechanism_english="x", by=None
        )
    assert refusal.value.field == "as_of"
