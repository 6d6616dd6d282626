"""What was done to payments, terms, invoices, settlements and the accounts that money goes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "order.paid": _l("%(amount)s was paid with payment %(payment)s."),
    "order.asked_about": _l("The supplier asked the buyer about %(amount)s that is overdue."),
    "order.payment_taken_back": _l("%(amount)s of payment %(payment)s was taken back from this order."),
    "order.online_begun": _l("Somebody set out to pay %(amount)s online."),
    "order.refund_begun": _l("A refund of %(amount)s was asked for."),
    "order.refund_failed": _l("A refund of %(amount)s did not go through."),
    "settlement.proposed": _l("The settlement of %(amount)s was proposed."),
    "settlement.confirmed": _l("The settlement of %(amount)s was agreed by both sides."),
    "settlement.line_disputed": _l("The line of %(amount)s on %(paper)s was questioned."),
    "settlement.line_cleared": _l("The question about the line of %(amount)s on %(paper)s was taken back."),
    "settlement.line_taken_out": _l("The line of %(amount)s on %(paper)s was taken out."),
    "settlement.withdrawn": _l("The settlement was withdrawn."),
    "settlement.invoiced": _l("It was invoiced: %(invoices)s."),
    "settlement.checked": _l("Finance checked the settlement and its invoice."),
    "payment.taken": _l("The payment of %(amount)s was entered."),
    "payment.undone": _l("The payment was entered by mistake; %(amount)s of it was taken back."),
    "payment.refund_asked": _l("The operator was asked to give back %(amount)s."),
    "payment.refund_reversed": _l("%(amount)s that was given back did not arrive; it was taken back in the books."),
    "payment.refunded": _l("%(amount)s was given back."),
    "payment.kept": _l("%(amount)s was not given back after all."),
    "terms.asked": _l("Terms of payment were asked for: %(days)s days."),
    "terms.approved": _l("The terms of payment were approved."),
    "terms.refused": _l("The terms of payment were not approved."),
    "invoice.registered": _l("Invoice %(number)s over %(amount)s was registered."),
    "invoice.allocated": _l("The invoice was allocated anew; %(amount)s of it belong to accepted lines."),
    "invoice.check": _l("The invoice was checked and matched."),
    "invoice.dispute": _l("The invoice was disputed."),
    "invoice.withdraw": _l("The invoice was withdrawn."),
    "invoice.taken_back": _l("Red-letter invoice %(number)s took %(amount)s back."),
    "invoice.parts_freed": _l("A corrected acceptance took %(amount)s off the invoice."),
    "invoice.file_added": _l("A file was added (%(kind)s, SHA-256 %(digest)s…)."),
    "invoice.lower_proposed": _l("It was proposed that a line is lower by %(amount)s."),
    "invoice.lower_agreed": _l("It was agreed that a line is lower by %(amount)s."),
    "invoice.lower_rejected": _l("That a line is lower by %(amount)s was rejected."),
    "invoice.lower_withdrawn": _l("That a line is lower by %(amount)s is proposed no more."),
    "invoice.lower_ended": _l("That a line is lower by %(amount)s holds no more."),
    "supplier.paid_out": _l("%(amount)s collected online were paid out with transfer %(reference)s."),
    "supplier.payee_proposed": _l("It was asked that money goes to the account ending in %(ending)s at %(bank)s."),
    "supplier.payee_approved": _l("Money goes to the account ending in %(ending)s at %(bank)s from now on."),
    "supplier.payee_rejected": _l("The account ending in %(ending)s at %(bank)s was rejected."),
    "supplier.payee_withdrawn": _l("The account ending in %(ending)s at %(bank)s was withdrawn."),
}
