"""Addresses of months of the book, of what is judged anew, and of schemes with their rules."""

from tests.architecture.doors.knocking import OFFICES, Door, door

DECIDERS = frozenset({"cluster.official", "harbour.official"})
"""Officials of the cluster, and of the town that leads it."""

VERSION = "int(max=999999):version"

DOORS: dict[str, list[Door]] = {
    "GET /periods/<number>": door(OFFICES, number="month"),
    "POST /periods/<number>/<step>": [
        *door(DECIDERS, number="month", step="propose_lock"),
        *door(DECIDERS, number="month", step="approve_unlock"),
        *door(frozenset(), number="month", step="delete"),
    ],
    "GET /reevaluations/<number>": door(OFFICES, number="reevaluation"),
    "POST /reevaluations/<number>/<outcome>": [
        *door(DECIDERS, number="reevaluation", outcome="approved"),
        *door(DECIDERS, number="reevaluation", outcome="withdrawn"),
        *door(frozenset(), number="reevaluation", outcome="delete"),
    ],
    "GET /rules/<number>": door(OFFICES, number="scheme"),
    "GET /rules/<number>/new": door(DECIDERS, number="scheme"),
    "POST /rules/<number>/new": door(DECIDERS, number="scheme"),
    f"POST /rules/<number>/<{VERSION}>/approve": door(DECIDERS, number="scheme", version="proposed version"),
}
PLAIN = {
    "/rules/new": "cluster.official",
    "/reevaluations/new": "cluster.official",
}
BUTTONS = frozenset({f"/rules/<number>/<{VERSION}>/approve"})
