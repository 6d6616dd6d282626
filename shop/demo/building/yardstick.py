"""The demo's yardstick: one scheme, its rules by DOMAIN §3, and the targets of two years."""

from __future__ import annotations

from datetime import date
from functools import partial

from shop.demo import records
from shop.demo.building.ground import two_operators
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.words import UnitLevel
from shop.tally.models import Scheme, TargetLine
from shop.tally.rules import Rules
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from shop.tally.services.targets import approve_target, file_revision, file_target
from shop.tally.words import TargetForm

COUNTING_PURPOSES = (Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF)
FILED = "按上年实际与本年人数申报。"
SPLIT = "下级合计加机动部分。"
RAISED = "年中调增：新学期就餐人数增加。"


def set_yardstick(stage: Stage) -> None:
    """The scheme with its rules, and when each year's targets are set."""
    first, _second = two_operators(stage)
    scheme = set_up_scheme(
        stage.unit_ids[stage.facts.cluster.key],
        "consumption-aid",
        "消费帮扶年度考核口径",
        "Yearly count of consumption aid",
        by=first,
    )
    lead = stage.somebody(stage.facts.cluster.key, Role.OFFICIAL)
    rules = propose_rules(scheme, Rules(), date(stage.facts.last_year, 1, 1), by=lead)
    approve_rules(rules, by=_another(stage, stage.facts.cluster.key, lead))
    _targets(stage, scheme.id, stage.facts.last_year)
    new_year = clock.at_shanghai(date(stage.facts.this_year, 1, 1), 9)
    stage.timeline.plan(new_year, partial(_targets, stage, scheme.id, stage.facts.this_year))
    if_raised = clock.at_shanghai(date(stage.facts.this_year, 9, 3), 9)
    stage.timeline.plan(if_raised, partial(_raise_one, stage))


def _targets(stage: Stage, scheme_id: int, year: int) -> None:
    """Leaves first, then towns, then the cluster: a node's target is its children's and a rest."""
    scheme = db.session.get_one(Scheme, scheme_id)
    sums: dict[str, Money] = {}
    for level in (UnitLevel.LEAF, UnitLevel.TOWN, UnitLevel.CLUSTER):
        for unit in stage.facts.units.values():
            if unit.level is level and year in unit.years and (year in unit.parents or level is UnitLevel.CLUSTER):
                sums[unit.key] = _target_of(stage, scheme, unit, year, sums)


def _target_of(stage: Stage, scheme: Scheme, unit: records.Unit, year: int, sums: dict[str, Money]) -> Money:
    filed = unit.years[year]
    author, by = _signatures(stage, unit, year)
    unit_id = stage.unit_ids[unit.key]
    if unit.level is not UnitLevel.LEAF:
        below = sum(sums[child.key].fen for child in stage.facts.children(unit.key, year) if child.key in sums)
        target = Money(max(below + filed.rest.fen, 0))
        proposal = file_target(
            scheme, unit_id, year, TargetForm.AMOUNT, COUNTING_PURPOSES, amount=target, reason=SPLIT, by=author
        )
        approve_target(proposal, by=by)
        return target
    for line in filed.targets:
        proposal = file_target(
            scheme,
            unit_id,
            year,
            line.form,
            line.purposes,
            base=filed.base_of(line),
            rate=line.rate,
            amount=filed.amount_of(line) if line.form is TargetForm.AMOUNT else None,
            reason=FILED,
            by=author,
        )
        approve_target(proposal, by=by)
    return filed.target


def _signatures(stage: Stage, unit: records.Unit, year: int) -> tuple[Actor, Actor]:
    """Who files and who approves: somebody of the unit, and an official of what stands above it in the year.

    Above the cluster there is nobody, so its second official approves.
    """
    role = Role.BUYER if unit.level is UnitLevel.LEAF else Role.OFFICIAL
    author = stage.who(unit.key, role) or stage.somebody(unit.key, Role.OFFICIAL)
    return author, _another(stage, unit.parents.get(year, unit.key), author)


def _another(stage: Stage, key: str, than: Actor) -> Actor:
    """An official of a node who is somebody else."""
    found = stage.who(key, Role.OFFICIAL, but=than)
    if found is None:
        raise LookupError(f"{key} has one official only")
    return found


def _raise_one(stage: Stage) -> None:
    """In September one school's canteen target is raised: the first approved figure stays beside the current one."""
    buyer = next(person for person in stage.facts.people.values() if person.key == "buyer")
    unit_id = stage.unit_ids[buyer.memberships[0].organisation]
    asked = db.select(TargetLine).where(
        TargetLine.unit_id == unit_id,
        TargetLine.year == stage.facts.this_year,
        TargetLine.form == TargetForm.CANTEEN_RATE,
    )
    line = db.session.execute(asked).scalars().first()
    if line is None or not line.revisions:
        return
    author, by = _signatures(stage, stage.facts.units[buyer.memberships[0].organisation], stage.facts.this_year)
    newest = line.revisions[-1]
    base = int((newest.base or 0) * 1.06) // 100 * 100
    approve_target(file_revision(line, base=base, rate=newest.rate, reason=RAISED, by=author), by=by)
