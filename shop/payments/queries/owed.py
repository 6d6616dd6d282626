"""What Stripe has collected for suppliers and the operator has not paid out: its liability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.organisations.models import Supplier
from shop.payments.models import PairBalance
from shop.payments.queries.receipts import money


@dataclass(frozen=True, slots=True)
class Owed:
    """So much is owed to a supplier; less than nothing if more was paid out than was left after a refund."""

    supplier_id: int
    amount: Money


def owed_to_suppliers() -> list[Owed]:
    """Every supplier to whom something is owed, the largest amount first. One query."""
    owed = func.sum(PairBalance.with_operator)
    asked = select(PairBalance.supplier_id, owed).group_by(PairBalance.supplier_id).having(owed != Money(0))
    rows = [Owed(supplier_id, money(amount)) for supplier_id, amount in db.session.execute(asked)]
    return sorted(rows, key=lambda row: (-row.amount.fen, row.supplier_id))


def owed_to(supplier_id: int) -> Money:
    """What is owed to one supplier. One query."""
    asked = select(func.sum(PairBalance.with_operator)).where(PairBalance.supplier_id == supplier_id)
    return money(db.session.execute(asked).scalar_one())


def units_of(supplier_id: int) -> Sequence[int]:
    """The units with which a supplier has a balance. One query."""
    return db.session.execute(select(PairBalance.unit_id).where(PairBalance.supplier_id == supplier_id)).scalars().all()


def pairs_owing(supplier_id: int) -> Sequence[PairBalance]:
    """Whose money it is that is owed to a supplier, locked, in the units' order."""
    asked = select(PairBalance).where(PairBalance.supplier_id == supplier_id).order_by(PairBalance.unit_id)
    return db.session.execute(dialects.locked(asked)).scalars().all()


def supplier_owed(slug: str) -> int:
    """The id of a supplier by its place in addresses; ``NotYours`` if there is none."""
    found = db.session.execute(select(Supplier.id).where(Supplier.slug == slug)).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found
