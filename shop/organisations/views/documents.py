"""Our documents, and the file of one for those who may read it."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.application import editable, missing
from shop.organisations.forms_joining import PermitForm
from shop.organisations.queries import documents
from shop.organisations.queries.profiles import own_profile
from shop.organisations.services.applying import state_permit
from shop.organisations.services.documents import end_document
from shop.organisations.words import Part
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed


@allowed(policies.may_keep_profile)
def own() -> ResponseReturnValue:
    """Every document with its number and days, how each stands, and a form for another."""
    return _page()


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
    document = documents.document_of(actor().organisation_id, number)
    form = ShopForm()

    def deed() -> str:
        end_document(own_profile(actor()).supplier, document, by=actor())
        flash(_("The document is shown no more. It stays in the history."), "success")
        return url_for(".documents")

    return once.do(form, deed) or (_page(wrong=form), 422)


def _page(*, permit_form: PermitForm | None = None, wrong: ShopForm | None = None) -> str:
    profile = own_profile(actor())
    return render_template(
        "organisations/profile_documents.html",
        own=profile,
        may_edit=Part.DOCUMENTS in editable(profile.supplier.status),
        lacks=[lack for lack in missing(profile.stated, clock.today()) if lack.part is Part.DOCUMENTS],
        permit_form=permit_form or PermitForm(formdata=None, without_permit=profile.application.without_permit),
        wrong=wrong or permit_form,
        standing_of=documents.standing_today,
    )
