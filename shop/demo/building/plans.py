"""Who buys what, when and for how much: the plan of two years of purchases, from targets and reach. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from shop.demo import records
from shop.demo.building.stage import Stage
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.organisations.words import UnitKind, UnitLevel
from shop.tally.targets import pace

USUAL_PURCHASE = 4_500_00
"""What a purchase usually comes to, in fen."""
LEAST_PURCHASES = 7
HOLIDAYS_OF_SCHOOLS = {1: 0.6, 2: 0.25, 7: 0.3, 8: 0.2}
SCHOOLS = (UnitKind.SCHOOL, UnitKind.KINDERGARTEN)
ODD_PURPOSES = (Purpose.RESALE, Purpose.OTHER)


@dataclass(frozen=True)
class PlannedPurchase:
    """A unit means to buy for about so many fen, for a purpose, at a moment."""

    unit: str
    moment: datetime
    purpose: Purpose
    fen: int


def planned_purchases(stage: Stage) -> Iterator[PlannedPurchase]:
    """Every leaf's purchases of both years, so that it comes to its ``reach``."""
    today = clock.shanghai_day(stage.timeline.end)
    for unit in stage.facts.leaves:
        for year, filed in unit.years.items():
            if year in unit.parents:
                yield from _of_year(stage.chance, unit, filed, today)


def _of_year(chance: Random, unit: records.Unit, filed: records.UnitYear, today: date) -> Iterator[PlannedPurchase]:
    purposes = _purposes(filed)
    target = filed.target.fen or 40_000_00
    elapsed = float(pace(filed.year, today - timedelta(days=1)))
    budget = int(target * (filed.reach or 60) / 100 * elapsed)
    days = _days(unit, filed.year, today)
    if not days:
        return
    count = max(LEAST_PURCHASES if target else 3, round(budget / USUAL_PURCHASE))
    weights = [_weight(unit, day) for day in days]
    for day in sorted(chance.choices(days, weights, k=count)):
        moment = clock.at_shanghai(day, 8) + timedelta(minutes=chance.randrange(9 * 60))
        odd = chance.random() < 0.02
        purpose = chance.choice(ODD_PURPOSES) if odd else chance.choices(list(purposes), list(purposes.values()))[0]
        fen = int(budget / count * chance.uniform(0.45, 1.6))
        yield PlannedPurchase(unit.key, moment, purpose, fen)


def _purposes(filed: records.UnitYear) -> Mapping[Purpose, float]:
    """The purposes of a unit's target lines, weighted by what the lines come to."""
    weights: dict[Purpose, float] = {}
    for line in filed.targets:
        for n, purpose in enumerate(line.purposes):
            weights[purpose] = weights.get(purpose, 0) + filed.amount_of(line).fen / (2**n)
    return weights or {Purpose.CANTEEN: 1, Purpose.STAFF: 1}


def _days(unit: records.Unit, year: int, today: date) -> list[date]:
    first, last = date(year, 1, 2), min(date(year, 12, 29), today - timedelta(days=1))
    if unit.merged_on is not None:
        last = min(last, unit.merged_on - timedelta(days=12))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weight(unit: records.Unit, day: date) -> float:
    """Weekends are quiet, school holidays quieter, and before the festivals much is bought."""
    weight = 0.15 if day.weekday() >= 5 else 1.0
    if unit.kind in SCHOOLS:
        weight *= HOLIDAYS_OF_SCHOOLS.get(day.month, 1.1)
    elif day.month in (1, 9, 12):
        weight *= 1.5
    return weight


def favourites(stage: Stage) -> dict[str, list[str]]:
    """Each leaf's usual suppliers: a few, and Daguan's more often."""
    keys = list(stage.facts.suppliers)
    chosen = {}
    for unit in stage.facts.units.values():
        if unit.level is UnitLevel.LEAF:
            weights = [2.2 if stage.facts.suppliers[key].county_code == "530624" else 1.0 for key in keys]
            chosen[unit.key] = list(dict.fromkeys(stage.chance.choices(keys, weights, k=9)))
    return chosen
