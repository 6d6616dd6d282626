"""What somebody is told about payments, terms, invoices, settlements and the accounts that money goes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "online_failed": _l("The online payment of %(amount)s for order %(number)s did not come through."),
    "online_refund_failed": _l("A refund of %(amount)s for order %(number)s did not go through: find another way."),
    "online_refund_asked": _l("%(unit)s asks to give back %(amount)s of the online payment for order %(number)s."),
    "online_for_no_order": _l(
        "%(amount)s was paid online for order %(number)s, which does not come to so much any more: "
        "it waits for another order, or is given back."
    ),
    "paid_out": _l("%(amount)s collected online were transferred to your account, reference %(number)s."),
    "stripe_differs": _l("Our books and Stripe’s differ: comparison %(number)s lists where."),
    "stripe_refused": _l("A report of Stripe’s about order %(number)s moved no money: somebody has to look at it."),
    "statement_issued": _l("Your monthly statement %(number)s has been issued."),
    "settlement_proposed": _l("Settlement %(number)s for %(amount)s waits for your agreement."),
    "settlement_confirmed": _l("Settlement %(number)s for %(amount)s is agreed."),
    "settlement_line_disputed": _l("The other side questions a line of settlement %(number)s."),
    "settlement_line_taken_out": _l("A line of settlement %(number)s was taken out; it comes to %(amount)s now."),
    "settlement_withdrawn": _l("Settlement %(number)s was withdrawn."),
    "settlement_invoiced": _l("Settlement %(number)s is invoiced; please check it."),
    "settlement_checked": _l("Settlement %(number)s and its invoice were checked."),
    "payment_taken": _l("A payment of %(amount)s was entered: %(number)s."),
    "payment_refunded": _l("%(amount)s of payment %(number)s was given back."),
    "payment_refund_reversed": _l(
        "%(amount)s of payment %(number)s that was given back did not arrive: it stands in the books again."
    ),
    "payment_kept": _l("%(amount)s of payment %(number)s was not given back after all."),
    "payment_announced": _l("%(unit)s says that it has transferred %(amount)s to you. Please say whether it arrived."),
    "payment_denied": _l("%(supplier)s says that your transfer of %(amount)s did not arrive. Please ask your bank."),
    "payment_overdue": _l(
        "%(amount)s for accepted goods is overdue, in orders: %(orders)s. If you have paid meanwhile, please excuse "
        "this reminder."
    ),
    "payment_due_soon": _l("%(amount)s for accepted goods is due soon, in orders: %(orders)s."),
    "payment_asked": _l(
        "%(supplier)s kindly asks about %(amount)s of order %(number)s, due since %(day)s. If you have paid meanwhile, "
        "please excuse this reminder."
    ),
    "payment_undone": _l("Payment %(number)s was entered by mistake and was taken back, with %(amount)s of it."),
    "terms_asked": _l("%(unit)s asks for other terms of payment. Please decide."),
    "terms_approved": _l("Your terms of payment were approved."),
    "terms_refused": _l("Your terms of payment were not approved."),
    "payee_proposed": _l(
        "It was asked that money for %(supplier)s goes to another account, ending in %(ending)s. "
        "A second person has to approve it."
    ),
    "payee_approved": _l("Money for %(supplier)s goes to the account ending in %(ending)s from now on."),
    "payee_rejected": _l("The account of %(supplier)s ending in %(ending)s was rejected."),
    "payee_withdrawn": _l("The account of %(supplier)s ending in %(ending)s was withdrawn."),
    "invoice_registered": _l("Invoice %(number)s of %(supplier)s over %(amount)s was registered. Please check it."),
    "invoice_red_registered": _l("Red-letter invoice %(number)s of %(supplier)s over %(amount)s was registered."),
    "invoice_checked": _l("Invoice %(number)s is checked and matched."),
    "invoice_disputed": _l("Invoice %(number)s is disputed."),
    "invoice_withdrawn": _l("Invoice %(number)s was withdrawn."),
    "invoice_parts_freed": _l(
        "An acceptance was corrected: %(amount)s of invoice %(number)s belong to no accepted line any more."
    ),
    "invoice_lower_proposed": _l(
        "The other side proposes that invoice %(number)s is lower by %(amount)s. Please agree or reject it."
    ),
    "invoice_lower_agreed": _l("It was agreed that invoice %(number)s is lower by %(amount)s; so much less counts."),
    "invoice_lower_rejected": _l("That invoice %(number)s is lower by %(amount)s was rejected."),
    "invoice_lower_withdrawn": _l("That invoice %(number)s is lower by %(amount)s is proposed no more."),
}
