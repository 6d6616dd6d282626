"""A supplier's statement of a month: what each unit was charged, paid and got back, and what the marketplace took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.books import Account, PostingKind, PostingSource
from shop.payments.models import Payment, Posting, Refund
from shop.payments.queries.receipts import UNDOES, money

NOTHING = Money(0)

ADDS = {
    PostingKind.GOODS: Account.SALES,
    PostingKind.CHARGE: Account.FREIGHT,
    PostingKind.PAYMENT: Account.UNALLOCATED,
}
"""Which account a posting of the kind credits when it adds; turned round, it takes away."""

OWED = (Account.RECEIVABLE, Account.UNALLOCATED)


@dataclass(slots=True)
class StatementRow:
    """What passed between a supplier and a unit in a month; ``refunds`` and ``fees`` are taken off what was paid.

    ``undone`` is what was entered by mistake, of this month or an earlier one, and was taken back: it never came.

    The marketplace takes nothing from what suppliers sell: fees are always nothing, and the paper says so.
    """

    unit_id: int
    goods: Money = NOTHING
    charges: Money = NOTHING
    paid: Money = NOTHING
    undone: Money = NOTHING
    refunds: Money = NOTHING
    fees: Money = NOTHING

    @property
    def charged(self) -> Money:
        return self.goods + self.charges

    @property
    def received(self) -> Money:
        """What is left of what was paid."""
        return self.paid - self.undone - self.refunds - self.fees


def statement_of(actor: Actor, month: date) -> list[StatementRow]:
    """The actor's month (of any day in it), unit by unit. One query."""
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    statement = (
        select(Posting.unit_id, Posting.kind, Posting.debit, Posting.credit, UNDOES, func.sum(Posting.amount))
        .outerjoin(Refund, (Posting.source == PostingSource.REFUND) & (Refund.id == Posting.source_id))
        .outerjoin(Payment, Payment.id == Refund.payment_id)
        .where(
            Posting.supplier_id == actor.organisation_id,
            Posting.at >= clock.at_shanghai(first),
            Posting.at < clock.at_shanghai(after),
            Posting.kind.in_([*ADDS, PostingKind.REFUND]),
        )
        .group_by(Posting.unit_id, Posting.kind, Posting.debit, Posting.credit, UNDOES)
        .order_by(Posting.unit_id)
    )
    rows: dict[int, StatementRow] = {}
    for unit_id, kind, debit, credit, undoes, summed in db.session.execute(statement):
        row, amount = rows.setdefault(unit_id, StatementRow(unit_id)), money(summed)
        if kind is PostingKind.REFUND:
            back = Money(amount.fen * ((debit in OWED) - (credit in OWED)))
            if undoes:
                row.undone += back
            else:
                row.refunds += back
            continue
        signed = amount if credit is ADDS[kind] else -amount
        if kind is PostingKind.GOODS:
            row.goods += signed
        elif kind is PostingKind.CHARGE:
            row.charges += signed
        else:
            row.paid += signed
    return list(rows.values())
