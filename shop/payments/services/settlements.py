"""Settling: one side proposes, the other agrees, and either lets go of it before that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money, total
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order
from shop.ordering.services.hands import lend_hand
from shop.organisations.models import InvoiceProfile, Supplier, Unit
from shop.payments.books import PostingKind
from shop.payments.models import Settlement, SettlementClaim, SettlementLine
from shop.payments.policies import settling_side
from shop.payments.queries.unsettled import lines_to_settle
from shop.payments.services.settling import (
    PARTY,
    claimed,
    close_disputes,
    note,
    open_disputes,
    refuse_unless_seen,
    require_reason,
    stepping,
    sum_of,
    tell_other,
)
from shop.payments.settling import SettlementState, SettlementStep


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
    refuse_unless_seen(seen, total(line.amount for line in lines))
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
        goods=sum_of(lines, PostingKind.GOODS),
        charges=sum_of(lines, PostingKind.CHARGE),
        proposed_side=side,
        proposed_at=clock.now(),
        proposed_by_id=by.person_id,
    )
    enter_numbered(db.session(), settlement, prefix="S")
    _claim(settlement, lines)
    note(settlement, "settlement.proposed", by, amount=settlement.total.fen)
    tell_other(settlement, side, "settlement_proposed", amount=settlement.total.fen)
    return settlement


def confirm(settlement: Settlement, *, seen: Money | None = None, by: Actor) -> None:
    """The other side agrees. From now on the settlement never changes; ``seen`` is what it was shown."""
    settlement, side = stepping(settlement, SettlementStep.CONFIRM, by)
    if open_disputes(settlement):
        raise Refused(_l("A line is questioned: take the question back, or wait until the line is taken out."))
    if not claimed(settlement):
        raise Refused(_l("All its lines were taken out: there is nothing to agree to."))
    refuse_unless_seen(seen, settlement.total)
    settlement.state = settlement.after(SettlementStep.CONFIRM, side)
    settlement.confirmed_at, settlement.confirmed_by_id = clock.now(), by.person_id
    note(settlement, "settlement.confirmed", by, amount=settlement.total.fen)
    tell_other(settlement, side, "settlement_confirmed", amount=settlement.total.fen)


def withdraw(settlement: Settlement, reason: str, *, by: Actor) -> None:
    """Either side lets go of it before both have agreed; its lines wait for another settlement."""
    settlement, side = stepping(settlement, SettlementStep.WITHDRAW, by)
    require_reason(reason)
    settlement.state = settlement.after(SettlementStep.WITHDRAW, side)
    close_disputes(settlement, by)
    db.session.execute(delete(SettlementClaim).where(SettlementClaim.settlement_id == settlement.id))
    note(settlement, "settlement.withdrawn", by, reason=reason.strip())
    tell_other(settlement, side, "settlement_withdrawn", reason=reason.strip())


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
