"""The register of schools, hospitals and villages of the aided side, and how they are entered."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from shop.documents.sheets import read_sheet
from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.body_columns import CHINESE, BodyColumn, Places, SheetBody, read_bodies
from shop.organisations.models import County, Township
from shop.organisations.pair_forms import LARGEST_SHEET, BodyForm, BodySheetForm
from shop.organisations.pair_tables import bodies_table
from shop.organisations.queries.pairs import (
    PER_PAGE,
    BodyFilter,
    Covered,
    bodies_for,
    counties_to_enter,
    townships_of,
)
from shop.organisations.services.bodies import Entered, enter_bodies, enter_body, known_names
from shop.organisations.views.coverage import bp
from shop.organisations.words_pairs import BodyKind
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import refusals_on
from shop.web.guards import actor, allowed
from shop.web.language import current
from shop.web.uploads import takes_files


@bp.get("/bodies")
@allowed(policies.may_read_coverage)
def bodies() -> str | Response:
    """Every body with the units that are paired with it today."""
    asked = BodyFilter(
        words_in("q"),
        word_in(BodyKind, "kind"),
        words_in("county"),
        words_in("township"),
        word_in(Covered, "covered"),
    )
    today = clock.today()
    if asked_as() is not None:
        rows, _total = bodies_for(actor(), asked, today, page=None)
        title = _("Schools, hospitals and villages")
        return send_tables(title, [bodies_table(rows, title)], f"bodies-{today}")
    rows, total = bodies_for(actor(), asked, today, page=page_in("page"))
    pages = max(1, -(-total // PER_PAGE))
    counties = counties_to_enter(actor())
    return render_template(
        "organisations/bodies.html",
        rows=rows,
        total=total,
        page=min(page_in("page"), pages),
        pages=pages,
        asked=asked,
        kinds=BodyKind,
        counties=counties,
        townships=townships_of(counties),
        may_enter=policies.may_enter_bodies(actor()),
    )


@bp.route("/bodies/new", methods=["GET", "POST"])
@allowed(policies.may_enter_bodies)
def new_body() -> ResponseReturnValue:
    """One more school, hospital or village."""
    counties = counties_to_enter(actor())
    form = BodyForm.of(counties, townships_of(counties))

    def deed() -> str:
        said = Entered(
            BodyKind(form.kind.data),
            form.name.data or "",
            form.county.data,
            form.township.data or None,
            form.name_english.data or "",
        )
        body = enter_body(said, by=actor())
        flash(_("%(name)s is registered.", name=body.name), "success")
        return url_for(".body", body_id=body.id)

    done = once.do(form, deed)
    return done or (render_template("organisations/body_new.html", form=form), 422 if form.is_submitted() else 200)


@bp.route("/bodies/sheet", methods=["GET", "POST"])
@allowed(policies.may_enter_bodies)
@takes_files(LARGEST_SHEET)
def body_sheet() -> ResponseReturnValue:
    """Many at once: first looked at, row by row; then entered, all or none."""
    form, rows = BodySheetForm(), []
    if form.validate_on_submit():
        with refusals_on(form):
            rows = _read(form)
        ready = rows and request.form.get("step") == "enter" and not any(row.faults for row in rows)
        if ready and (done := once.do(form, lambda: _enter(rows))):
            return done
    wrong = sum(bool(row.faults) for row in rows)
    page = render_template(
        "organisations/body_sheet.html",
        form=form,
        rows=rows,
        columns=BodyColumn,
        wrong=wrong,
        new=sum(not row.faults and not row.known for row in rows),
        text="\n".join(["\t".join(_heads()), *("\t".join(row.cells.values()) for row in rows)]) if rows else None,
    )
    return page, 422 if form.is_submitted() and (wrong or not rows or form.form_errors) else 200


def _heads() -> list[str]:
    return list(CHINESE.values()) if current() == "zh" else [column.value for column in BodyColumn]


def _read(form: BodySheetForm) -> list[SheetBody]:
    counties = counties_to_enter(actor())
    known = frozenset(known_names({county.code for county in counties}))
    return read_bodies(read_sheet(form.sheet()), _places(counties, townships_of(counties)), known)


def _places(counties: Sequence[County], townships: Sequence[Township]) -> Places:
    named: dict[str, str] = {}
    for county in counties:
        named |= dict.fromkeys((county.code, county.name.lower(), county.name_english.lower()), county.code)
    towns: dict[tuple[str, str], str] = {}
    for one in townships:
        for word in (one.code, one.name.lower(), one.name_english.lower()):
            towns[one.county_code, word] = one.code
    return Places(named, towns)


def _enter(rows: list[SheetBody]) -> str:
    said = [
        Entered(row.kind, row.name, row.county, row.township, row.cells[BodyColumn.ENGLISH])
        for row in rows
        if row.kind and row.county
    ]
    new = enter_bodies(said, by=actor())
    flash(
        ngettext(
            "%(num)s school, hospital or village was entered.",
            "%(num)s schools, hospitals and villages were entered.",
            new,
        ),
        "success",
    )
    return url_for(".bodies")
