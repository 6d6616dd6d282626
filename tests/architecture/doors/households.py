"""Addresses of rosters of linked households."""

from tests.architecture.doors.knocking import COOP, COUNTY, OPERATORS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /households/<int(max=99999999):number>": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/people": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/end": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/correct": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/strike": door(COOP, number="household"),
    "GET /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/end": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/correct": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/head": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/strike": door(
        COOP, number="household", person_id="linked person"
    ),
    "GET /households/sheets/<int(max=999999999999):upload_id>": door(COOP, upload_id="roster sheet"),
    "POST /households/sheets/<int(max=999999999999):upload_id>/apply": door(COOP, upload_id="roster sheet"),
    "POST /households/sheets/<int(max=999999999999):upload_id>/discard": door(COOP, upload_id="roster sheet"),
    "GET /rosters/<slug>": door(COUNTY | OPERATORS, slug="coop"),
    "POST /rosters/<slug>/confirm": door(COUNTY, slug="coop"),
}

PLAIN = {
    "/households/new": "coop.seller",
    "/households/sheets": "coop.seller",
}

BUTTONS = frozenset(
    {
        "/households/new",
        "/households/sheets/<int(max=999999999999):upload_id>/apply",
        "/households/sheets/<int(max=999999999999):upload_id>/discard",
    }
)
