"""Addresses of listings, sheets of them, photos and certificates."""

from tests.architecture.doors.knocking import COOP, COUNTY, OPERATORS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /listings/<int(max=999999999999):number>/photos": door(COOP, number="photographed"),
    "POST /listings/<int(max=999999999999):number>/photos": door(COOP, number="photographed"),
    "POST /listings/<int(max=999999999999):number>/photos/arrange": door(COOP, number="photographed"),
    "GET /listings/<int(max=999999999999):number>": [
        *door(COOP | COUNTY | OPERATORS, number="listing"),
        *door(COOP, number="draft listing"),
        *door(COOP | COUNTY | OPERATORS, number="submitted listing"),
        *door(COOP | COUNTY | OPERATORS, number="changed listing"),
    ],
    "GET /listings/imports/<int(max=999999999999):number>": [
        *door(COOP, number="import"),
        *door(COOP, number="wrong import"),
    ],
    "GET /listings/imports/<int(max=999999999999):number>/wrong": [
        *door(COOP, number="wrong import"),
        *door(frozenset(), number="import"),
    ],
    "POST /listings/imports/<int(max=999999999999):number>/apply": door(COOP, number="import"),
    "POST /listings/imports/<int(max=999999999999):number>/cancel": door(COOP, number="import"),
    "GET /listings/<int(max=999999999999):number>/preview": [
        *door(COOP | COUNTY | OPERATORS, number="changed listing"),
        *door(COOP, number="draft listing"),
    ],
    "GET /listings/<int(max=999999999999):number>/edit": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/edit": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/packs/new": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/packs/new": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>": [
        *door(COOP, number="listing", pack_id="listed pack"),
        *door(frozenset(), number="draft listing", pack_id="listed pack"),
    ],
    "POST /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>": door(
        COOP, number="listing", pack_id="listed pack"
    ),
    "POST /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>/<step>": [
        *door(COOP, number="listing", pack_id="listed pack", step="retire"),
        *door(COOP, number="listing", pack_id="listed pack", step="up"),
        *door(frozenset(), number="listing", pack_id="listed pack", step="delete"),
    ],
    "POST /listings/<int(max=999999999999):number>/<deed>": [
        *door(COOP, number="draft listing", deed="submit"),
        *door(COOP | COUNTY | OPERATORS, number="submitted listing", deed="approve"),
        *door(COOP | COUNTY | OPERATORS, number="changed listing", deed="approve-change"),
        *door(COOP | COUNTY | OPERATORS, number="listing", deed="take-off"),
        *door(frozenset(), number="listing", deed="delete"),
    ],
    "POST /listings/<int(max=999999999999):number>/duplicate": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/discard": door(COOP, number="draft listing"),
    "GET /listings/<int(max=999999999999):number>/papers": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/papers": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/papers/<int(max=999999999999):paper_id>": [
        *door(COOP | COUNTY | OPERATORS, number="listing", paper_id="goods paper"),
        *door(frozenset(), number="draft listing", paper_id="goods paper"),
    ],
    "POST /listings/<int(max=999999999999):number>/papers/<int(max=999999999999):paper_id>/end": door(
        COOP, number="listing", paper_id="goods paper"
    ),
    "GET /products/<slug>/history": door(COOP | COUNTY | OPERATORS, slug="potatoes"),
    "GET /certificates/<slug>": door(COOP | COUNTY | OPERATORS, slug="potatoes"),
    "POST /certificates/<slug>": door(COUNTY | OPERATORS, slug="potatoes"),
    "POST /certificates/<slug>/<int(max=999999999999):certification_id>/<step>": [
        *door(COUNTY | OPERATORS, slug="potatoes", certification_id="certificate", step="end"),
        *door(OPERATORS, slug="potatoes", certification_id="waiting certificate", step="approve"),
        *door(OPERATORS, slug="potatoes", certification_id="waiting certificate", step="approve-end"),
        *door(COUNTY | OPERATORS, slug="potatoes", certification_id="waiting certificate", step="withdraw"),
        *door(frozenset(), slug="potatoes", certification_id="certificate", step="delete"),
    ],
}

PLAIN = {
    "/listings/new": "coop.seller",
    "/listings/imports": "coop.seller",
}

BUTTONS = frozenset(
    {
        "/listings/<int(max=999999999999):number>/packs/new",
        "/listings/imports/<int(max=999999999999):number>/apply",
        "/listings/imports/<int(max=999999999999):number>/cancel",
        "/listings/new",
    }
)
