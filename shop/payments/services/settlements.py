"""Settling: one side proposes, the other questions lines or agrees; then it is invoiced and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money, total
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.hands import lend_hand
from shop.organisations.models import InvoiceProfile, Supplier, Unit
from shop.payments.books import PostingKind
from shop.payments.models import LineDispute, Settlement, SettlementClaim, SettlementLine
from shop.payments.policies import settling_side
from shop.payments.queries.settlements import line_on, lines_to_settle
from shop.payments.settling import SettlementSide, SettlementState, SettlementStep

PARTY = {SettlementSide.UNIT: Party.BUYER, SettlementSide.SUPPLIER: Party.SUPPLIER}


def propose(
    *, unit_id: int, supplier_id: int, profile_id: int, until: date, seen: Money | None = None, by: Actor
) -> Settlement:
    """Put everything accepted up to a day and not settled yet into one settlement of an invoice profile.

    ``seen`` is what the proposer was shown: if it comes to something else by now, it is refused. Raises ``Refused``.
    """
    side = settling_side(by, unit_id, supplier_id)
    profile = db.session.get(InvoiceProfile, profile_id)
    if side is None or profile is None or profile.unit_id != unit_id:
        raise NotYours
    if until > clock.today():
        raise Refused(_l("A settlement ends today at the latest."), field="until")
    _hold_orders({line.order_id for line in lines_to_settle(unit_id, supplier_id, profile_id, until)})
    lines = lines_to_settle(unit_id, supplier_id, profile_id, until)  # as it stands now that nobody else settles it
    if not lines:
        raise Refused(_l("Nothing that was accepted up to this day waits to be settled."), field="until")
    _refuse_unless_seen(seen, total(line.amount for line in lines))
    lend_hand(sorted({line.order_id for line in lines}), by, PARTY[side])
    unit, supplier = db.session.get_one(Unit, unit_id), db.session.get_one(Supplier, supplier_id)
    settlement = Settlement(
        cluster_id=lines[0].cluster_id,
        unit_id=unit_id,
        supplier_id=supplier_id,
        unit_name=unit.name,
        supplier_name=supplier.name,
        supplier_code=supplier.credit_code or "",
        profile_id=profile.id,
        profile_title=profile.title,
        profile_tax_number=profile.tax_number,
        period_from=min(line.day for line in lines),
        period_to=until,
        state=SettlementState.PROPOSED,
        goods=_sum(lines, PostingKind.GOODS),
        charges=_sum(lines, PostingKind.CHARGE),
        proposed_side=side,
        proposed_at=clock.now(),
        proposed_by_id=by.person_id,
    )
    enter_numbered(db.session(), settlement, prefix="S")
    _claim(settlement, lines)
    _note(settlement, "settlement.proposed", by, amount=settlement.total.fen)
    _tell_other(settlement, side, "settlement_proposed", amount=settlement.total.fen)
    return settlement


def confirm(settlement: Settlement, *, seen: Money | None = None, by: Actor) -> None:
    """The other side agrees. From now on the settlement never changes; ``seen`` is what it was shown."""
    settlement, side = _stepping(settlement, SettlementStep.CONFIRM, by)
    if _open_disputes(settlement):
        raise Refused(_l("A line is questioned: take the question back, or wait until the line is taken out."))
    if not _claimed(settlement):
        raise Refused(_l("All its lines were taken out: there is nothing to agree to."))
    _refuse_unless_seen(seen, settlement.total)
    settlement.state = settlement.after(SettlementStep.CONFIRM, side)
    settlement.confirmed_at, settlement.confirmed_by_id = clock.now(), by.person_id
    _note(settlement, "settlement.confirmed", by, amount=settlement.total.fen)
    _tell_other(settlement, side, "settlement_confirmed", amount=settlement.total.fen)


def dispute(settlement: Settlement, line_id: int, reason: str, *, by: Actor) -> LineDispute:
    """The other side does not agree with a line, and says why."""
    settlement, side = _stepping(settlement, SettlementStep.DISPUTE, by)
    line = line_on(settlement, line_id)
    _require_reason(reason)
    if any(row.line_id == line.id for row in _open_disputes(settlement)):
        raise Refused(_l("This line is questioned already."))
    row = LineDispute(
        cluster_id=settlement.cluster_id,
        settlement_id=settlement.id,
        line_id=line.id,
        side=side,
        reason=reason.strip(),
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(row)
    _note(settlement, "settlement.line_disputed", by, reason=reason.strip(), **_of(line))
    _tell_other(settlement, side, "settlement_line_disputed", reason=reason.strip())
    return row


def clear(settlement: Settlement, line_id: int, *, by: Actor) -> None:
    """Whoever questioned a line agrees with it after all."""
    settlement, _side = _stepping(settlement, SettlementStep.CLEAR, by)
    line = line_on(settlement, line_id)
    if not _close_disputes(settlement, by, line.id):
        raise Refused(_l("This line is not questioned."))
    _note(settlement, "settlement.line_cleared", by, **_of(line))


def take_out(settlement: Settlement, line_id: int, *, by: Actor) -> None:
    """Whoever proposed the settlement takes a line out: it waits for the next one."""
    settlement, side = _stepping(settlement, SettlementStep.TAKE_OUT, by)
    line = line_on(settlement, line_id)
    _close_disputes(settlement, by, line.id)
    db.session.execute(delete(SettlementClaim).where(SettlementClaim.line_id == line.id))
    lines = _claimed(settlement)
    settlement.goods, settlement.charges = _sum(lines, PostingKind.GOODS), _sum(lines, PostingKind.CHARGE)
    _note(settlement, "settlement.line_taken_out", by, **_of(line))
    _tell_other(settlement, side, "settlement_line_taken_out", amount=settlement.total.fen)


def withdraw(settlement: Settlement, reason: str, *, by: Actor) -> None:
    """Either side lets go of it before both have agreed; its lines wait for another settlement."""
    settlement, side = _stepping(settlement, SettlementStep.WITHDRAW, by)
    _require_reason(reason)
    settlement.state = settlement.after(SettlementStep.WITHDRAW, side)
    _close_disputes(settlement, by)
    db.session.execute(delete(SettlementClaim).where(SettlementClaim.settlement_id == settlement.id))
    _note(settlement, "settlement.withdrawn", by, reason=reason.strip())
    _tell_other(settlement, side, "settlement_withdrawn", reason=reason.strip())


def note_invoice(settlement: Settlement, invoices: str, *, by: Actor) -> None:
    """The supplier has invoiced it, now or before; ``invoices`` are the invoices' numbers."""
    settlement, side = _stepping(settlement, SettlementStep.INVOICE, by)
    if not invoices.strip():
        raise Refused(_l("Please enter the number of the invoice."), field="invoices")
    settlement.invoiced_at, settlement.invoiced_by_id = clock.now(), by.person_id
    settlement.invoices = invoices.strip()
    _note(settlement, "settlement.invoiced", by, invoices=settlement.invoices)
    _tell_other(settlement, side, "settlement_invoiced")


