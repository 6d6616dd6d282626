"""What a supplier wants changed after its approval: another name, code or licence holds once the operator says so.

Orders and papers keep the words they were made with: they are snapshots.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import SupplierChanged, SupplierChangeProposed
from shop.organisations.lifecycle import KEEPING
from shop.organisations.models import Supplier, SupplierApplication, SupplierChange, SupplierDocument
from shop.organisations.services.documents import put_in_force
from shop.organisations.services.naming import claimed_credit_code, in_latin, text_of
from shop.organisations.words import Decision, DocumentKind, SupplierStatus

LONGEST_REASON = 400
CHECKED = (SupplierStatus.APPROVED, SupplierStatus.SUSPENDED)
"""After the approval a change is checked; before it, it is simply typed."""


def propose_change(
    supplier: Supplier, *, name: str, english: str, credit_code: str, reason: str, by: Actor
) -> SupplierChange:
    """The supplier is called otherwise or has another code. Until it is approved nothing changes.

    What stays the same may be typed again; if all of it does there is nothing to propose.
    """
    _check_may_propose(supplier, by)
    wanted = {
        "name": text_of(name, 200, field="name"),
        "name_english": text_of(english.strip() or in_latin(name.strip()), 200, field="name_english"),
        "credit_code": claimed_credit_code(credit_code, supplier.id),
    }
    was = {field: getattr(supplier, field) or "" for field in wanted}
    differs = {field: value for field, value in wanted.items() if value != was[field]}
    if not differs:
        raise Refused(_l("Nothing is different from what is registered."), field="name")
    return _proposed(supplier, was, differs, text_of(reason, LONGEST_REASON, field="reason"), None, by)


def propose_licence(supplier: Supplier, licence: SupplierDocument, *, by: Actor) -> SupplierChange:
    """The supplier shows a new licence, which takes the old one's place once the operator has approved it."""
    _check_may_propose(supplier, by)
    before = _licence(supplier.id)
    was = {"licence": before.number if before else ""}
    reason = str(_("A new business licence."))
    return _proposed(supplier, was, {"licence": licence.number}, reason, licence.id, by)


def _check_may_propose(supplier: Supplier, by: Actor) -> None:
    if by.organisation_id != supplier.id or not by.has(*KEEPING):
        raise NotYours
    db.session.refresh(supplier, with_for_update=True)
    if supplier.status not in CHECKED:
        raise Refused(_l("Until the approval the application itself is changed."))
    waiting = select(SupplierChange.id).where(
        SupplierChange.supplier_id == supplier.id, SupplierChange.decision == Decision.WAITING
    )
    if db.session.execute(waiting).first():
        raise Refused(_l("Another change waits for the operator already. Withdraw it first, or have it decided."))


def _proposed(
    supplier: Supplier, was: dict[str, str], wanted: dict[str, str], reason: str, licence_id: int | None, by: Actor
) -> SupplierChange:
    change = SupplierChange(
        supplier_id=supplier.id,
        was={field: was[field] for field in wanted},
        wanted=wanted,
        document_id=licence_id,
        reason=reason,
        proposed_by_id=by.person_id,
        proposed_by_name=by.person_name,
        proposed_at=clock.now(),
        decision=Decision.WAITING,
    )
    db.session.add(change)
    db.session.flush()
    _tell(change, supplier, "proposed", change.reason, by)
    return change


def approve_change(change: SupplierChange, *, by: Actor) -> None:
    """The operator has checked it: from now on the supplier is called so, and papers that are made now say so."""
    supplier = _to_decide(change, by)
    if change.proposed_by_id == by.person_id:
        raise Refused(_l("You asked for this change yourself: somebody else has to approve it."))
    wanted = change.wanted
    if "credit_code" in wanted:
        supplier.credit_code = claimed_credit_code(wanted["credit_code"], supplier.id)
        db.session.get_one(SupplierApplication, supplier.id).credit_code = supplier.credit_code
    supplier.name = wanted.get("name", supplier.name)
    supplier.name_english = wanted.get("name_english", supplier.name_english)
    if change.document_id is not None:
        put_in_force(db.session.get_one(SupplierDocument, change.document_id))
    _decide(change, Decision.APPROVED, "", by)
    _tell(change, supplier, "approved", None, by)
    publish(SupplierChanged(supplier.id))


def reject_change(change: SupplierChange, answer: str, *, by: Actor) -> None:
    """It stays as it was; the supplier reads why."""
    supplier = _to_decide(change, by)
    said = text_of(answer, LONGEST_REASON, field="reason")
    _end_licence(change)
    _decide(change, Decision.REJECTED, said, by)
    _tell(change, supplier, "rejected", said, by)


def withdraw_change(change: SupplierChange, *, by: Actor) -> None:
    """The supplier does not want it any more."""
    if by.organisation_id != change.supplier_id or not by.has(*KEEPING):
        raise NotYours
    supplier = _waiting(change)
    _end_licence(change)
    _decide(change, Decision.WITHDRAWN, "", by)
    _tell(change, supplier, "withdrawn", None, by)


def _to_decide(change: SupplierChange, by: Actor) -> Supplier:
    if not by.is_operator:
        raise NotYours
    return _waiting(change)


def _waiting(change: SupplierChange) -> Supplier:
    """The supplier of a change that nobody has decided yet; the supplier is locked first, then the change."""
    supplier = db.session.get_one(Supplier, change.supplier_id)
    db.session.refresh(supplier, with_for_update=True)
    db.session.refresh(change, with_for_update=True)
    if change.decision is not Decision.WAITING:
        raise Refused(_l("This change has been decided about already."))
    return supplier


def _decide(change: SupplierChange, decision: Decision, answer: str, by: Actor) -> None:
    change.decision, change.answer = decision, answer
    change.decided_by_id, change.decided_by_name, change.decided_at = by.person_id, by.person_name, clock.now()
    db.session.flush()


def _end_licence(change: SupplierChange) -> None:
    if change.document_id is not None:
        db.session.get_one(SupplierDocument, change.document_id).ended_at = clock.now()


def _licence(supplier_id: int) -> SupplierDocument | None:
    asked = select(SupplierDocument).where(
        SupplierDocument.supplier_id == supplier_id,
        SupplierDocument.kind == DocumentKind.LICENCE,
        SupplierDocument.in_force_at.is_not(None),
        SupplierDocument.ended_at.is_(None),
    )
    return db.session.execute(asked.limit(1)).scalar_one_or_none()


def _tell(change: SupplierChange, supplier: Supplier, what: str, reason: str | None, by: Actor) -> None:
    record(by, f"supplier.change_{what}", "supplier", supplier.id, reason=reason, **change.wanted)
    publish(SupplierChangeProposed(supplier.id, supplier.county_code, supplier.slug, supplier.name, what, reason))
