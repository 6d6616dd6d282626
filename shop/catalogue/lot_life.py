"""A lot's life as one table: how it stands, what may be done to it then, and by whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused

RUNS_OUT_WITHIN = timedelta(days=14)
"""So long before its best-before date a lot is shown as running out of date."""


class LotState(Labelled):
    """How a lot stands. It is read off its figures and days, never stored."""

    AWAITED = "awaited", _l("Promised")
    FOR_SALE = "for_sale", _l("For sale")
    SOLD_OUT = "sold_out", _l("Sold out")
    EXPIRED = "expired", _l("Past its best-before date")
    PROMISE_HELD = "promise_held", _l("Promised, held back")
    HELD = "held", _l("Held back")
    RECALLED = "recalled", _l("Recalled")


class Hand(Labelled):
    """In whose hands a deed lies."""

    SELLER = "seller", _l("Seller")
    MANAGER = "manager", _l("Manager")
    OPERATOR = "operator", _l("Operator")


class Deed(Labelled):
    """What can be done to a lot."""

    HARVEST = "harvest", _l("Confirm the harvest")
    CORRECT = "correct", _l("Correct what came in")
    WRITE_OFF = "write-off", _l("Write off")
    REDATE = "dates", _l("Change the dates")
    DOCUMENT = "document", _l("Enter purchases")
    HOLD = "hold", _l("Hold back")
    RELEASE = "release", _l("Release")
    RECALL = "recall", _l("Recall")
    END_RECALL = "end-recall", _l("End the recall")


KEEPERS = frozenset({Hand.SELLER, Hand.MANAGER})
EVERY_STATE = frozenset(LotState)
HELD_BACK = frozenset({LotState.PROMISE_HELD, LotState.HELD})
IN_HOUSE = EVERY_STATE - {LotState.AWAITED, LotState.PROMISE_HELD}

MOVES: dict[Deed, tuple[frozenset[Hand], frozenset[LotState]]] = {
    Deed.HARVEST: (KEEPERS, frozenset({LotState.AWAITED})),
    Deed.CORRECT: (KEEPERS, IN_HOUSE),
    Deed.WRITE_OFF: (KEEPERS, IN_HOUSE),
    Deed.REDATE: (KEEPERS, EVERY_STATE),
    Deed.DOCUMENT: (KEEPERS, IN_HOUSE),
    Deed.HOLD: (KEEPERS, EVERY_STATE - HELD_BACK - {LotState.RECALLED}),
    Deed.RELEASE: (frozenset({Hand.MANAGER}), HELD_BACK),
    Deed.RECALL: (KEEPERS | {Hand.OPERATOR}, IN_HOUSE - {LotState.RECALLED}),
    Deed.END_RECALL: (frozenset({Hand.MANAGER, Hand.OPERATOR}), frozenset({LotState.RECALLED})),
}
"""Who may do what, and how the lot has to stand. Whoever holds a lot back does not set it free by themselves; a harvest
that is only promised has reached nobody, so there is nothing to recall."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a lot decides how it stands."""

    awaited: bool
    held: bool
    recalled: bool
    available: Quantity
    best_before: date | None

    def state(self, today: date) -> LotState:
        """What keeps it from being sold most comes first."""
        if self.recalled:
            return LotState.RECALLED
        if self.held:
            return LotState.PROMISE_HELD if self.awaited else LotState.HELD
        if self.awaited:
            return LotState.AWAITED
        if self.best_before is not None and self.best_before < today:
            return LotState.EXPIRED
        return LotState.FOR_SALE if self.available else LotState.SOLD_OUT

    def runs_out(self, today: date) -> bool:
        """Whether something is free that soon will not be good any more."""
        soon = self.best_before is not None and today <= self.best_before <= today + RUNS_OUT_WITHIN
        return soon and bool(self.available) and self.state(today) is LotState.FOR_SALE


def deeds_for(hands: frozenset[Hand], state: LotState) -> list[Deed]:
    """What these hands may do to a lot that stands so."""
    return [deed for deed, (by, start) in MOVES.items() if by & hands and state in start]


def check(deed: Deed, state: LotState) -> None:
    """Refuse what is not possible as the lot stands."""
    if state not in MOVES[deed][1]:
        raise Refused(_l("“%(deed)s” is not possible: the lot is now “%(state)s”.", deed=deed.label, state=state.label))
