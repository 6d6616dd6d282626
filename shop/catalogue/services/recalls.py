"""Calling a lot back: it is held, whoever has some of it is told what to do, and who has read it is known.

The lot's row is locked first, then the recall's: an order that takes the last of the lot and a truck that leaves with
it come before the recall or after it, never beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.catalogue.lot_life import Deed
from shop.catalogue.models import Lot, Product, Recall, RecallReader
from shop.catalogue.services.lots import lot_for_deed, reason_given
from shop.catalogue.services.shelf import bump_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import locked
from shop.kernel.numbers import enter_numbered
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.questions import Eaten, WhoAteOf, ask
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Organisation, Supplier
from shop.organisations.queries import offices_of, operators

LONGEST_ADVICE = 300


def begin_recall(lot_id: int, reason: str, advice: str, *, by: Actor) -> Recall:
    """The lot is called back: nothing of it is sold or leaves any more, and every unit with some of it is told."""
    lot = lot_for_deed(lot_id, Deed.RECALL, by=by)
    reason = reason_given(reason, _l("Please say why the lot is recalled."))
    advice = advice.strip()[:LONGEST_ADVICE]
    if not advice:
        raise Refused(_l("Please say what is to be done with the goods."), field="advice")
    lot.held = lot.recalled = True
    lot.held_reason = reason
    recall = Recall(
        lot_id=lot.id,
        supplier_id=lot.supplier_id,
        reason=reason,
        advice=advice,
        begun_at=clock.now(),
        begun_by_id=by.person_id,
    )
    enter_numbered(db.session(), recall, "Z")
    _tell_units(recall, lot)
    _tell_offices(recall, lot, "recall_begun")
    record(by, "lot.recalled", "lot", lot.id, number=recall.number, reason=reason)
    bump_shelf()
    return recall


def end_recall(lot_id: int, reason: str, *, by: Actor) -> Recall:
    """The recall is over. The lot stays held back: whether it is sold again a manager decides apart from it."""
    lot = lot_for_deed(lot_id, Deed.END_RECALL, by=by)
    reason = reason_given(reason, _l("Please say why the recall is over."))
    going_on = locked(select(Recall).where(Recall.lot_id == lot.id, Recall.ended_at.is_(None)))
    recall = db.session.execute(going_on).scalar_one()
    recall.ended_at, recall.ended_by_id, recall.end_reason = clock.now(), by.person_id, reason
    lot.recalled = False
    product = db.session.get_one(Product, lot.product_id)
    told = select(RecallReader.unit_id).where(RecallReader.recall_id == recall.id).order_by(RecallReader.unit_id)
    for unit_id in db.session.execute(told).scalars():
        tell(unit_id, "recall_ended", subject=("recall", recall.number), reason=reason, **_words(lot, product))
    _tell_offices(recall, lot, "recall_ended")
    record(by, "lot.recall_ended", "lot", lot.id, number=recall.number, reason=reason)
    return recall


def answer_recall(recall_id: int, answer: str, *, by: Actor) -> None:
    """Somebody of a unit that was told says that they have read it, and what became of the goods."""
    mine = select(RecallReader).where(RecallReader.recall_id == recall_id, RecallReader.unit_id == by.organisation_id)
    reader = db.session.execute(locked(mine)).scalar_one_or_none()
    if reader is None:
        raise NotYours
    if reader.read_at is not None:
        raise Refused(_l("Somebody of your unit has answered this already."))
    reader.read_at, reader.read_by_id = clock.now(), by.person_id
    reader.answer = answer.strip()[:LONGEST_ADVICE]
    recall = db.session.get_one(Recall, recall_id)
    record(by, "lot.recall_read", "lot", recall.lot_id, number=recall.number, unit=by.organisation_name, reason=answer)


def _tell_units(recall: Recall, lot: Lot) -> None:
    """Each unit with some of the lot: how much came to it, is on the road to it, or is reserved for it.

    Nothing more of a recalled lot goes to anybody, so nobody has to be told later.
    """
    product = db.session.get_one(Product, lot.product_id)
    eaten: Sequence[Eaten] = ask(WhoAteOf((lot.id,)))[lot.id]
    amounts: dict[int, Quantity] = {}
    for part in eaten:
        amounts[part.unit_id] = amounts.get(part.unit_id, NOTHING) + part.shipped + part.reserved
    for unit_id in sorted(amounts):
        db.session.add(RecallReader(recall_id=recall.id, unit_id=unit_id, told_at=clock.now()))
        tell(
            unit_id,
            "lot_recalled",
            subject=("recall", recall.number),
            quantity=[amounts[unit_id].thousandths, product.measure.value],
            advice=recall.advice,
            reason=recall.reason,
            **_words(lot, product),
        )
    db.session.flush()


def _tell_offices(recall: Recall, lot: Lot, kind: str) -> None:
    """The supplier itself, its county's office and the operator learn of a recall's beginning and end."""
    supplier = db.session.get_one(Supplier, lot.supplier_id)
    product = db.session.get_one(Product, lot.product_id)
    concerned: list[tuple[int, Role | None]] = [(lot.supplier_id, None)]
    concerned += [(office, None) for office in offices_of(supplier.county_code)]
    concerned += [(operator, Role.OPERATOR) for operator in operators()]
    for organisation_id, role in concerned:
        tell(
            organisation_id,
            kind,
            subject=("lot", str(lot.id)),
            role=role,
            reason=recall.end_reason or recall.reason,
            **_words(lot, product),
        )


def _words(lot: Lot, product: Product) -> dict[str, Any]:
    supplier = db.session.get_one(Organisation, lot.supplier_id)
    return {"supplier": supplier.name, "code": lot.code, "product": product.name, "number": lot.code}
