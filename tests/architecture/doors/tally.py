"""Addresses of entries of the book."""

from tests.architecture.doors.knocking import ABOVE, COUNTY, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /entries/<int(max=999999999999):entry_id>": door(SCHOOL | ABOVE | COUNTY, entry_id="entry"),
}
