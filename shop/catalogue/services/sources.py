"""What lots were bought for, household by household: entered, and corrected by an opposite row and a new one.

The lot's row is locked first, so that two corrections of one purchase come one after the other; after it the rows of
the households, so that none is struck out meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from shop.audit.services import record
from shop.catalogue.lot_life import Deed
from shop.catalogue.models import Lot, LotSource
from shop.catalogue.services.lots import LONGEST_REASON, documented_of, lot_for_deed, measure_of, reason_given
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.sourcing import LONGEST_SELLER, MOST_AT_ONCE, Bought, faults_of_purchases, too_much
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import total as total_of_money
from shop.kernel.quantity import NOTHING, Quantity, total
from shop.kernel.refusals import NotYours, Refused, refuse_if_any
from shop.organisations.events import HouseholdStruck
from shop.organisations.models import LinkedHousehold

ENTER = insert(LotSource.__table__)


def document(lot_id: int, bought: Sequence[Bought], *, surplus_reason: str = "", by: Actor) -> Lot:
    """So much of the lot was bought of these households and others. All of it is entered, or nothing.

    More than the lot holds needs ``surplus_reason``: fresh goods that were dried, say.
    """
    lot = lot_for_deed(lot_id, Deed.DOCUMENT, by=by)
    if not bought:
        raise Refused(_l("Please enter at least one purchase."), field="household_1")
    if len(bought) > MOST_AT_ONCE:
        raise Refused(_l("At most %(number)d purchases can be entered at once.", number=MOST_AT_ONCE))
    refuse_if_any([*faults_of_purchases(bought, clock.today()), *_not_linked(lot, bought)])
    _say_surplus(lot, documented_of(lot.id) + total(one.quantity for one in bought), surplus_reason)
    db.session.flush()
    db.session.execute(ENTER, [_row(lot, one, by) for one in bought])
    record(
        by,
        "lot.documented",
        "lot",
        lot.id,
        purchases=len(bought),
        quantity=str(total(one.quantity for one in bought)),
        measure=measure_of(lot).value,
        amount=total_of_money(one.paid for one in bought).fen,
    )
    bump_shelf()
    return lot


def correct_purchase(
    lot_id: int, source_id: int, right: Bought | None, reason: str, *, surplus_reason: str = "", by: Actor
) -> Lot:
    """A purchase was entered wrongly: its opposite takes it back, and what is right (if anything) is entered anew."""
    lot = lot_for_deed(lot_id, Deed.DOCUMENT, by=by)
    reason = reason_given(reason, _l("Please say why the purchase is corrected."))
    wrong = _correctable(lot, source_id)
    anew = [right] if right else []
    refuse_if_any([*faults_of_purchases(anew, clock.today()), *_not_linked(lot, anew)])
    if right and (right.whom, right.quantity, right.paid, right.bought_on) == (
        (wrong.household_id, "" if wrong.household_id else wrong.seller_name),
        wrong.quantity,
        wrong.paid,
        wrong.bought_on,
    ):
        raise Refused(_l("Nothing of this purchase would change."))
    now = documented_of(lot.id) - wrong.quantity + (right.quantity if right else NOTHING)
    _say_surplus(lot, now, surplus_reason)
    db.session.flush()
    opposite = {
        "lot_id": lot.id,
        "household_id": wrong.household_id,
        "seller_name": wrong.seller_name,
        "quantity": -wrong.quantity,
        "paid": -wrong.paid,
        "bought_on": wrong.bought_on,
        "corrects_id": wrong.id,
        "at": clock.now(),
        "person_id": by.person_id,
        "reason": reason,
    }
    db.session.execute(ENTER, [opposite, *(_row(lot, one, by) | {"reason": reason} for one in anew)])
    record(
        by,
        "lot.purchase_corrected",
        "lot",
        lot.id,
        was_quantity=str(wrong.quantity),
        quantity=str(right.quantity if right else NOTHING),
        measure=measure_of(lot).value,
        was=wrong.paid.fen,
        amount=right.paid.fen if right else 0,
        reason=reason,
    )
    bump_shelf()
    return lot


def refuse_while_purchases_stand(struck: HouseholdStruck) -> None:
    """A household of which something was bought was no mistake: the purchase has to be corrected first."""
    correction = aliased(LotSource)
    standing = (
        select(Lot.code)
        .join(LotSource, LotSource.lot_id == Lot.id)
        .outerjoin(correction, correction.corrects_id == LotSource.id)
        .where(LotSource.household_id == struck.household_id, LotSource.corrects_id.is_(None), correction.id.is_(None))
    )
    code = db.session.execute(standing.order_by(LotSource.id).limit(1)).scalar_one_or_none()
    if code is not None:
        raise Refused(
            _l("A purchase of this household stands in lot %(code)s: correct the purchase first.", code=code),
            field="reason",
        )


def _correctable(lot: Lot, source_id: int) -> LotSource:
    """A purchase of the lot that stands: no correction itself, and not corrected yet."""
    correction = aliased(LotSource)
    corrected_by: Any = correction.id
    asked = (
        select(LotSource, corrected_by)
        .outerjoin(correction, correction.corrects_id == LotSource.id)
        .where(LotSource.id == source_id, LotSource.lot_id == lot.id, LotSource.corrects_id.is_(None))
    )
    found = db.session.execute(asked).one_or_none()
    if found is None:
        raise NotYours
    source: LotSource = found[0]
    if found[1] is not None:
        raise Refused(_l("This purchase was corrected already. The row that took its place can be corrected."))
    return source


def _say_surplus(lot: Lot, documented: Quantity, surplus_reason: str) -> None:
    said = surplus_reason.strip()[:LONGEST_REASON]
    fault = too_much(lot.came, documented, said or lot.surplus_reason, measure_of(lot))
    if fault is not None:
        raise fault
    if documented <= lot.came:
        lot.surplus_reason = ""
    elif said:
        lot.surplus_reason = said


def _not_linked(lot: Lot, bought: Sequence[Bought]) -> list[Refused]:
    """Households are the supplier's own, and none that was struck out of its roster."""
    wanted = {one.household_id for one in bought if one.household_id is not None}
    if not wanted:
        return []
    mine = select(LinkedHousehold.id).where(
        LinkedHousehold.id.in_(sorted(wanted)),
        LinkedHousehold.supplier_id == lot.supplier_id,
        ~LinkedHousehold.struck,
    )
    if len(db.session.execute(mine.order_by(LinkedHousehold.id).with_for_update(read=True)).all()) == len(wanted):
        return []
    return [Refused(_l("One of these households is not on your roster."))]


def _row(lot: Lot, one: Bought, by: Actor) -> dict[str, object]:
    return {
        "lot_id": lot.id,
        "household_id": one.household_id,
        "seller_name": one.seller[:LONGEST_SELLER],
        "quantity": one.quantity,
        "paid": one.paid,
        "bought_on": one.bought_on,
        "corrects_id": None,
        "at": clock.now(),
        "person_id": by.person_id,
        "reason": "",
    }
