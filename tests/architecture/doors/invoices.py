"""Addresses of invoices."""

from tests.architecture.doors.knocking import ABOVE, COOP, FINANCE, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /invoices/<number>": door(SCHOOL | COOP | ABOVE, number="invoice"),
    "GET /invoices/<number>/files/<name>": [
        *door(SCHOOL | COOP | ABOVE, number="invoice", name="invoice file"),
        *door(frozenset(), number="invoice", name="acceptance"),
    ],
    "GET /invoices/<number>/files/<name>/read": [
        *door(SCHOOL | COOP | ABOVE, number="invoice", name="invoice file"),
        *door(frozenset(), number="invoice", name="acceptance"),
    ],
    "GET /invoices/<number>/parts": door(COOP, number="invoice"),
    "POST /invoices/<number>/parts": door(COOP, number="invoice"),
    "GET /invoices/<number>/red": door(COOP, number="invoice"),
    "POST /invoices/<number>/red": door(COOP, number="invoice"),
    "GET /invoices/<number>/file": door(COOP, number="invoice"),
    "POST /invoices/<number>/file": door(COOP, number="invoice"),
    "POST /invoices/<number>/check": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/dispute": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/withdraw": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/lower": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/lower/<step>": [
        *door(FINANCE | COOP, number="invoice", step="agree"),
        *door(FINANCE | COOP, number="invoice", step="reject"),
        *door(FINANCE | COOP, number="invoice", step="withdraw"),
        *door(frozenset(), number="invoice", step="delete"),
    ],
}

PLAIN = {
    "/invoices/new": "coop.seller",
}

BUTTONS = frozenset(
    {
        "/invoices/<number>/check",
        "/invoices/<number>/lower/<step>",
        "/invoices/<number>/parts",
        "/invoices/new",
    }
)
