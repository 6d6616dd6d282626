"""Capacity passports: what every supplier can grow, year by year, recommended by its county before it is promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import insert

from shop.catalogue.capacity import bits, months_between, months_of
from shop.catalogue.models import Capacity
from shop.catalogue.services.capacity import Declaration, declare_capacity, recommend_capacity, return_capacity
from shop.catalogue.words import CapacityStatus, Measure
from shop.demo import records
from shop.demo.building.goods import harvests
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.quantity import NOTHING, Quantity

KILOGRAMS_A_MU = {
    "bamboo-shoots": 300,
    "gastrodia": 400,
    "tea": 60,
    "sichuan-pepper": 250,
    "potatoes-lily": 1800,
    "fruit": 1500,
    "walnuts": 180,
}
USUAL_A_MU = 500
USUALLY_FREE, NEARLY_FREE = 125, 104
"""Per cent of the year's lots that a passport expects: usually, and where it is nearly used up."""
STEP = Quantity.of(10)
DECLARED, DECIDED = (10, 12), timedelta(days=9)
"""A year's passport is declared on this day of October before, and decided so much later."""
EARLIER = timedelta(days=20)
RETURNED = "上报面积比去年多出一倍，请附上新增地块的流转合同后再报。"


@dataclass
class _Plan:
    """What the lots of a year come to, of one supplier, category and measure."""

    supplier: str
    category: str
    measure: Measure
    year: int
    lots: Quantity = NOTHING
    yearly: Quantity = NOTHING
    months: set[int] = field(default_factory=set)
    known_at: datetime | None = None

    def declaration(self, stage: Stage, per_cent: int) -> Declaration:
        """So much more than the lots hold; where there are hardly any yet, than an ordinary year's."""
        base = self.lots if per_cent == NEARLY_FREE else max(self.lots, self.yearly)
        steps = -(-base.thousandths * per_cent // 100 // STEP.thousandths)
        expected = STEP * steps
        return Declaration(
            category_id=stage.category_ids[self.category],
            year=self.year,
            measure=self.measure,
            mu=expected.thousandths // 10 // KILOGRAMS_A_MU.get(self.category, USUAL_A_MU),
            expected=expected,
            months=tuple(sorted(self.months)),
        )


def grant_capacities(stage: Stage) -> None:
    """Every supplier has a passport for what it grows before it lists or promises it, and two wait or were returned.

    Those that were decided before the last two years are written down at once; the others go through their county.
    """
    plans = _plans(stage)
    own = stage.facts.people["coop"].memberships[0].organisation
    this_year = clock.shanghai_day(stage.timeline.end).year
    nearly = next(plan for plan in plans if plan.supplier == own and plan.year == this_year)
    told: list[dict[str, object]] = []
    for plan in plans:
        said = plan.declaration(stage, NEARLY_FREE if plan is nearly else USUALLY_FREE)
        moment = _moment(stage, plan)
        seller, office = _sides(stage, plan)
        if office is None or plan.year < this_year or moment <= stage.start:
            told.append(_row(stage, plan, said, moment, seller, office))
        else:
            stage.timeline.plan(moment, partial(_granted, said, seller, office))
    db.session.execute(insert(Capacity), told)
    _plan_what_waits(stage, nearly, plans)


def _plans(stage: Stage) -> list[_Plan]:
    end = clock.shanghai_day(stage.timeline.end)
    plans: dict[tuple[str, str, Measure, int], _Plan] = {}
    for product in stage.facts.products.values():
        if not product.produce.commodity.grown:
            continue
        for year in range(clock.shanghai_day(stage.start).year, end.year + 2):
            plan = _plan(plans, product, year)
            plan.yearly += product.yearly
            plan.months |= set(product.produce.season)
        for harvest in harvests(stage, product):
            plan = _plan(plans, product, harvest.first.year)
            plan.lots += harvest.quantity
            plan.months |= set(product.produce.season) | set(months_of(months_between(harvest.first, harvest.last)))
            plan.known_at = min(plan.known_at or harvest.known_at, harvest.known_at)
    return [plans[key] for key in sorted(plans)]


def _plan(plans: dict[tuple[str, str, Measure, int], _Plan], product: records.Product, year: int) -> _Plan:
    produce = product.produce
    key = (product.supplier, produce.category, produce.measure, year)
    return plans.setdefault(key, _Plan(product.supplier, produce.category, produce.measure, year))


def _moment(stage: Stage, plan: _Plan) -> datetime:
    """When it is declared: in October of the year before, and earlier if something is promised earlier."""
    usual = clock.at_shanghai(date(plan.year - 1, *DECLARED), 10)
    usual = min(usual, stage.timeline.end - EARLIER)
    return min(usual, plan.known_at - EARLIER) if plan.known_at else usual


def _sides(stage: Stage, plan: _Plan) -> tuple[Actor, Actor | None]:
    county = stage.facts.counties[stage.facts.suppliers[plan.supplier].county_code]
    return stage.somebody(plan.supplier, Role.SELLER), stage.who(county.office_key, Role.COUNTY_OFFICIAL)


def _row(
    stage: Stage, plan: _Plan, said: Declaration, moment: datetime, seller: Actor, office: Actor | None
) -> dict[str, object]:
    return {
        "supplier_id": stage.supplier_ids[plan.supplier],
        "category_id": said.category_id,
        "year": said.year,
        "measure": said.measure,
        "mu": said.mu,
        "expected": said.expected,
        "months": bits(said.months),
        "status": CapacityStatus.RECOMMENDED,
        "declared_by_id": seller.person_id,
        "declared_at": moment,
        "decided_by_id": office.person_id if office else None,
        "decided_at": moment + DECIDED,
    }


def _granted(said: Declaration, seller: Actor, office: Actor) -> None:
    recommend_capacity(declare_capacity(said, by=seller), by=office)


def _plan_what_waits(stage: Stage, nearly: _Plan, plans: Iterable[_Plan]) -> None:
    """The cooperative asks for more than it has nearly used up, and a neighbour's declaration was returned."""
    seller, office = _sides(stage, nearly)
    more = nearly.declaration(stage, USUALLY_FREE + 20)
    stage.timeline.plan(stage.timeline.end - timedelta(days=4, hours=-10), lambda: _declared(more, seller))
    county = stage.facts.suppliers[nearly.supplier].county_code
    other = next(
        (
            plan
            for plan in plans
            if plan.year == nearly.year
            and plan.supplier != nearly.supplier
            and stage.facts.suppliers[plan.supplier].county_code == county
        ),
        None,
    )
    if other is not None and office is not None:
        twice, neighbour = other.declaration(stage, 2 * USUALLY_FREE), _sides(stage, other)[0]
        stage.timeline.plan(
            stage.timeline.end - timedelta(days=9, hours=-11), partial(_returned, twice, neighbour, office)
        )


def _declared(said: Declaration, seller: Actor) -> None:
    declare_capacity(said, by=seller)


def _returned(said: Declaration, seller: Actor, office: Actor) -> None:
    return_capacity(declare_capacity(said, by=seller), RETURNED, by=office)
