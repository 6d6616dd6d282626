"""Addresses of lots, recalls and capacities."""

from tests.architecture.doors.knocking import COOP, COUNTY, OPERATORS, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /lots/<int(max=999999999999):lot_id>": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/stock": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/trace": [
        *door(COOP | COUNTY | OPERATORS, lot_id="lot"),
        *door(COOP | COUNTY | OPERATORS, lot_id="recalled lot"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/trace/recall": door(COOP | OPERATORS, lot_id="lot"),
    "POST /lots/<int(max=999999999999):lot_id>/trace/end": door(OPERATORS, lot_id="recalled lot"),
    "GET /lots/<int(max=999999999999):lot_id>/purchases": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "POST /lots/<int(max=999999999999):lot_id>/purchases/new": door(COOP, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/purchases/<int(max=999999999999):source_id>": [
        *door(COOP, lot_id="lot", source_id="bought row"),
        *door(frozenset(), lot_id="promised lot", source_id="bought row"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/purchases/<int(max=999999999999):source_id>": [
        *door(COOP, lot_id="lot", source_id="bought row"),
        *door(frozenset(), lot_id="promised lot", source_id="bought row"),
    ],
    "GET /lots/<int(max=999999999999):lot_id>/<deed>": [
        *door(COOP, lot_id="lot", deed="correct"),
        *door(frozenset(), lot_id="lot", deed="release"),
        *door(frozenset(), lot_id="lot", deed="delete"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/<deed>": [
        *door(COOP, lot_id="lot", deed="correct"),
        *door(frozenset(), lot_id="lot", deed="release"),
        *door(frozenset(), lot_id="lot", deed="delete"),
    ],
    "GET /recalls/<number>": door(SCHOOL, number="recall"),
    "POST /recalls/<number>": door(SCHOOL, number="recall"),
    "GET /capacity/<int(max=999999999999):capacity_id>": [
        *door(COOP | COUNTY | OPERATORS, capacity_id="capacity"),
        *door(COOP | COUNTY | OPERATORS, capacity_id="returned capacity"),
    ],
    "POST /capacity/<int(max=999999999999):capacity_id>/<step>": [
        *door(COUNTY, capacity_id="capacity", step="recommend"),
        *door(COUNTY, capacity_id="capacity", step="return"),
        *door(COOP, capacity_id="capacity", step="withdraw"),
        *door(frozenset(), capacity_id="capacity", step="delete"),
    ],
}

PLAIN = {
    "/capacity/new": "coop.seller",
    "/lots/new": "coop.seller",
}

BUTTONS = frozenset(
    {
        "/capacity/new",
        "/lots/<int(max=999999999999):lot_id>/purchases/new",
        "/lots/new",
    }
)
