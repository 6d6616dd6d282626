"""When the supplier does not agree with an acceptance: it objects, and the unit answers, or a correction settles it.

Nothing here changes a figure: while an objection is open the acceptance bears the mark 存疑, its verdicts stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import OBJECT_WITHIN, ObjectionStatus, Reply, Side, Step, after, after_reply, replies_for
from shop.fulfilment.models import Acceptance, Objection, ObjectionStep
from shop.fulfilment.services.locks import locked_consignment, order_ids_of
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused, refuse_if_any
from shop.notices.services import tell
from shop.ordering.lifecycle import Party
from shop.ordering.services.hands import lend_hand

PARTY = {Side.BUYER: Party.BUYER, Side.SUPPLIER: Party.SUPPLIER}


def object_to(acceptance: Acceptance, reason: str, *, by: Actor) -> Objection:
    """The supplier does not agree with what was written; possible for three days. Nothing is changed by it."""
    consignment = locked_consignment(acceptance.consignment_id)
    after(consignment.status, Step.OBJECT, Side.SUPPLIER)
    refuse_if_any(faults_of_reason(reason))
    if acceptance.n > 1:
        raise Refused(_l("Both sides have agreed to this note: propose a correction instead."))
    if clock.now() > acceptance.accepted_at + OBJECT_WITHIN:
        raise Refused(_l("Objections are possible for three days after the acceptance."))
    if objection_to(acceptance) is not None:
        raise Refused(_l("You have objected to this acceptance already."))
    if db.session.execute(select(Acceptance.id).where(Acceptance.corrects_id == acceptance.id)).first():
        raise Refused(_l("Both sides have agreed to a correction of this note: propose another one instead."))
    lend_hand(order_ids_of(consignment), by, Party.SUPPLIER)
    objection = Objection(
        cluster_id=acceptance.cluster_id,
        acceptance_id=acceptance.id,
        at=clock.now(),
        person_id=by.person_id,
        reason=reason.strip(),
    )
    db.session.add(objection)
    record_about(acceptance, "acceptance.objected", by, reason=reason.strip())
    tell_about(acceptance, Side.BUYER, "objection_raised", reason=reason.strip())
    return objection


def stand_by(acceptance: Acceptance, reason: str, *, by: Actor) -> None:
    """The unit has looked again and stands by what it wrote; the supplier reads why."""
    objection = _locked_objection(acceptance)
    status = after_reply(objection.status, Reply.STAND_BY, Side.BUYER)
    refuse_if_any(faults_of_reason(reason))
    lend_hand(order_ids_of(acceptance.consignment), by, Party.BUYER)
    _add_step(objection, status, Side.BUYER, by, reason.strip())
    record_about(acceptance, "acceptance.stood_by", by, reason=reason.strip())
    tell_about(acceptance, Side.SUPPLIER, "objection_answered", unit=by.organisation_name, reason=reason.strip())


def take_back(acceptance: Acceptance, *, by: Actor) -> None:
    """The supplier does not object any more."""
    objection = _locked_objection(acceptance)
    status = after_reply(objection.status, Reply.TAKE_BACK, Side.SUPPLIER)
    lend_hand(order_ids_of(acceptance.consignment), by, Party.SUPPLIER)
    _add_step(objection, status, Side.SUPPLIER, by)
    record_about(acceptance, "acceptance.objection_withdrawn", by)
    tell_about(acceptance, Side.BUYER, "objection_withdrawn", supplier=by.organisation_name)


def settle_by_correction(corrected: Acceptance, side: Side, *, by: Actor) -> None:
    """Both sides have agreed on another note: with that an objection to this one is settled. The caller tells of it."""
    objection = objection_to(corrected)
    if objection is not None and Reply.CORRECT in replies_for(side, objection.status):
        _add_step(objection, after_reply(objection.status, Reply.CORRECT, side), side, by)


def objection_to(acceptance: Acceptance) -> Objection | None:
    """What the supplier objected to an acceptance, with its steps as they stand now."""
    statement = select(Objection).where(Objection.acceptance_id == acceptance.id)
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def faults_of_reason(reason: str) -> Iterator[Refused]:
    """Whoever contradicts the other side says why."""
    if not reason.strip():
        yield Refused(_l("Please give a reason: the other side will read it."), field="reason")


def record_about(acceptance: Acceptance, action: str, by: Actor, **particulars: str) -> None:
    """Note in the acceptance's own trail what was done about it."""
    record(by, action, "acceptance", acceptance.id, cluster_id=acceptance.cluster_id, **particulars)


def tell_about(acceptance: Acceptance, side: Side, kind: str, **particulars: Any) -> None:
    """Tell one side what was done about an acceptance."""
    organisation_id = acceptance.unit_id if side is Side.BUYER else acceptance.supplier_id
    tell(organisation_id, kind, subject=("acceptance", acceptance.number), number=acceptance.number, **particulars)


def _locked_objection(acceptance: Acceptance) -> Objection:
    """The objection that is replied to; the consignment is locked first, as everywhere."""
    locked_consignment(acceptance.consignment_id)
    objection = objection_to(acceptance)
    if objection is None:
        raise Refused(_l("Nobody has objected to this acceptance."))
    return objection


def _add_step(objection: Objection, status: ObjectionStatus, side: Side, by: Actor, reason: str = "") -> None:
    # Beside the objection and not into its collection: the row itself is never touched again.
    db.session.add(
        ObjectionStep(
            cluster_id=objection.cluster_id,
            objection_id=objection.id,
            n=len(objection.steps) + 1,
            status=status,
            side=side,
            at=clock.now(),
            person_id=by.person_id,
            reason=reason,
        )
    )
    db.session.flush()
    db.session.expire(objection, ["steps"])
