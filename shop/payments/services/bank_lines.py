"""What becomes of bank lines: booked by themselves when certain, by hand otherwise, set aside, opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours, Refused
from shop.payments.models.bank import Aside, BankLine, BankLineState, LineState
from shop.payments.queries.bank_matching import key_of, matching_for, others_of, pays, read_lines, transfer_of
from shop.payments.readings import Proposal, Reading, Strength, Transfer, plain_name
from shop.payments.services.aliases import learn
from shop.payments.services.receipts import Share
from shop.payments.services.sightings import Pair, attach_or_take, detach, hold_pairs


class Outcome(Enum):
    """What a match did: money was booked, or it had been already, on the other side's word."""

    BOOKED = auto()
    ATTACHED = auto()


def match_new_lines(lines: Sequence[BankLine], *, by: Actor) -> None:
    """Of new lines: what goes the other way is set aside, what is certain is booked, the rest waits with a hint.

    They are read twice: to know between whom money may be booked, and again once nobody else books between these.
    """
    states = _states(lines)
    transfers = []
    for line in lines:
        transfer = transfer_of(line, by)
        if transfer is None:
            _put_aside(states[line.id], Aside.OTHER_WAY, "", None)
        else:
            transfers.append(transfer)
    if not transfers:
        return
    first = matching_for(by, transfers).read(transfers)
    pairs = {_pair(by, reading.certain.other_id) for reading in first if reading.certain}
    readings = first
    if pairs:
        hold_pairs(pairs)
        readings = matching_for(by, transfers).read(transfers)
    by_id = {line.id: line for line in lines}
    for reading in readings:
        certain = reading.certain
        states[reading.transfer.id].hint = reading.strength
        if certain is not None and _pair(by, certain.other_id) in pairs:
            _book_if_it_fits(states[reading.transfer.id], by_id[reading.transfer.id], reading.transfer, certain, by=by)
    db.session.flush()


def _book_if_it_fits(state: BankLineState, line: BankLine, transfer: Transfer, certain: Proposal, *, by: Actor) -> None:
    """An order may have changed at this very moment: then the line waits, and the others are booked nevertheless."""
    with suppress(Refused), db.session.begin_nested():
        _book(state, line, transfer, certain, by=by)


def accept_reading(state: BankLineState, key: str, *, remember: bool, by: Actor) -> Outcome:
    """Somebody has looked at a suggestion and agrees. Raises ``Refused`` if it has changed since it was shown."""
    state = _held(state)
    line, transfer = state.line, _transfer(state, by)
    proposal = _proposal(line, key, by)
    hold_pairs([_pair(by, proposal.other_id)])
    proposal = _proposal(line, key, by)
    outcome = _book(state, line, transfer, proposal, by=by)
    if remember:
        _learn(line, proposal.other_id, by)
    return outcome


def match_line(
    state: BankLineState, other_id: int, shares: Mapping[int, Money], *, remember: bool, by: Actor
) -> Outcome:
    """Somebody says which orders of whom a line pays; what is given to none is kept for later."""
    if other_id not in others_of(by):
        raise Refused(_l("Please choose the other side."))
    if any(amount.fen < 0 for amount in shares.values()):
        raise Refused(_l("What is put to an order has to be more than nothing."))
    state = _held(state)
    transfer = _transfer(state, by)
    given = total(shares.values())
    if given > transfer.amount:
        raise Refused(
            _l("That is more than the transfer: %(given)s of %(amount)s yuan.", given=given, amount=transfer.amount)
        )
    hold_pairs([_pair(by, other_id)])
    proposal = Proposal(other_id, Strength.CERTAIN, (), tuple(shares.items()), rest=transfer.amount - given)
    outcome = _book(state, state.line, transfer, proposal, by=by)
    if remember:
        _learn(state.line, other_id, by)
    return outcome


def set_aside(state: BankLineState, why: Aside, reason: str, *, by: Actor) -> None:
    """The line pays for nothing here. Raises ``Refused``."""
    state = _held(state)
    _check_open(state)
    if why is Aside.OTHER and not reason.strip():
        raise Refused(_l("Please say in a few words what it is."), field="reason")
    _put_aside(state, why, reason.strip(), by)
    record(by, "bank_line.aside", "bank_line", state.line_id, reason=reason.strip() or str(why.value))


def undo(state: BankLineState, *, by: Actor) -> None:
    """The line is open again. What was booked on its word alone is taken back; what both banks tell of stays."""
    state = _held(state)
    if state.state is LineState.OPEN:
        raise Refused(_l("This line is open already."))
    if state.state is LineState.MATCHED:
        detach(state.line, by=by)
    state.state, state.aside, state.reason, state.decided_at = LineState.OPEN, None, "", None
    db.session.flush()
    found = read_lines([state.line], by).get(state.line_id)
    state.hint = found.strength if found else Strength.NONE
    record(by, "bank_line.reopened", "bank_line", state.line_id)


def _book(state: BankLineState, line: BankLine, transfer: Transfer, proposal: Proposal, *, by: Actor) -> Outcome:
    _check_open(state)
    shares = [Share(order_id, amount) for order_id, amount in proposal.shares if amount]
    payment, is_new = attach_or_take(line, transfer, _pair(by, proposal.other_id), shares, by=by)
    state.state, state.decided_at = LineState.MATCHED, clock.now()
    db.session.flush()
    record(by, f"bank_line.{'booked' if is_new else 'attached'}", "bank_line", line.id, number=payment.number)
    return Outcome.BOOKED if is_new else Outcome.ATTACHED


def _proposal(line: BankLine, key: str, by: Actor) -> Proposal:
    reading: Reading | None = read_lines([line], by).get(line.id)
    for proposal in reading.proposals if reading else ():
        if key_of(proposal) == key:
            return proposal
    raise Refused(_l("What was suggested has changed meanwhile. Please look at it again."))


def _transfer(state: BankLineState, by: Actor) -> Transfer:
    transfer = transfer_of(state.line, by)
    if transfer is None:
        raise Refused(_l("This is money the other way: it pays for no order here."))
    return transfer


def _pair(owner: Actor, other_id: int) -> Pair:
    return Pair(owner.organisation_id, other_id) if pays(owner) else Pair(other_id, owner.organisation_id)


def _learn(line: BankLine, other_id: int, by: Actor) -> None:
    """A supplier's people know whose money this is from now on; of suppliers a unit knows the account anyway."""
    if not pays(by) and (plain_name(line.name) or line.account):
        learn(other_id, None, line.name, line.account, by=by)


def _put_aside(state: BankLineState, why: Aside, reason: str, by: Actor | None) -> None:
    state.state, state.aside, state.reason, state.decided_at = LineState.ASIDE, why, reason, clock.now()


def _check_open(state: BankLineState) -> None:
    if state.state is not LineState.OPEN:
        raise Refused(_l("This line has been decided about already."))


def _held(state: BankLineState) -> BankLineState:
    """The line's state, for this transaction alone."""
    with_line = joinedload(BankLineState.line, innerjoin=True)
    asked = select(BankLineState).where(BankLineState.line_id == state.line_id).options(with_line)
    held = db.session.execute(locked(asked)).scalar_one_or_none()
    if held is None:
        raise NotYours
    return held


def _states(lines: Iterable[BankLine]) -> dict[int, BankLineState]:
    statement_ids = {line.statement_id for line in lines}
    asked = select(BankLineState).join(BankLineState.line).where(BankLine.statement_id.in_(statement_ids))
    return {state.line_id: state for state in db.session.execute(asked).scalars()}
