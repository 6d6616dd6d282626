"""What the demo's people make of lines that no code explains, and which of them are left in the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from shop.demo.building.money.desk import Desk
from shop.demo.building.money.sheets import Line, Transfer
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.models.bank import Aside, BankLine, BankLineState, LineState
from shop.payments.queries.bank_matching import key_of, read_lines
from shop.payments.readings import Strength
from shop.payments.remittance import code_of
from shop.payments.services.bank_lines import accept_reading, set_aside

STRANGER = "个人汇款（演示）"
BANK = "农村信用合作联社（演示）"
LEFT_OPEN = 2
"""Of the last statement so many suggestions wait for a click."""


class Queue:
    """The lines of statements that are still open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.puzzled = {desk.id_of("coop"), desk.id_of("workshop"), max(desk.suppliers)}

    def is_last(self) -> bool:
        """Whether this is the last statement before the demo's today."""
        following = (clock.today().replace(day=1) + timedelta(days=32)).replace(day=clock.today().day)
        return following >= self.desk.today

    def strangers(self, supplier_id: int, carried: Sequence[Transfer]) -> list[Line]:
        """What comes in besides: interest, a fee, and now and then money of which nobody says what it is for."""
        day, chance = clock.today() - timedelta(days=1), self.desk.chance
        lines = []
        if day.month % 3 == 0:
            lines.append(Line(day, Money(chance.randint(300, 4_000)), BANK, "", "结息"))
            lines.append(Line(day, Money(-2_000), BANK, "", "账户管理费"))
        puzzles = self.is_last() and supplier_id in self.puzzled
        if puzzles or chance.random() < 0.1:
            lines.append(Line(day, Money(chance.randint(20_000, 90_000) * 10 + 7), STRANGER, "", "货款，请查收"))
        if puzzles and carried:
            wrong = code_of(carried[0].numbers[0])[:-1] + "*"
            lines.append(Line(day, Money(chance.randint(9_000, 30_000) * 10 + 3), STRANGER, "", f"货款 {wrong}"))
        return lines

    def work_through(self, statement_id: int, by: Actor) -> None:
        """An hour later somebody looks at what the statement left open."""
        self.desk.later(self._look, statement_id, by, hours=1)

    def _look(self, statement_id: int, by: Actor) -> None:
        states = open_lines(statement_id)
        readings = read_lines([state.line for state in states], by)
        left = LEFT_OPEN if self.is_last() else 0
        for state in states:
            reading = readings.get(state.line_id)
            if reading is not None and reading.strength is Strength.LIKELY:
                left -= 1
                if left < 0:
                    proposal = reading.proposals[0]
                    accept_reading(state, key_of(proposal), remember=False, by=by)
            elif state.hint is Strength.NONE and (not self.is_last() or state.line.name == BANK):
                set_aside(state, Aside.OTHER_BUSINESS, "", by=by)

    def leave_or_set_aside(self, statement_id: int, by: Actor) -> None:
        """A unit's own payments to others concern nobody here; those of the last statement still wait."""
        for state in open_lines(statement_id):
            if state.hint is Strength.NONE and not self.is_last():
                set_aside(state, Aside.OTHER_BUSINESS, "", by=by)


def open_lines(statement_id: int) -> Sequence[BankLineState]:
    """What of a statement nobody has decided about."""
    asked = (
        select(BankLineState)
        .join(BankLineState.line)
        .where(BankLine.statement_id == statement_id, BankLineState.state == LineState.OPEN)
        .options(contains_eager(BankLineState.line))
        .order_by(BankLineState.line_id)
    )
    return db.session.execute(asked).scalars().all()
