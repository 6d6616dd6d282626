"""Replaying a period under other rules or by other dates, decided purely: what would an entry be, and on which day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.facts import PurchaseFacts
from shop.tally.rules import Judgement, Rules, judge
from shop.tally.words import VerdictState

KEPT = frozenset({VerdictState.PENDING, VerdictState.DISPUTED})
"""What waits for people waits in a replay as well: no rules decide it."""


class Basis(Labelled):
    """Which day of a purchase decides when it counts."""

    ACCEPTED = "accepted", _l("Day of acceptance")
    ORDERED = "ordered", _l("Day of the order")
    SHIPPED = "shipped", _l("Day of shipment")
    INVOICED = "invoiced", _l("Day on which it was invoiced in full")
    PAID = "paid", _l("Day on which it was paid in full")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an entry stands: its verdict, and the day it counts on; no day: what the basis asks for never happened."""

    judgement: Judgement
    day: date | None

    def counts_in(self, first: date, last: date) -> bool:
        return self.judgement.state is VerdictState.COUNTED and self.day is not None and first <= self.day <= last


def replayed(judgement: Judgement, facts: PurchaseFacts, rules: Rules) -> Judgement:
    """What the rules make of an entry that is judged so today.

    People's decisions stand: what is pending or disputed, and what two people have found not to count for no condition
    of the rules.
    """
    by_people = judgement.state is VerdictState.NOT_COUNTED and judgement.failed is None
    return judgement if judgement.state in KEPT or by_people else judge(facts, rules)
