"""Addresses of entries of the book, of targets, and of what is filed about them."""

from tests.architecture.doors.knocking import ABOVE, COUNTY, LEADS, SCHOOL, Door, door

HARBOUR = frozenset({"harbour.official"})
FILERS = SCHOOL | HARBOUR | {"cluster.official"}
UNIT = "<int(max=999999999999):unit_id>"

DOORS: dict[str, list[Door]] = {
    "GET /entries/<int(max=999999999999):entry_id>": door(SCHOOL | ABOVE | COUNTY, entry_id="entry"),
    f"GET /targets/{UNIT}": door(SCHOOL | ABOVE, unit_id="school number"),
    f"GET /targets/{UNIT}/line": door(FILERS, unit_id="school number"),
    f"POST /targets/{UNIT}/line": door(FILERS, unit_id="school number"),
    f"GET /targets/{UNIT}/base": door(FILERS, unit_id="school number"),
    f"POST /targets/{UNIT}/base": door(FILERS, unit_id="school number"),
    f"GET /targets/{UNIT}/split": [
        *door(HARBOUR, unit_id="harbour number"),
        *door(frozenset(), unit_id="school number"),
    ],
    f"POST /targets/{UNIT}/split": door(HARBOUR, unit_id="harbour number"),
    f"POST /targets/{UNIT}/split/sheet": door(HARBOUR, unit_id="harbour number"),
    "GET /filings/<key>": [
        *door(SCHOOL | ABOVE, key="filed base"),
        *door(LEADS, key="proposed split"),
    ],
    "GET /filings/<key>/file": [
        *door(SCHOOL | ABOVE, key="filed base"),
        *door(frozenset(), key="returned base"),
    ],
    "POST /filings/<key>/<step>": [
        *door(HARBOUR, key="filed base", step="approve"),
        *door(HARBOUR, key="filed base", step="return"),
        *door(FILERS, key="filed base", step="withdraw"),
        *door(frozenset(), key="filed base", step="delete"),
        *door(HARBOUR, key="proposed split", step="approve"),
    ],
}

BUTTONS = frozenset({"/filings/<key>/<step>"})
"""Approving and withdrawing ask for nothing more."""
