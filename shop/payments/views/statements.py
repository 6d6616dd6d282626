"""A supplier's statement of a month, as a paper."""

from __future__ import annotations

from flask import Blueprint, render_template

from shop.kernel import clock
from shop.kernel.money import total
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.queries.statements import statement_of
from shop.payments.settling import last_days
from shop.web.asking import day_in
from shop.web.guards import actor, allowed

bp = Blueprint("statements", __name__, url_prefix="/money/statement")


@bp.get("")
@allowed(policies.may_read_statements)
def statement() -> str:
    """What each unit was charged, paid and got back in a month; `until` is any day of it, up to today."""
    until = min(day_in("until") or clock.today(), clock.today())
    rows = statement_of(actor(), until)
    return render_template(
        "payments/statement.html",
        rows=rows,
        start=until.replace(day=1),
        until=until,
        last_days=last_days(clock.today()),
        sums={
            name: total(getattr(row, name) for row in rows)
            for name in ("goods", "charges", "charged", "paid", "undone", "refunds", "fees", "received")
        },
        names=names_of([actor().organisation_id, *(row.unit_id for row in rows)]),
    )
