"""Statements of a month that is over are issued once, all suppliers' together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import insert_unless_there
from shop.notices.services import tell
from shop.organisations.models import Supplier
from shop.organisations.queries import names_of
from shop.payments.models import MonthlyStatement, Posting
from shop.payments.queries.statements import as_issued, month_after, of_month, series_of

AT_NIGHT = 3
"""Shanghai's hour of the first day from which on a month is closed: what began before midnight is written by then."""


def issue_statements() -> int:
    """Issue the statements of the oldest month that is over and has none yet. Returns how many were issued now."""
    for month in _months_to_issue():
        by_supplier = of_month(month)
        if by_supplier:
            names = names_of(row.unit_id for rows in by_supplier.values() for row in rows)
            return sum(_issue(owner_id, month, as_issued(rows, names)) for owner_id, rows in by_supplier.items())
    return 0


def _months_to_issue() -> Iterator[date]:
    """Months without statements, the oldest first, up to the last one that is over."""
    closed = clock.shanghai_day(clock.now() - timedelta(hours=AT_NIGHT)).replace(day=1)
    newest = db.session.execute(select(func.max(MonthlyStatement.month))).scalar()
    if newest is None:
        first = db.session.execute(select(func.min(Posting.at))).scalar()
        if first is None:
            return
        month = clock.shanghai_day(first).replace(day=1)
    else:
        month = month_after(newest)
    latest = db.session.execute(select(Posting.at).order_by(Posting.id.desc()).limit(1)).scalar()
    while latest is not None and month < closed and clock.at_shanghai(month) <= latest:
        yield month
        month = month_after(month)


def _issue(supplier_id: int, month: date, rows: str) -> bool:
    """Of several workers one issues it."""
    supplier = db.session.get_one(Supplier, supplier_id)
    number = series_of(supplier_id, month)
    row = {
        "number": number,
        "supplier_id": supplier_id,
        "supplier_name": supplier.name,
        "supplier_code": supplier.credit_code or "",
        "month": month,
        "issued_at": clock.now(),
        "rows": rows,
    }
    issued = insert_unless_there(db.session(), MonthlyStatement.__table__, ["supplier_id", "month"], row)
    if issued:
        tell(supplier_id, "statement_issued", subject=("statement", number), number=number)
    return issued
