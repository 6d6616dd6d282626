"""What people make of bank lines: they agree to a suggestion, say it themselves, set a line aside, open it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.audit.services import record
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours, Refused
from shop.payments.models.bank import Aside, BankLine, BankLineState, LineState
from shop.payments.queries.bank_claims import pays
from shop.payments.queries.bank_matching import key_of, others_of, read_lines, transfer_of
from shop.payments.queries.bank_refunds import (
    given_back_by,
    key_of_refund,
    other_of_payment,
    read_refunds,
    refund_numbers,
    refundable_between,
)
from shop.payments.readings import Proposal, Reading, Strength, Transfer, plain_name
from shop.payments.refund_matching import Part
from shop.payments.services.aliases import learn
from shop.payments.services.announcements import withdraw
from shop.payments.services.arrivals import leave, never_came, undo_what_is_left
from shop.payments.services.bank_booking import (
    Outcome,
    book,
    hold_for,
    mark_matched,
    put_aside,
    refuse_unless_open,
)
from shop.payments.services.bank_refunds import give_back, keep_after_all


def accept_reading(state: BankLineState, key: str, *, remember: bool, by: Actor) -> Outcome:
    """Somebody has looked at a suggestion and agrees. Raises ``Refused`` if it has changed since it was shown."""
    state = _held(state)
    line, transfer = state.line, _transfer(state, by)
    proposal = _proposal(line, key, by)
    hold_for(proposal, transfer, by)
    proposal = _proposal(line, key, by)
    outcome = book(state, line, transfer, proposal, by=by)
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
    proposal = Proposal(other_id, Strength.CERTAIN, (), tuple(shares.items()), rest=transfer.amount - given)
    hold_for(proposal, transfer, by)
    outcome = book(state, state.line, transfer, proposal, by=by)
    if remember:
        _learn(state.line, other_id, by)
    return outcome


def accept_refund(state: BankLineState, key: str, *, by: Actor) -> Outcome:
    """Somebody agrees that a line gives back what was suggested. Raises ``Refused`` if that has changed since."""
    state = _held(state)
    for one in read_refunds([state.line], by).get(state.line_id, ()):
        if key_of_refund(one) == key:
            return _give_back(state, one.payment_id, one.parts, by=by)
    raise Refused(_l("What was suggested has changed meanwhile. Please look at it again."))


def match_refund(state: BankLineState, payment_id: int, *, by: Actor) -> Outcome:
    """Somebody says of which payment a line gives back: of what is too much of it first."""
    state = _held(state)
    amount, other_id = _given_back(state, by).amount, other_of_payment(by, payment_id)
    payments = {one.payment_id: one for one in refundable_between(by, other_id)} if other_id else {}
    if payment_id not in payments:
        raise Refused(_l("Nothing is left of this payment: please choose another one."))
    if payments[payment_id].left < amount:
        raise Refused(_l("This payment does not have so much left to be given back."))
    return _give_back(state, payment_id, payments[payment_id].parts(amount, _given_back(state, by).codes), by=by)


def set_aside(state: BankLineState, why: Aside, reason: str, *, by: Actor) -> None:
    """The line pays for nothing here. Raises ``Refused``."""
    state = _held(state)
    refuse_unless_open(state)
    if why is Aside.OTHER and not reason.strip():
        raise Refused(_l("Please say in a few words what it is."), field="reason")
    put_aside(state, why, reason.strip())
    record(by, "bank_line.aside", "bank_line", state.line_id, reason=reason.strip() or str(why.value))


def undo(state: BankLineState, *, by: Actor) -> None:
    """The line is open again. What was booked on its word is taken back; what others have told of stays."""
    state = _held(state)
    if state.state is LineState.OPEN:
        raise Refused(_l("This line is open already."))
    if state.state is LineState.MATCHED:
        _leave(state.line, by)
    state.state, state.aside, state.reason, state.decided_at = LineState.OPEN, None, "", None
    db.session.flush()
    found = read_lines([state.line], by).get(state.line_id)
    back = read_refunds([state.line], by).get(state.line_id)
    state.hint = found.strength if found else back[0].strength if back else Strength.NONE
    record(by, "bank_line.reopened", "bank_line", state.line_id)


def _give_back(state: BankLineState, payment_id: int, parts: Sequence[Part], *, by: Actor) -> Outcome:
    refuse_unless_open(state)
    is_new = give_back(state.line, _given_back(state, by), payment_id, parts, by=by)
    mark_matched(state)
    number = refund_numbers([state.line_id])[state.line_id]
    record(
        by, "bank_line.given_back" if is_new else "bank_line.back_attached", "bank_line", state.line_id, number=number
    )
    return Outcome.BOOKED if is_new else Outcome.ATTACHED


def _leave(line: BankLine, by: Actor) -> None:
    """Whatever a line tells of, it tells of it no more."""
    if given_back_by(line, by) is not None:
        keep_after_all(line, by=by)
    elif pays(by):
        payment = withdraw(line, by=by)
        if payment is not None and never_came(payment):  # booked by this line, before payers' lines only announced
            undo_what_is_left(payment, by=by)
    else:
        leave(line, by=by)


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


def _given_back(state: BankLineState, by: Actor) -> Transfer:
    transfer = given_back_by(state.line, by)
    if transfer is None:
        raise Refused(_l("This is money that was paid: it gives nothing back."))
    return transfer


def _learn(line: BankLine, other_id: int, by: Actor) -> None:
    """A supplier's people know whose money this is from now on; of suppliers a unit knows the account anyway."""
    if not pays(by) and (plain_name(line.name) or line.account):
        learn(other_id, None, line.name, line.account, by=by)


def _held(state: BankLineState) -> BankLineState:
    """The line's state, for this transaction alone."""
    with_line = joinedload(BankLineState.line, innerjoin=True)
    asked = select(BankLineState).where(BankLineState.line_id == state.line_id).options(with_line)
    held = db.session.execute(locked(asked)).scalar_one_or_none()
    if held is None:
        raise NotYours
    return held
