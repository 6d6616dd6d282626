"""Addresses of bank statements, payers and payees."""

from tests.architecture.doors.knocking import COOP, OPERATORS, Door, door

DOORS: dict[str, list[Door]] = {
    "GET /bank/statements/<int(max=999999999999):statement_id>": [
        *door(COOP, statement_id="bank statement"),
        *door(COOP, statement_id="unread statement"),
    ],
    "POST /bank/statements/<int(max=999999999999):statement_id>/columns": door(COOP, statement_id="unread statement"),
    "GET /bank/lines/<int(max=999999999999):line_id>": [
        *door(COOP, line_id="bank line"),
        *door(COOP, line_id="matched line"),
    ],
    "POST /bank/lines/<int(max=999999999999):line_id>/accept": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/match": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/accept-refund": door(COOP, line_id="refund line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/refund": door(COOP, line_id="refund line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/aside": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/undo": door(COOP, line_id="matched line"),
    "POST /bank/payers/<int(max=999999999999):alias_id>/remove": door(
        frozenset({"school.manager"}), alias_id="payer alias"
    ),
    "POST /payees/<int(max=999999999999):account_id>/<step>": [
        *door(COOP | OPERATORS, account_id="payee account", step="approve"),
        *door(COOP | OPERATORS, account_id="payee account", step="reject"),
        *door(frozenset(), account_id="payee account", step="delete"),
    ],
}

PLAIN = {
    "/bank/payers": "school.manager",
    "/bank/statements": "school.manager",
    "/payee": "workshop.seller",
}
