"""A supplier as offices read it, the steps of its vetting, and the queue of applications."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.organisations import policies, services
from shop.organisations.application import FIELDS, Difference, differences
from shop.organisations.lifecycle import MOVES, TAKEN, Vetting, may_take, possible
from shop.organisations.queries import applications, documents, register
from shop.organisations.queries.applications import PER_PAGE, ApplicationFilter
from shop.organisations.queries.producers import producers_of
from shop.organisations.queries.profiles import profile_for
from shop.organisations.queries.register_suppliers import benefits_of, supplier_for
from shop.organisations.services.applying import submit_application
from shop.organisations.services.changes import approve_change, reject_change
from shop.organisations.tables.register import applications_table
from shop.organisations.views.profile import profile_page
from shop.organisations.words import Decision, DocumentKind, SupplierStatus
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.filters import days_in_words, named
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed

PAPERS = frozenset(kind.value for kind in DocumentKind)
FILE = re.compile(r"(^| · )#\d+")
"""By which the file of a document is told from another under the same number."""


@allowed(policies.may_read_applications)
def queue() -> ResponseReturnValue:
    """The applications, what waits for one's own office first, with how many days each has waited."""
    asked = ApplicationFilter(words_in("q"), words_in("county") or None, word_in(SupplierStatus, "status"))
    page = page_in("page")
    if asked_as():
        return _taken_away(asked)
    rows, count = applications.applications_for(actor(), asked, page)
    return render_template(
        "organisations/applications.html",
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // PER_PAGE)),
        asked=asked,
        filtered=asked != ApplicationFilter(),
        counties=register.county_names(),
        statuses=SupplierStatus,
        changes=applications.changes_waiting() if actor().is_operator else (),
    )


def _taken_away(asked: ApplicationFilter) -> ResponseReturnValue:
    rows, count = applications.applications_for(actor(), asked, 1, per_page=MOST_AT_ONCE)
    counties = register.county_names()
    county = counties.get(asked.county or "")
    said = [
        (_("Name or credit code"), asked.text),
        (_("County"), named(county) if county else None),
        (_("State"), asked.status.label if asked.status else _("Open applications")),
    ]
    return send_list(lambda: applications_table(rows, counties), count, "applications", *said)


@allowed(policies.may_read_a_supplier)
def supplier(slug: str) -> ResponseReturnValue:
    """A supplier with its papers, whom it links, and how it was vetted; its own people have a page of their own."""
    if actor().is_supplier:
        supplier_for(actor(), slug)
        return redirect(url_for("joining.profile"))
    return supplier_page(slug)


def supplier_page(
    slug: str, form: ReasonForm | None = None, taken: Vetting | None = None, deciding: int | None = None
) -> str:
    """The page, with a step or a decision about a change that was refused."""
    profile = profile_for(actor(), slug)
    found = profile.supplier
    steps = applications.steps_of(found.id)
    sent = [step for step in steps if step.step is Vetting.SUBMIT and step.said]
    changed = as_read(differences(sent[1].said or {}, sent[0].said or {})) if len(sent) > 1 else []
    return render_template(
        "organisations/supplier.html",
        profile=profile,
        supplier=found,
        benefits=benefits_of(found.id),
        steps=possible(actor(), found.status, found.county_code, found.id),
        moves=MOVES,
        STEP_WORDS=TAKEN,
        form=form or ReasonForm(formdata=None),
        taken=taken,
        deciding=deciding,
        timeline=steps,
        changed=changed,
        returned_at=sent[1].at if len(sent) > 1 else None,
        changes=applications.changes_of(found.id),
        fields=FIELDS,
        producers=producers_of(found.id),
        reads_papers=policies.may_read_documents_of(actor(), found.id, found.county_code, True),
        standing_of=documents.standing_today,
        Decision=Decision,
        history=told_all(trail_of("supplier", found.id)),
    )


def as_read(changed: list[Difference]) -> list[Difference]:
    """The differences with days as readers write them; of a document that differs in its file alone that it does."""
    return [_paper_as_read(one) if one.field in PAPERS else one._replace(**_days(one)) for one in changed]


def _paper_as_read(one: Difference) -> Difference:
    bare = one._replace(was=FILE.sub("", one.was), now=FILE.sub("", one.now))
    read = bare._replace(**_days(bare))
    return read if read.was != read.now else read._replace(now=_("%(paper)s (another file)", paper=read.now))


def _days(one: Difference) -> dict[str, str]:
    return {"was": days_in_words(one.was), "now": days_in_words(one.now)}


@allowed(policies.may_read_a_supplier)
def vet(slug: str, step: str) -> ResponseReturnValue:
    """A step of the table: send, withdraw, recommend, return, approve, refuse, suspend, admit again."""
    found = supplier_for(actor(), slug)
    taken = next((word for word in Vetting if word.value == step), None)
    if taken is None or not may_take(actor(), taken, found.county_code, found.id):
        abort(404)
    form = ReasonForm()

    def deed() -> str:
        if taken is Vetting.SUBMIT:
            submit_application(found, by=actor())
        else:
            services.take_step(taken, found, form.reason.data or "", by=actor())
        flash(_("Done. It is dated, and the supplier can see it."), "success")
        return url_for("joining.profile") if actor().is_supplier else url_for("organisations.supplier", slug=slug)

    if answer := once.do(form, deed):
        return answer
    return (profile_page(form, taken) if actor().is_supplier else supplier_page(slug, form, taken)), 422


@allowed(policies.may_decide_changes)
def decide_change(slug: str, number: int, step: str) -> ResponseReturnValue:
    """The operator approves or rejects other registered particulars."""
    if step not in ("approve", "reject"):
        abort(404)
    change = applications.change_of(supplier_for(actor(), slug).id, number)
    form = ReasonForm()

    def deed() -> str:
        if step == "approve":
            approve_change(change, by=actor())
        else:
            reject_change(change, form.reason.data or "", by=actor())
        flash(_("Done. It is dated, and the supplier can see it."), "success")
        return url_for("organisations.supplier", slug=slug, _anchor="changes")

    return once.do(form, deed) or (supplier_page(slug, form, deciding=number), 422)
