"""Our application, and once it is approved our profile: filled in part by part, sent, followed, changed."""

from __future__ import annotations

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.application import FIELDS, editable, missing
from shop.organisations.forms_joining import ChangeForm
from shop.organisations.lifecycle import MOVES, TAKEN, Vetting, possible
from shop.organisations.queries import applications, documents
from shop.organisations.queries.profiles import Profile, own_profile
from shop.organisations.services.changes import CHECKED, propose_change
from shop.organisations.services.changes import withdraw_change as withdraw
from shop.organisations.views.profile_parts import DEEDS, FORMS, _typed
from shop.organisations.words import Decision, Part
from shop.web import once
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed


@allowed(policies.is_a_supplier)
def profile() -> str:
    """Where the application stands, what is missing, every step so far, documents and what waits."""
    return profile_page()


def profile_page(form: ReasonForm | None = None, taken: Vetting | None = None) -> str:
    """The page, with a step of it that was refused."""
    own = own_profile(actor())
    supplier = own.supplier
    lacks = missing(own.stated, clock.today())
    changes = applications.changes_of(supplier.id)
    return render_template(
        "organisations/profile.html",
        own=own,
        supplier=supplier,
        lacks=lacks,
        parts=[(part, [lack for lack in lacks if lack.part is part]) for part in Part],
        may_edit=editable(supplier.status) if policies.may_keep_profile(actor()) else frozenset(),
        steps=possible(actor(), supplier.status, supplier.county_code, supplier.id),
        moves=MOVES,
        STEP_WORDS=TAKEN,
        form=form or ReasonForm(formdata=None),
        taken=taken,
        timeline=applications.steps_of(supplier.id),
        changes=changes,
        waiting=next((change for change in changes if change.decision is Decision.WAITING), None),
        fields=FIELDS,
        may_change=supplier.status in CHECKED and policies.may_keep_profile(actor()),
        standing_of=documents.standing_today,
    )


@allowed(policies.may_keep_profile)
def part(part: str) -> ResponseReturnValue:
    """One part of the application, filled in or changed."""
    chosen = next((word for word in Part if word.value == part), None)
    own = own_profile(actor())
    if chosen not in FORMS or chosen not in editable(own.supplier.status):
        abort(404)
    form = FORMS[chosen](own)

    def deed() -> str:
        DEEDS[chosen](own, form)
        flash(_("Kept. You can go on with the next part, or leave it for later."), "success")
        return url_for(".profile", _anchor="parts")

    page = render_template_for(own, chosen, form) if not form.is_submitted() else None
    return once.do(form, deed) or (page or (render_template_for(own_profile(actor()), chosen, form), 422))


def render_template_for(own: Profile, chosen: Part, form: ShopForm) -> str:
    """The page of one part."""
    lacks = [lack for lack in missing(own.stated, clock.today()) if lack.part is chosen]
    return render_template("organisations/profile_part.html", own=own, part=chosen, form=form, lacks=lacks)


@allowed(policies.may_keep_profile)
def change() -> ResponseReturnValue:
    """Another name or credit code is asked for; a new licence is added among the documents."""
    own = own_profile(actor())
    supplier = own.supplier
    if supplier.status not in CHECKED:
        abort(404)
    held = {"name": supplier.name, "english": supplier.name_english, "credit_code": own.credit_code}
    form = ChangeForm(data=held)

    def deed() -> str:
        typed = _typed(form, "name", "english", "credit_code", "reason")
        propose_change(
            supplier,
            name=typed["name"],
            english=typed["english"],
            credit_code=typed["credit_code"],
            reason=typed["reason"],
            by=actor(),
        )
        flash(_("The change waits for the operator. Until it is approved everything stays as it is."), "success")
        return url_for(".profile", _anchor="changes")

    page = once.do(form, deed)
    return page or (
        render_template("organisations/profile_change.html", own=own_profile(actor()), form=form),
        422 if form.is_submitted() else 200,
    )


@allowed(policies.may_keep_profile)
def withdraw_change(number: int) -> ResponseReturnValue:
    """What was asked for is wanted no more."""
    wanted = applications.change_of(actor().organisation_id, number)
    form = ReasonForm()

    def deed() -> str:
        withdraw(wanted, by=actor())
        flash(_("The change is withdrawn."), "success")
        return url_for(".profile", _anchor="changes")

    return once.do(form, deed) or (profile_page(form), 422)
