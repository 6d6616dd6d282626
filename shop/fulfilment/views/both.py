"""Acceptance notes, which both sides read, object to and correct; officials open them from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue.labels import labels_of
from shop.documents.handing import hand_over
from shop.fulfilment import policies, queries
from shop.fulfilment.forms.scale import CorrectionForm
from shop.fulfilment.forms.starts import as_noted
from shop.fulfilment.lifecycle import OBJECT_WITHIN, Side, may_add_photos, replies_for
from shop.fulfilment.models import Acceptance
from shop.fulfilment.printing import acceptance_head, acceptance_note
from shop.fulfilment.queries.photos import photos_beside
from shop.fulfilment.services import corrections as services
from shop.fulfilment.services import objections
from shop.fulfilment.views.buyer import bp
from shop.fulfilment.views.comparing import changes_of
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.organisations.queries import known_names, names_of
from shop.web import once
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current


@bp.get("/acceptances/<number>")
@allowed(policies.may_read_notes)
def acceptance(number: str) -> str:
    """One acceptance note (验收单) with its corrections, as a paper to print and as a thing to answer."""
    return _page(queries.acceptance_for(actor(), number))


@bp.get("/acceptances/<number>/pdf")
@allowed(policies.may_read_notes)
def acceptance_pdf(number: str) -> Response:
    """The note as a PDF in Chinese, for those who may read all of it."""
    note = queries.acceptance_for(actor(), number)
    page = queries.note_page(note, actor())
    if page.hidden:
        raise NotYours
    with force_locale("zh"):
        paper = acceptance_note(note, page)
        head = acceptance_head(note, page)
    return hand_over(head, paper)


@bp.post("/acceptances/<number>/object")
@allowed(policies.may_ship)
def object_to(number: str) -> ResponseReturnValue:
    """The supplier does not agree."""

    def raise_objection(acceptance: Acceptance, form: ReasonForm) -> str:
        objections.object_to(acceptance, form.reason.data or "", by=actor())
        flash(_("Your objection stands beside the acceptance. The buyer has been told."), "success")
        return number

    return _answered(number, "object", raise_objection)


@bp.post("/acceptances/<number>/stand-by")
@allowed(policies.may_receive)
def stand_by(number: str) -> ResponseReturnValue:
    """The unit has looked again, and stands by what it wrote."""

    def answer(acceptance: Acceptance, form: ReasonForm) -> str:
        objections.stand_by(acceptance, form.reason.data or "", by=actor())
        flash(_("Your answer stands beside the objection. The supplier has been told."), "success")
        return number

    return _answered(number, "stand-by", answer)


@bp.post("/acceptances/<number>/take-back")
@allowed(policies.may_ship)
def take_back(number: str) -> ResponseReturnValue:
    """The supplier does not object any more."""

    def withdraw_objection(acceptance: Acceptance, form: ReasonForm) -> str:
        objections.take_back(acceptance, by=actor())
        flash(_("Your objection is withdrawn. The buyer has been told."), "success")
        return number

    return _answered(number, "take-back", withdraw_objection)


@bp.route("/acceptances/<number>/correct", methods=["GET", "POST"])
@allowed(policies.may_settle_notes)
def correct(number: str) -> ResponseReturnValue:
    """Propose what the acceptance should have said."""
    acceptance, side = _own(number)
    form = CorrectionForm.for_lines(acceptance.consignment.lines, as_noted(acceptance))

    def propose() -> str:
        services.propose_correction(acceptance, form.weighings(), form.reason.data or "", side, by=actor())
        flash(_("The correction is proposed. It takes effect when the other side agrees."), "success")
        return url_for(".acceptance", number=number)

    if answer := once.do(form, propose):
        return answer
    acceptance, side = _own(number)
    return render_template(
        "fulfilment/correct.html",
        acceptance=acceptance,
        consignment=acceptance.consignment,
        form=form,
        side=side,
        names=names_of({acceptance.unit_id, acceptance.supplier_id}),
        labels=labels_of(line.order_line.product_id for line in acceptance.consignment.lines),
    ), (422 if form.is_submitted() else 200)


@bp.post("/acceptances/<number>/agree")
@allowed(policies.may_settle_notes)
def agree(number: str) -> ResponseReturnValue:
    """Agree to the correction that the other side proposed."""

    def settle(acceptance: Acceptance, form: ReasonForm) -> str:
        proposal = queries.proposal_on(acceptance.id, request.form.get("proposal", ""))
        written = services.agree_to_correction(proposal, _own(number)[1], by=actor())
        flash(_("The correction is agreed; this note is in force now."), "success")
        return written.number

    return _answered(number, "agree", settle)


@bp.post("/acceptances/<number>/reject")
@allowed(policies.may_settle_notes)
def reject(number: str) -> ResponseReturnValue:
    """Do not agree; the acceptance stands."""

    def settle(acceptance: Acceptance, form: ReasonForm) -> str:
        proposal = queries.proposal_on(acceptance.id, request.form.get("proposal", ""))
        services.reject_correction(proposal, form.reason.data or "", _own(number)[1], by=actor())
        flash(_("The correction is not agreed; the acceptance stands."), "success")
        return number

    return _answered(number, "reject", settle)


@bp.post("/acceptances/<number>/withdraw")
@allowed(policies.may_settle_notes)
def withdraw(number: str) -> ResponseReturnValue:
    """Take a correction back that one's own side proposed."""

    def settle(acceptance: Acceptance, form: ReasonForm) -> str:
        proposal = queries.proposal_on(acceptance.id, request.form.get("proposal", ""))
        services.withdraw_correction(proposal, _own(number)[1], by=actor())
        flash(_("The correction is withdrawn."), "success")
        return number

    return _answered(number, "withdraw", settle)


