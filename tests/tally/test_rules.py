"""What counts: every condition of DOMAIN rule 3, its verdict and its reason."""

from dataclasses import replace
from typing import Any

import pytest

from shop.kernel.purposes import Purpose
from shop.tally.rules import Rules, checked, judge
from shop.tally.words import CONDITIONS, Condition, VerdictState
from tests.factories.tally import ALL_COUNT, TUOCHA

REASONS: list[tuple[dict[str, Any], Condition, str]] = [
    ({"supplier_approved": False}, Condition.SUPPLIER_APPROVED, "The supplier is not approved."),
    (
        {"supplier_county_aided": False},
        Condition.SUPPLIER_COUNTY_AIDED,
        "The supplier is registered in a county that is not an aided county.",
    ),
    (
        {"supplier_county_paired": False},
        Condition.SUPPLIER_COUNTY_PAIRED,
        "The supplier is registered in a county that is not paired with your cluster.",
    ),
    ({"origin_county_aided": False}, Condition.ORIGIN_COUNTY_AIDED, "The produce does not come from an aided county."),
    (
        {"origin_county_paired": False},
        Condition.ORIGIN_COUNTY_PAIRED,
        "The produce comes from a county not paired with your cluster.",
    ),
    (
        {"certificate": None, "certificate_valid": False},
        Condition.CERTIFIED,
        "The product is not certified as aid produce.",
    ),
    (
        {"certificate_valid": False},
        Condition.CERTIFICATE_VALID,
        "The product’s certificate was not valid on that day.",
    ),
    ({"purpose": Purpose.RESALE}, Condition.PURPOSE_ALLOWED, "Purchases for this purpose do not count."),
    ({"purpose": Purpose.OTHER}, Condition.PURPOSE_ALLOWED, "Purchases for this purpose do not count."),
]


@pytest.mark.parametrize("purpose", [Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF])
def test_a_purchase_that_meets_every_condition_counts(purpose: Purpose) -> None:
    assert judge(replace(ALL_COUNT, purpose=purpose), Rules()) == (VerdictState.COUNTED, None)


@pytest.mark.parametrize(("changes", "condition", "sentence"), REASONS)
def test_a_purchase_that_fails_a_condition_does_not_count_and_says_why(
    changes: dict[str, Any], condition: Condition, sentence: str
) -> None:
    verdict = judge(replace(ALL_COUNT, **changes), Rules())
    assert verdict == (VerdictState.NOT_COUNTED, condition)
    assert str(condition.label) == sentence


def test_a_tuocha_from_dali_city_can_be_bought_and_is_not_counted_because_the_city_is_not_aided() -> None:
    verdict = judge(TUOCHA, Rules())
    assert verdict.state is VerdictState.NOT_COUNTED
    assert verdict.failed is Condition.SUPPLIER_COUNTY_AIDED


def test_the_first_condition_that_fails_is_the_reason_told() -> None:
    facts = replace(ALL_COUNT, supplier_approved=False, purpose=Purpose.RESALE)
    assert judge(facts, Rules()).failed is Condition.SUPPLIER_APPROVED
    assert [holds for _condition, holds in checked(facts, Rules())].count(False) == 2


def test_a_rule_set_that_asks_for_less_counts_more() -> None:
    lenient = Rules(conditions=(Condition.PURPOSE_ALLOWED,), purposes=frozenset({Purpose.RESALE}))
    assert judge(replace(TUOCHA, purpose=Purpose.RESALE), lenient).state is VerdictState.COUNTED
    assert judge(ALL_COUNT, lenient).state is VerdictState.NOT_COUNTED


def test_rules_are_kept_as_data_and_come_back_the_same() -> None:
    rules = Rules(conditions=(Condition.CERTIFIED,), purposes=frozenset({Purpose.STAFF, Purpose.CANTEEN}))
    assert Rules.unpacked(rules.packed()) == rules


def test_every_condition_has_a_name_for_the_table_and_a_reason() -> None:
    assert set(CONDITIONS) == set(Condition)
    assert all(str(condition.label).endswith(".") for condition in Condition)
