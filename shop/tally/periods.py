"""Months of the book and their life as one table: a month is locked by when entries were written (DOMAIN rule 8). Pure.

A lock and its undoing each take two people. Months are locked in their order and unlocked from the last one backwards,
so that what is locked is always everything up to a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, Self

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from shop.kernel import clock, days
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused


class Month(NamedTuple):
    """A calendar month in Shanghai; months compare as they follow each other."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def of_moment(cls, moment: datetime) -> Self:
        """The month in which something was written, by Shanghai's clocks."""
        return cls.of(clock.shanghai_day(moment))

    @classmethod
    def from_code(cls, code: str) -> Self | None:
        """The month of ``2026-11``, or nothing."""
        year, _dash, month = code.partition("-")
        if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
            return None
        return cls(int(year), int(month)) if int(year) > 0 and 1 <= int(month) <= 12 else None

    @property
    def code(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def next(self) -> Self:
        return type(self)(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> Self:
        return type(self)(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def begins_at(self) -> datetime:
        """The moment at which it begins, in UTC."""
        return clock.at_shanghai(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The moment at which the next one begins."""
        return self.next.begins_at

    @property
    def is_over(self) -> bool:
        return self < Month.of(clock.today())

    @property
    def named(self) -> LazyString:
        """The month in the words of whoever reads it."""
        return days.month_for_the_reader(self.first_day)

    def up_to(self, last: Month) -> Iterator[Month]:
        """This month and those after it, to the last one."""
        step: Month = self
        while step <= last:
            yield step
            step = step.next


class PeriodState(Labelled):
    """Whether something may still be written into a month."""

    OPEN = "open", _l("Not locked")
    LOCK_PROPOSED = "lock_proposed", _l("To be locked: waits for a second person")
    LOCKED = "locked", _l("Locked")
    UNLOCK_PROPOSED = "unlock_proposed", _l("To be unlocked: waits for a second person")


class PeriodAction(Labelled):
    """What can be done to a month."""

    PROPOSE_LOCK = "propose_lock", _l("Propose to lock")
    APPROVE_LOCK = "approve_lock", _l("Approve the lock")
    DROP_LOCK = "drop_lock", _l("Do not lock")
    PROPOSE_UNLOCK = "propose_unlock", _l("Propose to unlock")
    APPROVE_UNLOCK = "approve_unlock", _l("Approve the unlocking")
    DROP_UNLOCK = "drop_unlock", _l("Leave it locked")


class Move(NamedTuple):
    """From which state an action leads where; ``second``: by somebody other than who proposed it."""

    start: PeriodState
    end: PeriodState
    second: bool = False


MOVES: dict[PeriodAction, Move] = {
    PeriodAction.PROPOSE_LOCK: Move(PeriodState.OPEN, PeriodState.LOCK_PROPOSED),
    PeriodAction.APPROVE_LOCK: Move(PeriodState.LOCK_PROPOSED, PeriodState.LOCKED, second=True),
    PeriodAction.DROP_LOCK: Move(PeriodState.LOCK_PROPOSED, PeriodState.OPEN),
    PeriodAction.PROPOSE_UNLOCK: Move(PeriodState.LOCKED, PeriodState.UNLOCK_PROPOSED),
    PeriodAction.APPROVE_UNLOCK: Move(PeriodState.UNLOCK_PROPOSED, PeriodState.OPEN, second=True),
    PeriodAction.DROP_UNLOCK: Move(PeriodState.UNLOCK_PROPOSED, PeriodState.LOCKED),
}

SHUT = frozenset({PeriodState.LOCKED, PeriodState.UNLOCK_PROPOSED})
"""The states in which nothing is written into a month: as long as an unlocking is only proposed it stays locked."""

DECIDING = tuple(action for action, move in MOVES.items() if move.second)


def actions_in(state: PeriodState) -> list[PeriodAction]:
    """What can be done to a month that stands so."""
    return [action for action, move in MOVES.items() if move.start is state]


def after(month: Month, state: PeriodState, action: PeriodAction, *, own: bool) -> PeriodState:
    """The state an action leads to, or a refusal; ``own``: whoever acts has proposed it themselves."""
    move = MOVES[action]
    if move.start is not state:
        raise Refused(
            _l(
                "“%(action)s” is not possible now: %(month)s is “%(state)s”.",
                action=action.label,
                month=month.named,
                state=state.label,
            )
        )
    if move.second and own:
        raise Refused(_l("This must be approved by somebody other than the person who proposed it."))
    return move.end
