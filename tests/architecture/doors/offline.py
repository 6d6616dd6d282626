"""Addresses of what was bought elsewhere."""

from tests.architecture.doors.knocking import ABOVE, SCHOOL, Door, door

KEEPERS = frozenset({"school.buyer", "school.manager", "harbour.official", "cluster.official"})
SUPERIOR = frozenset({"harbour.official"})
HIGHER = SUPERIOR | {"cluster.official"}

DOORS: dict[str, list[Door]] = {
    "GET /offline/<number>": [
        *door(SCHOOL | ABOVE, number="offline"),
        *door(SCHOOL | ABOVE, number="held offline"),
        *door(SCHOOL | ABOVE, number="disputed offline"),
    ],
    "GET /offline/<number>/correct": door(KEEPERS, number="returned offline"),
    "POST /offline/<number>/correct": door(KEEPERS, number="returned offline"),
    "POST /offline/<number>/steps/<deed>": [
        *door(SUPERIOR, number="offline", deed="verify"),
        *door(SUPERIOR, number="held offline", deed="not_the_same"),
        *door(SUPERIOR, number="offline", deed="return"),
        *door(KEEPERS, number="offline", deed="withdraw"),
        *door(frozenset(), number="offline", deed="lower"),
        *door(frozenset(), number="offline", deed="delete"),
    ],
    "POST /offline/<number>/propose/<deed>": [
        *door(HIGHER, number="verified offline", deed="dispute"),
        *door(KEEPERS, number="verified offline", deed="strike"),
        *door(frozenset(), number="verified offline", deed="verify"),
    ],
    "POST /offline/<number>/proposals/<int(max=999999999999):motion_id>/<answer>": [
        *door(HIGHER, number="disputed offline", motion_id="offline motion", answer="agree"),
        *door(frozenset(), number="offline", motion_id="offline motion", answer="agree"),
        *door(frozenset(), number="disputed offline", motion_id="offline motion", answer="delete"),
    ],
    "POST /offline/<number>/invoice": door(KEEPERS, number="returned offline"),
    "POST /offline/<number>/papers": door(KEEPERS, number="offline"),
    "GET /offline/<number>/papers/<name>": [
        *door(SCHOOL | ABOVE, number="offline", name="offline paper"),
        *door(frozenset(), number="held offline", name="offline paper"),
    ],
    "GET /offline/sheets/<int(max=999999999999):sheet_id>": door(KEEPERS, sheet_id="offline sheet"),
    "POST /offline/sheets/<int(max=999999999999):sheet_id>/apply": door(KEEPERS, sheet_id="offline sheet"),
    "POST /offline/sheets/<int(max=999999999999):sheet_id>/discard": door(KEEPERS, sheet_id="offline sheet"),
}

PLAIN = {
    "/offline/new": "school.buyer",
    "/offline/sheets": "school.buyer",
}

BUTTONS = frozenset(
    {
        "/offline/<number>/steps/<deed>",
        "/offline/<number>/proposals/<int(max=999999999999):motion_id>/<answer>",
        "/offline/sheets/<int(max=999999999999):sheet_id>/apply",
        "/offline/sheets/<int(max=999999999999):sheet_id>/discard",
    }
)
