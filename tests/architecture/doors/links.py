"""Addresses of schools, hospitals and villages, pairings, and workshops' jobs."""

from tests.architecture.doors.knocking import ABOVE, COUNTY, LEADS, OFFICES, SCHOOL, Door, door

PAIR = "/paired/links/<int(max=999999999999):pair_id>"
WORKSHOP = OFFICES | {"office-532922.official", "workshop.seller"}
WAGES = frozenset({"office-532922.official", "operator.operator", "workshop.seller"})
"""Who may read a list of wages, which names people."""

DOORS: dict[str, list[Door]] = {
    "GET /paired/bodies/<int(max=999999999999):body_id>": door(OFFICES | COUNTY, body_id="body"),
    "POST /paired/bodies/<int(max=999999999999):body_id>/pairs": door(OFFICES | COUNTY, body_id="body"),
    f"GET {PAIR}": door(OFFICES | COUNTY | SCHOOL, pair_id="pair"),
    f"GET {PAIR}/evidence": door(OFFICES | COUNTY | SCHOOL, pair_id="pair"),
    f"POST {PAIR}/<step>": [
        *door(LEADS, pair_id="pair", step="approve"),
        *door(LEADS, pair_id="pair", step="refuse"),
        *door(ABOVE | COUNTY, pair_id="pair", step="withdraw"),
        *door(ABOVE | COUNTY, pair_id="held pair", step="end"),
        *door(ABOVE | COUNTY, pair_id="held pair", step="keep"),
        *door(frozenset(), pair_id="pair", step="delete"),
    ],
    "GET /workshops/<slug>": door(WORKSHOP, slug="workshop"),
    "POST /workshops/<slug>": door(frozenset({"office-532922.official", "workshop.seller"}), slug="workshop"),
    "GET /workshops/<slug>/evidence/<int(max=999999999999):number>": door(WAGES, slug="workshop", number="jobs"),
}

PLAIN = {
    "/paired/bodies/new": "office-530624.official",
    "/paired/bodies/sheet": "office-530624.official",
}

BUTTONS = frozenset({f"{PAIR}/<step>"})
