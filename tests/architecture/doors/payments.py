"""Addresses of payments, terms, settlements and money paid online."""

from tests.architecture.doors.knocking import ABOVE, BUYERS, COOP, FINANCE, OPERATORS, SCHOOL, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /orders/<number>/pay": door(BUYERS | {"school.manager"}, number="order"),
    "POST /orders/<number>/pay": door(BUYERS | {"school.manager"}, number="order"),
    "POST /orders/<number>/pay/now": door(BUYERS | {"school.manager"}, number="unpaid order"),
    "POST /orders/<number>/pay/<key>/resend": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "POST /orders/<number>/pay/<key>/look": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "GET /orders/<number>/pay/<key>": [
        *door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
        *door(frozenset(), number="order", key="attempt"),
    ],
    "POST /orders/<number>/pay/<key>/give-up": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "GET /money/stripe/inbox/<int(max=999999999999):event_id>": door(OPERATORS, event_id="report"),
    "POST /money/stripe/inbox/<int(max=999999999999):event_id>/again": door(OPERATORS, event_id="report"),
    "GET /money/stripe/payments/<key>": door(OPERATORS, key="attempt"),
    "POST /money/stripe/payments/<key>/refund": door(OPERATORS, key="attempt"),
    "POST /money/stripe/owed/<slug>": door(OPERATORS, slug="coop"),
    "GET /money/statement/<number>": door(COOP, number="statement"),
    "POST /money/orders/<number>/remind": [
        *door(COOP, number="paid order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
    ],
    "GET /money/payments/<number>": door(SCHOOL | COOP | OPERATORS, number="payment"),
    "POST /money/payments/<number>/allocate": door(FINANCE | COOP, number="payment"),
    "POST /money/payments/<number>/ask-back": door(FINANCE | COOP, number="online payment"),
    "POST /money/payments/<number>/release": door(FINANCE | COOP, number="payment"),
    "POST /money/payments/<number>/undo": door(COOP, number="entered payment"),
    "GET /money/announced/<number>": door(SCHOOL | COOP, number="announced payment"),
    "POST /money/announced/<number>/received": door(COOP, number="announced payment"),
    "POST /money/announced/<number>/not-received": door(COOP, number="announced payment"),
    "POST /money/terms/<int:terms_id>/approve": door(OPERATORS, terms_id="asked terms"),
    "POST /money/terms/<int:terms_id>/refuse": door(OPERATORS, terms_id="asked terms"),
    "GET /money/settlements/<number>": door(SCHOOL | COOP | ABOVE, number="settlement"),
    "GET /money/settlements/<number>/paper": door(SCHOOL | COOP | ABOVE, number="agreed settlement"),
    "GET /money/settlements/<number>/pdf": door(SCHOOL | COOP | ABOVE, number="agreed settlement"),
    "GET /money/settlements/<number>/invoices/new": [
        *door(COOP, number="agreed settlement"),
        *door(frozenset(), number="settlement"),
    ],
    "POST /money/settlements/<number>/invoices/new": [
        *door(COOP, number="agreed settlement"),
        *door(frozenset(), number="settlement"),
    ],
    "GET /money/statement/<number>/pdf": door(COOP, number="issued statement"),
    "POST /money/settlements/<number>/<step>": [
        *door(FINANCE | COOP, number="settlement", step="dispute"),
        *door(FINANCE | COOP, number="settlement", step="confirm"),
        *door(FINANCE | COOP, number="settlement", step="take-out"),
        *door(FINANCE | COOP, number="settlement", step="clear"),
        *door(FINANCE | COOP, number="settlement", step="withdraw"),
        *door(FINANCE | COOP, number="agreed settlement", step="to invoice"),
        *door(FINANCE | COOP, number="agreed settlement", step="check"),
        *door(frozenset(), number="settlement", step="delete"),
    ],
    "GET /money/orders/<number>": [
        *door(SCHOOL | COOP | ABOVE, number="paid order"),
        *door(SCHOOL | ABOVE | {"workshop.seller"}, number="order elsewhere"),
    ],
}

PLAIN = {
    "/money/receipts/new": "coop.seller",
    "/money/settlements/new": "school.manager",
    "/money/stripe/comparison": "operator.operator",
    "/money/terms": "school.manager",
    "/webhooks/stripe": "nobody",
}

BUTTONS = frozenset(
    {
        "/money/receipts/new",
        "/money/settlements/<number>/invoices/new",
        "/money/settlements/new",
        "/money/stripe/comparison",
        "/money/stripe/inbox/<int(max=999999999999):event_id>/again",
        "/money/terms/<int:terms_id>/approve",
        "/orders/<number>/pay/<key>/give-up",
        "/orders/<number>/pay/<key>/look",
        "/orders/<number>/pay/now",
    }
)
