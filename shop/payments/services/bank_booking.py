"""Booking lines of a bank: those of a new statement that are certain, all in one go, and any other one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.models import Payment
from shop.payments.models.bank import Aside, BankLine, BankLineState, LineState
from shop.payments.queries.bank_claims import pays
from shop.payments.queries.bank_matching import matching_for, transfer_of
from shop.payments.queries.bank_refunds import read_refunds
from shop.payments.readings import Proposal, Transfer
from shop.payments.services.announcements import announce, orders_announced
from shop.payments.services.arrivals import arrive
from shop.payments.services.locks import Pair, hold_orders, hold_pairs, hold_payments
from shop.payments.services.shares import Share, Told, tell_together


class Outcome(Enum):
    """What a match did.

    Money was booked, or it had been already, on the other side's word; a payer's line waits for the payee.
    """

    BOOKED = auto()
    ATTACHED = auto()
    ANNOUNCED = auto()


def match_new_lines(lines: Sequence[BankLine], *, by: Actor) -> None:
    """Of new lines: what is certain is booked, what could be given back waits with the rest, other money goes aside.

    They are read twice: to know between whom money may be booked, and again once nobody else books between these.
    Everything that will be paid is locked before the first of it is, and the rest of the shop is told at the end: so
    nobody who takes in the goods of the same orders waits in a circle with us.
    """
    states = _states(lines)
    transfers = [transfer for line in lines if (transfer := transfer_of(line, by))]
    if transfers:
        _book_what_is_certain(lines, transfers, states, by)
    paying = {transfer.id for transfer in transfers}
    _hint_at_refunds([line for line in lines if line.id not in paying], states, by)
    db.session.flush()


def _book_what_is_certain(
    lines: Sequence[BankLine], transfers: Sequence[Transfer], states: Mapping[int, BankLineState], by: Actor
) -> None:
    readings = matching_for(by, transfers).read(transfers)
    pairs = {pair_of(by, reading.certain.other_id) for reading in readings if reading.certain}
    if pairs:
        _hold(pairs, [reading.transfer.amount for reading in readings if reading.certain])
        readings = matching_for(by, transfers).read(transfers)
        sure = [one for reading in readings if (one := reading.certain) and pair_of(by, one.other_id) in pairs]
        amounts = [reading.transfer.amount for reading in readings if reading.certain]
        hold_orders({order_id for one in sure for order_id, _amount in one.shares} | orders_announced(pairs, amounts))
    by_id = {line.id: line for line in lines}
    told: Told = []
    waiting = deque(readings)
    while waiting:
        reading = waiting.popleft()
        transfer, certain = reading.transfer, reading.certain
        states[transfer.id].hint = reading.strength
        if certain is None or pair_of(by, certain.other_id) not in pairs:
            continue
        outcome = _booked_if_it_fits(states[transfer.id], by_id[transfer.id], transfer, certain, told, by=by)
        if (outcome is Outcome.ATTACHED) != (certain.payment_id is not None) and waiting:
            rest = [later.transfer for later in waiting]  # what was read on a wrong guess is read again
            waiting = deque(matching_for(by, rest).read(rest))
    db.session.flush()
    tell_together(told)


def _booked_if_it_fits(
    state: BankLineState, line: BankLine, transfer: Transfer, certain: Proposal, told: Told, *, by: Actor
) -> Outcome | None:
    """An order may have changed at this very moment: then the line waits, and the others are booked nevertheless."""
    mine: Told = []
    with suppress(Refused), db.session.begin_nested():
        outcome = book(state, line, transfer, certain, by=by, told=mine)
        told += mine
        return outcome
    return None


def _hint_at_refunds(lines: Sequence[BankLine], states: Mapping[int, BankLineState], by: Actor) -> None:
    """Money the other way waits where it may give a payment back; the rest of it is no business of the shop's."""
    found = read_refunds(lines, by)
    for line in lines:
        if found.get(line.id):
            states[line.id].hint = found[line.id][0].strength
        else:
            put_aside(states[line.id], Aside.OTHER_WAY, "")


def book(
    state: BankLineState, line: BankLine, transfer: Transfer, proposal: Proposal, *, by: Actor, told: Told | None = None
) -> Outcome:
    """A line is booked as it was read or as somebody says; everything that it touches is held (`hold_for`)."""
    refuse_unless_open(state)
    pair = pair_of(by, proposal.other_id)
    shares = [Share(order_id, amount) for order_id, amount in proposal.shares if amount]
    payment: Payment | None
    if pays(by):
        payment = announce(line, transfer, pair, shares, by=by, told=told)
        outcome = Outcome.ATTACHED if payment else Outcome.ANNOUNCED
    else:
        payment, is_new = arrive(line, transfer, pair, shares, by=by, told=told)
        outcome = Outcome.BOOKED if is_new else Outcome.ATTACHED
    mark_matched(state)
    number: dict[str, Any] = {"number": payment.number} if payment else {}
    record(by, f"bank_line.{outcome.name.lower()}", "bank_line", line.id, **number)
    return outcome


def _hold(pairs: Iterable[Pair], amounts: Iterable[Money]) -> None:
    hold_pairs(pairs)
    hold_payments(pairs, amounts)


def hold_for(proposal: Proposal, transfer: Transfer, by: Actor) -> None:
    """Everything that booking a line may touch, in the order in which everybody asks for it."""
    pair = pair_of(by, proposal.other_id)
    _hold([pair], [transfer.amount])
    announced = orders_announced([pair], [transfer.amount])
    hold_orders({order_id for order_id, _amount in proposal.shares} | announced)


def mark_matched(state: BankLineState) -> None:
    """Something is known by the line."""
    state.state, state.decided_at = LineState.MATCHED, clock.now()
    db.session.flush()


def pair_of(owner: Actor, other_id: int) -> Pair:
    """The owner of a line and another side, whichever of them pays."""
    return Pair(owner.organisation_id, other_id) if pays(owner) else Pair(other_id, owner.organisation_id)


def put_aside(state: BankLineState, why: Aside, reason: str) -> None:
    """The line is nothing here."""
    state.state, state.aside, state.reason, state.decided_at = LineState.ASIDE, why, reason, clock.now()


def refuse_unless_open(state: BankLineState) -> None:
    """Raises ``Refused`` for a line that somebody has decided about."""
    if state.state is not LineState.OPEN:
        raise Refused(_l("This line has been decided about already."))


def _states(lines: Iterable[BankLine]) -> dict[int, BankLineState]:
    statement_ids = {line.statement_id for line in lines}
    asked = select(BankLineState).join(BankLineState.line).where(BankLine.statement_id.in_(statement_ids))
    return {state.line_id: state for state in db.session.execute(asked).scalars()}
