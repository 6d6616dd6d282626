"""What it takes two people to do to a verified purchase: correct its amount, dispute it, uphold it, strike it out."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import is_member
from shop.tally.models import OfflineMotion, OfflinePurchase, OfflineVersion
from shop.tally.offline.life import AGREE, MOVES, OF_THE_UNIT, Action, after
from shop.tally.queries.offline_register import held_purchase, versions_of
from shop.tally.services.evidence import prove_offline
from shop.tally.services.offline.booking import TwoPeople, book, judge_chain
from shop.tally.services.offline.entering import step
from shop.tally.services.offline.judging import require_reason, standing_for
from shop.tally.services.offline.resting import hold_invoice, take_off
from shop.tally.services.offline.telling import tell_superior, tell_unit
from shop.tally.words import VerdictState

AGREED, REJECTED, TAKEN_BACK = "agreed", "rejected", "taken_back"
COPIED = (
    "cluster_id purchase_id day supplier_id seller_name seller_code seller_county goods category_id origin_county "
    "quantity measure certificate purpose invoice_number facts"
).split()


def propose(
    purchase: OfflinePurchase, action: Action, reason: str, *, amount: Money | None = None, by: Actor
) -> OfflineMotion:
    """Somebody proposes what is done about a verified purchase; nothing changes until another person agrees."""
    purchase = held_purchase(purchase)
    versions = list(versions_of(purchase.id))
    parties, standing = standing_for(purchase, versions, by)
    if not parties or not MOVES[action].two:
        raise NotYours
    after(parties, standing, action)
    require_reason(reason)
    waiting = select(OfflineMotion.id).where(OfflineMotion.purchase_id == purchase.id, OfflineMotion.outcome.is_(None))
    if db.session.execute(waiting).first() is not None:
        raise Refused(_l("Something is proposed already, and waits for an answer."))
    if action is Action.LOWER and not Money(0) < (amount or Money(0)) < versions[-1].amount:
        raise Refused(
            _l("A correction lowers the amount: what is more is another purchase, and what is nothing is struck out."),
            field="amount",
        )
    motion = OfflineMotion(
        cluster_id=purchase.cluster_id,
        purchase_id=purchase.id,
        deed=action,
        amount=amount if action is Action.LOWER else None,
        reason=reason.strip(),
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(motion)
    db.session.flush()
    proposed = {"amount": amount.fen} if motion.amount is not None and amount is not None else {}
    _record(f"offline.{action.value}_proposed", purchase, by, reason=motion.reason, **proposed)
    tell_superior("offline_proposed", purchase, versions[-1], reason=reason.strip())
    return motion


def agree(motion: OfflineMotion, *, by: Actor) -> None:
    """A second person agrees, and it is done: the book gets a new verdict, or a new entry that names the first."""
    purchase, versions = _held(motion, by)
    if motion.by_id == by.person_id:
        raise Refused(_l("Somebody other than the person who proposed it has to agree."))
    if is_member(by.person_id, purchase.unit_id):
        raise Refused(OF_THE_UNIT)
    if purchase.state not in MOVES[motion.deed].start:
        raise Refused(_l("It stands differently by now, so this cannot be done any more."))
    two = TwoPeople(motion.by_id, by.person_id)
    purchase.state = MOVES[motion.deed].end
    _close(motion, AGREED, by)
    step(purchase, motion.deed, by, motion.reason, second_id=motion.by_id)
    _DEEDS[motion.deed](purchase, versions[-1], motion, two, by)
    tell_unit(f"offline_{motion.deed.value}", purchase, versions[-1], reason=motion.reason)


def reject(motion: OfflineMotion, *, by: Actor) -> None:
    """It is not done; the purchase stands as before. Whoever proposed it takes it back by the same way."""
    purchase, versions = _held(motion, by, own=True)
    outcome = TAKEN_BACK if motion.by_id == by.person_id else REJECTED
    _close(motion, outcome, by)
    _record(f"offline.{outcome}", purchase, by)
    tell_unit("offline_not_done", purchase, versions[-1])


def _held(motion: OfflineMotion, by: Actor, *, own: bool = False) -> tuple[OfflinePurchase, list[OfflineVersion]]:
    purchase = held_purchase(db.session.get_one(OfflinePurchase, motion.purchase_id))
    db.session.execute(locked(select(OfflineMotion).where(OfflineMotion.id == motion.id)))
    versions = list(versions_of(purchase.id))
    parties, _standing = standing_for(purchase, versions, by)
    if not (parties & AGREE or (own and motion.by_id == by.person_id)):
        raise NotYours
    if motion.outcome is not None:
        raise Refused(_l("This was answered already."))
    return purchase, versions


def _record(action: str, purchase: OfflinePurchase, by: Actor, **said: Any) -> None:
    particulars = {"number": purchase.number} | said
    record(by, action, "offline_purchase", purchase.id, cluster_id=purchase.cluster_id, **particulars)


def _close(motion: OfflineMotion, outcome: str, by: Actor) -> None:
    motion.outcome, motion.decided_by_id, motion.decided_at = outcome, by.person_id, clock.now()
    db.session.flush()


def _lower(purchase: OfflinePurchase, before: OfflineVersion, motion: OfflineMotion, two: TwoPeople, by: Actor) -> None:
    amount = motion.amount or Money(0)
    if not Money(0) < amount < before.amount:
        raise Refused(_l("It stands differently by now, so this cannot be done any more."))
    newest = select(func.max(OfflineVersion.n)).where(OfflineVersion.purchase_id == purchase.id)
    lowered = OfflineVersion(
        **{name: getattr(before, name) for name in COPIED},
        n=(db.session.execute(newest).scalar() or 0) + 1,
        amount=amount,
        at=clock.now(),
        by_id=two.by_id,
        seconded_by_id=two.seconded_by_id,
    )
    db.session.add(lowered)
    purchase.version = lowered.n
    db.session.flush()
    take_off(purchase, by=by, but=amount)
    book(purchase, two)
    prove_offline(purchase.id)


def _dispute(
    purchase: OfflinePurchase, _before: OfflineVersion, motion: OfflineMotion, two: TwoPeople, _by: Actor
) -> None:
    hold_invoice(purchase)
    judge_chain(purchase, two, VerdictState.DISPUTED, motion.reason)


def _uphold(
    purchase: OfflinePurchase, _before: OfflineVersion, motion: OfflineMotion, two: TwoPeople, _by: Actor
) -> None:
    hold_invoice(purchase)
    judge_chain(purchase, two, remark=motion.reason)


def _strike(
    purchase: OfflinePurchase, _before: OfflineVersion, _motion: OfflineMotion, two: TwoPeople, by: Actor
) -> None:
    take_off(purchase, by=by)
    book(purchase, two)
    prove_offline(purchase.id)


_DEEDS = {Action.LOWER: _lower, Action.DISPUTE: _dispute, Action.UPHOLD: _uphold, Action.STRIKE: _strike}
