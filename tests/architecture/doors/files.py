"""Addresses of files that are made in the background: whose they are, and nobody else's."""

from tests.architecture.doors.knocking import BUYERS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /files/<int(max=999999999999):number>": door(BUYERS, number="file"),
    "GET /files/<int(max=999999999999):number>/file": door(BUYERS, number="ready file"),
    "POST /files/<int(max=999999999999):number>/cancel": door(BUYERS, number="file"),
    "POST /files/<int(max=999999999999):number>/throw-away": door(BUYERS, number="ready file"),
}

PLAIN = {"/entries/file": "school.buyer", "/offline/file": "school.buyer"}

BUTTONS = frozenset(
    {
        "/entries/file",
        "/offline/file",
        "/files/<int(max=999999999999):number>/cancel",
        "/files/<int(max=999999999999):number>/throw-away",
    }
)
