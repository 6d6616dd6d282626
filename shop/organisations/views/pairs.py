"""Pairings: the register, one of them with its steps and its paper, and how a body gets one."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import Response, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.files import keep
from shop.documents.handing import send_file
from shop.documents.models import StoredFile
from shop.documents.table_handing import asked_as, send_tables
from shop.documents.uploads import LARGEST
from shop.extensions import db
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.models import Unit
from shop.organisations.pair_forms import PairForm, PairStepForm
from shop.organisations.pair_life import MOVES, TAKEN, PairStep
from shop.organisations.pair_tables import pairs_table
from shop.organisations.queries.pairs import (
    PER_PAGE,
    BodyRow,
    PairFilter,
    PairRow,
    body_for,
    pair_for,
    pairs_for,
    pairs_of,
    units_to_pair,
)
from shop.organisations.queries.register import people_named
from shop.organisations.services.pairs import check_pair, possible, propose_pair, take_pair_step
from shop.organisations.views.bodies import bp
from shop.organisations.words_pairs import BodyKind, PairState
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files

BODY = "<int(max=999999999999):body_id>"
PAIR = "<int(max=999999999999):pair_id>"


@bp.get(f"/bodies/{BODY}")
@allowed(policies.may_read_coverage)
def body(body_id: int) -> str:
    """A school, hospital or village with everybody it was ever paired with."""
    return _body_page(body_for(actor(), body_id))


@bp.post(f"/bodies/{BODY}/pairs")
@allowed(policies.may_propose_pairs)
@takes_files(LARGEST)
def propose(body_id: int) -> ResponseReturnValue:
    """A unit is to be paired with it."""
    row = body_for(actor(), body_id)
    form = PairForm.among(units_to_pair(actor(), row.body))

    def deed() -> str:
        unit, since, upload = (
            db.session.get_one(Unit, int(form.unit.data)),
            cast("date", form.since.data),
            form.file.upload,
        )
        assert upload is not None  # noqa: S101 – the form is valid, so there is one
        check_pair(row.body, unit, since, by=actor())
        paper = keep(upload.content, upload.name, purpose="pair.evidence", by=actor())
        pair = propose_pair(row.body, unit, since, form.remark.data or "", paper, by=actor())
        flash(_("The proposal is filed. It takes effect once another person has approved it."), "success")
        return url_for(".pair", pair_id=pair.id)

    return once.do(form, deed) or (_body_page(body_for(actor(), body_id), form), 422)


@bp.get("/links")
@allowed(policies.may_read_pairs)
def pairs() -> str | Response:
    """Every pairing that the actor reads, the newest first."""
    asked = PairFilter(words_in("q"), word_in(BodyKind, "kind"), word_in(PairState, "state"))
    if asked_as() is not None:
        rows, _total = pairs_for(actor(), asked, page=None)
        return send_tables(_("Pairings"), [pairs_table(rows)], f"pairings-{clock.today()}")
    rows, total = pairs_for(actor(), asked, page=page_in("page"))
    pages = max(1, -(-total // PER_PAGE))
    return render_template(
        "organisations/pairs.html",
        rows=rows,
        total=total,
        page=min(page_in("page"), pages),
        pages=pages,
        asked=asked,
        kinds=BodyKind,
        states=PairState,
        reads_coverage=policies.may_read_coverage(actor()),
    )


@bp.get(f"/links/{PAIR}")
@allowed(policies.may_read_pairs)
def pair(pair_id: int) -> str:
    """A pairing with both its sides, its days, its paper, who agreed to it, and what can be done."""
    return _pair_page(pair_for(actor(), pair_id))


@bp.post(f"/links/{PAIR}/<step>")
@allowed(policies.may_propose_pairs)
def take(pair_id: int, step: str) -> ResponseReturnValue:
    """A step of its life."""
    row = pair_for(actor(), pair_id)
    if step not in set(PairStep):
        abort(404)
    taken, form = PairStep(step), PairStepForm()
    form.step = taken

    def deed() -> str:
        take_pair_step(
            row.pair,
            taken,
            reason=form.reason.data or "",
            on=cast("date | None", form.on.data),
            seen=form.seen.data or "",
            by=actor(),
        )
        flash(str(TAKEN[taken]), "success")
        return url_for(".pair", pair_id=pair_id)

    return once.do(form, deed) or (_pair_page(pair_for(actor(), pair_id), form), 422)


@bp.get(f"/links/{PAIR}/evidence")
@allowed(policies.may_read_pairs)
def evidence(pair_id: int) -> Response:
    """The paper that shows it, for whoever reads the pairing."""
    return send_file(db.session.get_one(StoredFile, pair_for(actor(), pair_id).pair.file_id))


def _body_page(row: BodyRow, form: PairForm | None = None) -> str:
    units = units_to_pair(actor(), row.body) if policies.may_propose_pairs(actor()) else ()
    return render_template(
        "organisations/body.html",
        row=row,
        pairs=pairs_of(actor(), row.body.id),
        today=clock.today(),
        form=form or (PairForm.among(units, formdata=None) if units else None),
        wrong=form,
        history=told_all(trail_of("aided_body", row.body.id)),
    )


def _pair_page(row: PairRow, wrong: PairStepForm | None = None) -> str:
    steps = possible(row.pair, row.body, row.unit, actor()) if policies.may_propose_pairs(actor()) else []
    found = row.pair
    deciders = (found.proposed_by_id, found.approved_by_id, found.end_proposed_by_id, found.end_approved_by_id)
    return render_template(
        "organisations/pair.html",
        row=row,
        steps=[(step, MOVES[step]) for step in steps],
        wrong=wrong,
        people=people_named(deciders),
        reads_body=policies.may_read_coverage(actor()),
    )
