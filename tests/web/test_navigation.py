"""The ways through the shop lead to pages, and each person is shown those that are theirs."""

from __future__ import annotations

import pytest
from flask import Flask

from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.web.navigation import DESK, Group, Way, all_ways, desk_ways

UNIT, SUPPLIER = OrganisationKind.UNIT, OrganisationKind.SUPPLIER
COUNTY, OPERATOR = OrganisationKind.COUNTY_OFFICE, OrganisationKind.OPERATOR


def somebody(kind: OrganisationKind, *roles: Role, level: str | None = None) -> Actor:
    return Actor(1, "Li", 1, 1, "Somewhere", kind, frozenset(roles), level=level)


PEOPLE = {
    "a canteen's buyer": (
        somebody(UNIT, Role.BUYER, level="leaf"),
        ["Our desk", "Arrivals", "Orders", "Our figures", "Bought elsewhere", "Money: Money, Invoices"],
    ),
    "a cooperative's bookkeeper": (
        somebody(SUPPLIER, Role.SELLER),
        [
            "Our desk",
            "Orders received",
            "Consignments",
            "Our goods: Listings, Lots, Capacity, Certificates",
            "About us: Our profile, Linked households",
            "Money: Money, Invoices, Collected online",
        ],
    ),
    "an official of a county": (
        somebody(COUNTY, Role.COUNTY_OFFICIAL),
        [
            "Our desk",
            "Board",
            "Ledger",
            "Sales",
            "Reach: People reached, Pairing coverage",
            "Register",
            "To check: Applications, Listings, Certificates, Capacity, Rosters, Lots",
        ],
    ),
    "an official of a town": (
        somebody(UNIT, Role.OFFICIAL, level="town"),
        [
            "Our desk",
            "Board",
            "Ledger",
            "Bought elsewhere",
            "Bulletins",
            "Targets: Targets, Filings",
            "Rules and periods: Months, Judged anew, Schemes and rules, Replay",
            "Reach: People reached, Pairing coverage",
            "Register",
            "Money: Settlements, Invoices",
        ],
    ),
    "the operator": (
        somebody(OPERATOR, Role.OPERATOR),
        [
            "Our desk",
            "Board",
            "Ledger",
            "Bought elsewhere",
            "Bulletins",
            "Targets: Targets, Filings",
            "Rules and periods: Months, Judged anew, Schemes and rules, Replay",
            "Reach: People reached, Pairing coverage",
            "Register",
            "To check: Applications, Listings, Certificates, Rosters, Lots",
            "Money: Payments, Suppliers’ accounts, Online payment, Settlements, Invoices",
            "The shop itself: Mail, Audit trail",
        ],
    ),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_is_led_to_what_is_theirs(app: Flask, who: str) -> None:
    actor, expected = PEOPLE[who]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert [told(way) for way in desk_ways(actor)] == expected


def told(way: Way | Group) -> str:
    if isinstance(way, Group):
        return f"{way.label}: {', '.join(str(inner.label) for inner in way.ways)}"
    return str(way.label)


def test_every_way_leads_to_a_page_and_names_rooms_that_there_are(app: Flask) -> None:
    for way in all_ways():
        assert way.endpoint in app.view_functions, way.endpoint
        for within in way.within:
            there = [name for name in app.view_functions if way.leads_to(name) and name.startswith(within)]
            assert there, within


def test_a_visitor_has_no_desk() -> None:
    assert desk_ways(None) == []
    assert isinstance(DESK[0], Way)
