"""The parts of a profile: the form of each, as it stands, and what is done when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.organisations.forms_joining import AccountForm, BenefitForm, ParticularsForm, PlaceForm, TermsForm
from shop.organisations.models import Township
from shop.organisations.queries import register
from shop.organisations.queries.profiles import Profile
from shop.organisations.services import applying
from shop.organisations.words import Part, SupplierKind, Taxpayer
from shop.web.forms import ShopForm
from shop.web.guards import actor


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
