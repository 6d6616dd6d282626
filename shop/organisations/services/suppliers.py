"""Entering suppliers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.organisations.lifecycle import Vetting
from shop.organisations.models import Supplier, SupplierApplication, Township
from shop.organisations.services.counties import the_county
from shop.organisations.services.naming import Names, checked_credit_code, christen
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


def check_freight(freight: Money, *, delivered_price: bool) -> None:
    """Freight that can be; raises ``Refused``."""
    if freight < FREE or (delivered_price and freight):
        raise Refused(_l("Freight must be zero or more, and a delivered price includes it."), field="freight")


def check_township(code: str, county_code: str) -> None:
    """A township of the county; raises ``Refused``."""
    township = db.session.get(Township, code)
    if township is None or township.county_code != county_code:
        raise Refused(_l("This township does not belong to the county."), field="township")
