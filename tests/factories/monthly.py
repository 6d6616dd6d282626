"""Numbered monthly statements, as if a month with nothing in it had been issued."""

from datetime import date

from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import Supplier
from shop.payments.models import MonthlyStatement
from shop.payments.queries.statements import series_of


def an_issued_statement(supplier_id: int, month: date = date(2026, 10, 1)) -> MonthlyStatement:
    supplier = db.session.get_one(Supplier, supplier_id)
    statement = MonthlyStatement(
        number=series_of(supplier_id, month),
        supplier_id=supplier_id,
        supplier_name=supplier.name,
        supplier_code=supplier.credit_code or "",
        month=month,
        issued_at=clock.now(),
        rows="[]",
    )
    db.session.add(statement)
    db.session.flush()
    return statement
