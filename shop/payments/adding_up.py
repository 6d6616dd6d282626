"""Which orders together come to an amount, to the fen, the oldest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shop.kernel.money import Money

MOST_ORDERS = 40
MOST_SUMS = 20_000
"""So many orders are tried, and so many sums kept: there are more ways to add up than time."""


def orders_that_add_up(dues: Sequence[tuple[int, Money]], amount: Money) -> frozenset[int]:
    """The ids of two orders or more that come to the amount; nothing where none do, or where it would take too long.

    ``dues`` are the oldest first. All of them, or the oldest so many, go before any other choice.
    """
    running = 0
    for place, (_order_id, due) in enumerate(dues, start=1):
        running += due.fen
        if running == amount.fen and place > 1:
            return frozenset(order_id for order_id, _due in dues[:place])
    ways: dict[int, tuple[int, ...]] = {0: ()}
    for order_id, due in dues[:MOST_ORDERS]:
        for reached, chosen in list(ways.items()):
            together = reached + due.fen
            if together <= amount.fen and together not in ways and len(ways) < MOST_SUMS:
                ways[together] = (*chosen, order_id)
    chosen = ways.get(amount.fen, ())
    return frozenset(chosen) if len(chosen) > 1 else frozenset()
