"""Our unit: where it stands, in whose name its invoices are made out, where goods are taken in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.extensions import db
from shop.organisations import policies, services
from shop.organisations.forms import AddressForm, ProfileForm
from shop.organisations.queries import register
from shop.web import once
from shop.web.guards import actor, allowed


@allowed(policies.works_for_a_unit)
def our_unit() -> str:
    """What is kept about the unit that one works for."""
    return _page()


@allowed(policies.may_set_limits)
def add_address() -> ResponseReturnValue:
    """A further place where goods are taken in."""
    form = AddressForm()

    def deed() -> str:
        services.add_address(actor().organisation_id, **form.typed(), by=actor())
        flash(_("The address can be chosen at checkout from now on."), "success")
        return url_for(".our_unit", _anchor="addresses")

    return once.do(form, deed) or (_page(address_form=form), 422)


@allowed(policies.may_set_limits)
def add_profile() -> ResponseReturnValue:
    """A further name in which invoices can be made out."""
    form = ProfileForm()

    def deed() -> str:
        services.add_invoice_profile(actor().organisation_id, form.made_out_to, **form.typed(), by=actor())
        flash(_("The invoice profile can be chosen at checkout from now on."), "success")
        return url_for(".our_unit", _anchor="profiles")

    return once.do(form, deed) or (_page(profile_form=form), 422)


@allowed(policies.may_set_limits)
def retire_address(address_id: int) -> ResponseReturnValue:
    """Nothing more is delivered there."""
    services.retire_address(address_id, by=actor())
    db.session.commit()
    flash(_("The address is no longer in use."), "success")
    return redirect(url_for(".our_unit", _anchor="addresses"))


@allowed(policies.may_set_limits)
def retire_profile(profile_id: int) -> ResponseReturnValue:
    """No invoice is made out like that any more."""
    services.retire_invoice_profile(profile_id, by=actor())
    db.session.commit()
    flash(_("The invoice profile is no longer in use."), "success")
    return redirect(url_for(".our_unit", _anchor="profiles"))


def _page(address_form: AddressForm | None = None, profile_form: ProfileForm | None = None) -> str:
    sheet = register.own_unit(actor())
    return render_template(
        "organisations/unit.html",
        sheet=sheet,
        own=True,
        may_keep=policies.may_set_limits(actor()),
        address_form=address_form or AddressForm(formdata=None),
        profile_form=profile_form or ProfileForm(formdata=None),
        adding="address" if address_form else "profile" if profile_form else None,
        members=None,
        history=told_all(trail_of("unit", sheet.unit.id)),
    )
