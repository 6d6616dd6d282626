"""Listings as a sheet: the template, all listings to download, uploads, what each would change, and applying it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue import policies
from shop.catalogue.forms.imports import SheetForm
from shop.catalogue.queries import imports as queries
from shop.catalogue.queries.imports import PER_PAGE, Asked, Tab
from shop.catalogue.queries.standings import shelf_of, sorts_for
from shop.catalogue.services import imports as services
from shop.catalogue.services.import_files import corrected_sheet
from shop.catalogue.sheets import books
from shop.catalogue.sheets.columns import Column
from shop.catalogue.sheets.lifecycle import Action, Party, actions_for
from shop.catalogue.sheets.writing import Words, rows_of
from shop.catalogue.words import ImportState
from shop.documents.workbooks import XLSX
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current
from shop.web.uploads import takes_files

bp = Blueprint("imports", __name__)

NUMBER = "int(max=999999999999):number"


@bp.get("/listings/imports")
@allowed(policies.may_keep_listings)
def index() -> str:
    """Our imports, and the next one."""
    return _index()


@bp.post("/listings/imports")
@allowed(policies.may_keep_listings)
@takes_files(services.LARGEST_FILE)
def upload() -> ResponseReturnValue:
    """Take a sheet in; the same file leads to what came of it while that is open."""
    form = SheetForm()

    def take_in() -> str:
        sent = form.file.uploads[0]
        sheet, is_new = services.receive_sheet(sent.name, sent.content, submits=bool(form.submits.data), by=actor())
        if not is_new:
            flash(_("This file was uploaded before, and is still open: here it is."), "info")
        return url_for(".one", number=sheet.id)

    return once.do(form, take_in) or (_index(form), 422)


@bp.get(f"/listings/imports/<{NUMBER}>")
@allowed(policies.may_keep_listings)
def one(number: int) -> str:
    """How far an import is, what it would change or has changed, and what is wrong with it."""
    return _page(number)


@bp.post(f"/listings/imports/<{NUMBER}>/apply")
@allowed(policies.may_keep_listings)
def apply(number: int) -> ResponseReturnValue:
    """The counts were seen, and all of it is wanted."""
    sheet, form = queries.import_for(actor(), number, with_file=True), ShopForm()

    def ask() -> str:
        services.ask_to_apply(sheet, by=actor())
        if sheet.state is ImportState.APPLIED:
            flash(_("All of the sheet is applied."), "success")
        return url_for(".one", number=number)

    return once.do(form, ask) or (_page(number, form), 422)


@bp.post(f"/listings/imports/<{NUMBER}>/cancel")
@allowed(policies.may_keep_listings)
def cancel(number: int) -> ResponseReturnValue:
    """It is not wanted any more."""
    sheet, form = queries.import_for(actor(), number), ShopForm()

    def end() -> str:
        services.cancel(sheet, by=actor())
        flash(_("The import is cancelled. Nothing was changed."), "success")
        return url_for(".index")

    return once.do(form, end) or (_page(number, form), 422)


@bp.get(f"/listings/imports/<{NUMBER}>/wrong")
@allowed(policies.may_keep_listings)
def wrong(number: int) -> Response:
    """The uploaded sheet with what is wrong beside its cells, as long as the file is kept."""
    sheet = queries.import_for(actor(), number, with_file=True)
    if sheet.content is None or not sheet.wrong:
        raise NotYours
    faults = queries.all_faults(sheet)
    data = corrected_sheet(sheet.content, faults, language=current())
    return _workbook(data, f"listings-{number}-wrong.xlsx")


@bp.get("/listings/template")
@allowed(policies.may_keep_listings)
def template() -> Response:
    """An empty sheet with heads, examples, choices, and what each column means."""
    return _workbook(books.template(sorts_for(actor().organisation_id), current()), "listings-template.xlsx")


@bp.get("/listings/export")
@allowed(policies.may_keep_listings)
def export() -> Response:
    """All our listings as a sheet that can be changed and uploaded again."""
    sorts = sorts_for(actor().organisation_id)
    rows = rows_of(shelf_of(actor().organisation_id).standings, Words(sorts, current()))
    return _workbook(books.export(rows, sorts, current()), f"listings-{clock.today():%Y%m%d}.xlsx")


def _workbook(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _index(form: SheetForm | None = None) -> str:
    asked = Asked(word_in(ImportState, "state"), words_in("q"), page_in("page"))
    listed, total = queries.listed(actor(), asked)
    return render_template(
        "catalogue/imports.html",
        form=form or SheetForm(formdata=None, submits=True),
        asked=asked,
        states=list(ImportState),
        listed=listed,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        largest=services.LARGEST_FILE // 1024 // 1024,
    )


def _page(number: int, form: ShopForm | None = None) -> str:
    sheet = queries.import_for(actor(), number)
    counts = queries.counts_of(sheet)
    tab = word_in(Tab, "tab") or next((tab for tab, count in counts.items() if count), Tab.CREATED)
    words, page = words_in("q"), page_in("page")
    rows, total = queries.rows_of(sheet, tab, words, page) if sheet.row_count else ([], 0)
    return render_template(
        "catalogue/import.html",
        sheet=sheet,
        form=form or ShopForm(formdata=None),
        actions=actions_for(Party.SUPPLIER, sheet.state),
        Action=Action,
        counts=counts,
        tab=tab,
        words=words,
        rows=rows,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        labels={column.value: column.label for column in Column},
        history=told_all(trail_of("listing_import", sheet.id)),
    )
