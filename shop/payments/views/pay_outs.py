"""The list of pay-outs for the operator's bank: on a page, and as a workbook."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _

from shop.documents.workbooks import XLSX, workbook
from shop.kernel import clock
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.queries.pay_out_list import PayOutList, pay_out_list
from shop.payments.views.stripe import bp
from shop.web import filters
from shop.web.guards import allowed


@bp.get("/owed/list")
@allowed(policies.may_run_stripe)
def pay_outs() -> str:
    """What is to be transferred where, and to whom nothing can be transferred yet."""
    found = pay_out_list()
    return render_template(
        "payments/pay_outs.html",
        found=found,
        names=names_of([row.supplier_id for row in found.rows] + [row.supplier_id for row in found.without]),
    )


@bp.get("/owed/list.xlsx")
@allowed(policies.may_run_stripe)
def pay_outs_sheet() -> Response:
    """The same as a workbook: amounts are numbers, account numbers are text."""
    response = Response(_sheet(pay_out_list()), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="pay-outs-{clock.today():%Y%m%d}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sheet(found: PayOutList) -> bytes:
    names = names_of(row.supplier_id for row in found.rows)
    head = [
        _("Number"),
        _("Account holder"),
        _("Account number"),
        _("Bank"),
        _("Branch"),
        _("Amount"),
        _("Supplier"),
    ]
    rows = [
        (
            row.number,
            row.account.account_name,
            row.account.account_number,
            row.account.bank,
            row.account.branch,
            row.amount.in_yuan,
            filters.named(names[row.supplier_id]),
        )
        for row in found.rows
    ]
    return workbook(_("Pay-out list"), head, rows, widths=(16, 30, 26, 26, 26, 14, 30))
