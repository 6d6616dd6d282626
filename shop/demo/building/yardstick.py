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
from shop.tally.services.schemes import lay_down_rules, set_up_scheme
from shop.tally.services.targets import revise_target, set_target
from shop.tally.words import TargetForm

COUNTING_PURPOSES = (Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF)
FILED = "按上年实际与本年人数申报。"
SPLIT = "下级合计加机动部分。"
RAISED = "年中调增：新学期就餐人数增加。"


def set_yardstick(stage: Stage) -> None:
    """The scheme with its rules, and when each year's targets are set."""
    first, second = two_operators(stage)
    scheme = set_up_scheme(
        stage.unit_ids[stage.facts.cluster.key],
        "consumption-aid",
        "消费帮扶年度考核口径",
        "Yearly count of consumption aid",
        by=first,
    )
    lay_down_rules(
        scheme,
        Rules(),
        date(stage.facts.last_year, 1, 1),
        proposed_by_id=first.person_id,
        approved_by_id=second.person_id,
    )
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
    author, by = _signatures(stage)
    unit_id = stage.unit_ids[unit.key]
    if unit.level is not UnitLevel.LEAF:
        below = sum(sums[child.key].fen for child in stage.facts.children(unit.key, year) if child.key in sums)
        target = Money(max(below + filed.rest.fen, 0))
        set_target(
            scheme,
            unit_id,
            year,
            TargetForm.AMOUNT,
            COUNTING_PURPOSES,
            amount=target,
            author_id=author.person_id,
            by=by,
            reason=SPLIT,
        )
        return target
    for line in filed.targets:
        set_target(
            scheme,
            unit_id,
            year,
            line.form,
            line.purposes,
            base=filed.base_of(line),
            rate=line.rate,
            amount=filed.amount_of(line) if line.form is TargetForm.AMOUNT else None,
            author_id=author.person_id,
            by=by,
            reason=FILED,
        )
    return filed.target


def _signatures(stage: Stage) -> tuple[Actor, Actor]:
    """Who files and who approves: the lead town's official, and the cluster's."""
    lead = next(town for town in stage.facts.towns if town.leads)
    approver = stage.somebody(stage.facts.cluster.key, Role.OFFICIAL)
    author = stage.who(lead.key, Role.OFFICIAL, but=approver)
    return author or two_operators(stage)[0], approver


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
    author, by = _signatures(stage)
    newest = line.revisions[-1]
    base = int((newest.base or 0) * 1.06) // 100 * 100
    revise_target(line, base=base, rate=newest.rate, author_id=author.person_id, by=by, reason=RAISED)
