"""What every step in a settlement's life begins with and ends with: held, allowed, kept in the trail, told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.ordering.lifecycle import Party
from shop.ordering.services.hands import lend_hand
from shop.payments.books import PostingKind
from shop.payments.models import LineDispute, Settlement, SettlementClaim, SettlementLine
from shop.payments.policies import settling_side
from shop.payments.services.locks import hold_accepted
from shop.payments.settling import SettlementSide, SettlementStep

Concerned = Callable[[Settlement], Collection[int]]
"""The consignment lines of what was accepted that a step acts on, once the settlement is held."""

PARTY = {SettlementSide.UNIT: Party.BUYER, SettlementSide.SUPPLIER: Party.SUPPLIER}


def stepping(
    settlement: Settlement, step: SettlementStep, by: Actor, concerned: Concerned | None = None
) -> tuple[Settlement, SettlementSide]:
    """The settlement, kept for this transaction alone, and the actor's side, which may take the step now.

    A step that acts on accepted lines says on which: they are held with all orders before anything else of these is.
    """
    side = settling_side(by, settlement.unit_id, settlement.supplier_id)
    if side is None:
        raise NotYours
    statement = select(Settlement).where(Settlement.id == settlement.id)
    settlement = db.session.execute(locked(statement)).scalar_one()
    settlement.after(step, side)
    orders = select(SettlementLine.order_id).where(SettlementLine.settlement_id == settlement.id).distinct()
    order_ids = sorted(db.session.execute(orders).scalars())
    if concerned is not None:
        hold_accepted(concerned(settlement), order_ids)
    lend_hand(order_ids, by, PARTY[side])
    return settlement, side


def claimed(settlement: Settlement) -> list[SettlementLine]:
    statement = (
        select(SettlementLine)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementClaim.settlement_id == settlement.id)
    )
    return list(db.session.execute(statement).scalars())


def open_disputes(settlement: Settlement) -> Sequence[LineDispute]:
    statement = select(LineDispute).where(LineDispute.settlement_id == settlement.id, LineDispute.closed_at.is_(None))
    return db.session.execute(statement).scalars().all()


def close_disputes(settlement: Settlement, by: Actor, line_id: int | None = None) -> int:
    """Close what is open, of one line or of all; how many there were."""
    ids = [row.id for row in open_disputes(settlement) if line_id in (None, row.line_id)]
    closed = {"closed_at": clock.now(), "closed_by_id": by.person_id}
    db.session.execute(update(LineDispute).where(LineDispute.id.in_(ids)).values(closed))
    return len(ids)


def sum_of(lines: Sequence[SettlementLine], kind: PostingKind) -> Money:
    return total(line.amount for line in lines if line.kind is kind)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")


def refuse_unless_seen(seen: Money | None, now: Money) -> None:
    if seen is not None and seen != now:
        raise Refused(
            _l("Meanwhile it comes to %(now)s yuan and not to %(seen)s: look at it again.", now=now, seen=seen)
        )


def note(settlement: Settlement, action: str, by: Actor, **details: Any) -> None:
    record(by, action, "settlement", settlement.id, cluster_id=settlement.cluster_id, **details)


def tell_other(settlement: Settlement, side: SettlementSide, kind: str, **particulars: Any) -> None:
    other = settlement.supplier_id if side is SettlementSide.UNIT else settlement.unit_id
    tell(other, kind, subject=("settlement", settlement.number), number=settlement.number, **particulars)
