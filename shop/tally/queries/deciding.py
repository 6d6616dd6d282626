"""What waits for a second person among those who decide what counts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.tally.models import PeriodStep, Reevaluation, RuleSet, Scheme
from shop.tally.periods import PeriodState
from shop.tally.policies import may_decide_rules

PROPOSED = (PeriodState.LOCK_PROPOSED, PeriodState.UNLOCK_PROPOSED)


class Deciding(NamedTuple):
    """So many months, proposals to judge anew and versions of rules wait, which somebody else has proposed."""

    months: int
    reevaluations: int
    rules: int


def waiting_for(actor: Actor) -> Deciding | None:
    """What the actor can decide; nothing for whoever decides no rules. One query."""
    if actor.cluster_id is None or not may_decide_rules(actor, actor.cluster_id, leads=actor.leads):
        return None
    me, cluster_id = actor.person_id, actor.cluster_id
    newest = (
        select(func.max(PeriodStep.id))
        .where(PeriodStep.cluster_id == cluster_id)
        .group_by(PeriodStep.year, PeriodStep.month)
    )
    months = select(func.count()).where(
        PeriodStep.id.in_(newest), PeriodStep.state.in_(PROPOSED), PeriodStep.by_id != me
    )
    anew = select(func.count()).where(
        Reevaluation.cluster_id == cluster_id, Reevaluation.outcome.is_(None), Reevaluation.proposed_by_id != me
    )
    approved = RuleSet.__table__.alias("approved")
    overtaken = (
        select(approved.c.id)
        .where(approved.c.scheme_id == RuleSet.scheme_id, approved.c.approved_at.is_not(None))
        .where(approved.c.version > RuleSet.version)
    )
    rules = (
        select(func.count())
        .select_from(RuleSet)
        .join(Scheme, Scheme.id == RuleSet.scheme_id)
        .where(Scheme.cluster_id == cluster_id, RuleSet.approved_at.is_(None), RuleSet.proposed_by_id != me)
        .where(~overtaken.exists())
    )
    asked = select(months.scalar_subquery(), anew.scalar_subquery(), rules.scalar_subquery())
    return Deciding(*db.session.execute(asked).one())
