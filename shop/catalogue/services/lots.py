"""What is done to a lot that is known already: its harvest comes, it is counted anew, held back, dated anew.

Each locks the lot's row first; orders that take from it or give back wait for it, and it for them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.catalogue.lot_life import Deed, Standing, check
from shop.catalogue.models import Lot, LotSource, Product
from shop.catalogue.policies import may_do
from shop.catalogue.services.passports import check_lot
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.stock import faults_of_days, move, movement
from shop.catalogue.words import Measure, MovementKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import QuantityColumn
from shop.kernel.dialects import locked
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.web.filters import amount

LONGEST_REASON = 200


def standing_of(lot: Lot) -> Standing:
    """What of a lot decides how it stands."""
    return Standing(lot.awaited, lot.held, lot.recalled, lot.available, lot.best_before)


def lot_for_deed(lot_id: int, deed: Deed, *, by: Actor) -> Lot:
    """The lot, locked until the transaction ends, if the deed is the actor's and possible as the lot stands."""
    lot = db.session.execute(locked(select(Lot).where(Lot.id == lot_id))).scalar_one_or_none()
    if lot is None or not may_do(by, deed, lot.supplier_id):
        raise NotYours
    check(deed, standing_of(lot).state(clock.today()))
    return lot


def measure_of(lot: Lot) -> Measure:
    """What the lot's quantities are measured in: its product's."""
    return db.session.get_one(Product, lot.product_id).measure


def reason_given(reason: str, sentence: object, field: str = "reason") -> str:
    """The reason without space around it; ``sentence`` is the refusal when there is none."""
    reason = reason.strip()
    if not reason:
        raise Refused(sentence, field=field)
    if len(reason) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field=field)
    return reason


def confirm_harvest(lot_id: int, quantity: Quantity, harvested_on: date, *, by: Actor) -> Lot:
    """The harvest has come: so much of it. What is reserved beyond it is ``short``; it stays visible until it is gone.

    Orders are not touched: the supplier lowers or closes them, or ships from another lot, and each makes it less.
    """
    lot = lot_for_deed(lot_id, Deed.HARVEST, by=by)
    if quantity < NOTHING:
        raise Refused(_l("A harvest cannot be less than nothing."), field="quantity")
    if harvested_on > clock.today():
        raise Refused(_l("The harvest cannot have come on a day that lies ahead."), field="harvested_on")
    taken = lot.reserved + lot.shipped + lot.written_off
    change = max(quantity, taken) - lot.received
    first = min(lot.harvest_from, harvested_on)
    if first.year == lot.harvest_from.year:
        _fits_passport(lot, change)
    else:
        _moves_passport(lot, lot.received + change, first, max(harvested_on, first))
    lot.awaited = False
    lot.received += change
    lot.available += change
    lot.short = max(taken - quantity, NOTHING)
    lot.harvest_from, lot.harvest_to = first, max(harvested_on, first)
    db.session.flush()
    move([movement(lot.id, MovementKind.HARVESTED, by, received=change, available=change)])
    record(
        by,
        "lot.harvested",
        "lot",
        lot.id,
        quantity=str(quantity),
        promised=str(lot.promised),
        short=str(lot.short),
        measure=measure_of(lot).value,
    )
    bump_shelf()
    return lot


def correct_received(lot_id: int, quantity: Quantity, reason: str, *, by: Actor) -> Lot:
    """Another quantity came in than was entered. Never below what is reserved, shipped and written off."""
    lot = lot_for_deed(lot_id, Deed.CORRECT, by=by)
    reason = reason_given(reason, _l("Please say why the quantity is corrected."))
    taken = lot.reserved + lot.shipped + lot.written_off
    if quantity == lot.came:
        raise Refused(_l("This is the quantity that stands there already."), field="quantity")
    if quantity < taken and quantity < lot.came:
        raise Refused(
            _l(
                "%(quantity)s of this lot is reserved, shipped or written off: it cannot be corrected below that.",
                quantity=amount(taken, measure_of(lot).value),
            ),
            field="quantity",
        )
    documented = documented_of(lot.id)
    if quantity < documented and not lot.surplus_reason:
        raise Refused(
            _l(
                "%(quantity)s of this lot is documented as bought from households: correct the purchases first.",
                quantity=amount(documented, measure_of(lot).value),
            ),
            field="quantity",
        )
    was = lot.came
    change = max(quantity, taken) - lot.received
    _fits_passport(lot, change)
    lot.received += change
    lot.available += change
    lot.short = max(taken - quantity, NOTHING)
    db.session.flush()
    if change:
        move([movement(lot.id, MovementKind.CORRECTED, by, reason=reason, received=change, available=change)])
    measure = measure_of(lot).value
    said: dict[str, Any] = {"was_quantity": str(was), "quantity": str(quantity), "measure": measure, "reason": reason}
    record(by, "lot.corrected", "lot", lot.id, **said)
    bump_shelf()
    return lot


