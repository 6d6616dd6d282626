"""A supplier's statement of a month: the running month as it stands, those that are over as they were issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from shop.documents.handing import hand_over, pdf_response
from shop.documents.queries import issued as issued_paper
from shop.documents.queries import versions_of
from shop.documents.services import Head
from shop.documents.words import PaperKind
from shop.kernel import clock
from shop.kernel.money import total
from shop.kernel.refusals import NotYours
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.models import MonthlyStatement
from shop.payments.printing import statement_paper
from shop.payments.queries import statements
from shop.payments.queries.statements import COLUMNS, RARE, series_of
from shop.payments.settling import last_days
from shop.web.asking import day_in
from shop.web.guards import actor, allowed

bp = Blueprint("statements", __name__, url_prefix="/money/statement")


@bp.get("")
@allowed(policies.may_be_paid)
def statement() -> ResponseReturnValue:
    """What each unit was charged, paid and got back in a month; `until` is any day of it, up to today."""
    until = _until()
    numbered = statements.issued_for(actor(), until)
    if numbered is not None:
        return redirect(url_for(".issued", number=numbered.number))
    return _page(until)


@bp.get("/<number>")
@allowed(policies.may_be_paid)
def issued(number: str) -> ResponseReturnValue:
    """The same of a month that is over, as it was issued."""
    numbered = statements.issued(actor(), number)
    return _page(numbered.last_day, numbered)


@bp.get("/pdf")
@allowed(policies.may_be_paid)
def pdf() -> Response:
    """The month up to a day as a paper: a month that is over as issued, the running one numbered with each change."""
    until, mine = _until(), actor().organisation_id
    numbered = statements.issued_for(actor(), until)
    with force_locale("zh"):
        month = _month(numbered.last_day if numbered else until, numbered)
        if not month["rows"]:
            raise NotYours
        series = series_of(mine, until)
        paper = statement_paper(series, supplier_id=mine, **month)
    head = Head(
        kind=PaperKind.STATEMENT,
        series=series,
        unit=None,
        supplier=month["names"][mine],
        day=month["until"],
        total=month["sums"]["received"],
    )
    return hand_over(head, paper, keep=numbered is None)


@bp.get("/<number>/pdf")
@allowed(policies.may_be_paid)
def issued_pdf(number: str) -> Response:
    """A statement of a running month as it was printed, whatever was added to the month since."""
    found = issued_paper(PaperKind.STATEMENT, number)
    if found.series != series_of(actor().organisation_id, found.day) or not found.content:
        raise NotYours
    return pdf_response(found)


def _until() -> date:
    return min(day_in("until") or clock.today(), clock.today())


def _page(until: date, numbered: MonthlyStatement | None = None) -> str:
    printed = versions_of(PaperKind.STATEMENT, series_of(actor().organisation_id, until))
    return render_template(
        "payments/statement.html",
        last_days=last_days(clock.today()),
        numbered=numbered,
        printed=[paper for paper in printed if paper.content],
        **_month(until, numbered),
    )


def _month(until: date, numbered: MonthlyStatement | None) -> dict[str, Any]:
    rows = statements.issued_rows(numbered) if numbered else statements.statement_of(actor(), until)
    names = names_of([actor().organisation_id, *(row.unit_id for row in rows)])
    sums = {name: total(getattr(row, name) for row in rows) for name in COLUMNS}
    return {
        "rows": rows,
        "columns": {name: label for name, label in COLUMNS.items() if sums[name] or name not in RARE},
        "start": until.replace(day=1),
        "until": until,
        "sums": sums,
        "names": statements.names_as_issued(numbered, names) if numbered else names,
    }
