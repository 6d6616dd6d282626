"""Filling in an application, part by part, and sending it when it is complete."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.application import as_words, editable, missing
from shop.organisations.events import PayeeAccountStated, SupplierChanged, SupplierVetted
from shop.organisations.lifecycle import KEEPING, Vetting
from shop.organisations.models import BenefitRecord, Membership, Supplier, SupplierApplication
from shop.organisations.queries.applications import application_of
from shop.organisations.queries.profiles import profile_of
from shop.organisations.services.benefits import record_benefit
from shop.organisations.services.counties import the_county
from shop.organisations.services.memberships import join
from shop.organisations.services.naming import (
    Names,
    checked_credit_code,
    christen,
    claimed_credit_code,
    in_latin,
    slug_for,
    text_of,
)
from shop.organisations.services.suppliers import check_freight, check_township
from shop.organisations.services.vetting import take_step
from shop.organisations.words import Part, SupplierKind, SupplierStatus, Taxpayer
from shop.web.forms import plain

EARLIEST = 1900
LONGEST_ABOUT, LONGEST_MECHANISM, LONGEST_CONTACT = 2000, 300, 80
PHONE = re.compile(r"\+?[0-9()\s-]{5,20}", re.ASCII)
MOST_DRAFTS = 3
"""So many applications one person may have begun and not sent: more are no cooperative's bookkeeper."""


def begin_application(person_id: int, name: str, kind: SupplierKind, county_code: str) -> tuple[Supplier, Membership]:
    """Somebody who has an account begins to apply for a business, and manages it from now on."""
    county = the_county(county_code)
    _check_drafts(person_id)
    supplier = Supplier(
        supplier_kind=kind,
        status=SupplierStatus.DRAFT,
        status_since=clock.now(),
        county_code=county.code,
    )
    christen(supplier, Names(slug_for(name), name, in_latin(name.strip())), None)
    db.session.flush()
    db.session.add(SupplierApplication(supplier_id=supplier.id, begun_by_id=person_id, begun_at=clock.now()))
    db.session.flush()
    membership = join(person_id, supplier.id, {Role.MANAGER, Role.SELLER, Role.FINANCE}, by=None)
    record(None, "supplier.begun", "supplier", supplier.id, name=supplier.name)
    return supplier, membership


def state_business(
    supplier: Supplier, *, name: str, english: str, kind: SupplierKind, credit_code: str, county_code: str, by: Actor
) -> None:
    """Who applies. Without an English name its pinyin is shown; another county takes the township with it."""
    application = _to_change(supplier, Part.BUSINESS, by)
    county = the_county(county_code)
    supplier.name = text_of(name, 200, field="name")
    supplier.name_english = text_of(english.strip() or in_latin(supplier.name), 200, field="name_english")
    supplier.supplier_kind = kind
    application.credit_code = checked_credit_code(credit_code)
    if supplier.credit_code is not None:
        supplier.credit_code = claimed_credit_code(application.credit_code, supplier.id)
    if county.code != supplier.county_code:
        supplier.county_code, supplier.township_code = county.code, None
    _changed(supplier, Part.BUSINESS, by)


def state_place(
    supplier: Supplier,
    *,
    township_code: str | None,
    founded: int | None,
    about: str,
    about_english: str,
    contact: str,
    phone: str,
    by: Actor,
) -> None:
    """Where it is, since when, what buyers read about it, and whom the offices may ask. A year is a whole year AD."""
    application = _to_change(supplier, Part.PLACE, by)
    if township_code is not None:
        check_township(township_code, supplier.county_code)
    if founded is not None and not EARLIEST <= founded <= clock.today().year:
        raise Refused(_l("This year cannot be: please enter one such as 2016."), field="founded")
    if phone.strip() and not PHONE.fullmatch(plain(phone)):
        raise Refused(_l("This is not a phone number."), field="phone")
    supplier.township_code, supplier.founded = township_code, founded
    supplier.about, supplier.about_english = about.strip()[:LONGEST_ABOUT], about_english.strip()[:LONGEST_ABOUT]
    application.contact, application.phone = contact.strip()[:LONGEST_CONTACT], plain(phone)
    _changed(supplier, Part.PLACE, by)


