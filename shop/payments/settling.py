"""A settlement's life as one table (对账 → 结算单 → 开票 → 付款), and what of it is still to be paid. Pure.

The state is what the two sides have agreed. That the supplier has invoiced and finance has checked are marks, each set
by its own side; whether it is paid is derived from the orders' balances and never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.refusals import Refused


class SettlementState(Labelled):
    """Where a settlement stands between the two sides."""

    PROPOSED = "proposed", _l("Waits for agreement")
    CONFIRMED = "confirmed", _l("Agreed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Mark(Labelled):
    """What one side alone has done with an agreed settlement."""

    INVOICED = "invoiced", _l("Invoiced")
    CHECKED = "checked", _l("Checked by finance")


class LineKind(Labelled):
    """What a line of a settlement is about."""

    GOODS = "goods", _l("Goods")
    REDUCTION = "reduction", _l("Agreed reductions")
    CHARGE = "charge", _l("Freight")


class SettlementSide(Labelled):
    """The two sides of a settlement."""

    UNIT = "unit", _l("Unit")
    SUPPLIER = "supplier", _l("Supplier")


class SettlementStep(Labelled):
    """What can be done to a settlement."""

    CONFIRM = "confirm", _l("Agree to the settlement")
    DISPUTE = "dispute", _l("Question a line")
    CLEAR = "clear", _l("Take the question back")
    TAKE_OUT = "take-out", _l("Take the line out")
    WITHDRAW = "withdraw", _l("Withdraw the settlement")
    INVOICE = "invoice", _l("Choose the invoices")
    CHECK = "check", _l("Mark as checked")


class Turn(Labelled):
    """Whose turn a step is, beside which side it is for."""

    EITHER = "either"
    PROPOSER = "proposer"
    OTHER = "other"


class SettlementMove(NamedTuple):
    """Who may do it, from which state, with and ``until`` which marks; where it leads (``None``: the state stays)."""

    by: frozenset[SettlementSide]
    start: SettlementState
    end: SettlementState | None = None
    turn: Turn = Turn.EITHER
    needs: frozenset[Mark] = frozenset()
    until: Mark | None = None


EITHER = frozenset(SettlementSide)
PROPOSED, CONFIRMED, WITHDRAWN = SettlementState

MOVES: dict[SettlementStep, SettlementMove] = {
    SettlementStep.CONFIRM: SettlementMove(EITHER, PROPOSED, CONFIRMED, Turn.OTHER),
    SettlementStep.DISPUTE: SettlementMove(EITHER, PROPOSED, turn=Turn.OTHER),
    SettlementStep.CLEAR: SettlementMove(EITHER, PROPOSED, turn=Turn.OTHER),
    SettlementStep.TAKE_OUT: SettlementMove(EITHER, PROPOSED, turn=Turn.PROPOSER),
    SettlementStep.WITHDRAW: SettlementMove(EITHER, PROPOSED, WITHDRAWN),
    SettlementStep.INVOICE: SettlementMove(frozenset({SettlementSide.SUPPLIER}), CONFIRMED, until=Mark.CHECKED),
    SettlementStep.CHECK: SettlementMove(
        frozenset({SettlementSide.UNIT}), CONFIRMED, needs=frozenset({Mark.INVOICED}), until=Mark.CHECKED
    ),
}
"""The whole life; buttons, guards, refusals and the exhaustive test read it.

Only who proposed it takes lines out, and only the other side agrees: so both have seen what is agreed.
"""


def steps_for(
    side: SettlementSide | None, state: SettlementState, marks: frozenset[Mark], *, proposed: bool
) -> list[SettlementStep]:
    """What a side may do now; ``proposed`` says that it was this side that proposed the settlement."""
    return [
        step
        for step, move in MOVES.items()
        if side in move.by
        and state is move.start
        and move.turn in (Turn.EITHER, Turn.PROPOSER if proposed else Turn.OTHER)
        and move.needs <= marks
        and move.until not in marks
    ]


def after(
    side: SettlementSide, state: SettlementState, marks: frozenset[Mark], step: SettlementStep, *, proposed: bool
) -> SettlementState:
    """The state a step leads to, or a refusal that names both."""
    if step not in steps_for(side, state, marks, proposed=proposed):
        raise Refused(
            _l(
                "“%(step)s” is not possible: the settlement is now “%(state)s”.",
                step=step.label,
                state=state.label,
            )
        )
    return MOVES[step].end or state


def last_days(today: date, months: int = 3) -> list[date]:
    """The days up to which one usually settles: today, and the last days of the months before, the newest first."""
    days = [today]
    for _month in range(months):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days


def still_open(shares: Sequence[Money], paid: Money) -> list[Money]:
    """What is still to be paid of an order's part in each of its settlements, the oldest first.

    What was paid for the order and what later settlements take back again pays the oldest part first. All of it
    together is what the order's parts come to less what was paid, and never less than nothing.
    """
    left = paid + Money(sum(-share.fen for share in shares if share.fen < 0))
    open_parts = []
    for share in shares:
        covered = Money(max(0, min(share.fen, left.fen)))
        left -= covered
        open_parts.append(share - covered if share.fen > 0 else Money(0))
    return open_parts
