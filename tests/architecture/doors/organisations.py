"""Addresses of units, their people and counties."""

from tests.architecture.doors.knocking import ABOVE, COUNTY, LEADS, OPERATORS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /organisations/units/<slug>": [
        *door(ABOVE, slug="school"),
        *door(frozenset(), slug="harbour"),
    ],
    "POST /organisations/units/<slug>/canteen": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/canteen/<int(max=999999999999):change_id>/<step>": [
        *door(LEADS, slug="school", change_id="canteen change", step="approve"),
        *door(LEADS, slug="school", change_id="canteen change", step="withdraw"),
        *door(frozenset(), slug="school", change_id="canteen change", step="delete"),
        *door(frozenset(), slug="organ", change_id="canteen change", step="approve"),
    ],
    "POST /organisations/units/<slug>/places": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/places/<int(max=999999999999):place_id>/<step>": [
        *door(LEADS, slug="school", place_id="place", step="approve"),
        *door(LEADS, slug="school", place_id="place", step="withdraw"),
        *door(frozenset(), slug="school", place_id="place", step="delete"),
        *door(frozenset(), slug="organ", place_id="place", step="approve"),
    ],
    "POST /organisations/units/<slug>/supervisions": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/supervisions/<int(max=999999999999):supervision_id>/end": [
        *door(LEADS, slug="school", supervision_id="supervision"),
        *door(frozenset(), slug="organ", supervision_id="supervision"),
    ],
    "POST /organisations/units/<slug>/merger": door(LEADS, slug="school"),
    "POST /organisations/counties/<kind>/<int(max=999999999999):fact_id>/<step>": [
        *door(LEADS | COUNTY, kind="pairing", fact_id="pairing fact", step="end"),
        *door(LEADS, kind="pairing", fact_id="pairing fact", step="approve"),
        *door(OPERATORS, kind="aid", fact_id="aid fact", step="approve-end"),
        *door(OPERATORS | COUNTY, kind="aid", fact_id="aid fact", step="withdraw"),
        *door(frozenset(), kind="aid", fact_id="aid fact", step="delete"),
    ],
    "POST /our-unit/addresses/<int(max=999999999999):address_id>/retire": door(
        frozenset({"school.manager"}), address_id="school address"
    ),
    "POST /our-unit/profiles/<int(max=999999999999):profile_id>/retire": door(
        frozenset({"school.manager"}), profile_id="school profile"
    ),
    "GET /team/<int(max=999999999999):membership_id>": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>/roles": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>/<step>": [
        *door(frozenset({"school.manager"}), membership_id="school.receiver", step="end"),
        *door(frozenset({"school.manager"}), membership_id="former colleague", step="back"),
        *door(frozenset(), membership_id="school.receiver", step="delete"),
    ],
}

PLAIN = {
    "/organisations/counties/facts": "operator.operator",
    "/our-unit/addresses": "school.manager",
    "/our-unit/profiles": "school.manager",
    "/switch": "school.buyer",
}

BUTTONS = frozenset(
    {
        "/organisations/units/<slug>/canteen/<int(max=999999999999):change_id>/<step>",
        "/organisations/counties/<kind>/<int(max=999999999999):fact_id>/<step>",
        "/organisations/units/<slug>/places/<int(max=999999999999):place_id>/<step>",
        "/organisations/units/<slug>/supervisions/<int(max=999999999999):supervision_id>/end",
        "/our-unit/addresses/<int(max=999999999999):address_id>/retire",
        "/our-unit/profiles/<int(max=999999999999):profile_id>/retire",
    }
)