def _answered(number: str, what: str, settle: Callable[[Acceptance, ReasonForm], str]) -> ResponseReturnValue:
    """Send one of the short forms of the page once; `settle` says on which note to go on."""
    acceptance, _side = _own(number)
    form = ReasonForm()
    form.reason.id = f"{what}-reason"

    def deed() -> str:
        return url_for(".acceptance", number=settle(acceptance, form))

    if answer := once.do(form, deed):
        return answer
    return _page(_own(number)[0], answering=what, form=form), 422


def _own(number: str) -> tuple[Acceptance, Side]:
    """An acceptance and the side the actor acts for; who only reads it cannot answer it."""
    acceptance = queries.acceptance_for(actor(), number)
    side = policies.side_of(actor(), acceptance.consignment)
    if side is None:
        raise NotYours
    return acceptance, side


def _photos_possible(page: queries.NotePage, side: Side) -> bool:
    """Whether a side may add photos to the note now."""
    objected = page.objection.status if page.objection else None
    first, status = page.chain[0], page.acceptance.consignment.status
    return may_add_photos(side, status, first.accepted_at, objected, clock.now())


def _page(acceptance: Acceptance, *, answering: str | None = None, form: ShopForm | None = None) -> str:
    page = queries.note_page(acceptance, actor())
    side = policies.side_of(actor(), acceptance.consignment)
    is_party = policies.is_party(actor(), acceptance.consignment)
    replies = replies_for(side, page.objection.status) if page.objection else []
    lines = {line.consignment_line_id: line.consignment_line for line in page.lines}
    proposals: list[Any] = [(row, changes_of(row, page.chain, lines)) for row in page.proposals]
    return render_template(
        "fulfilment/acceptance.html",
        page=page,
        acceptance=acceptance,
        consignment=acceptance.consignment,
        side=side,
        Side=Side,
        is_party=is_party,
        seller=queries.seller_of(acceptance.consignment) if is_party else None,
        replies=replies,
        proposals=proposals,
        answering=answering,
        form=form,
        photos=photos_beside(acceptance.consignment_id),
        may_add_photos=side is not None and _photos_possible(page, side),
        objectable_until=acceptance.accepted_at + OBJECT_WITHIN,
        now=clock.now(),
        labels=labels_of(line.consignment_line.order_line.product_id for line in page.lines),
        history=told_all(trail_of("acceptance", acceptance.id), known_names(page.organisations.values(), current())),
    )
