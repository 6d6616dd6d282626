"""Addresses of consignments and acceptances."""

from tests.architecture.doors.knocking import ABOVE, COOP, COUNTY, RECEIVERS, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /consignments/<number>": [*door(COOP, number="packed"), *door(COOP, number="shipped")],
    "GET /consignments/<number>/note": door(COOP, number="packed"),
    "GET /consignments/<number>/note/pdf": door(COOP, number="packed"),
    "POST /consignments/<number>/ship": door(COOP, number="packed"),
    "POST /consignments/<number>/unpack": door(COOP, number="packed"),
    "GET /arrivals/<number>": [
        *door(SCHOOL, number="shipped"),
        *door(SCHOOL, number="arrived"),
        *door(frozenset(), number="packed"),
    ],
    "POST /arrivals/<number>/arrive": door(RECEIVERS, number="shipped"),
    "GET /arrivals/<number>/accept": door(RECEIVERS, number="arrived"),
    "POST /arrivals/<number>/accept": door(RECEIVERS, number="arrived"),
    "POST /arrivals/<number>/refuse": door(RECEIVERS, number="arrived"),
    "GET /acceptances/<number>/photos": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/photos": door(RECEIVERS | COOP, number="acceptance"),
    "GET /acceptances/<number>/photos/<name>/<size>": [
        *door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance", name="acceptance photo", size="size"),
        *door(frozenset(), number="settled", name="acceptance photo", size="size"),
        *door(frozenset(), number="acceptance", name="product photo", size="size"),
    ],
    "GET /arrivals/<number>/photos/<name>/<size>": [
        *door(SCHOOL, number="arrived", name="arrival photo", size="size"),
        *door(frozenset(), number="arrived", name="acceptance photo", size="size"),
    ],
    "GET /acceptances/<number>": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /acceptances/<number>/origin": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /acceptances/<number>/pdf": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /acceptances/<number>/correct": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/correct": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/agree": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/reject": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/withdraw": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/object": door(COOP, number="acceptance"),
    "POST /acceptances/<number>/stand-by": door(RECEIVERS, number="acceptance"),
    "POST /acceptances/<number>/take-back": door(COOP, number="acceptance"),
}

PLAIN = {
    "/consignments/new": "coop.seller",
}

BUTTONS = frozenset(
    {
        "/arrivals/<number>/arrive",
        "/consignments/<number>/ship",
        "/consignments/<number>/unpack",
        "/consignments/new",
    }
)
