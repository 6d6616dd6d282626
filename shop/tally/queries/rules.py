"""The versions of a scheme's rules, with who made them, and what differs from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.tally.models import RuleSet, Scheme
from shop.tally.rules import Rules
from shop.tally.words import Condition


@dataclass(frozen=True, slots=True)
class Differs:
    """What one version asks for that the other did not, and the other way round."""

    asked: tuple[Condition, ...]
    dropped: tuple[Condition, ...]
    allowed: tuple[Purpose, ...]
    forbidden: tuple[Purpose, ...]

    @classmethod
    def between(cls, old: Rules, new: Rules) -> Differs:
        return cls(
            tuple(one for one in Condition if one in new.conditions and one not in old.conditions),
            tuple(one for one in Condition if one in old.conditions and one not in new.conditions),
            tuple(one for one in Purpose if one in new.purposes and one not in old.purposes),
            tuple(one for one in Purpose if one in old.purposes and one not in new.purposes),
        )

    @property
    def nothing(self) -> bool:
        return not (self.asked or self.dropped or self.allowed or self.forbidden)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the rules; ``before`` is what it differs from: the newest approved one before it."""

    rule_set: RuleSet
    proposed_by: str | None
    approved_by: str | None
    before: RuleSet | None = None
    overtaken: bool = False

    @property
    def waits(self) -> bool:
        return self.rule_set.approved_at is None and not self.overtaken

    @property
    def differs(self) -> Differs | None:
        return Differs.between(self.before.rules, self.rule_set.rules) if self.before else None

    @property
    def holds_today(self) -> bool:
        """Whether it covers today; of several versions that do, the newest is in force."""
        one, today = self.rule_set, clock.today()
        covers = one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)
        return one.approved_at is not None and covers


def versions_of(scheme: Scheme) -> Sequence[Version]:
    """All versions of a scheme's rules, the newest first. One query."""
    rows = db.session.execute(_asked().where(RuleSet.scheme_id == scheme.id).order_by(RuleSet.version)).all()
    newest = max((row[0].version for row in rows if row[0].approved_at is not None), default=0)
    found: list[Version] = []
    before: RuleSet | None = None
    for rule_set, proposed_by, approved_by in rows:
        overtaken = rule_set.approved_at is None and rule_set.version < newest
        found.append(Version(rule_set, proposed_by, approved_by, before, overtaken))
        before = rule_set if rule_set.approved_at is not None else before
    return found[::-1]


def version_for(scheme: Scheme, number: int) -> Version:
    """One version; raises ``NotYours``."""
    for version in versions_of(scheme):
        if version.rule_set.version == number:
            return version
    raise NotYours


def _asked() -> Select[RuleSet, str, str]:
    first, second = aliased(Person), aliased(Person)
    return (
        select(RuleSet, first.name, second.name)
        .select_from(RuleSet)
        .outerjoin(first, first.id == RuleSet.proposed_by_id)
        .outerjoin(second, second.id == RuleSet.approved_by_id)
    )
