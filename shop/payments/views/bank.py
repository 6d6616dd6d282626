"""Statements of one's own bank: upload them, say once what each column is, see what came of it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.workbooks import XLSX, workbook
from shop.kernel import clock
from shop.payments import policies
from shop.payments.forms.bank import MapperForm, UploadForm, mapper_form
from shop.payments.models.bank import BankStatement, LineState
from shop.payments.queries.bank_lists import PER_PAGE, Tab, statement_for, statements_listed, states_of
from shop.payments.services import statements as services
from shop.payments.statement_columns import Fault
from shop.payments.statement_heads import TEMPLATE, Column, find_head
from shop.web import once
from shop.web.asking import page_in
from shop.web.guards import actor, allowed

bp = Blueprint("bank", __name__)

ROWS_SHOWN = 12


@bp.get("/bank/statements")
@allowed(policies.may_keep_accounts)
def statements() -> str:
    """The statements that were uploaded, and the next one."""
    return _statements_page()


@bp.post("/bank/statements")
@allowed(policies.may_keep_accounts)
def upload() -> ResponseReturnValue:
    """Take a sheet in; the same file again leads to what came of it the first time."""
    form = UploadForm()

    def take_in() -> str:
        statement, is_new = services.receive_statement(*form.upload(), by=actor())
        if not is_new:
            flash(_("This file was uploaded before: nothing of it is counted twice."), "info")
        elif statement.read_at is not None:
            _say_read()
        return url_for(".statement", statement_id=statement.id)

    return once.do(form, take_in) or (_statements_page(form), 422)


@bp.get("/bank/statements/<int(max=999999999999):statement_id>")
@allowed(policies.may_keep_accounts)
def statement(statement_id: int) -> str:
    """What came of a statement; or, while nobody has said what its columns are, that question."""
    found = statement_for(actor(), statement_id)
    return _mapper_page(found) if found.read_at is None else _result_page(found)


@bp.post("/bank/statements/<int(max=999999999999):statement_id>/columns")
@allowed(policies.may_keep_accounts)
def columns(statement_id: int) -> ResponseReturnValue:
    """Say what each column is; it is remembered for sheets with the same heads."""
    found = statement_for(actor(), statement_id)
    form = _mapper(found)

    def read() -> str:
        services.read_statement(found, form.head_row, form.columns(), by=actor())
        _say_read()
        return url_for(".statement", statement_id=statement_id)

    return once.do(form, read) or (_mapper_page(statement_for(actor(), statement_id), form), 422)


@bp.get("/bank/template")
@allowed(policies.may_keep_accounts)
def template() -> Response:
    """An empty sheet with heads that are understood, and one row as an example."""
    today = clock.today()
    example = [today, "1234.50", "", "火炬小学", "6222020000000000000", "货款", "2026-0001"]
    data = workbook("对账单", [head for _column, head in TEMPLATE], [example], widths=[14, 14, 14, 30, 26, 40, 22])
    return Response(
        data, mimetype=XLSX, headers={"Content-Disposition": 'attachment; filename="bank-statement-template.xlsx"'}
    )


def _say_read() -> None:
    if actor().is_supplier:
        flash(_("The statement was read, and what was certain is booked."), "success")
    else:
        flash(_("The statement was read, and what was certain is announced to the suppliers."), "success")


def _statements_page(form: UploadForm | None = None) -> str:
    page = page_in("page")
    listed, total = statements_listed(actor(), page=page)
    return render_template(
        "payments/statements.html",
        form=form or UploadForm(formdata=None),
        listed=listed,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
    )


def _mapper(found: BankStatement) -> MapperForm:
    rows = services.rows_of(found)
    head = find_head(rows)
    return mapper_form(_places(found), head.row.number, head.columns)


def _places(found: BankStatement) -> int:
    return max((len(row.cells) for row in services.rows_of(found)[: ROWS_SHOWN * 4]), default=1)


def _mapper_page(found: BankStatement, form: MapperForm | None = None) -> str:
    return render_template(
        "payments/mapper.html",
        statement=found,
        form=form or _mapper(found),
        places=_places(found),
        rows=services.rows_of(found)[:ROWS_SHOWN],
    )


def _result_page(found: BankStatement) -> str:
    return render_template(
        "payments/bank_statement.html",
        statement=found,
        states=states_of(found.id),
        State=LineState,
        Tab=Tab,
        faults=[(number, Fault(word), said) for number, word, said in found.faults],
        columns=[Column(name) for name, _place in sorted((found.columns or {}).items(), key=lambda kept: kept[1])],
        history=told_all(trail_of("bank_statement", found.id)),
    )
