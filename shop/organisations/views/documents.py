"""Our documents, and the file of one for those who may read it."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.files import keep
from shop.documents.handing import send_file
from shop.documents.models import StoredFile
from shop.documents.uploads import LARGEST
from shop.extensions import db
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.application import editable, missing
from shop.organisations.forms_joining import DocumentForm, PermitForm
from shop.organisations.models import Supplier
from shop.organisations.queries import documents
from shop.organisations.queries.producers import producers_of
from shop.organisations.queries.profiles import own_profile
from shop.organisations.services.applying import state_permit
from shop.organisations.services.changes import propose_licence
from shop.organisations.services.documents import add_document, check_document, end_document
from shop.organisations.words import DocumentKind, Part
from shop.web import once
from shop.web.asking import number_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files


@allowed(policies.may_keep_profile)
@takes_files(LARGEST)
def own() -> ResponseReturnValue:
    """Every document with its number and days, how each stands, and a form for another."""
    profile = own_profile(actor())
    form = DocumentForm.of(producers_of(profile.supplier.id, active=True), producer=number_in("producer"))

    def deed() -> str:
        if _add(profile.supplier, form):
            flash(_("The licence waits for the operator. Until it is approved the old one stands."), "success")
        else:
            flash(_("Kept."), "success")
        return url_for(".documents")

    return once.do(form, deed) or (_page(form=form), 422 if form.is_submitted() else 200)


def _add(supplier: Supplier, form: DocumentForm) -> bool:
    """Keep the file and the document; whether it has to be approved first. The file is drawn last, as it takes long."""
    shown, upload = form.shown(), form.file.upload
    assert upload is not None  # noqa: S101 – the form is valid, so there is one
    check_document(supplier, shown, by=actor())
    stored = keep(upload.content, upload.name, purpose=f"supplier.{shown.kind.value}", by=actor())
    document = add_document(supplier, shown, stored.id, stored.file_name, by=actor())
    if document.in_force_at is None:
        propose_licence(supplier, document, by=actor())
        return True
    return False


@allowed(policies.may_read_a_supplier)
def document(slug: str, number: int) -> Response:
    """The file of a document: for the supplier's own people, its county and the operator."""
    found = documents.document_for(actor(), slug, number)
    return send_file(db.session.get_one(StoredFile, found.file_id))


@allowed(policies.may_keep_profile)
def permit() -> ResponseReturnValue:
    """Whether anything we sell needs a food permit."""
    form = PermitForm()

    def deed() -> str:
        state_permit(own_profile(actor()).supplier, without=bool(form.without_permit.data), by=actor())
        flash(_("Kept."), "success")
        return url_for(".documents")

    return once.do(form, deed) or (_page(permit_form=form), 422)


@allowed(policies.may_keep_profile)
def end(number: int) -> ResponseReturnValue:
    """A document is shown no more."""
    found = documents.document_of(actor().organisation_id, number)
    form = ShopForm()

    def deed() -> str:
        end_document(own_profile(actor()).supplier, found, by=actor())
        flash(_("The document is shown no more. It stays in the history."), "success")
        return url_for(".documents")

    return once.do(form, deed) or (_page(wrong=form), 422)


def _page(
    *, form: DocumentForm | None = None, permit_form: PermitForm | None = None, wrong: ShopForm | None = None
) -> str:
    profile = own_profile(actor())
    named = producers_of(profile.supplier.id)
    return render_template(
        "organisations/profile_documents.html",
        own=profile,
        producer_names={producer.id: producer.name for producer, _township in named},
        may_edit=Part.DOCUMENTS in editable(profile.supplier.status),
        lacks=[lack for lack in missing(profile.stated, clock.today()) if lack.part is Part.DOCUMENTS],
        form=form or DocumentForm.of(named, formdata=None),
        permit_form=permit_form or PermitForm(formdata=None, without_permit=profile.application.without_permit),
        wrong=wrong or permit_form,
        standing_of=documents.standing_today,
        agency=DocumentKind.AGENCY,
    )
