"""Addresses of suppliers, their profile and papers."""

from tests.architecture.doors.knocking import COOP, COUNTY, OFFICES, OPERATORS, SELLERS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /organisations/suppliers/<slug>": door(OFFICES | COOP | COUNTY, slug="coop"),
    "GET /organisations/suppliers/<slug>/documents/<int(max=999999999999):number>": [
        *door(COOP | COUNTY | OPERATORS, slug="coop", number="document"),
        *door(frozenset(), slug="workshop", number="document"),
    ],
    "POST /organisations/suppliers/<slug>/changes/<int(max=999999999999):number>/<step>": [
        *door(OPERATORS, slug="workshop", number="change", step="approve"),
        *door(OPERATORS, slug="workshop", number="change", step="reject"),
        *door(frozenset(), slug="coop", number="change", step="approve"),
        *door(frozenset(), slug="workshop", number="change", step="delete"),
    ],
    "GET /our-profile/<part>": [*door(SELLERS, part="terms"), *door(frozenset(), part="delete")],
    "POST /our-profile/<part>": [*door(SELLERS, part="terms"), *door(frozenset(), part="delete")],
    "POST /our-profile/changes/<int(max=999999999999):number>/withdraw": door(
        frozenset({"workshop.seller"}), number="change"
    ),
    "POST /our-profile/documents/<int(max=999999999999):number>/end": door(COOP, number="document"),
    "GET /our-profile/producers/<int(max=999999999999):number>": door(COOP, number="producer"),
    "POST /our-profile/producers/<int(max=999999999999):number>": door(COOP, number="producer"),
    "POST /our-profile/producers/<int(max=999999999999):number>/<step>": [
        *door(COOP, number="producer", step="end"),
        *door(frozenset(), number="producer", step="delete"),
    ],
    "POST /organisations/suppliers/<slug>/<step>": [
        *door(OPERATORS, slug="coop", step="suspend"),
        *door(frozenset({"office-530624.official"}), slug="coop", step="recommend"),
        *door(COOP, slug="coop", step="withdraw"),
        *door(frozenset(), slug="coop", step="delete"),
    ],
}

PLAIN = {
    "/our-profile/change": "coop.seller",
    "/our-profile/documents": "coop.seller",
    "/our-profile/permit": "coop.seller",
    "/our-profile/producers": "coop.seller",
    "/sell-here": "nobody",
}
