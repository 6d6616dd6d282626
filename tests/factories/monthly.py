"""Numbered monthly statements, as if a month with nothing in it had been issued."""

from datetime import date

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.numbers import enter_numbered
from shop.organisations.models import Supplier
from shop.payments.models import MonthlyStatement


def an_issued_statement(supplier_id: int, month: date = date(2026, 10, 1)) -> MonthlyStatement:
    supplier = db.session.get_one(Supplier, supplier_id)
    statement = MonthlyStatement(
        supplier_id=supplier_id,
        supplier_name=supplier.name,
        supplier_code=supplier.credit_code or "",
        month=month,
        issued_at=clock.now(),
        rows="[]",
    )
    enter_numbered(db.session(), statement, prefix="M")
    return statement
