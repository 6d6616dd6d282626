"""Who tells a random story: chance, the small world, and what has been told so far."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from shop.extensions import db
from shop.kernel.actor import Actor
from tests.clocks import SettableClock
from tests.factories.world import World

MISTAKES = 0.03
"""How often somebody does what they should not, so that refusals are tried as well."""


@dataclass
class Teller:
    """Draws everything from one seeded chance, so that a story can be told again."""

    world: World
    chance: random.Random
    clock: SettableClock
    told: list[str] = field(default_factory=list)

    def mistaken(self) -> bool:
        return self.chance.random() < MISTAKES

    def one_of(self, statement: Select[Any]) -> Any:
        """A row of the statement, any with the same chance; nothing if there is none."""
        rows = list(db.session.execute(statement).scalars())
        return self.chance.choice(rows) if rows else None

    def choose(self, *things: Any) -> Any:
        return self.chance.choice(things)

    def somebody(self, organisation_id: int, *jobs: str) -> Actor:
        """Somebody with one of these jobs in the organisation; by mistake somebody of another."""
        slugs = [slug for slug, known in self.world.organisations.items() if known == organisation_id]
        job = self.chance.choice(jobs)
        if self.mistaken():
            slugs = [name.split(".")[0] for name in self.world.memberships if name.endswith(f".{job}")]
        return self.world.actor(f"{self.chance.choice(slugs)}.{job}")

    def stranger(self, organisation_id: int, job: str) -> Actor:
        """Somebody with this job in any other organisation."""
        ours = {slug for slug, known in self.world.organisations.items() if known == organisation_id}
        names = [name for name in self.world.memberships if name.endswith(f".{job}") and name.split(".")[0] not in ours]
        return self.world.actor(self.chance.choice(names))

    def share(self, whole: int) -> int:
        """Everything, a part, nothing, or by mistake more than everything."""
        if self.mistaken():
            return self.choose(-1, whole + 1)
        return whole if self.chance.random() < 0.6 else self.chance.randint(0, whole)

    def reason(self) -> str:
        return "" if self.mistaken() else "because"


Deed = Callable[[Teller], str | None]
"""Does something and says what, or nothing when there is nothing to do it to."""
