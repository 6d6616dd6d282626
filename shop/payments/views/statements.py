"""A supplier's statement of a month, as a paper: the running month as it stands, those that are over as issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from shop.kernel import clock
from shop.kernel.money import total
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.models import MonthlyStatement
from shop.payments.queries import statements
from shop.payments.queries.statements import StatementRow
from shop.payments.settling import last_days
from shop.web.asking import day_in
from shop.web.guards import actor, allowed

bp = Blueprint("statements", __name__, url_prefix="/money/statement")

SUMMED = ("goods", "charges", "charged", "paid", "refunds", "fees", "received")


@bp.get("")
@allowed(policies.may_be_paid)
def statement() -> ResponseReturnValue:
    """What each unit was charged, paid and got back in a month; `until` is any day of it, up to today."""
    until = min(day_in("until") or clock.today(), clock.today())
    numbered = next((each for each in statements.issued_to(actor()) if each.month == until.replace(day=1)), None)
    if numbered is not None:
        return redirect(url_for(".issued", number=numbered.number))
    return _paper(statements.statement_of(actor(), until), until.replace(day=1), until)


@bp.get("/<number>")
@allowed(policies.may_be_paid)
def issued(number: str) -> ResponseReturnValue:
    """The same of a month that is over, as it was issued."""
    numbered = statements.issued(actor(), number)
    until = last_days(statements.month_after(numbered.month), 1)[-1]
    return _paper(statements.issued_rows(numbered), numbered.month, until, numbered)


def _paper(rows: Sequence[StatementRow], start: date, until: date, numbered: MonthlyStatement | None = None) -> str:
    return render_template(
        "payments/statement.html",
        rows=rows,
        start=start,
        until=until,
        numbered=numbered,
        last_days=last_days(clock.today()),
        sums={name: total(getattr(row, name) for row in rows) for name in SUMMED},
        names=names_of([actor().organisation_id, *(row.unit_id for row in rows)]),
    )
