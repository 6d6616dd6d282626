"""Which entries a purchase made elsewhere has in the book: a table from its versions to its entries."""

from datetime import UTC, datetime
from random import Random

import pytest

from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.tally.offline.booking import Due, Stated, entries_due
from shop.tally.words import EntryKind

AT = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 29)]


def stated(n: int, yuan: int, rest: str = "fair", *, lowered: bool = False) -> Stated:
    return Stated(n, AT[n], Money.yuan(yuan), Quantity.of(10), rest, lowered)


CASES: dict[str, tuple[list[Stated], bool, list[tuple[str, int | None, int, int]]]] = {
    "entered": ([stated(1, 100)], False, [("purchase", None, 100, 10)]),
    "withdrawn": ([stated(1, 100)], True, [("purchase", None, 100, 10), ("correction", 1, -100, -10)]),
    "sent again with another paper": ([stated(1, 100), stated(2, 100)], False, [("purchase", None, 100, 10)]),
    "sent again with another amount": (
        [stated(1, 100), stated(2, 90)],
        False,
        [("purchase", None, 100, 10), ("correction", 1, -100, -10), ("purchase", None, 90, 10)],
    ),
    "sent again with another day": (
        [stated(1, 100), stated(2, 100, "another day")],
        False,
        [("purchase", None, 100, 10), ("correction", 1, -100, -10), ("purchase", None, 100, 10)],
    ),
    "sent again and withdrawn": (
        [stated(1, 100), stated(2, 90)],
        True,
        [
            ("purchase", None, 100, 10),
            ("correction", 1, -100, -10),
            ("purchase", None, 90, 10),
            ("correction", 3, -90, -10),
        ],
    ),
    "lowered after it was verified": (
        [stated(1, 100), stated(2, 70, lowered=True)],
        False,
        [("purchase", None, 100, 10), ("correction", 1, -30, 0)],
    ),
    "lowered twice and struck out": (
        [stated(1, 100), stated(2, 70, lowered=True), stated(3, 50, lowered=True)],
        True,
        [
            ("purchase", None, 100, 10),
            ("correction", 1, -30, 0),
            ("correction", 1, -20, 0),
            ("correction", 1, -50, -10),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_versions_and_entries(case: str) -> None:
    versions, over, expected = CASES[case]
    due = entries_due(versions, AT[20] if over else None)
    assert [(one.kind.value, one.corrects, one.amount, one.quantity) for one in due] == [
        (kind, corrects, Money.yuan(yuan), Quantity.of(kg)) for kind, corrects, yuan, kg in expected
    ]
    assert [one.n for one in due] == list(range(1, len(due) + 1))


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_stated_in_whatever_order_the_entries_come_to_what_stands(seed: int) -> None:
    chance = Random(seed)
    versions = [stated(1, chance.randint(1, 500), chance.choice("ab"))]
    lowered = False
    for n in range(2, chance.randint(2, 8)):
        lowered = lowered or chance.random() < 0.3
        before = versions[-1]
        if lowered and before.amount > Money.yuan(1):
            yuan = chance.randrange(1, before.amount.fen // 100)
            versions.append(stated(n, yuan, before.rest, lowered=True))
        elif not lowered:
            versions.append(stated(n, chance.randint(1, 500), chance.choice("ab")))
    over = chance.random() < 0.5
    due = entries_due(versions, AT[20] if over else None)
    assert _sum(due) == ((Money(0), NOTHING) if over else (versions[-1].amount, versions[-1].quantity))
    for one in due:
        of_chain = [other for other in due if one.kind is EntryKind.PURCHASE and one.n in (other.n, other.corrects)]
        if of_chain and one is not [first for first in due if first.kind is EntryKind.PURCHASE][-1]:
            assert _sum(of_chain) == (Money(0), NOTHING)


def _sum(due: list[Due]) -> tuple[Money, Quantity]:
    return Money(sum(one.amount.fen for one in due)), Quantity(sum(one.quantity.thousandths for one in due))
