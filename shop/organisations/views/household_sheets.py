"""A roster as a sheet: the template, upload and comparison, applying, and the export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.workbooks import XLSX, workbook
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterUpload
from shop.organisations.queries import rosters
from shop.organisations.roster_columns import CHINESE, Column, SheetRow
from shop.organisations.roster_forms import ApplyForm, RosterSheetForm
from shop.organisations.services import roster_sheets as services
from shop.organisations.views.household_people import bp
from shop.organisations.words import UploadState
from shop.organisations.words_roster import Outcome
from shop.web import once
from shop.web.asking import page_in, word_in
from shop.web.filters import named
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

ROWS_SHOWN = 20
HEADS = list(CHINESE.values())
WIDTHS = [8, 8, 14, 24, 18, 24, 16, 16]
TEXT_COLUMNS = (HEADS.index(CHINESE[Column.ID_NUMBER]),)
SHEET = "<int(max=999999999999):upload_id>"


@bp.route("/sheets", methods=["GET", "POST"])
@allowed(policies.keeps_a_roster)
def sheets() -> ResponseReturnValue:
    """Upload a sheet; it is compared, and nothing changes yet."""
    form = RosterSheetForm()

    def take_in() -> str:
        received = services.receive_roster(*form.upload(), by=actor())
        return url_for(".sheet", upload_id=received.id)

    if form.is_submitted() and (done := once.do(form, take_in)):
        return done
    listed = rosters.uploads_of(actor().organisation_id)
    page = render_template("organisations/household_sheets.html", form=form, listed=listed)
    return page, 422 if form.is_submitted() else 200


@bp.get(f"/sheets/{SHEET}")
@allowed(policies.keeps_a_roster)
def sheet(upload_id: int) -> str:
    """What a sheet would do, row by row."""
    return _page(rosters.upload_for(actor(), upload_id))


@bp.post(f"/sheets/{SHEET}/apply")
@allowed(policies.keeps_a_roster)
def apply(upload_id: int) -> ResponseReturnValue:
    """Everything in the sheet is on the roster from now on."""
    found, form = rosters.upload_for(actor(), upload_id), ApplyForm()

    def deed() -> str:
        if services.apply_roster(found, form.reason.data or "", by=actor()):
            flash(_("The sheet is applied: your roster is as it says."), "success")
            return url_for(".households")
        flash(
            _("The roster was changed since the sheet was compared. It is compared anew: please look at it again."),
            "info",
        )
        return url_for(".sheet", upload_id=upload_id)

    return once.do(form, deed) or (_page(rosters.upload_for(actor(), upload_id), form), 422)


@bp.post(f"/sheets/{SHEET}/discard")
@allowed(policies.keeps_a_roster)
def discard(upload_id: int) -> ResponseReturnValue:
    """The sheet is not applied."""
    found, form = rosters.upload_for(actor(), upload_id), ShopForm()

    def deed() -> str:
        services.discard_roster(found, by=actor())
        flash(_("The sheet is given up. Nothing of it was kept."), "success")
        return url_for(".sheets")

    return once.do(form, deed) or (_page(rosters.upload_for(actor(), upload_id), wrong=form), 422)


@bp.get("/template")
@allowed(policies.keeps_a_roster)
def template() -> Response:
    """An empty sheet with the heads that are understood; the column of ID numbers is text, so Excel leaves it alone."""
    return _sheet_response([], "roster-template.xlsx")


@bp.get("/export")
@allowed(policies.keeps_a_roster)
def export() -> Response:
    """The whole roster, ID numbers masked; uploaded again it is found unchanged."""
    return _sheet_response(_exported(rosters.everybody_on(actor().organisation_id)), f"roster-{clock.today()}.xlsx")


def _exported(people: Iterable[tuple[LinkedHousehold, LinkedPerson, Any]]) -> Iterator[Sequence[Any]]:
    for household, person, township in people:
        yield [
            household.number,
            "是" if person.is_head else "否",
            person.name,
            person.id_masked,
            township.name if township is not None else "",
            household.village,
            person.since,
            person.until or "",
        ]


def _sheet_response(rows: Iterable[Sequence[Any]], name: str) -> Response:
    data = workbook("带贫花名册", HEADS, rows, widths=WIDTHS, text_columns=TEXT_COLUMNS)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, mimetype=XLSX, headers=headers)


def _page(found: RosterUpload, form: ApplyForm | None = None, *, wrong: ShopForm | None = None) -> str:
    waits = found.state is UploadState.CHECKED
    shown = word_in(Outcome, "outcome") or (Outcome.WRONG if found.wrong and waits else None)
    judged: list[tuple[SheetRow, Outcome]] = [
        (row, outcome) for row, outcome in services.judged_rows(found) if shown is None or outcome is shown
    ]
    pages = max(1, -(-len(judged) // ROWS_SHOWN))
    page = min(page_in("page"), pages)
    return render_template(
        "organisations/household_sheet.html",
        upload=found,
        waits=waits,
        rows=list(islice(judged, (page - 1) * ROWS_SHOWN, page * ROWS_SHOWN)),
        total=len(judged),
        page=page,
        pages=pages,
        shown=shown,
        outcomes=Outcome,
        townships={one.code: named(one) for one in rosters.townships_of(found.supplier_id)},
        form=form or ApplyForm(formdata=None),
        wrong=wrong or form,
    )