def mark_checked(settlement: Settlement, *, by: Actor) -> None:
    """Finance of the unit has checked settlement and invoice: it can be paid."""
    settlement, side = _stepping(settlement, SettlementStep.CHECK, by)
    settlement.checked_at, settlement.checked_by_id = clock.now(), by.person_id
    _note(settlement, "settlement.checked", by)
    _tell_other(settlement, side, "settlement_checked")


def _stepping(settlement: Settlement, step: SettlementStep, by: Actor) -> tuple[Settlement, SettlementSide]:
    """The settlement, kept for this transaction alone, and the actor's side, which may take the step now."""
    side = settling_side(by, settlement.unit_id, settlement.supplier_id)
    if side is None:
        raise NotYours
    statement = select(Settlement).where(Settlement.id == settlement.id)
    settlement = db.session.execute(locked(statement)).scalar_one()
    settlement.after(step, side)
    orders = select(SettlementLine.order_id).where(SettlementLine.settlement_id == settlement.id).distinct()
    lend_hand(sorted(db.session.execute(orders).scalars()), by, PARTY[side])
    return settlement, side


def _hold_orders(order_ids: set[int]) -> None:
    """Two proposals at once go through the same orders, and the second sees what the first has settled."""
    db.session.execute(locked(select(Order.id).where(Order.id.in_(sorted(order_ids))).order_by(Order.id)))


def _claim(settlement: Settlement, lines: Sequence[SettlementLine]) -> None:
    for line in lines:
        line.settlement_id = settlement.id
    db.session.add_all(lines)
    db.session.flush()
    rows = [
        {"posting_id": line.posting_id, "line_id": line.id, "settlement_id": settlement.id}
        for line in sorted(lines, key=lambda line: line.posting_id)
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(SettlementClaim.__table__), rows)
    except IntegrityError:
        raise Refused(_l("Somebody has just settled some of this: reload the page and look again.")) from None


def _claimed(settlement: Settlement) -> list[SettlementLine]:
    statement = (
        select(SettlementLine)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementClaim.settlement_id == settlement.id)
    )
    return list(db.session.execute(statement).scalars())


def _open_disputes(settlement: Settlement) -> Sequence[LineDispute]:
    statement = select(LineDispute).where(LineDispute.settlement_id == settlement.id, LineDispute.closed_at.is_(None))
    return db.session.execute(statement).scalars().all()


def _close_disputes(settlement: Settlement, by: Actor, line_id: int | None = None) -> int:
    """Close what is open, of one line or of all; how many there were."""
    ids = [row.id for row in _open_disputes(settlement) if line_id in (None, row.line_id)]
    closed = {"closed_at": clock.now(), "closed_by_id": by.person_id}
    db.session.execute(update(LineDispute).where(LineDispute.id.in_(ids)).values(closed))
    return len(ids)


def _sum(lines: Sequence[SettlementLine], kind: PostingKind) -> Money:
    return total(line.amount for line in lines if line.kind is kind)


def _of(line: SettlementLine) -> dict[str, Any]:
    """What the trail says of a line: its amount, and the acceptance it is from; of freight, the order."""
    paper = line.note or db.session.get_one(Order, line.order_id).number
    return {"amount": line.amount.fen, "paper": paper}


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")


def _refuse_unless_seen(seen: Money | None, now: Money) -> None:
    if seen is not None and seen != now:
        raise Refused(
            _l("Meanwhile it comes to %(now)s yuan and not to %(seen)s: look at it again.", now=now, seen=seen)
        )


def _note(settlement: Settlement, action: str, by: Actor, **details: Any) -> None:
    record(by, action, "settlement", settlement.id, cluster_id=settlement.cluster_id, **details)


def _tell_other(settlement: Settlement, side: SettlementSide, kind: str, **particulars: Any) -> None:
    other = settlement.supplier_id if side is SettlementSide.UNIT else settlement.unit_id
    tell(other, kind, subject=("settlement", settlement.number), number=settlement.number, **particulars)
