"""Addresses of bulletins: a draft is its issuer's alone, a signed one is read by all that it tells of."""

from tests.architecture.doors.knocking import EVERYBODY, OFFICES, Door, door

ISSUER = frozenset({"cluster.official"})
READERS = OFFICES | frozenset(name for name in EVERYBODY if name.split(".")[0] in ("school", "organ", "clinic"))
OPENING = ISSUER | {"operator.operator"}
"""Who may open what the figures of a cluster's bulletin stand on."""

DOORS: dict[str, list[Door]] = {
    "GET /bulletins/<number>": [
        *door(ISSUER, number="draft bulletin"),
        *door(ISSUER, number="proposed bulletin"),
        *door(READERS, number="signed bulletin"),
    ],
    "GET /bulletins/<number>/pdf": [
        *door(ISSUER, number="draft bulletin"),
        *door(READERS, number="signed bulletin"),
    ],
    "GET /bulletins/<number>/edit": [
        *door(ISSUER, number="draft bulletin"),
        *door(frozenset(), number="signed bulletin"),
    ],
    "POST /bulletins/<number>/edit": door(ISSUER, number="draft bulletin"),
    "POST /bulletins/<number>/<step>": [
        *door(ISSUER, number="draft bulletin", step="propose"),
        *door(ISSUER, number="proposed bulletin", step="sign"),
        *door(frozenset(), number="draft bulletin", step="delete"),
    ],
    "GET /bulletins/<number>/since": [
        *door(frozenset(), number="draft bulletin"),
        *door(OPENING, number="signed bulletin"),
    ],
}

PLAIN = {"/bulletins/new": "cluster.official"}

BUTTONS = frozenset({"/bulletins/<number>/<step>"})
