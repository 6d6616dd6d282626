"""What a cluster publishes is proposed by one of its officials and decided by another.

A proposal is numbered and a decision made under the cluster's own row, which is locked first: two that propose at once
follow each other, and the second finds that one waits already.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.reports.models import PublishingChoice
from shop.reports.policies import may_publish
from shop.reports.publishing.choices import Choice
from shop.reports.publishing.life import ChoiceAction, after
from shop.reports.publishing.words import ChoiceState, Item
from shop.reports.queries.publishing import in_force

DEEDS = {ChoiceAction.APPROVE: "approved", ChoiceAction.REFUSE: "refused", ChoiceAction.WITHDRAW: "withdrawn"}
"""What the trail calls each step."""


def propose_publishing(choice: Choice, *, by: Actor) -> PublishingChoice:
    """From now on this is to be published, once a second official approves it."""
    cluster_id = _held(by)
    newest = _newest(cluster_id)
    if newest is not None and newest.state is ChoiceState.PROPOSED:
        raise Refused(_l("A proposal waits already: it has to be decided or withdrawn first."))
    if choice == in_force(cluster_id).choice:
        raise Refused(_l("This is what is published today: there is nothing to propose."))
    row = PublishingChoice(
        cluster_id=cluster_id,
        n=newest.n + 1 if newest else 1,
        items=[item.value for item in Item if item in choice],
        basis=choice.basis,
        least_units=choice.least_units,
        hosts=list(choice.hosts),
        state=ChoiceState.PROPOSED,
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
        reason="",
    )
    db.session.add(row)
    db.session.flush()
    record(by, "publishing.proposed", "publishing", row.id, number=row.n)
    _tell(row, "proposed", by)
    return row


def decide_publishing(row: PublishingChoice, action: ChoiceAction, reason: str = "", *, by: Actor) -> PublishingChoice:
    """It is approved or refused by another official, or withdrawn by who proposed it."""
    if row.cluster_id != _held(by):
        raise NotYours
    db.session.refresh(row)
    row.state = after(row.state, action, own=row.proposed_by_id == by.person_id, reason=reason)
    row.decided_by_id, row.decided_at, row.reason = by.person_id, clock.now(), reason.strip()
    db.session.flush()
    record(by, f"publishing.{DEEDS[action]}", "publishing", row.id, number=row.n, reason=row.reason)
    _tell(row, DEEDS[action], by)
    return row


def _held(by: Actor) -> int:
    """The actor's cluster, whose row is locked until the transaction ends."""
    if by.cluster_id is None or not may_publish(by):
        raise NotYours
    unit = Unit.__table__.c
    held: int = db.session.execute(locked(select(unit.id).where(unit.id == by.cluster_id))).scalar_one()
    return held


def _newest(cluster_id: int) -> PublishingChoice | None:
    highest = select(func.max(PublishingChoice.n)).where(PublishingChoice.cluster_id == cluster_id).scalar_subquery()
    asked = select(PublishingChoice).where(PublishingChoice.cluster_id == cluster_id, PublishingChoice.n == highest)
    return db.session.execute(asked).scalar_one_or_none()


def _tell(row: PublishingChoice, deed: str, by: Actor) -> None:
    """The cluster's own officials and, if another unit leads it, that unit's are told."""
    unit = Unit.__table__.c
    leading = select(unit.id).where(unit.cluster_id == row.cluster_id, unit.leads)
    for organisation_id in sorted({row.cluster_id, by.organisation_id, *db.session.execute(leading).scalars()}):
        tell(organisation_id, f"publishing_{deed}", subject=("publishing", str(row.n)), number=row.n, by=by.person_name)
