"""What lots were bought from households for: how purchases read, and what may not be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import Measure
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.web.filters import amount

LONGEST_SELLER = 60
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Bought:
    """So much was bought of somebody on a day. ``household_id`` is a linked household, ``seller`` who it is if none.

    ``row`` is the row of the form or the sheet that says so, from 1.
    """

    household_id: int | None
    seller: str
    quantity: Quantity
    paid: Money
    bought_on: date
    row: int = 1

    @property
    def whom(self) -> tuple[int | None, str]:
        """Who sold, as sums are made by."""
        return (self.household_id, "" if self.household_id is not None else self.seller)


@dataclass(frozen=True, slots=True)
class Documented:
    """What is documented of a lot: how much, for how much, of how many households and others."""

    quantity: Quantity = NOTHING
    paid: Money = field(default_factory=lambda: Money(0))
    households: int = 0
    others: int = 0

    @property
    def per_measure(self) -> UnitPrice | None:
        """What was paid for a kilogram or piece; nothing while nothing is documented."""
        if not self.quantity:
            return None
        tenths = self.paid.fen * 100 * 1000
        return UnitPrice((2 * tenths + self.quantity.thousandths) // (2 * self.quantity.thousandths))

    def share_of(self, came: Quantity) -> int:
        """How much of what came in is documented, in percent rounded down: 100 is all of it."""
        return min(100, self.quantity.thousandths * 100 // came.thousandths) if came else 100


def faults_of_purchases(bought: Iterable[Bought], today: date) -> Iterator[Refused]:
    """What cannot be of single purchases, each beside its field."""
    for one in bought:
        if one.household_id is None and not one.seller:
            yield Refused(_l("Please say who sold it."), field=f"household_{one.row}")
        if one.quantity <= NOTHING:
            yield Refused(_l("The quantity has to be above zero."), field=f"quantity_{one.row}")
        if one.paid.fen <= 0:
            yield Refused(_l("The amount paid has to be above zero."), field=f"paid_{one.row}")
        if one.bought_on > today:
            yield Refused(_l("This day lies ahead."), field=f"bought_on_{one.row}")


def too_much(came: Quantity, documented: Quantity, surplus_reason: str, measure: Measure) -> Refused | None:
    """More was bought than the lot holds, and nobody has said why: dried, sorted out, eaten."""
    if documented <= came or surplus_reason:
        return None
    return Refused(
        _l(
            "That is %(more)s more than the lot holds. If it became less by drying or sorting, please say so below.",
            more=amount(documented - came, measure.value),
        ),
        field="surplus_reason",
    )


def below_nothing(sums: Mapping[tuple[int | None, str], Quantity]) -> bool:
    """Whether somebody has sold less than nothing."""
    return any(quantity < NOTHING for quantity in sums.values())
