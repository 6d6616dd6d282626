"""Single lines of a settlement that is not agreed yet: questioned, cleared, taken out."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.books import PostingKind
from shop.payments.models import LineDispute, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.settlements import line_on
from shop.payments.services.settling import (
    claimed,
    close_disputes,
    note,
    open_disputes,
    require_reason,
    stepping,
    sum_of,
    tell_other,
)
from shop.payments.settling import SettlementStep


def dispute(settlement: Settlement, line_id: int, reason: str, *, by: Actor) -> LineDispute:
    """The other side does not agree with a line, and says why."""
    settlement, side = stepping(settlement, SettlementStep.DISPUTE, by)
    line = line_on(settlement, line_id)
    require_reason(reason)
    if any(row.line_id == line.id for row in open_disputes(settlement)):
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
    note(settlement, "settlement.line_disputed", by, reason=reason.strip(), **_of(line))
    tell_other(settlement, side, "settlement_line_disputed", reason=reason.strip())
    return row


def clear(settlement: Settlement, line_id: int, *, by: Actor) -> None:
    """Whoever questioned a line agrees with it after all."""
    settlement, _side = stepping(settlement, SettlementStep.CLEAR, by)
    line = line_on(settlement, line_id)
    if not close_disputes(settlement, by, line.id):
        raise Refused(_l("This line is not questioned."))
    note(settlement, "settlement.line_cleared", by, **_of(line))


def take_out(settlement: Settlement, line_id: int, *, by: Actor) -> None:
    """Whoever proposed the settlement takes a line out: it waits for the next one."""
    settlement, side = stepping(settlement, SettlementStep.TAKE_OUT, by)
    line = line_on(settlement, line_id)
    close_disputes(settlement, by, line.id)
    db.session.execute(delete(SettlementClaim).where(SettlementClaim.line_id == line.id))
    lines = claimed(settlement)
    settlement.goods, settlement.charges = sum_of(lines, PostingKind.GOODS), sum_of(lines, PostingKind.CHARGE)
    note(settlement, "settlement.line_taken_out", by, **_of(line))
    tell_other(settlement, side, "settlement_line_taken_out", amount=settlement.total.fen)


def _of(line: SettlementLine) -> dict[str, Any]:
    """What the trail says of a line: its amount, and the acceptance it is from; of freight, the order."""
    paper = line.note or db.session.get_one(Order, line.order_id).number
    return {"amount": line.amount.fen, "paper": paper}