def state_terms(
    supplier: Supplier,
    *,
    taxpayer: Taxpayer,
    delivered_price: bool,
    freight: Money | None,
    freight_free_from: Money | None,
    by: Actor,
) -> None:
    """How it is taxed and what freight it charges; orders that are placed keep what they were placed with."""
    _to_change(supplier, Part.TERMS, by)
    freight = freight or Money(0)
    check_freight(freight, delivered_price=delivered_price)
    if freight_free_from is not None and freight_free_from < Money(0):
        raise Refused(_l("This must be zero yuan or more."), field="freight_free_from")
    supplier.taxpayer, supplier.delivered_price = taxpayer, delivered_price
    supplier.freight, supplier.freight_free_from = freight, freight_free_from
    _changed(supplier, Part.TERMS, by)


def state_benefit(
    supplier: Supplier, *, mechanism: str, mechanism_english: str, households: int | None, people: int | None, by: Actor
) -> None:
    """How farmers benefit, in words, and how many: who they are stands in the roster of linked households."""
    application = _to_change(supplier, Part.BENEFIT, by)
    if households is not None and households < 0:
        raise Refused(_l("This must be zero or more."), field="households")
    if (people or 0) < (households or 0):
        raise Refused(_l("There cannot be fewer people than households."), field="people")
    if max(people or 0, households or 0) > 1_000_000:
        raise Refused(_l("This number is too large."), field="people")
    application.mechanism = mechanism.strip()[:LONGEST_MECHANISM]
    application.mechanism_english = mechanism_english.strip()[:LONGEST_MECHANISM]
    application.households, application.people = households, people
    _changed(supplier, Part.BENEFIT, by)


def state_account(supplier: Supplier, *, holder: str, bank: str, branch: str, number: str, by: Actor) -> None:
    """Where buyers are to pay: whoever keeps accounts is told, and a second person has to approve it."""
    _to_change(supplier, Part.ACCOUNT, by)
    publish(PayeeAccountStated(supplier.id, holder, bank, branch, number, by))
    _changed(supplier, Part.ACCOUNT, by)


def state_permit(supplier: Supplier, *, without: bool, by: Actor) -> None:
    """Whether anything is sold that needs a food permit."""
    _to_change(supplier, Part.DOCUMENTS, by).without_permit = without
    _changed(supplier, Part.DOCUMENTS, by)


def submit_application(supplier: Supplier, *, by: Actor) -> None:
    """It is complete and goes to the county; how it was sent is kept, so that what changes later shows."""
    db.session.refresh(supplier, with_for_update=True)
    profile = profile_of(supplier.id)
    lacks = missing(profile.stated, clock.today())
    if supplier.status is SupplierStatus.DRAFT and lacks:
        raise Refused(_l("Something is still missing: %(what)s", what=lacks[0].sentence))
    said = as_words(profile.stated, profile.county.name, profile.township.name if profile.township else "")
    take_step(Vetting.SUBMIT, supplier, by=by, said=said)


def enter_stated_benefit(vetted: SupplierVetted) -> None:
    """With the approval, what was stated of linked households is in force from that day, if nothing is recorded."""
    if vetted.step is not Vetting.APPROVE:
        return
    application = application_of(vetted.supplier_id)
    known = select(BenefitRecord.id).where(BenefitRecord.supplier_id == vetted.supplier_id).limit(1)
    if application is None or not application.households or db.session.execute(known).first():
        return
    record_benefit(
        vetted.supplier_id,
        clock.today(),
        households=application.households,
        people=application.people or application.households,
        mechanism=application.mechanism,
        mechanism_english=application.mechanism_english or in_latin(application.mechanism)[:LONGEST_MECHANISM],
        by=None,
    )


def _to_change(supplier: Supplier, part: Part, by: Actor) -> SupplierApplication:
    """The application, locked, if this part of it may be changed now; raises ``NotYours`` and ``Refused``."""
    if by.organisation_id != supplier.id or not by.has(*KEEPING):
        raise NotYours
    db.session.refresh(supplier, with_for_update=True)
    if part not in editable(supplier.status):
        raise Refused(_l("This cannot be changed now: the application is being read, or has ended."))
    return db.session.get_one(SupplierApplication, supplier.id)


def _changed(supplier: Supplier, part: Part, by: Actor, **details: Any) -> None:
    db.session.flush()
    record(by, "supplier.stated", "supplier", supplier.id, part=part.value, **details)
    publish(SupplierChanged(supplier.id))


def _check_drafts(person_id: int) -> None:
    theirs = (
        select(Supplier.id)
        .join(SupplierApplication, SupplierApplication.supplier_id == Supplier.id)
        .where(SupplierApplication.begun_by_id == person_id, Supplier.status == SupplierStatus.DRAFT)
        .limit(MOST_DRAFTS)
    )
    if len(db.session.execute(theirs).all()) >= MOST_DRAFTS:
        raise Refused(_l("You have begun several applications already. Go on with one of them first."))
