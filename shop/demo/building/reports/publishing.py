"""What the demo's cluster publishes, as two of its officials chose it: signed bulletins too, and who may embed it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from shop.demo.building.stage import Stage
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.reports.publishing.choices import Choice
from shop.reports.publishing.life import ChoiceAction
from shop.reports.publishing.words import Item
from shop.reports.services.publishing import decide_publishing, propose_publishing

HOSTS = ("www.example.cn",)


def plan_publishing(stage: Stage) -> None:
    """Five weeks before today."""
    day = clock.shanghai_day(stage.timeline.end) - timedelta(days=35)
    stage.timeline.plan(clock.at_shanghai(day, 15, 20), partial(_choose, stage))


def _choose(stage: Stage) -> None:
    proposer = stage.who(stage.facts.cluster.key, Role.OFFICIAL)
    second = stage.who(stage.facts.cluster.key, Role.OFFICIAL, but=proposer)
    if proposer is not None and second is not None:
        proposal = propose_publishing(Choice(frozenset(Item), hosts=HOSTS), by=proposer)
        decide_publishing(proposal, ChoiceAction.APPROVE, by=second)
