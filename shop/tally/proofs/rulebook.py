"""Which rules stood when: all rule sets, read once for the whole proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from shop.extensions import db
from shop.tally.models import RuleSet, Scheme
from shop.tally.rules import Rules


class Version(NamedTuple):
    """A rule set that two people made."""

    id: int
    scheme_id: int
    rules: Rules
    valid_from: date
    valid_to: date | None
    approved_at: datetime

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RuleBook:
    """Every version of every scheme, approved by somebody else than who proposed it; others are not rules."""

    def __init__(self) -> None:
        statement = (
            select(
                Scheme.cluster_id,
                RuleSet.id,
                RuleSet.scheme_id,
                RuleSet.rules,
                RuleSet.valid_from,
                RuleSet.valid_to,
                RuleSet.approved_at,
            )
            .join(Scheme, Scheme.id == RuleSet.scheme_id)
            .where(RuleSet.approved_at.is_not(None), RuleSet.approved_by_id != RuleSet.proposed_by_id)
            .order_by(RuleSet.scheme_id, RuleSet.version)
        )
        self.by_id: dict[int, Version] = {}
        self._of_cluster: dict[int, list[Version]] = {}
        self._on_day: dict[tuple[int, date], list[Version]] = {}
        for row in db.session.execute(statement):
            version = Version(*row[1:])  # type: ignore[arg-type]  # of what is approved the moment is known
            self.by_id[version.id] = version
            self._of_cluster.setdefault(row.cluster_id, []).append(version)

    def on(self, cluster_id: int, day: date, as_of: datetime | None = None) -> dict[int, Version]:
        """The newest version that covers the day, by scheme; of those approved by a moment, if one is given."""
        asked = (cluster_id, day)
        if asked not in self._on_day:
            self._on_day[asked] = list(self._covering(cluster_id, day))
        versions = self._on_day[asked]
        return {version.scheme_id: version for version in versions if as_of is None or version.approved_at <= as_of}

    def _covering(self, cluster_id: int, day: date) -> Iterator[Version]:
        return (version for version in self._of_cluster.get(cluster_id, ()) if version.covers(day))
