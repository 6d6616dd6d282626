"""What the builders hand each other: the facts, chance, who acts for whom, and the ids of what is built."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from shop.demo.building.timeline import Timeline
from shop.demo.records import Facts
from shop.kernel.actor import Actor, Role


@dataclass
class Stage:
    """The state of a demo being built. Mappings are by the facts' keys; product packs by (slug, position)."""

    facts: Facts
    start: datetime
    timeline: Timeline
    chance: random.Random
    organisation_ids: dict[str, int] = field(default_factory=dict)
    unit_ids: dict[str, int] = field(default_factory=dict)
    supplier_ids: dict[str, int] = field(default_factory=dict)
    address_ids: dict[str, list[int]] = field(default_factory=dict)
    profile_ids: dict[str, dict[str, int]] = field(default_factory=dict)
    category_ids: dict[str, int] = field(default_factory=dict)
    commodity_ids: dict[str, int] = field(default_factory=dict)
    product_ids: dict[str, int] = field(default_factory=dict)
    pack_ids: dict[tuple[str, int], int] = field(default_factory=dict)
    staff: dict[tuple[str, Role], list[Actor]] = field(default_factory=dict)
    off_shelf: set[str] = field(default_factory=set)

    def who(self, organisation: str, role: Role, *, but: Actor | None = None) -> Actor | None:
        """Somebody of an organisation with a role, and not ``but``; the first in the files' order."""
        people = self.staff.get((organisation, role), [])
        return next((actor for actor in people if but is None or actor.person_id != but.person_id), None)

    def somebody(self, organisation: str, role: Role) -> Actor:
        """The same where there has to be one."""
        found = self.who(organisation, role)
        if found is None:
            raise LookupError(f"nobody of {organisation} is {role.value}")
        return found
