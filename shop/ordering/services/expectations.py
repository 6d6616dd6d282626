"""What is on its way: reckoned anew after every change of an order, and told to the tally as a difference."""

from __future__ import annotations

from collections.abc import Iterable

from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.ordering.events import ExpectationMove, ExpectationsMoved
from shop.ordering.models import Order, OrderLine


def still_expected(line: OrderLine, *, order_is_open: bool) -> Money:
    """What of a line is on its way: open packs at their estimate, and what is in transit at its real quantity."""
    unshipped = line.content * line.packs_open if order_is_open else line.content * 0
    return line.amount(unshipped) + line.amount(line.in_transit)


def reckon(orders: Iterable[Order]) -> None:
    """Bring every line's ``expected`` up to date and publish what moved."""
    tell_of(reckoned(orders))


def reckoned(orders: Iterable[Order]) -> tuple[ExpectationMove, ...]:
    """Bring every line's ``expected`` up to date, and leave it to the caller to `tell_of` what moved.

    So that a line is written once with everything else that becomes of it, and the totals are locked after the lots.
    """
    moves = []
    for order in orders:
        for line in order.lines:
            expected = still_expected(line, order_is_open=order.is_open)
            difference = expected - (line.expected or Money(0))
            if difference:
                line.expected = expected
                moves.append(ExpectationMove(order.cluster_id, order.unit_id, order.deliver_on, line.facts, difference))
    return tuple(moves)


def tell_of(moves: tuple[ExpectationMove, ...]) -> None:
    """Publish what moved."""
    if moves:
        publish(ExpectationsMoved(moves))
