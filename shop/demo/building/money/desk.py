"""What everybody who keeps the demo's money needs: who acts for whom, months, and chance of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from shop.demo import records
from shop.demo.building.stage import Stage
from shop.kernel import clock
from shop.kernel.actor import Actor, Role

Deed = Callable[..., None]


class Desk:
    """It draws by itself: how people pay and invoice changes nothing of what they buy."""

    def __init__(self, stage: Stage, seed: str) -> None:
        self.stage = stage
        self.chance = Random(f"{seed} {stage.timeline.end:%Y-%m-%d}")  # noqa: S311 – the demo is to be the same again
        facts = stage.facts
        self.suppliers: dict[int, records.Supplier] = {
            number: facts.suppliers[key] for key, number in stage.supplier_ids.items()
        }
        self.units: dict[int, records.Unit] = {number: facts.units[key] for key, number in stage.unit_ids.items()}
        self.today = clock.shanghai_day(stage.timeline.end)

    def seller(self, supplier_id: int) -> Actor:
        """Whoever keeps a supplier's accounts."""
        return self.stage.somebody(self.suppliers[supplier_id].key, Role.SELLER)

    def finance(self, unit_id: int) -> Actor:
        """Whoever keeps a unit's accounts."""
        return self.stage.somebody(self.units[unit_id].key, Role.FINANCE)

    @property
    def operator(self) -> Actor:
        return self.stage.somebody(self.stage.facts.operator.key, Role.OPERATOR)

    def id_of(self, person: str) -> int:
        """The organisation for which one of the demo's sign-ins works."""
        return self.stage.organisation_ids[self.stage.facts.people[person].memberships[0].organisation]

    def months(self, first: date | None = None) -> Iterator[date]:
        """The first days of all months that begin within the demo, from ``first`` on."""
        day = first or (clock.shanghai_day(self.stage.start) + timedelta(days=31)).replace(day=1)
        while day < self.today:
            yield day
            day = (day + timedelta(days=32)).replace(day=1)

    @property
    def lately(self) -> date:
        """The first day of the last eleven months or so, in which everything is done by the month."""
        return (self.today - timedelta(days=330)).replace(day=1)

    @property
    def moved_on(self) -> date:
        """On this day the cooperative that signs in moved to another bank."""
        return self.today - timedelta(days=190)

    def plan(self, moment: datetime, deed: Deed, *arguments: object) -> None:
        """Somebody does this then; what lies behind the end never happens."""
        self.stage.timeline.plan(moment, partial(deed, *arguments))

    def later(self, deed: Deed, *arguments: object, days: float = 0, hours: float = 0) -> None:
        """After so long, in office hours."""
        self.plan(in_office_hours(clock.now() + timedelta(days=days, hours=hours)), deed, *arguments)


def on_day(month: date, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a month."""
    return clock.at_shanghai(month.replace(day=day), hour) + timedelta(minutes=minute)


def in_office_hours(moment: datetime) -> datetime:
    """The moment, or the next morning at which somebody sits at the desk."""
    day = clock.shanghai_day(moment)
    if moment > clock.at_shanghai(day, 17, 30):
        day += timedelta(days=1)
    morning = clock.at_shanghai(day, 9) + timedelta(minutes=moment.minute)
    return max(moment, morning)
