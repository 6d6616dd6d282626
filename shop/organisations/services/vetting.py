"""Taking the steps of a supplier's vetting: each is a dated row that the applicant sees."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations import lifecycle
from shop.organisations.events import SupplierChanged, SupplierVetted
from shop.organisations.lifecycle import MOVES, Vetting
from shop.organisations.models import Supplier, SupplierApplication, SupplierStep
from shop.organisations.services.naming import claimed_credit_code, credit_code_taken, text_of

LONGEST_REASON = 300

ACTIONS = {
    Vetting.SUBMIT: "supplier.submitted",
    Vetting.WITHDRAW: "supplier.withdrawn",
    Vetting.TAKE_UP: "supplier.taken_up",
    Vetting.RECOMMEND: "supplier.recommended",
    Vetting.RETURN: "supplier.returned",
    Vetting.APPROVE: "supplier.approved",
    Vetting.SEND_BACK: "supplier.sent_back",
    Vetting.GIVE_BACK: "supplier.given_back",
    Vetting.REFUSE: "supplier.refused",
    Vetting.SUSPEND: "supplier.suspended",
    Vetting.READMIT: "supplier.readmitted",
}
"""What the trail calls a step."""


def recommend_supplier(supplier: Supplier, *, by: Actor) -> None:
    """The county vouches for one of its own."""
    take_step(Vetting.RECOMMEND, supplier, by=by)


def approve_supplier(supplier: Supplier, *, by: Actor) -> None:
    """The operator has checked the papers: the supplier may sell, and what it sells may count."""
    take_step(Vetting.APPROVE, supplier, by=by)


def suspend_supplier(supplier: Supplier, reason: str, *, by: Actor) -> None:
    """Nothing new is sold and nothing new counts; what was ordered before keeps the facts of its day.

    What it lists stays listed and is seen by nobody until it is readmitted: every shelf, search, basket and checkout
    asks whether the seller is approved.
    """
    take_step(Vetting.SUSPEND, supplier, reason, by=by)


def readmit_supplier(supplier: Supplier, reason: str, *, by: Actor) -> None:
    """What the supplier was suspended for is settled: its listings are on sale again as they were."""
    take_step(Vetting.READMIT, supplier, reason, by=by)


def take_step(
    step: Vetting, supplier: Supplier, reason: str = "", *, by: Actor, said: dict[str, Any] | None = None
) -> SupplierStep:
    """A step of the table; ``said`` is the application as it was sent.

    Raises ``NotYours`` for who may not take it, ``ForbiddenVetting`` from where it cannot be taken, and ``Refused``
    without a reason where one is needed. Two who decide at once come one after the other: the supplier is locked.
    """
    db.session.refresh(supplier, with_for_update=True)
    if not lifecycle.may_take(by, step, supplier.county_code, supplier.id):
        raise NotYours
    status = lifecycle.after(step, supplier.status)
    why = text_of(reason, LONGEST_REASON, field="reason") if MOVES[step].with_reason else None
    if step is Vetting.APPROVE and _recommended_by(supplier.id) == by.person_id:
        raise Refused(_l("The person who recommended a supplier cannot approve it: a second person must."))
    was_sent = supplier.applied_at is not None
    try:
        with db.session.begin_nested():
            _follow(step, supplier)
            supplier.status, supplier.status_since = status, clock.now()
            db.session.flush()
    except IntegrityError:  # another application with the same code was sent in the same moment
        raise credit_code_taken() from None
    taken = note_step(step, supplier, why, by=by, said=said)
    record(by, ACTIONS[step], "supplier", supplier.id, name=supplier.name, reason=why)
    publish(SupplierChanged(supplier.id))
    if was_sent or step is Vetting.SUBMIT:
        publish(SupplierVetted(supplier.id, supplier.slug, supplier.name, supplier.county_code, step, why))
    return taken


def note_step(
    step: Vetting, supplier: Supplier, reason: str | None, *, by: Actor | None, said: dict[str, Any] | None = None
) -> SupplierStep:
    """The row of a step; nobody (``by=None``) takes it while the shop is set up."""
    last = select(func.max(SupplierStep.n)).where(SupplierStep.supplier_id == supplier.id)
    taken = SupplierStep(
        supplier_id=supplier.id,
        n=(db.session.execute(last).scalar() or 0) + 1,
        step=step,
        status=supplier.status,
        person_id=by.person_id if by else None,
        person_name=by.person_name if by else None,
        organisation_name=by.organisation_name if by else None,
        reason=reason,
        said=said,
        at=clock.now(),
    )
    db.session.add(taken)
    db.session.flush()
    return taken


def _follow(step: Vetting, supplier: Supplier) -> None:
    """A credit code is taken when an application is sent, and free again when it is withdrawn."""
    application = db.session.get_one(SupplierApplication, supplier.id)
    if step is Vetting.SUBMIT:
        supplier.credit_code = claimed_credit_code(application.credit_code, supplier.id)
        supplier.applied_at = supplier.applied_at or clock.now()
    if step is Vetting.WITHDRAW:
        application.credit_code = supplier.credit_code or application.credit_code
        supplier.credit_code = None


def _recommended_by(supplier_id: int) -> int | None:
    asked = select(SupplierStep.person_id).where(
        SupplierStep.supplier_id == supplier_id, SupplierStep.step == Vetting.RECOMMEND
    )
    return db.session.execute(asked.order_by(SupplierStep.n.desc()).limit(1)).scalar_one_or_none()
