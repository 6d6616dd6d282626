"""What a notice says, as a whole sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.organisations.words import DocumentKind
from shop.web.filters import amount, day, moment, money
from shop.web.language import current

UNKNOWN = "–"
FEN = frozenset({"amount", "was"})

SENTENCES: Mapping[str, Any] = {
    "purchase_awaits_approval": _l("Purchase %(number)s for %(amount)s is waiting for your approval."),
    "purchase_approved": _l("Purchase %(number)s was approved; its orders went to the suppliers."),
    "purchase_rejected": _l("Purchase %(number)s was rejected."),
    "approval_lapsed": _l("Purchase %(number)s was not approved in time and has lapsed; its stock is on sale again."),
    "order_placed": _l("%(unit)s placed order %(number)s. Please confirm it."),
    "order_placed_unpaid": _l("%(unit)s placed order %(number)s and pays before delivery: confirm it once it is paid."),
    "order_paid_ahead": _l("Order %(number)s of %(unit)s is paid ahead. Please confirm it."),
    "order_unpaid": _l("Order %(number)s waits for its payment until %(until)s. Unpaid by then, it lapses."),
    "order_unpaid_lapsed": _l("Order %(number)s was not paid in time and has lapsed; its stock is on sale again."),
    "order_less_than_paid": _l(
        "Less comes of order %(number)s than was paid for: %(amount)s is left over. Either side may ask for it back, "
        "or it is put to another order."
    ),
    "order_paid_too_much": _l(
        "Order %(number)s has ended, and %(amount)s more was paid than came of it. The supplier gives it back, "
        "or it is put to another order."
    ),
    "order_confirmed": _l("%(supplier)s confirmed order %(number)s."),
    "order_confirmed_in_part": _l("%(supplier)s confirmed order %(number)s, but not all of it."),
    "order_declined": _l("%(supplier)s declined order %(number)s."),
    "order_lowered": _l("%(unit)s reduced order %(number)s from %(was)s to %(amount)s."),
    "order_cancelled": _l("%(unit)s cancelled order %(number)s."),
    "order_late": _l("Order %(number)s was not confirmed in time. It lapses unless it is confirmed soon."),
    "order_lapsed": _l("Order %(number)s was never confirmed and has lapsed."),
    "order_closed_short": _l("The rest of order %(number)s will not be delivered: the order is closed."),
    "order_completed": _l("Everything of order %(number)s has been delivered: the order is closed."),
    "consignment_shipped": _l("%(supplier)s sent consignment %(number)s. It is on its way to you."),
    "consignment_arrived": _l("Consignment %(number)s has arrived at %(unit)s."),
    "goods_accepted": _l("%(unit)s accepted goods of consignment %(number)s."),
    "goods_refused": _l("%(unit)s refused the whole of consignment %(number)s."),
    "acceptance_photos": _l("%(other)s added photos to acceptance %(number)s."),
    "objection_raised": _l("The supplier objects to acceptance %(number)s."),
    "objection_answered": _l("%(unit)s stands by acceptance %(number)s."),
    "objection_withdrawn": _l("%(supplier)s does not object to acceptance %(number)s any more."),
    "correction_proposed": _l(
        "The other side proposes a correction of acceptance %(number)s. Please agree or reject it."
    ),
    "correction_agreed": _l("The correction was agreed: acceptance %(number)s is in force now."),
    "correction_rejected": _l("The correction of acceptance %(number)s was rejected."),
    "correction_withdrawn": _l("The proposed correction of acceptance %(number)s was withdrawn."),
    "purchase_withdrawn": _l("Purchase %(number)s no longer needs approval: it was withdrawn."),
    "supplier_submit": _l("The application of %(supplier)s was sent to the county."),
    "supplier_withdraw": _l("The application of %(supplier)s was withdrawn."),
    "supplier_take_up": _l("The application of %(supplier)s is being filled in again."),
    "application_waits": _l("The application of %(supplier)s waits for your decision."),
    "supplier_recommend": _l("The county recommended %(supplier)s; the operator decides now."),
    "supplier_return": _l("The county returned the application of %(supplier)s."),
    "supplier_send_back": _l("The operator returned the application of %(supplier)s to the county."),
    "supplier_give_back": _l("The operator returned the application of %(supplier)s."),
    "supplier_refuse": _l("The application of %(supplier)s was refused for good."),
    "document_ends": _l("%(document)s %(number)s of %(supplier)s runs out on %(day)s."),
    "document_ended": _l("%(document)s %(number)s of %(supplier)s ran out on %(day)s."),
    "change_proposed": _l("%(supplier)s wants a registered name, credit code or licence changed."),
    "change_withdrawn": _l("%(supplier)s does not want its registered particulars changed any more."),
    "change_approved": _l("The changed particulars of %(supplier)s are approved and in force."),
    "change_rejected": _l("The changed particulars of %(supplier)s were not approved."),
    "supplier_approve": _l("%(supplier)s is approved as a supplier and may sell."),
    "supplier_suspend": _l("%(supplier)s is suspended: its products are not on sale until it is reinstated."),
    "supplier_readmit": _l("%(supplier)s is reinstated: its listed products are on sale again."),
    "roster_changed": _l("%(supplier)s is changing its roster of linked households: please look at what is new."),
    "roster_confirmed": _l(
        "The county confirmed your roster as of %(day)s: %(households)s households with %(people)s people."
    ),
    "certificate_proposed": _l("Certificate %(number)s of %(product)s is proposed and waits for the operator."),
    "certificate_approved": _l("Certificate %(number)s of %(product)s is approved."),
    "certificate_ends": _l(
        "Certificate %(number)s of %(product)s ends on %(day)s. What is bought after that day does not count."
    ),
    "listings_submitted_by_sheet": _l(
        "%(supplier)s submitted %(count)s listings with one sheet: please look at them before they are sold."
    ),
    "listings_changed_by_sheet": _l(
        "%(supplier)s wants to change %(count)s listings with one sheet: please look at what changes."
    ),
    "listing_import_checked": _l(
        "Your sheet %(file)s is checked: %(created)s rows are new and %(updated)s changed. Please look, and apply it."
    ),
    "listing_import_refused": _l("Your sheet %(file)s could not be applied: please look at what is wrong with it."),
    "listing_import_applied": _l("Your sheet %(file)s is applied: %(created)s rows are new and %(updated)s changed."),
    "listing_import_shifted": _l(
        "Your sheet %(file)s was not applied, because %(count)s of its rows stand differently on the shelf since you "
        "looked. They were checked again: please look once more."
    ),
    "listing_submitted": _l("%(supplier)s submitted %(product)s: please look at it before it is sold."),
    "listing_change_waits": _l("%(supplier)s wants to change %(product)s: please look at what changes."),
    "listing_approved": _l("%(product)s was approved and is on sale."),
    "listing_returned": _l("%(product)s was returned: “%(reason)s”."),
    "listing_change_approved": _l("The change of %(product)s was approved and shows on the shelf."),
    "listing_change_returned": _l("The change of %(product)s was returned: “%(reason)s”."),
    "listing_taken_off": _l("The operator took %(product)s off sale: “%(reason)s”."),
    "listing_put_back": _l("The operator put %(product)s back on sale."),
    "certificate_ends_soon": _l(
        "Certificate %(number)s of %(product)s ends within two weeks, on %(day)s. "
        "What is bought after that day does not count."
    ),
    "certificate_end_proposed": _l(
        "It is proposed that certificate %(number)s of %(product)s ends on %(day)s, and waits for the operator."
    ),
    "certificate_ended": _l(
        "Certificate %(number)s of %(product)s ends on %(day)s by decision of the operator. "
        "What is bought after that day does not count."
    ),
    "capacity_declared": _l("%(supplier)s declared its capacity for %(category)s in %(year)s. Please decide about it."),
    "capacity_recommended": _l("The county recommended your capacity for %(category)s in %(year)s."),
    "capacity_returned": _l("The county returned your capacity for %(category)s in %(year)s."),
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
    "unit_merged": _l("%(unit)s has been merged into %(successor)s, which places the orders from now on."),
    "membership_begun": _l("You may now act for %(unit)s."),
    "membership_roles_changed": _l("Your roles for %(unit)s have changed."),
    "membership_limit_changed": _l("Your purchases for %(unit)s above %(amount)s now need approval."),
    "membership_limit_lifted": _l("Your purchases for %(unit)s no longer need approval."),
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
    "address_refused": _l("Mail to %(person)s does not arrive: there is no such address, says the server."),
    "mail_given_up": _l("Mails could not be sent and were given up today. The list of mails says why."),
    "terms_asked": _l("%(unit)s asks for other terms of payment. Please decide."),
    "terms_approved": _l("Your terms of payment were approved."),
    "terms_refused": _l("Your terms of payment were not approved."),
    "payment_undone": _l("Payment %(number)s was entered by mistake and was taken back, with %(amount)s of it."),
    "payee_proposed": _l(
        "It was asked that money for %(supplier)s goes to another account, ending in %(ending)s. "
        "A second person has to approve it."
    ),
    "payee_approved": _l("Money for %(supplier)s goes to the account ending in %(ending)s from now on."),
    "payee_rejected": _l("The account of %(supplier)s ending in %(ending)s was rejected."),
    "payee_withdrawn": _l("The account of %(supplier)s ending in %(ending)s was withdrawn."),
    "target_revised": _l("Your target for %(number)s is now %(amount)s."),
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
    "lot_recalled": _l(
        "%(supplier)s recalls lot %(code)s of %(product)s. What to do: “%(advice)s” You have %(quantity)s of it, or it "
        "is reserved for you."
    ),
    "recall_begun": _l("Lot %(code)s of %(product)s by %(supplier)s is recalled."),
    "recall_ended": _l("The recall of lot %(code)s of %(product)s by %(supplier)s is over."),
    "invoice_lower_withdrawn": _l("That invoice %(number)s is lower by %(amount)s is proposed no more."),
}


def sentence(kind: str, particulars: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The sentence of a notice; ``names`` are the organisations' names in the reader's language, by registered name.

    A kind that nobody has written a sentence for says so, and the reason given (if any) follows in the giver's words.
    """
    words = _Words({key: _word(key, value, names) for key, value in _spoken(particulars).items()})
    said = (
        str(SENTENCES[kind]) % words
        if kind in SENTENCES
        else _("Something happened to %(number)s.", number=words["number"])
    )
    reason = particulars.get("reason")
    return _("%(sentence)s Reason: %(reason)s", sentence=said, reason=reason) if reason else said


def _spoken(particulars: Mapping[str, Any]) -> dict[str, Any]:
    """What is told in both languages is said in the reader's: ``category_english`` stands in for ``category``."""
    if current() == "zh":
        return dict(particulars)
    return dict(particulars) | {
        key.removesuffix("_english"): value for key, value in particulars.items() if key.endswith("_english")
    }


class _Words(dict[str, str]):
    """What is not known is a dash: a sentence is never broken by what an older notice lacks."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    if key in FEN and isinstance(value, int):
        return money(Money(value))
    if value is None:
        return UNKNOWN
    if key == "quantity" and isinstance(value, list):
        thousandths, measure = value
        return amount(Quantity(int(thousandths)), measure)
    if key == "day":
        return day(date.fromisoformat(str(value)))
    if key == "until":
        return moment(datetime.fromisoformat(str(value)))
    if key == "document":
        return str(DocumentKind(value).label)
    if key in ("unit", "supplier", "successor"):
        return names.get(str(value), str(value))
    return str(value)
