"""What counts, decided purely: rules as data, a purchase's facts in, a verdict with its reason out (DOMAIN rule 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from shop.kernel.facts import PurchaseFacts
from shop.kernel.purposes import Purpose
from shop.tally.words import Condition, VerdictState


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a scheme's rules: which conditions must hold, and which purposes are allowed."""

    conditions: tuple[Condition, ...] = tuple(Condition)
    purposes: frozenset[Purpose] = frozenset({Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF})

    def packed(self) -> dict[str, Any]:
        return {
            "conditions": [condition.value for condition in self.conditions],
            "purposes": sorted(purpose.value for purpose in self.purposes),
        }

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Self:
        return cls(
            conditions=tuple(Condition(word) for word in data["conditions"]),
            purposes=frozenset(Purpose(word) for word in data["purposes"]),
        )


class Judgement(NamedTuple):
    """A verdict's state and, when it is not counted, the first condition that failed."""

    state: VerdictState
    failed: Condition | None = None


TESTS: dict[Condition, Callable[[PurchaseFacts, Rules], bool]] = {
    Condition.SUPPLIER_APPROVED: lambda facts, rules: facts.supplier_approved,
    Condition.SUPPLIER_COUNTY_AIDED: lambda facts, rules: facts.supplier_county_aided,
    Condition.SUPPLIER_COUNTY_PAIRED: lambda facts, rules: facts.supplier_county_paired,
    Condition.ORIGIN_COUNTY_AIDED: lambda facts, rules: facts.origin_county_aided,
    Condition.ORIGIN_COUNTY_PAIRED: lambda facts, rules: facts.origin_county_paired,
    Condition.CERTIFIED: lambda facts, rules: facts.certificate is not None,
    Condition.CERTIFICATE_VALID: lambda facts, rules: facts.certificate is None or facts.certificate_valid,
    Condition.PURPOSE_ALLOWED: lambda facts, rules: facts.purpose in rules.purposes,
}


def checked(facts: PurchaseFacts, rules: Rules) -> list[tuple[Condition, bool]]:
    """Each condition of the rules with whether it holds: the table under "why it counts"."""
    return [(condition, TESTS[condition](facts, rules)) for condition in rules.conditions]


def judge(facts: PurchaseFacts, rules: Rules) -> Judgement:
    """Counted if every condition holds; otherwise not counted, for the first that does not."""
    for condition, holds in checked(facts, rules):
        if not holds:
            return Judgement(VerdictState.NOT_COUNTED, condition)
    return Judgement(VerdictState.COUNTED)
