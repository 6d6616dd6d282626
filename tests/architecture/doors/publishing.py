"""Addresses of what a cluster publishes: for the officials who decide for it, and nobody else."""

from tests.architecture.doors.knocking import Door, door
from tests.architecture.doors.periods import DECIDERS

NUMBER = "int(max=999999):number"

DOORS: dict[str, list[Door]] = {
    f"POST /publishing/<{NUMBER}>/<step>": [
        *door(DECIDERS, number="publishing", step="refuse"),
        *door(frozenset(), number="publishing", step="delete"),
    ],
}
PLAIN = {"/publishing": "cluster.official"}
BUTTONS: frozenset[str] = frozenset()
