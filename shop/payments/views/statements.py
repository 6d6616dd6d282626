"""A supplier's statement of a month: a page of today, and numbered papers that never change."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import force_locale

from shop.documents.handing import hand_over, pdf_response
from shop.documents.queries import issued, versions_of
from shop.documents.services import Head
from shop.documents.words import PaperKind
from shop.kernel import clock
from shop.kernel.money import total
from shop.kernel.refusals import NotYours
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.printing import statement_paper
from shop.payments.queries.statements import COLUMNS, series_of, statement_of
from shop.payments.settling import last_days
from shop.web.asking import day_in
from shop.web.guards import actor, allowed

bp = Blueprint("statements", __name__, url_prefix="/money/statement")


@bp.get("")
@allowed(policies.may_read_statements)
def statement() -> str:
    """What each unit was charged, paid and got back in a month; `until` is any day of it, up to today."""
    until = _until()
    return render_template(
        "payments/statement.html",
        columns=COLUMNS,
        last_days=last_days(clock.today()),
        issued=versions_of(PaperKind.STATEMENT, series_of(actor().organisation_id, until)),
        **_month(until),
    )


@bp.get("/pdf")
@allowed(policies.may_read_statements)
def pdf() -> Response:
    """The month up to a day as a numbered paper: the same one as long as nothing is added to it."""
    until, mine = _until(), actor().organisation_id
    with force_locale("zh"):
        month = _month(until)
        if not month["rows"]:
            raise NotYours
        series = series_of(mine, until)
        paper = statement_paper(series, supplier_id=mine, **month)
    head = Head(
        kind=PaperKind.STATEMENT,
        series=series,
        unit=None,
        supplier=month["names"][mine],
        day=until,
        total=month["sums"]["received"],
    )
    return hand_over(head, paper, keep=True)


@bp.get("/<number>/pdf")
@allowed(policies.may_read_statements)
def issued_pdf(number: str) -> Response:
    """A statement as it was issued, whatever was added to the month since."""
    found = issued(PaperKind.STATEMENT, number)
    if found.series != series_of(actor().organisation_id, found.day):
        raise NotYours
    return pdf_response(found)


def _until() -> date:
    return min(day_in("until") or clock.today(), clock.today())


def _month(until: date) -> dict[str, Any]:
    rows = statement_of(actor(), until)
    return {
        "rows": rows,
        "start": until.replace(day=1),
        "until": until,
        "sums": {name: total(getattr(row, name) for row in rows) for name in COLUMNS},
        "names": names_of([actor().organisation_id, *(row.unit_id for row in rows)]),
    }
