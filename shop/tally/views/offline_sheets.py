"""Offline purchases as a sheet: the template, upload and check, entering."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.workbooks import XLSX, workbook
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.organisations.queries.register import county_names
from shop.tally import policies
from shop.tally.forms.offline import LARGEST_SHEET, SheetUploadForm
from shop.tally.models import OfflineSheet
from shop.tally.offline.columns import MOST_ROWS, TEMPLATE, Column
from shop.tally.offline.words import SheetForm, SheetState
from shop.tally.queries import offline as queries
from shop.tally.queries import offline_lists as lists
from shop.tally.services.offline import sheets as services
from shop.tally.views.offline_pages import bp
from shop.web import once
from shop.web.asking import page_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current
from shop.web.uploads import takes_files

SHEET = "<int(max=999999999999):sheet_id>"
ROWS_SHOWN = 20
EXAMPLE = {
    Column.KIND: "直接采购",
    Column.CHANNEL: "展销会",
    Column.GOODS: "马铃薯",
    Column.QUANTITY: "500",
    Column.MEASURE: "公斤",
    Column.PURPOSE: "食堂",
}


@bp.route("/offline/sheets", methods=["GET", "POST"])
@allowed(policies.may_enter_offline)
@takes_files(LARGEST_SHEET)
def sheets() -> ResponseReturnValue:
    """Upload a sheet; every cell is checked, and nothing is entered yet."""
    units = queries.units_to_enter_for(actor(), clock.today().year)
    form = SheetUploadForm.of(units, queries.categories(), county_names().values())

    def deed() -> str:
        unit = queries.unit_to_enter_for(actor(), form.unit_id(), clock.today().year)
        upload = form.file.upload
        assert upload is not None  # noqa: S101 – the form is valid, so there is one
        otherwise = services.Otherwise(
            purpose=Purpose(form.purpose.data) if form.purpose.data else None,
            category_id=int(form.category_id.data) if form.category_id.data else None,
            origin_county=form.origin_county.data or "",
        )
        received = services.receive_sheet(
            unit, SheetForm(form.columns.data), upload.name, upload.content, otherwise, by=actor()
        )
        return url_for(".sheet", sheet_id=received.id)

    if done := once.do(form, deed):
        return done
    page = render_template(
        "tally/offline_sheets.html",
        form=form,
        listed=lists.sheets_of([unit_id for unit_id, _name, _english in units]),
        most=MOST_ROWS,
        heads=TEMPLATE.values(),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get(f"/offline/sheets/{SHEET}")
@allowed(policies.may_enter_offline)
def sheet(sheet_id: int) -> str:
    """What a sheet says, row by row, and what is wrong in which cell."""
    return _page(_sheet(sheet_id))


@bp.post(f"/offline/sheets/{SHEET}/apply")
@allowed(policies.may_enter_offline)
def apply(sheet_id: int) -> ResponseReturnValue:
    """Every row of the sheet is entered."""
    found, form = _sheet(sheet_id), ShopForm()

    def deed() -> str:
        entered = services.apply_sheet(found, by=actor())
        said = _("%(count)s offline purchases are entered. Add to each the paper that proves it.", count=len(entered))
        flash(said, "success")
        return url_for(".index", year=clock.today().year)

    return once.do(form, deed) or (_page(_sheet(sheet_id), form), 422)


@bp.post(f"/offline/sheets/{SHEET}/discard")
@allowed(policies.may_enter_offline)
def discard(sheet_id: int) -> ResponseReturnValue:
    """The sheet is not entered."""
    found, form = _sheet(sheet_id), ShopForm()

    def deed() -> str:
        services.discard_sheet(found, by=actor())
        flash(_("The sheet is given up. Nothing of it was kept."), "success")
        return url_for(".sheets")

    return once.do(form, deed) or (_page(_sheet(sheet_id), form), 422)


@bp.get("/offline/template")
@allowed(policies.may_enter_offline)
def template() -> Response:
    """A sheet with the heads that are understood, and a row to show how they are filled in."""
    example = [str(EXAMPLE.get(column, "")) for column in TEMPLATE]
    text = [index for index, column in enumerate(TEMPLATE) if column in (Column.CODE, Column.INVOICE, Column.ORDER)]
    data = workbook("线下采购", list(TEMPLATE.values()), [example], widths=[16] * len(TEMPLATE), text_columns=text)
    response = Response(data, mimetype=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="offline-template.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sheet(sheet_id: int) -> OfflineSheet:
    """A sheet of a unit for which the actor may enter; raises ``NotYours``."""
    found = db.session.get(OfflineSheet, sheet_id)
    if found is None:
        raise NotYours
    queries.unit_to_enter_for(actor(), found.unit_id, clock.today().year)
    return found


def _page(found: OfflineSheet, wrong: ShopForm | None = None) -> str:
    kept: list[dict[str, Any]] = found.rows[1:]
    rows = [row for row in kept if row["faults"]] if found.wrong else kept
    pages = max(1, -(-len(rows) // ROWS_SHOWN))
    page = min(page_in("page"), pages)
    return render_template(
        "tally/offline_sheet.html",
        sheet=found,
        waits=found.state is SheetState.CHECKED,
        rows=rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN],
        columns=[column for column in Column if any(column.value in row["cells"] for row in kept)],
        said=lambda fault: fault["zh" if current() == "zh" else "en"],
        total=len(rows),
        page=page,
        pages=pages,
        wrong=wrong,
    )