def write_off(lot_id: int, quantity: Quantity, reason: str, *, by: Actor) -> Lot:
    """Part of a lot is spoilt or lost and cannot be sold; only what is not reserved."""
    lot = lot_for_deed(lot_id, Deed.WRITE_OFF, by=by)
    if quantity <= NOTHING:
        raise Refused(_l("Please enter the quantity written off."), field="quantity")
    reason = reason_given(reason, _l("Please say why it is written off."))
    if lot.available < quantity:
        raise Refused(_l("This lot does not have that much available."), field="quantity")
    lot.available -= quantity
    lot.written_off += quantity
    db.session.flush()
    move([movement(lot.id, MovementKind.WRITTEN_OFF, by, reason=reason, available=-quantity, written_off=quantity)])
    measure = measure_of(lot).value
    record(by, "lot.written_off", "lot", lot.id, quantity=str(quantity), measure=measure, reason=reason)
    bump_shelf()
    return lot


def hold_lot(lot_id: int, reason: str, *, by: Actor) -> Lot:
    """Nothing more is sold of the lot or leaves it until a manager releases it. Orders that hold some of it keep it."""
    lot = lot_for_deed(lot_id, Deed.HOLD, by=by)
    lot.held_reason = reason_given(reason, _l("Please say why the lot is held back."))
    lot.held = True
    record(by, "lot.held", "lot", lot.id, reserved=str(lot.reserved), reason=lot.held_reason)
    bump_shelf()
    return lot


def release_lot(lot_id: int, reason: str, *, by: Actor) -> Lot:
    """A manager has looked into it: the lot is sold again."""
    lot = lot_for_deed(lot_id, Deed.RELEASE, by=by)
    reason = reason_given(reason, _l("Please say why the lot can be sold again."))
    lot.held, lot.held_reason = False, ""
    record(by, "lot.released", "lot", lot.id, reason=reason)
    bump_shelf()
    return lot


def change_dates(
    lot_id: int, harvest_from: date, harvest_to: date, best_before: date | None, reason: str, *, by: Actor
) -> Lot:
    """The harvest or production days or the best-before date were wrong."""
    lot = lot_for_deed(lot_id, Deed.REDATE, by=by)
    reason = reason_given(reason, _l("Please say why the dates are changed."))
    if (harvest_from, harvest_to, best_before) == (lot.harvest_from, lot.harvest_to, lot.best_before):
        raise Refused(_l("These are the dates that stand there already."), field="best_before")
    if not lot.awaited and harvest_from > clock.today():
        raise Refused(_l("The goods are here: they were not harvested on a day that lies ahead."), field="harvest_from")
    for fault in faults_of_days(harvest_from, harvest_to, best_before):
        raise fault
    if harvest_from.year != lot.harvest_from.year:
        _moves_passport(lot, lot.received, harvest_from, harvest_to, awaited=lot.awaited)
    elif lot.awaited and (harvest_from, harvest_to) != (lot.harvest_from, lot.harvest_to):
        _moves_passport(lot, NOTHING, harvest_from, harvest_to, awaited=True)  # it fills that passport already
    record(
        by,
        "lot.dates_changed",
        "lot",
        lot.id,
        was_days=_days(lot.harvest_from, lot.harvest_to, lot.best_before),
        days=_days(harvest_from, harvest_to, best_before),
        reason=reason,
    )
    lot.harvest_from, lot.harvest_to, lot.best_before = harvest_from, harvest_to, best_before
    bump_shelf()
    return lot


def documented_of(lot_id: int) -> Quantity:
    """How much of a lot is documented as bought."""
    total = select(func.sum(LotSource.quantity, type_=QuantityColumn())).where(LotSource.lot_id == lot_id)
    return db.session.execute(total).scalar() or NOTHING


def _fits_passport(lot: Lot, change: Quantity) -> None:
    """What a lot grows by has to fit what the supplier can grow. The passport is locked after the lot."""
    if change > NOTHING:
        product = db.session.get_one(Product, lot.product_id)
        check_lot(product, change, first=lot.harvest_from, last=lot.harvest_to)


def _moves_passport(lot: Lot, quantity: Quantity, first: date, last: date, *, awaited: bool = False) -> None:
    """All of a lot leaves one year's passport for another's, or its window moves within one (``quantity`` nothing)."""
    check_lot(db.session.get_one(Product, lot.product_id), quantity, first=first, last=last, awaited=awaited)


def _days(harvest_from: date, harvest_to: date, best_before: date | None) -> str:
    return f"{harvest_from}–{harvest_to}" + (f" / {best_before}" if best_before else "")
