"""Kinds of notices, and what each asks of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.mail.words import Group

NEVER_MAILED = frozenset({"mail_given_up"})
"""That mails do not go is not told by mail."""

AT_ONCE = frozenset({"lot_recalled"})
"""What somebody may eat meanwhile is told at once, whatever they have chosen."""

REMINDERS = frozenset({"payment_due_soon", "payment_overdue", "payment_asked"})

SINGLE: Mapping[str, Group] = {
    **dict.fromkeys(REMINDERS, Group.OVERDUE),
    **dict.fromkeys(
        (
            "purchase_awaits_approval",
            "terms_asked",
            "payee_proposed",
            "application_waits",
            "change_proposed",
            "certificate_proposed",
            "certificate_end_proposed",
            "roster_changed",
            "listing_submitted",
            "listing_change_waits",
            "capacity_declared",
            "bulletin_proposed",
            "bulletin_withdrawal_proposed",
            "pair_proposed",
            "pair_end",
            "publishing_proposed",
            "period_propose_lock",
            "period_propose_unlock",
            "reevaluation_proposed",
            "rules_proposed",
            "filing_target_waits",
            "filing_base_waits",
            "filing_split_waits",
            "offline_entered",
            "offline_held",
            "offline_invoice_disputed",
            "offline_late_twin",
            "offline_proposed",
            "offline_sent_again",
            "offline_sheet_entered",
        ),
        Group.APPROVALS,
    ),
    **dict.fromkeys(("order_placed", "order_late"), Group.TO_CONFIRM),
}
BY_BEGINNING: Mapping[str, Group] = {
    "order": Group.ORDERS,
    "purchase": Group.ORDERS,
    "approval": Group.ORDERS,
    "consignment": Group.DELIVERIES,
    "goods": Group.DELIVERIES,
    "lot": Group.DELIVERIES,
    "recall": Group.DELIVERIES,
    "objection": Group.DELIVERIES,
    "correction": Group.DELIVERIES,
    "settlement": Group.MONEY,
    "invoice": Group.MONEY,
    "payment": Group.MONEY,
    "payee": Group.MONEY,
    "paid": Group.MONEY,
    "online": Group.MONEY,
    "terms": Group.MONEY,
}
"""By the first word of a kind: a new kind about an order is news of orders unless it is said otherwise above."""

TO_DO: Mapping[str, Any] = {
    "purchase_awaits_approval": _l("Please approve the purchase or reject it."),
    "payee_proposed": _l("Please approve the account or reject it, if you did not ask for it yourself."),
    "application_waits": _l("Please decide about the application."),
    "change_proposed": _l("Please decide about the change."),
    "supplier_return": _l("Please see to what is missing, and send the application again."),
    "supplier_give_back": _l("Please see to what is missing, and send the application again."),
    "document_ends": _l("Please add the new document in time."),
    "document_ended": _l("Please see to it that the document is renewed."),
    "certificate_proposed": _l("Please decide about the certificate."),
    "order_late": _l("Please see to it that the order is confirmed or declined."),
    "consignment_shipped": _l("Please be ready to weigh the goods and take them in."),
    "objection_raised": _l("Please answer the objection."),
    "settlement_proposed": _l("Please agree to the settlement or question its lines."),
    "settlement_line_disputed": _l("Please see to the line."),
    "invoice_disputed": _l("Please see what is wrong with the invoice."),
    "listing_returned": _l("Please set it right and submit it again."),
    "listing_change_returned": _l("Please set it right, if you still want the change."),
    "certificate_end_proposed": _l("Please decide about the certificate."),
    "lot_recalled": _l("Please look what of it is left, and say in the shop that you have read this."),
    "certificate_ends": _l("Please have the certificate renewed."),
    "certificate_ends_soon": _l("Please have the certificate renewed."),
    "bulletin_proposed": _l("Please read the bulletin, and sign or return it."),
    "bulletin_withdrawal_proposed": _l("Please withdraw the bulletin or leave it in force."),
    "publishing_proposed": _l("Please approve or refuse it."),
    "filing_target_returned": _l("Please set it right and file it again."),
    "filing_base_returned": _l("Please set it right and file it again."),
    "filing_split_returned": _l("Please set it right and propose it again."),
    "capacity_returned": _l("Please correct the declaration and send it again."),
    "offline_returned": _l("Please put it right and send it again, or withdraw it."),
    "pair_proposed": _l("Please approve the pairing or refuse it."),
    "pair_end": _l("Please approve the end, or let the pairing go on."),
    "address_refused": _l("Please ask the person for the right address, and tell the operator."),
}
ASKS_ITSELF = frozenset(
    {
        "actual_base_asked",
        "capacity_declared",
        "correction_proposed",
        "filing_base_waits",
        "filing_split_waits",
        "filing_target_waits",
        "invoice_lower_proposed",
        "invoice_registered",
        "listing_change_waits",
        "listing_import_checked",
        "listing_import_refused",
        "listing_import_shifted",
        "listing_submitted",
        "listings_changed_by_sheet",
        "listings_submitted_by_sheet",
        "offline_entered",
        "offline_held",
        "offline_invoice_disputed",
        "offline_late_twin",
        "offline_proposed",
        "offline_sent_again",
        "offline_sheet_entered",
        "order_placed",
        "roster_changed",
        "settlement_invoiced",
        "terms_asked",
    }
)
"""Their sentences end with what is to do."""

FOR_INFORMATION = _l("You need not do anything.")
"""Of all that only tells what happened."""


def group_of(kind: str) -> Group | None:
    """To which group a kind of notice belongs; none if it is never mailed."""
    if kind in NEVER_MAILED:
        return None
    return SINGLE.get(kind) or BY_BEGINNING.get(kind.split("_", maxsplit=1)[0], Group.OTHER)


def to_do(kind: str) -> str:
    """What its reader is to do, in one sentence; nothing where the notice says it already."""
    return "" if kind in ASKS_ITSELF else str(TO_DO.get(kind, FOR_INFORMATION))
