"""Why 83 and not 135? From what was ordered in a year down to what counts in it, without a gap. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.tally.words import Condition, VerdictState

NOTHING = Money(0)


class Step(Labelled):
    """What stands between an order and the count; each is a level that is come to, or what lies between two of them."""

    ORDERED = "ordered", _l("Ordered in the year")
    GIVEN_UP = "given_up", _l("Declined, cancelled or never sent")
    TO_COME = "to_come", _l("Still to come")
    WEIGHED = "weighed", _l("Weighed less, or more, than estimated")
    SHIPPED = "shipped", _l("Shipped and decided")
    REFUSED = "refused", _l("Refused, or accepted at a reduced price")
    ACCEPTED = "accepted", _l("Accepted")
    LOWERED = "lowered", _l("Agreed to be invoiced lower")
    ELSEWHERE = "elsewhere", _l("Counts in another year")
    ELIGIBLE = "eligible", _l("Recorded in the year")
    NOT_COUNTED = "not_counted", _l("Not counted")
    PENDING = "pending", _l("Awaiting verification")
    DISPUTED = "disputed", _l("Disputed")
    UNJUDGED = "unjudged", _l("No counting rules were in force")
    EARLIER = "earlier", _l("Counted, from orders of other years")
    OFFLINE = "offline", _l("Counted, bought elsewhere and verified")
    COUNTED = "counted", _l("Counted in the year")


LEVELS = frozenset({Step.ORDERED, Step.SHIPPED, Step.ACCEPTED, Step.ELIGIBLE, Step.COUNTED})


@dataclass(slots=True)
class Ordered:
    """What became of the goods ordered in a year; fen. ``estimate`` is what they were ordered for."""

    estimate: int = 0
    expected: int = 0
    weighed: int = 0
    decided: int = 0
    accepted: int = 0

    def add(self, other: Ordered) -> None:
        self.estimate += other.estimate
        self.expected += other.expected
        self.weighed += other.weighed
        self.decided += other.decided
        self.accepted += other.accepted


@dataclass(slots=True)
class Written:
    """What the book says of a year; fen.

    ``of_orders`` is what is written of the goods ordered in it, whatever year that counts in; the rest is of what
    counts in the year: of those goods by verdict (none where no rules were in force) and reason, and what is counted of
    other orders and of what was bought elsewhere.
    """

    of_orders: int = 0
    in_year: dict[tuple[VerdictState | None, Condition | None], int] = field(default_factory=dict)
    earlier: int = 0
    offline: int = 0


@dataclass(frozen=True, slots=True)
class Fall:
    """A step with its amount: of a level what it comes to, else by how much it leads to the next one (signed).

    ``start`` and ``end`` are where its bar begins and ends. ``reason`` is why something is not counted.
    """

    step: Step
    amount: Money
    start: Money
    end: Money
    reason: Condition | None = None

    @property
    def is_level(self) -> bool:
        return self.step in LEVELS


def waterfall(ordered: Ordered, written: Written) -> list[Fall]:
    """Every step from the order to the count; those between two levels come to their difference, to the fen."""
    falls: list[Fall] = []

    def level(step: Step, amount: int) -> None:
        falls.append(Fall(step, Money(amount), NOTHING, Money(amount)))

    def move(step: Step, amount: int, reason: Condition | None = None) -> None:
        if amount:
            start = falls[-1].end
            falls.append(Fall(step, Money(amount), start, start + Money(amount), reason))

    level(Step.ORDERED, ordered.estimate)
    move(Step.GIVEN_UP, ordered.decided - ordered.estimate + ordered.expected - ordered.weighed)
    move(Step.TO_COME, -ordered.expected)
    move(Step.WEIGHED, ordered.weighed)
    level(Step.SHIPPED, ordered.decided)
    move(Step.REFUSED, ordered.accepted - ordered.decided)
    level(Step.ACCEPTED, ordered.accepted)
    in_year = sum(written.in_year.values())
    move(Step.LOWERED, written.of_orders - ordered.accepted)
    move(Step.ELSEWHERE, in_year - written.of_orders)
    level(Step.ELIGIBLE, in_year)
    for step, state in STATES.items():
        for reason, fen in _by_reason(written.in_year, state):
            move(step, -fen, reason)
    move(Step.EARLIER, written.earlier)
    move(Step.OFFLINE, written.offline)
    level(Step.COUNTED, falls[-1].end.fen)
    return falls


STATES: dict[Step, VerdictState | None] = {
    Step.NOT_COUNTED: VerdictState.NOT_COUNTED,
    Step.PENDING: VerdictState.PENDING,
    Step.DISPUTED: VerdictState.DISPUTED,
    Step.UNJUDGED: None,
}


def _by_reason(
    in_year: Mapping[tuple[Any, Any], int], state: VerdictState | None
) -> list[tuple[Condition | None, int]]:
    found = [(reason, fen) for (verdict, reason), fen in in_year.items() if verdict is state]
    return sorted(found, key=lambda one: -one[1])
