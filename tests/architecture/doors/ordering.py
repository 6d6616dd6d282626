"""Addresses of purchases and orders."""

from tests.architecture.doors.knocking import ABOVE, APPROVERS, BUYERS, COOP, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /orders/<number>": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
        *door(SCHOOL | ABOVE, number="rejected order"),
        *door(SCHOOL | ABOVE, number="order elsewhere"),
    ],
    "GET /orders/<number>/paper": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
        *door(SCHOOL | ABOVE, number="rejected order"),
    ],
    "GET /orders/<number>/pdf": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
    ],
    "POST /orders/<number>/lower": door(BUYERS, number="order"),
    "POST /orders/<number>/cancel": door(BUYERS, number="order"),
    "POST /orders/<number>/close": door(BUYERS, number="confirmed order"),
    "POST /orders/<number>/again": door(BUYERS, number="order"),
    "GET /purchases/<number>": [
        *door(SCHOOL | ABOVE, number="purchase"),
        *door(SCHOOL | ABOVE, number="waiting purchase"),
    ],
    "POST /purchases/<number>/approve": door(APPROVERS, number="waiting purchase"),
    "POST /purchases/<number>/reject": door(APPROVERS, number="waiting purchase"),
    "GET /sales/<number>": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
        *door(frozenset(), number="rejected order"),
    ],
    "GET /sales/<number>/paper": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "GET /sales/<number>/pdf": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/confirm": [
        *door(COOP, number="order"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/decline": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/close": door(COOP, number="confirmed order"),
}

PLAIN = {
    "/basket": "school.buyer",
    "/basket/lines": "school.buyer",
    "/basket/remove": "school.buyer",
    "/checkout": "school.buyer",
    "/checkout/effect": "school.buyer",
}

BUTTONS = frozenset(
    {
        "/checkout",
        "/checkout/effect",
        "/orders/<number>/again",
        "/purchases/<number>/approve",
    }
)
