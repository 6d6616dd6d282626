"""What must fit into capacity passports: lots that are promised or received, and listings.

Two lots at once meet on the passport's row, which is locked before what fills it is summed. Locks are taken in this
order: the lot, the product that says which goods it is, the passport; nothing is locked after them.
"""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.catalogue import capacity as rules
from shop.catalogue.models import Capacity, Commodity, Lot, Product
from shop.catalogue.queries.capacity_use import Key, used_by
from shop.catalogue.services.capacity import about
from shop.catalogue.words import CapacityStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import hold, locked
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.web.filters import amount


def check_lot(product: Product, quantity: Quantity, *, first: date, last: date, awaited: bool = False) -> None:
    """Whether so much more, harvested between two days, fits the supplier's passport; raises ``Refused``.

    ``awaited`` is a promise even after its first day. Of what does not grow, anything fits. Which goods it is, and the
    passport, stay as they are until the transaction ends.
    """
    hold(db.session(), select(Product.id).where(Product.id == product.id))
    db.session.refresh(product, ["commodity_id", "category_id"])
    if not is_grown(product):
        return
    forward = awaited or first > clock.today()
    key = (product.supplier_id, product.category_id, first.year, product.measure)
    passport = _held(key)
    used = used_by(*key) if passport else rules.Used()
    rules.check(passport, used, quantity, first=first, last=last, forward=forward)


def check_lots(product: Product) -> None:
    """Whether all lots of a product that now names other goods fit the passports; raises ``Refused``.

    The product is locked by the caller. Looked at are the harvests of years for which a capacity can be declared.
    """
    if not is_grown(product):
        return
    lots = select(Lot).where(Lot.product_id == product.id, Lot.harvest_from >= date(clock.today().year - 1, 1, 1))
    by_year: dict[int, list[Lot]] = {}
    for lot in db.session.execute(lots.order_by(Lot.harvest_from, Lot.id)).scalars():
        by_year.setdefault(lot.harvest_from.year, []).append(lot)
    for year, harvested in by_year.items():
        key = (product.supplier_id, product.category_id, year, product.measure)
        passport = _held(key)
        for lot in harvested:
            _check_promise(passport, lot, year)
        if passport is not None:
            _check_room(passport, used_by(*key).whole)


def check_listing(product: Product) -> None:
    """Whether the supplier has a passport in force for what it lists; raises ``Refused``. Two statements at most."""
    if not is_grown(product):
        return
    today = clock.today()
    held = select(Capacity).where(
        Capacity.supplier_id == product.supplier_id,
        Capacity.category_id == product.category_id,
        Capacity.measure == product.measure,
        Capacity.status == CapacityStatus.RECOMMENDED,
        Capacity.year.in_(rules.years_for_listing(today)),
    )
    rules.check_listing(db.session.execute(held).scalars().all(), product.season, today)


def is_grown(product: Product) -> bool:
    """Whether what is listed grows on land. One statement, and none for what names no commodity."""
    if product.commodity_id is None:
        return False
    return bool(db.session.execute(select(Commodity.grown).where(Commodity.id == product.commodity_id)).scalar_one())


def _held(key: Key) -> Capacity | None:
    """The passport in force, locked. Asked twice: who waited for one that was replaced finds only then what did so."""
    in_force = locked(select(Capacity).where(Capacity.status == CapacityStatus.RECOMMENDED, *about(*key)))
    return db.session.execute(in_force).scalar_one_or_none() or db.session.execute(in_force).scalar_one_or_none()


def _check_promise(passport: Capacity | None, lot: Lot, year: int) -> None:
    """What is promised needs a passport of its year whose months cover it."""
    if not lot.is_forward(clock.today()):
        return
    if passport is None:
        raise Refused(
            _l(
                "Lot %(code)s is promised of the %(year)d harvest, for which the county has not recommended a capacity "
                "yet. Declare it under “Capacity” first.",
                code=lot.code,
                year=year,
            ),
            field="commodity_id",
        )
    if not rules.covers(passport, rules.months_between(lot.harvest_from, lot.harvest_to)):
        raise Refused(
            _l("Lot %(code)s is promised for months that the capacity passport does not name.", code=lot.code),
            field="commodity_id",
        )


def _check_room(passport: Capacity, whole: Quantity) -> None:
    """With these lots no more may be promised and received than is expected of the year."""
    if whole <= passport.expected:
        return
    measure = passport.measure.value
    raise Refused(
        _l(
            "The lots of this product do not fit the capacity of %(year)d: %(expected)s is expected, and with them "
            "%(used)s is promised or received.",
            year=passport.year,
            expected=amount(passport.expected, measure),
            used=amount(whole, measure),
        ),
        field="commodity_id",
    )
