"""The capacity passport's rules: its life, how much room a year has left, and what it lets a supplier promise. Pure.

A passport is of one supplier, one category, one measure and one year; a harvest belongs to the year in which it begins.
What is promised (forward lots) and what has come in (received lots) fill it together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import NamedTuple, Protocol

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import CapacityStatus, Measure
from shop.kernel.enums import Labelled
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.web.filters import amount

LAST_YEARS_UNTIL = (3, 31)
"""Until this month and day the passport of the year before lets goods stand on the shelf, too."""
NEARLY = Decimal("0.9")
"""From more than this share on a passport counts as nearly full."""
LONGEST_REASON = 300
MOST_MU = 100_000_000
"""Hundredths of a mu: a million mu, more than any county's fields of one produce."""
YIELD_PER_MU = {"kg": (Decimal(20), Decimal(8000))}
"""Kilograms that a mu rarely gives less or more of in a year, from dried tea to citrus: a hint, never a refusal."""


class Party(Enum):
    """Whose step it is."""

    SUPPLIER = auto()
    COUNTY = auto()
    SHOP = auto()


class Action(Labelled):
    """A step in the life of a passport."""

    RECOMMEND = "recommend", _l("Recommend")
    RETURN = "return", _l("Return")
    WITHDRAW = "withdraw", _l("Withdraw")
    REPLACE = "replace", _l("Replace")


class Move(NamedTuple):
    """Whose step it is, and from which state to which it leads."""

    by: Party
    start: CapacityStatus
    end: CapacityStatus


MOVES = {
    Action.RECOMMEND: Move(Party.COUNTY, CapacityStatus.DECLARED, CapacityStatus.RECOMMENDED),
    Action.RETURN: Move(Party.COUNTY, CapacityStatus.DECLARED, CapacityStatus.RETURNED),
    Action.WITHDRAW: Move(Party.SUPPLIER, CapacityStatus.DECLARED, CapacityStatus.WITHDRAWN),
    Action.REPLACE: Move(Party.SHOP, CapacityStatus.RECOMMENDED, CapacityStatus.REPLACED),
}
"""Recommending one replaces the one in force: the shop's own step, so that two never hold at once."""


class ForbiddenStep(Refused):
    """A step that cannot be taken from where the passport stands."""

    def __init__(self, status: CapacityStatus) -> None:
        super().__init__(
            _l('This is not possible any more: the passport\'s status is "%(status)s".', status=status.label)
        )


def after(action: Action, status: CapacityStatus, party: Party) -> CapacityStatus:
    """The status after a step; raises ``ForbiddenStep``."""
    if action not in steps_for(party, status):
        raise ForbiddenStep(status)
    return MOVES[action].end


def steps_for(party: Party, status: CapacityStatus) -> list[Action]:
    """What a party can do from a status."""
    return [action for action, move in MOVES.items() if (move.by, move.start) == (party, status)]


class Passport(Protocol):
    """What the rules ask of a passport: how much is expected of its measure, in which months (bits) of which year."""

    @property
    def expected(self) -> Quantity: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def months(self) -> int: ...
    @property
    def year(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Used:
    """What fills a passport: what is promised of harvests still ahead, and what has come in."""

    promised: Quantity = NOTHING
    received: Quantity = NOTHING

    @property
    def whole(self) -> Quantity:
        return self.promised + self.received


def room(capacity: Passport, received: Quantity) -> Quantity:
    """What is left of the year once so much was promised or received; nothing when that is already too much."""
    return max(capacity.expected - received, NOTHING)


def share(capacity: Passport, used: Used) -> Decimal:
    """How full a passport is; 1 is the whole, and more than 1 what a smaller harvest leaves of old promises."""
    return Decimal(used.whole.thousandths) / Decimal(capacity.expected.thousandths)


def is_nearly_full(capacity: Passport, used: Used) -> bool:
    """Whether more than nine tenths are promised or received."""
    return share(capacity, used) > NEARLY


def months_between(first: date, last: date) -> int:
    """The months that a span of days touches, one bit each, January lowest; across the year's end as well."""
    count = min((last.year - first.year) * 12 + last.month - first.month + 1, 12)
    return sum(1 << ((first.month - 1 + step) % 12) for step in range(count))


def bits(months: Iterable[int]) -> int:
    """Months, 1 to 12, as bits."""
    return sum(1 << (month - 1) for month in set(months))


def months_of(bits: int) -> list[int]:
    """The months, 1 to 12, of so many bits."""
    return [month for month in range(1, 13) if bits >> (month - 1) & 1]


def covers(capacity: Passport, months: int) -> bool:
    """Whether the passport's months contain all of these."""
    return months & ~capacity.months == 0


def check(capacity: Passport | None, used: Used, wanted: Quantity, *, first: date, last: date, forward: bool) -> None:
    """Whether a lot of so much, harvested between two days, may be entered; raises ``Refused`` with the figures.

    A forward lot needs a passport of the year its harvest begins in whose months cover the window. What has come in may
    be entered without one, but never fills one beyond what is expected.
    """
    if capacity is None:
        if forward:
            raise Refused(
                _l(
                    "Nothing can be promised of the %(year)d harvest yet: the county has not recommended a capacity "
                    "for it. Declare it under “Capacity” first.",
                    year=first.year,
                ),
                field="harvest_from",
            )
        return
    if forward and not covers(capacity, months_between(first, last)):
        raise Refused(
            _l("The harvest window lies outside the months that the capacity passport names."), field="harvest_from"
        )
    left = room(capacity, used.whole)
    if wanted > left:
        raise Refused(
            _l(
                "This is more than the capacity of %(year)d allows: %(expected)s is expected, %(used)s is promised or "
                "received, so at most %(left)s can be added.",
                year=capacity.year,
                expected=amount(capacity.expected, capacity.measure.value),
                used=amount(used.whole, capacity.measure.value),
                left=amount(left, capacity.measure.value),
            ),
            field="quantity",
        )


def years_for_listing(today: date) -> list[int]:
    """The years whose passports let goods stand on the shelf on a day: this one, and until 31 March the one before."""
    early = (today.month, today.day) <= LAST_YEARS_UNTIL
    return [today.year, today.year - 1] if early else [today.year]


def check_listing(passports: Iterable[Passport], season: int, today: date) -> None:
    """Whether what grows may be put on the shelf: a passport in force covers its season. Raises ``Refused``."""
    years = years_for_listing(today)
    held = [passport for passport in passports if passport.year in years]
    if not held:
        raise Refused(
            _l(
                "This grows on land: it can be listed once the county has recommended your capacity for %(year)d. "
                "Declare it under “Capacity” first.",
                year=today.year,
            ),
            field="commodity_id",
        )
    if not any(covers(passport, season) for passport in held):
        raise Refused(
            _l("The season of this product lies outside the months that your capacity passport names."), field="months"
        )


def per_mu(expected: Quantity, mu: int) -> Decimal | None:
    """Kilograms or pieces that a mu is to give, to a tenth; ``mu`` in hundredths. Nothing without land."""
    if not mu:
        return None
    exact = Decimal(expected.thousandths) / 10 / Decimal(mu)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def looks_unusual(expected: Quantity, mu: int, measure: Measure) -> bool:
    """Whether the yield per mu lies outside what fields give: worth a second look, and no more."""
    given, range_ = per_mu(expected, mu), YIELD_PER_MU.get(measure.value)
    return given is not None and range_ is not None and not range_[0] <= given <= range_[1]
