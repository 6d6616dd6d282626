"""Workshops' jobs: the list, one workshop with everything that was stated, and a new statement."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.files import keep
from shop.documents.handing import send_file
from shop.documents.models import StoredFile
from shop.documents.table_handing import asked_as, send_tables
from shop.documents.uploads import LARGEST
from shop.extensions import db
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.models import Supplier
from shop.organisations.pair_forms import JobsForm
from shop.organisations.pair_tables import workshops_table
from shop.organisations.queries.jobs import jobs_of, newest_jobs, statement_of, workshop_for, workshops_for
from shop.organisations.queries.register import county_names
from shop.organisations.services.jobs import check_jobs, state_jobs
from shop.web import once
from shop.web.guards import actor, allowed, require
from shop.web.uploads import takes_files

bp = Blueprint("jobs", __name__, url_prefix="/workshops")


@bp.get("")
@allowed(policies.may_read_jobs)
def index() -> str | Response:
    """Every workshop with its newest statement."""
    found, today = workshops_for(actor()), clock.today()
    stated, counties = newest_jobs([one.id for one in found], today), county_names()
    if asked_as() is not None:
        return send_tables(_("Jobs in workshops"), [workshops_table(found, stated, counties)], f"jobs-{today}")
    return render_template(
        "organisations/workshops.html",
        rows=found,
        stated=stated,
        counties=counties,
    )


@bp.get("/<slug>")
@allowed(policies.may_read_jobs)
def workshop(slug: str) -> str:
    """Everything that was stated of a workshop; itself and its county state more."""
    return _page(workshop_for(actor(), slug), JobsForm(formdata=None))


@bp.post("/<slug>")
@allowed(policies.may_read_jobs)
@takes_files(LARGEST)
def state(slug: str) -> ResponseReturnValue:
    """The jobs of a day are stated."""
    found, form = workshop_for(actor(), slug), JobsForm()
    require(policies.may_state_jobs, found.id, found.county_code)

    def deed() -> str:
        upload, as_of = form.file.upload, cast("date", form.as_of.data)
        assert upload is not None  # noqa: S101 – the form is valid, so there is one
        jobs, linked = int(form.jobs.data or 0), int(form.linked.data or 0)
        check_jobs(found, as_of, jobs, linked, by=actor())
        paper = keep(upload.content, upload.name, purpose="workshop.jobs", by=actor())
        state_jobs(found, as_of, jobs, linked, paper, by=actor())
        flash(_("Kept."), "success")
        return url_for(".workshop", slug=slug)

    return once.do(form, deed) or (_page(workshop_for(actor(), slug), form), 422)


@bp.get("/<slug>/evidence/<int(max=999999999999):number>")
@allowed(policies.may_read_evidence_of_jobs)
def evidence(slug: str, number: int) -> Response:
    """The paper of a statement."""
    stated = statement_of(workshop_for(actor(), slug).id, number)
    return send_file(db.session.get_one(StoredFile, stated.file_id))


def _page(found: Supplier, form: JobsForm) -> str:
    return render_template(
        "organisations/workshop.html",
        workshop=found,
        county=county_names()[found.county_code],
        rows=jobs_of(found.id),
        reads_evidence=policies.may_read_evidence_of_jobs(actor()),
        form=form if policies.may_state_jobs(actor(), found.id, found.county_code) else None,
    )
