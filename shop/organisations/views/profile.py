"""Our application, and once it is approved our profile: filled in part by part, sent, followed, changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.application import FIELDS, editable, missing
from shop.organisations.forms_joining import (
    AccountForm,
    BenefitForm,
    ChangeForm,
    ParticularsForm,
    PlaceForm,
    TermsForm,
)
from shop.organisations.lifecycle import MOVES, TAKEN, Vetting, possible
from shop.organisations.models import Township
from shop.organisations.queries import applications, documents, register
from shop.organisations.queries.profiles import Profile, own_profile
from shop.organisations.services import applying
from shop.organisations.services.changes import CHECKED, propose_change
from shop.organisations.services.changes import withdraw_change as withdraw
from shop.organisations.words import Decision, Part, SupplierKind, Taxpayer
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


def _townships(county_code: str) -> Any:
    asked = select(Township).where(Township.county_code == county_code).order_by(Township.code)
    return db.session.execute(asked).scalars().all()


def _business_form(own: Profile) -> ParticularsForm:
    supplier = own.supplier
    held = {
        "kind": supplier.supplier_kind.value,
        "name": supplier.name,
        "english": supplier.name_english,
        "county": supplier.county_code,
        "credit_code": own.credit_code,
    }
    return ParticularsForm.of(register.county_names().values(), data=held)


def _place_form(own: Profile) -> PlaceForm:
    supplier, application = own.supplier, own.application
    held = {
        "township": supplier.township_code or "",
        "founded": supplier.founded,
        "about": supplier.about,
        "about_english": supplier.about_english,
        "contact": application.contact or actor().person_name,
        "phone": application.phone,
    }
    return PlaceForm.of(_townships(supplier.county_code), data=held)


def _terms_form(own: Profile) -> TermsForm:
    supplier = own.supplier
    return TermsForm(
        data={
            "taxpayer": supplier.taxpayer.value,
            "delivered_price": supplier.delivered_price,
            "freight": supplier.freight,
            "freight_free_from": supplier.freight_free_from,
        }
    )


def _benefit_form(own: Profile) -> BenefitForm:
    return BenefitForm(obj=own.application)


def _account_form(own: Profile) -> AccountForm:
    account = own.account
    held = {"account_name": account.holder if account else own.supplier.name}
    if account:
        held |= {"bank": account.bank, "branch": account.branch}
    return AccountForm(data=held)


def _state_business(own: Profile, form: Any) -> None:
    typed = _typed(form, "name", "english", "credit_code")
    kind, county = SupplierKind(form.kind.data), form.county.data
    applying.state_business(own.supplier, **typed, kind=kind, county_code=county, by=actor())


def _state_place(own: Profile, form: Any) -> None:
    typed = _typed(form, "about", "about_english", "contact", "phone")
    township, founded = form.township.data or None, form.founded.data
    applying.state_place(own.supplier, **typed, township_code=township, founded=founded, by=actor())


def _state_terms(own: Profile, form: Any) -> None:
    applying.state_terms(
        own.supplier,
        taxpayer=Taxpayer(form.taxpayer.data),
        delivered_price=bool(form.delivered_price.data),
        freight=form.freight.data,
        freight_free_from=form.freight_free_from.data,
        by=actor(),
    )


def _state_benefit(own: Profile, form: Any) -> None:
    typed = _typed(form, "mechanism", "mechanism_english")
    households, people = form.households.data, form.people.data
    applying.state_benefit(own.supplier, **typed, households=households, people=people, by=actor())


def _state_account(own: Profile, form: Any) -> None:
    typed = _typed(form, "account_name", "bank", "branch", "account_number")
    applying.state_account(
        own.supplier,
        holder=typed["account_name"],
        bank=typed["bank"],
        branch=typed["branch"],
        number=typed["account_number"],
        by=actor(),
    )


def _typed(form: ShopForm, *names: str) -> dict[str, str]:
    return {name: form[name].data or "" for name in names}


FORMS: dict[Part, Callable[[Profile], ShopForm]] = {
    Part.BUSINESS: _business_form,
    Part.PLACE: _place_form,
    Part.TERMS: _terms_form,
    Part.BENEFIT: _benefit_form,
    Part.ACCOUNT: _account_form,
}
DEEDS: dict[Part, Callable[[Profile, Any], None]] = {
    Part.BUSINESS: _state_business,
    Part.PLACE: _state_place,
    Part.TERMS: _state_terms,
    Part.BENEFIT: _state_benefit,
    Part.ACCOUNT: _state_account,
}
"""The documents have a page of their own."""
