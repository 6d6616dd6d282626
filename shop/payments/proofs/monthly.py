"""Postings of a month → the numbered statements that were issued of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.payments.models import MonthlyStatement
from shop.payments.queries.statements import issued_rows, of_month


def statements_against_postings() -> Iterator[Difference]:
    """Every statement says what the month's postings say; and each supplier of an issued month has one."""
    months = db.session.execute(select(MonthlyStatement.month).distinct().order_by(MonthlyStatement.month)).scalars()
    for month in months.all():
        asked = select(MonthlyStatement).where(MonthlyStatement.month == month).order_by(MonthlyStatement.id)
        should = of_month(month)
        for statement in db.session.execute(asked).scalars():
            said, rows = issued_rows(statement), should.pop(statement.supplier_id, None)
            if said != rows:
                yield Difference(f"Monthly statement {statement.number}", said, rows)
        for supplier_id, rows in should.items():
            yield Difference(f"Monthly statement of supplier {supplier_id} for {month:%Y-%m}", None, rows)
