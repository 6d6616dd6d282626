"""Entering suppliers, and the benefit they bring."""

"""Enrolling and vetting suppliers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.organisations.events import SupplierChanged
from shop.organisations.lifecycle import Vetting
from shop.organisations.models import BenefitRecord, Supplier, SupplierApplication, Township
from shop.organisations.services.counties import the_county
from shop.organisations.services.naming import Names, checked_credit_code, christen, text_of
from shop.organisations.services.vetting import note_step
from shop.organisations.words import SupplierKind, SupplierStatus

FREE = Money(0)


def enrol_supplier(
    names: Names,
    kind: SupplierKind,
    county_code: str,
    credit_code: str,
    *,
    township_code: str | None = None,
    founded: int | None = None,
    about: str = "",
    about_english: str = "",
    delivered_price: bool = False,
    freight: Money = FREE,
    freight_free_from: Money | None = None,
    by: Actor | None,
) -> Supplier:
    """A supplier is entered as an applicant. It sells once its county has recommended and the operator approved it.

    Those who apply themselves fill in a draft first (`applying.begin_application`).
    """
    county = the_county(county_code)
    if township_code is not None:
        check_township(township_code, county.code)
    check_freight(freight, delivered_price=delivered_price)
    supplier = Supplier(
        supplier_kind=kind,
        status=SupplierStatus.APPLICANT,
        status_since=clock.now(),
        applied_at=clock.now(),
        county_code=county.code,
        township_code=township_code,
        founded=founded,
        about=about,
        about_english=about_english,
        delivered_price=delivered_price,
        freight=freight,
        freight_free_from=freight_free_from,
    )
    christen(supplier, names, checked_credit_code(credit_code))
    db.session.flush()
    begun_by = by.person_id if by else None
    stated = SupplierApplication(
        supplier_id=supplier.id, credit_code=supplier.credit_code, begun_by_id=begun_by, begun_at=clock.now()
    )
    db.session.add(stated)
    db.session.flush()
    note_step(Vetting.SUBMIT, supplier, None, by=by)
    record(by, "supplier.enrolled", "supplier", supplier.id, name=supplier.name, credit_code=supplier.credit_code)
    return supplier


def record_benefit(
    supplier_id: int,
    as_of: date,
    *,
    households: int,
    people: int,
    mechanism: str,
    mechanism_english: str,
    by: Actor | None,
) -> BenefitRecord:
    """Whom the supplier links and how, from a day on; an earlier record stays as it was."""
    if households < 0 or people < households:
        raise Refused(_l("There cannot be fewer people than households."), field="people")
    same_day = select(BenefitRecord.id).where(BenefitRecord.supplier_id == supplier_id, BenefitRecord.as_of == as_of)
    if db.session.execute(same_day).first():
        raise Refused(_l("The linked households as of this day are already recorded."), field="as_of")
    benefit = BenefitRecord(
        supplier_id=supplier_id,
        as_of=as_of,
        households=households,
        people=people,
        mechanism=text_of(mechanism, 300, field="mechanism"),
        mechanism_english=text_of(mechanism_english, 300, field="mechanism_english"),
    )
    db.session.add(benefit)
    db.session.flush()
    record(by, "supplier.benefit_recorded", "supplier", supplier_id, households=households, people=people)
    publish(SupplierChanged(supplier_id))
    return benefit


def check_freight(freight: Money, *, delivered_price: bool) -> None:
    """Freight that can be; raises ``Refused``."""
    if freight < FREE or (delivered_price and freight):
        raise Refused(_l("Freight must be zero or more, and a delivered price includes it."), field="freight")


def recommend_supplier(supplier: Supplier, *, by: Actor) -> None:
    """The county vouches for one of its own."""
    _take(Vetting.RECOMMEND, supplier, by)


def approve_supplier(supplier: Supplier, *, by: Actor) -> None:
    """The operator has checked the papers: the supplier may sell, and what it sells may count."""
    _take(Vetting.APPROVE, supplier, by)


def suspend_supplier(supplier: Supplier, reason: str, *, by: Actor) -> None:
    """Nothing new is sold and nothing new counts; what was ordered before keeps the facts of its day."""
    _take(Vetting.SUSPEND, supplier, by, text_of(reason, 300, field="reason"))


def readmit_supplier(supplier: Supplier, reason: str, *, by: Actor) -> None:
    """What the supplier was suspended for is settled."""
    _take(Vetting.READMIT, supplier, by, text_of(reason, 300, field="reason"))


def _take(step: Vetting, supplier: Supplier, by: Actor, reason: str | None = None) -> None:
    if not lifecycle.may_take(by, step, supplier.county_code):
        raise NotYours
    if step is Vetting.APPROVE and who_did(ACTIONS[Vetting.RECOMMEND], "supplier", supplier.id) == by.person_id:
        raise Refused(_l("The person who recommended a supplier cannot approve it: a second person must."))
    supplier.status = lifecycle.after(step, supplier.status)
    supplier.status_since = clock.now()
    db.session.flush()
    record(by, ACTIONS[step], "supplier", supplier.id, name=supplier.name, reason=reason)
    publish(SupplierChanged(supplier.id))
    publish(SupplierVetted(supplier.id, supplier.slug, supplier.name, supplier.county_code, step, reason))


def check_township(code: str, county_code: str) -> None:
    """A township of the county; raises ``Refused``."""
    township = db.session.get(Township, code)
    if township is None or township.county_code != county_code:
        raise Refused(_l("This township does not belong to the county."), field="township")
