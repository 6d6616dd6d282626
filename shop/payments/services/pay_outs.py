"""What Stripe collected is transferred to the suppliers' own accounts."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.payments.books import PAID_OUT, PostingSource
from shop.payments.models import PayOut, PayOutPart
from shop.payments.queries.owed import pairs_owing, units_of
from shop.payments.services.books import Move, post
from shop.payments.services.locks import Pair, hold_pairs


def pay_out(supplier_id: int, amount: Money, paid_on: date, reference: str, *, by: Actor) -> PayOut:
    """The operator has transferred so much to the supplier's own account, and owes it less. Raises ``Refused``."""
    if amount.fen <= 0:
        raise Refused(_l("Please enter an amount above zero."), field="amount")
    if paid_on > clock.today():
        raise Refused(_l("This day lies ahead: note a transfer once it is carried out."), field="paid_on")
    hold_pairs(Pair(unit_id, supplier_id) for unit_id in units_of(supplier_id))  # as a statement of several units does
    pairs = pairs_owing(supplier_id)
    owed = sum(pair.with_operator.fen for pair in pairs)
    if amount.fen > owed:
        raise Refused(
            _l("Only %(amount)s yuan are owed to this supplier.", amount=str(Money(max(owed, 0)))), field="amount"
        )
    known = select(PayOut.id).where(PayOut.supplier_id == supplier_id, PayOut.reference == reference)
    if db.session.execute(known).scalar_one_or_none() is not None:
        raise Refused(_l("A pay-out with this reference is noted already."), field="reference")
    done = PayOut(
        supplier_id=supplier_id, amount=amount, paid_on=paid_on, reference=reference, at=clock.now(), by_id=by.person_id
    )
    left = amount.fen
    for pair in pairs:
        part = min(max(pair.with_operator.fen, 0), left)
        if part:
            done.parts.append(
                PayOutPart(
                    cluster_id=pair.cluster_id, unit_id=pair.unit_id, supplier_id=supplier_id, amount=Money(part)
                )
            )
            left -= part
    db.session.add(done)
    db.session.flush()
    for row in done.parts:
        source = (None, PostingSource.PAYOUT, row.id)
        moves = [Move(flow, row.amount, row.unit_id, supplier_id, *source, n) for n, flow in enumerate(PAID_OUT, 1)]
        post(row.cluster_id, moves)
    record(by, "supplier.paid_out", "supplier", supplier_id, amount=amount.fen, reference=reference)
    tell(supplier_id, "paid_out", subject=("collected", reference), amount=amount.fen, number=reference)
    return done
