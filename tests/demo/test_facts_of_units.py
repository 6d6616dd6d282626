"""Who buys in the demo: units, their tree and targets, and the people who act for them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from shop.demo import facts as demo_facts
from shop.demo.records import Facts
from shop.kernel.actor import OrganisationKind, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.words import Canteen, ProfileKind, SupplierKind, UnitKind

YEAR = 2026
SIGN_INS = {"buyer", "approver", "coop", "workshop", "official", "town", "county", "operator"}


@pytest.fixture
def facts() -> Facts:
    return demo_facts.load(YEAR)


def test_every_town_has_schools_a_canteen_of_its_own_and_all_kinds_of_canteen_occur(facts: Facts) -> None:
    for town in facts.towns:
        under = facts.children(town.key, YEAR)
        assert any("本级" in unit.name.zh for unit in under), town.key
        assert {UnitKind.SCHOOL, UnitKind.KINDERGARTEN, UnitKind.COMPANY} <= {unit.kind for unit in under}
    assert {unit.canteen for unit in facts.leaves} == set(Canteen)


def test_one_department_supervises_the_schools_of_all_towns(facts: Facts) -> None:
    supervised = [unit for unit in facts.leaves if unit.supervisor]
    assert {unit.supervisor for unit in supervised} == {"jiaoti"}
    assert {unit.kind for unit in supervised} == {UnitKind.SCHOOL, UnitKind.KINDERGARTEN}
    assert {unit.parents[YEAR - 1] for unit in supervised} == {town.key for town in facts.towns}


def test_one_unit_changed_its_parent_on_the_first_of_january(facts: Facts) -> None:
    moved = [unit for unit in facts.leaves if len(set(unit.parents.values())) > 1]
    assert [unit.key for unit in moved] == ["chengwan-kindergarten"]
    assert moved[0].parents == {YEAR - 1: "nanlang", YEAR: "cuiheng"}


def test_one_unit_was_merged_and_names_its_successor(facts: Facts) -> None:
    merged = [unit for unit in facts.leaves if unit.merged_on]
    assert [(unit.key, unit.successor) for unit in merged] == [("zhuyin-primary", "yantian-primary")]
    assert YEAR not in merged[0].parents
    assert merged[0].supervised
    assert not merged[0].supervised.contains(date(YEAR, 1, 1))


def test_all_four_forms_of_target_occur_and_the_years_come_to_millions(facts: Facts) -> None:
    forms = {line.form.value for unit in facts.leaves for year in unit.years.values() for line in year.targets}
    assert forms == {"amount", "canteen_rate", "union_rate", "per_head"}
    for year in (YEAR - 1, YEAR):
        target = sum(unit.years[year].target.fen for unit in facts.leaves if year in unit.years)
        assert Money.yuan(5_000_000) < Money(target) < Money.yuan(8_000_000)


def test_a_rate_of_the_canteen_spend_comes_to_its_share(facts: Facts) -> None:
    year = facts.units["lanchuan-primary"].years[YEAR]
    canteen = next(line for line in year.targets if line.purposes == (Purpose.CANTEEN,))
    assert canteen.rate == 1_200
    assert year.amount_of(canteen) == Money.yuan(year.canteen_spend.in_yuan * Decimal("0.12"))


def test_a_node_of_the_tree_is_over_allocated(facts: Facts) -> None:
    assert facts.units["nanlang"].years[YEAR].rest < Money(0)


def test_a_contractor_trades_under_its_own_tax_number_and_a_union_under_its_own(facts: Facts) -> None:
    unit = facts.units["yuwei-electronics"]
    assert unit.contractor
    by_kind = {profile.kind: profile for profile in unit.invoice_profiles}
    assert set(by_kind) == {ProfileKind.UNIT, ProfileKind.CONTRACTOR, ProfileKind.UNION}
    assert by_kind[ProfileKind.CONTRACTOR].title == unit.contractor.zh
    assert len({profile.tax_number for profile in by_kind.values()}) == 3


def test_the_eight_sign_ins_hold_their_roles(facts: Facts) -> None:
    assert {person.email for person in facts.sign_ins} == {f"{name}@demo.example" for name in SIGN_INS}
    held = {person.key: person.memberships[0] for person in facts.sign_ins}
    assert held["buyer"].organisation == held["approver"].organisation
    assert facts.units[held["buyer"].organisation].kind is UnitKind.SCHOOL
    assert facts.suppliers[held["coop"].organisation].kind is SupplierKind.COOPERATIVE
    assert facts.suppliers[held["workshop"].organisation].kind is SupplierKind.WORKSHOP
    assert held["official"].organisation == facts.cluster.key
    assert facts.units[held["town"].organisation] in facts.towns
    assert held["county"].organisation == facts.counties["530624"].office_key
    assert held["operator"].kind is OrganisationKind.OPERATOR


def test_every_unit_has_a_buyer_with_a_limit_and_another_who_receives(facts: Facts) -> None:
    for unit in facts.leaves:
        staff = facts.staff_of(unit.key)
        roles = {
            role: {person.key for person in staff for held in person.memberships if role in held.roles} for role in Role
        }
        assert roles[Role.BUYER], unit.key
        assert roles[Role.RECEIVER] - roles[Role.BUYER], unit.key
        assert bool(roles[Role.APPROVER]) == unit.large, unit.key
        assert not roles[Role.APPROVER] & roles[Role.BUYER]
        limits = [held.order_limit for person in staff for held in person.memberships if Role.BUYER in held.roles]
        assert all(limits)


def test_every_supplier_has_one_seller_and_nobody_acts_for_two_sides(facts: Facts) -> None:
    for supplier in facts.suppliers:
        assert len(facts.staff_of(supplier)) == 1
    for person in facts.people.values():
        assert len({held.kind for held in person.memberships}) == 1


def test_two_people_can_approve_each_other_in_the_cluster_and_at_the_operator(facts: Facts) -> None:
    assert len(facts.staff_of(facts.cluster.key)) == 2
    assert len(facts.staff_of(facts.operator.key)) == 2


def test_phone_numbers_are_fictitious_and_nobody_shares_a_name(facts: Facts) -> None:
    assert all(re.fullmatch(r"15400\d{6}", person.phone) for person in facts.people.values())
    assert len({person.name.zh for person in facts.people.values()}) == len(facts.people)
