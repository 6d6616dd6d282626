"""What the book says of an offline purchase."""

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.tally.models import Entry, OfflinePurchase, TotalByPurpose, Verdict
from shop.tally.services.offline.booking import entries_of


def newest(entry: Entry) -> Verdict:
    rows = db.session.scalars(select(Verdict).where(Verdict.entry_id == entry.id).order_by(Verdict.n)).all()
    return rows[-1]


def figures(purchase: OfflinePurchase) -> dict[str, Money]:
    """What the totals say of the unit, by verdict."""
    asked = select(TotalByPurpose.verdict, func.sum(TotalByPurpose.amount)).where(
        TotalByPurpose.unit_id == purchase.unit_id
    )
    rows = db.session.execute(asked.group_by(TotalByPurpose.verdict))
    return {verdict.value: Money(int(amount.fen)) for verdict, amount in rows if amount}


def the_entry(purchase: OfflinePurchase) -> Entry:
    (entry,) = entries_of(purchase.id)
    return entry
