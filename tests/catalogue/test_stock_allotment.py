"""Which lots an order takes from."""

from datetime import date

import pytest

from shop.catalogue.allotment import Shortage, Stock, Take, Want, allot, per_lot
from shop.kernel.quantity import Quantity

SPRING, SUMMER, AUTUMN = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
SHOOTS, TEA = 1, 2


def want(packs: int, content: str = "10", line: int = 1, product: int = SHOOTS) -> Want:
    return Want(line, product, packs, Quantity.of(content))


def stock(
    lot: int,
    available: str,
    best_before: date | None = None,
    harvest_from: date = SPRING,
    product: int = SHOOTS,
) -> Stock:
    return Stock(lot, product, Quantity.of(available), best_before, harvest_from)


def take(lot: int, quantity: str, line: int = 1) -> Take:
    return Take(line, lot, Quantity.of(quantity))


@pytest.mark.parametrize(
    ("why", "wants", "stocks", "takes", "shortages"),
    [
        ("one lot gives all", [want(3)], [stock(1, "40")], [take(1, "30")], []),
        (
            "what spoils first goes first",
            [want(3)],
            [stock(1, "40", AUTUMN), stock(2, "40", SUMMER)],
            [take(2, "30")],
            [],
        ),
        ("what never spoils goes last", [want(1)], [stock(1, "40"), stock(2, "40", AUTUMN)], [take(2, "10")], []),
        (
            "of two that never spoil the older harvest goes first",
            [want(1)],
            [stock(1, "40", harvest_from=SUMMER), stock(2, "40", harvest_from=SPRING)],
            [take(2, "10")],
            [],
        ),
        (
            "the rest comes from the next lot",
            [want(3)],
            [stock(1, "20"), stock(2, "20")],
            [take(1, "20"), take(2, "10")],
            [],
        ),
        (
            "a pack never comes out of two lots",
            [want(3)],
            [stock(1, "15"), stock(2, "25")],
            [take(1, "10"), take(2, "20")],
            [],
        ),
        (
            "remainders do not make a pack",
            [want(2)],
            [stock(1, "15"), stock(2, "9")],
            [take(1, "10")],
            [Shortage(1, 1)],
        ),
        ("nothing of another product", [want(1)], [stock(1, "40", product=TEA)], [], [Shortage(1, 0)]),
        (
            "two lines share a lot",
            [want(2), want(4, "5", line=2)],
            [stock(1, "40")],
            [take(1, "20"), take(1, "20", line=2)],
            [],
        ),
        (
            "the later line goes short",
            [want(3), want(2, line=2)],
            [stock(1, "40")],
            [take(1, "30"), take(1, "10", line=2)],
            [Shortage(2, 1)],
        ),
        ("nobody wants anything", [], [stock(1, "40")], [], []),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_a_want_is_filled(
    why: str, wants: list[Want], stocks: list[Stock], takes: list[Take], shortages: list[Shortage]
) -> None:
    assert allot(wants, stocks) == (takes, shortages), why


def test_what_is_taken_of_each_lot_is_summed_in_id_order() -> None:
    taken = [take(7, "1"), take(3, "2", line=2), take(7, "0.5", line=2)]
    assert list(per_lot(taken).items()) == [(3, Quantity.of("2")), (7, Quantity.of("1.5"))]
