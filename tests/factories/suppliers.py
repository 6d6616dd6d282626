"""Who sells."""

from datetime import date
from typing import Any

from shop.extensions import db
from shop.organisations.models import BenefitRecord, Supplier
from shop.organisations.services import Names, enrol_supplier, record_benefit
from shop.organisations.words import SupplierKind, SupplierStatus
from tests.factories.counties import DAGUAN, a_county
from tests.factories.counting import next_number
from tests.factories.credit_codes import a_credit_code


def a_supplier(
    county: str = DAGUAN,
    *,
    kind: SupplierKind = SupplierKind.COOPERATIVE,
    status: SupplierStatus = SupplierStatus.APPROVED,
    **particulars: Any,
) -> Supplier:
    """An approved cooperative of Daguan; `freight`, `delivered_price` and the like as particulars."""
    number = next_number()
    names = Names(f"supplier-{number}", f"第{number}合作社", f"Cooperative {number}")
    code = a_credit_code(names.slug)
    supplier = enrol_supplier(names, kind, a_county(county).code, code, by=None, **particulars)
    supplier.status = status
    db.session.flush()
    return supplier


def a_benefit(of: Supplier, *, as_of: date = date(2020, 1, 1), households: int = 30, people: int = 96) -> BenefitRecord:
    """Whom the supplier links."""
    return record_benefit(
        of.id,
        as_of,
        households=households,
        people=people,
        mechanism="保底收购",
        mechanism_english="A price floor",
        by=None,
    )
