"""What a cluster has chosen to publish: what is in force, what waits, and every choice there was."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.reports.models import PublishingChoice
from shop.reports.publishing.choices import FIRST, Choice
from shop.reports.publishing.words import ChoiceState

MOST_SHOWN = 50


class Told(NamedTuple):
    """A choice, with the names of who proposed and who decided it."""

    row: PublishingChoice
    proposed_by: str
    decided_by: str | None


class InForce(NamedTuple):
    """What is published; ``n`` is 0 before anybody has chosen."""

    choice: Choice
    n: int = 0


def in_force(cluster_id: int) -> InForce:
    """What a cluster publishes today. One query."""
    asked = select(PublishingChoice).where(
        PublishingChoice.cluster_id == cluster_id, PublishingChoice.state == ChoiceState.APPROVED
    )
    row = db.session.execute(asked.order_by(PublishingChoice.n.desc()).limit(1)).scalar_one_or_none()
    return InForce(FIRST) if row is None else InForce(row.choice, row.n)


def choices_of(cluster_id: int) -> list[Told]:
    """The newest choices of a cluster, the newest first. One query."""
    proposer, decider = aliased(Person), aliased(Person)
    asked = (
        select(PublishingChoice, proposer.name, decider.name)
        .join(proposer, proposer.id == PublishingChoice.proposed_by_id)
        .outerjoin(decider, decider.id == PublishingChoice.decided_by_id)
        .where(PublishingChoice.cluster_id == cluster_id)
    )
    rows = db.session.execute(asked.order_by(PublishingChoice.n.desc()).limit(MOST_SHOWN))
    return [Told(*row) for row in rows]


def choice_for(cluster_id: int, n: int) -> PublishingChoice:
    """A cluster's own choice by its number."""
    asked = select(PublishingChoice).where(PublishingChoice.cluster_id == cluster_id, PublishingChoice.n == n)
    row = db.session.execute(asked).scalar_one_or_none()
    if row is None:
        raise NotYours
    return row
