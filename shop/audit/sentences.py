"""What the trail says, as whole sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.audit.models import TrailEntry
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.web.filters import amount, money
from shop.web.language import current

UNKNOWN = "–"
FEN = frozenset({"amount", "limit", "was"})
MEASURED = frozenset({"quantity", "was_quantity", "promised", "short", "expected"})
"""Particulars that are so much of the entry's ``measure``."""


class Subject(Labelled):
    """The kinds of objects that have a trail."""

    PURCHASE = "purchase", _l("Purchase")
    ORDER = "order", _l("Order")
    CONSIGNMENT = "consignment", _l("Consignment")
    ACCEPTANCE = "acceptance", _l("Acceptance")
    PAYMENT = "payment", _l("Payment")
    PAYMENT_TERMS = "payment_terms", _l("Terms of payment")
    INVOICE = "invoice", _l("Invoice")
    MAIL = "mail", _l("Mail")
    SETTLEMENT = "settlement", _l("Settlement")
    PRODUCT = "product", _l("Product")
    LISTING_IMPORT = "listing_import", _l("Sheet of listings")
    LOT = "lot", _l("Lot")
    CAPACITY = "capacity", _l("Capacity passport")
    SUPPLIER = "supplier", _l("Supplier")
    ROSTER = "roster", _l("Roster of linked households")
    UNIT = "unit", _l("Unit")
    COUNTY = "county", _l("County")
    TARGET = "target", _l("Target")
    SCHEME = "scheme", _l("Scheme")
    RULE_SET = "rule_set", _l("Rule set")
    MEMBERSHIP = "membership", _l("Membership")
    PERSON = "person", _l("Person")
    OPERATOR = "operator", _l("Operator")
    BANK_STATEMENT = "bank_statement", _l("Bank statement")
    BANK_LINE = "bank_line", _l("Bank line")
    ANNOUNCED_PAYMENT = "announced_payment", _l("Announced payment")


SENTENCES: Mapping[str, Any] = {
    "purchase.placed": _l("The purchase was submitted: %(amount)s."),
    "purchase.approved": _l("The purchase was approved."),
    "purchase.rejected": _l("The purchase was rejected."),
    "purchase.lapsed": _l("The purchase was not approved in time and lapsed."),
    "order.placed": _l("The order was submitted."),
    "order.approved": _l("The order was approved and went to the supplier."),
    "order.confirmed": _l("The order was confirmed."),
    "order.declined": _l("The order was declined."),
    "order.lowered": _l("The order was reduced from %(was)s to %(amount)s."),
    "order.cancelled": _l("The order was cancelled."),
    "order.lapsed": _l("The order lapsed."),
    "order.closed": _l("The order was closed before everything was delivered."),
    "order.completed": _l("Everything was delivered, and the order was closed."),
    "order.flagged_late": _l("The order was flagged: it was not confirmed in time."),
    "order.shipped": _l("Goods were sent with consignment %(consignment)s."),
    "order.goods_accepted": _l("Goods for %(amount)s were accepted with acceptance %(note)s."),
    "order.acceptance_corrected": _l("Acceptance %(note)s corrected what was accepted by %(amount)s."),
    "order.paid": _l("%(amount)s was paid with payment %(payment)s."),
    "order.paid_ahead": _l("What was to be paid before delivery is paid: the supplier answers now."),
    "order.asked_about": _l("The supplier asked the buyer about %(amount)s that is overdue."),
    "order.payment_taken_back": _l("%(amount)s of payment %(payment)s was taken back from this order."),
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
    "consignment.packed": _l("The consignment was packed."),
    "consignment.unpacked": _l("Consignment %(number)s was unpacked again."),
    "consignment.shipped": _l("The consignment was sent."),
    "consignment.arrived": _l("The consignment arrived."),
    "consignment.photos_added": _l("Photos were added: %(count)s."),
    "consignment.accepted": _l("The consignment was accepted with acceptance %(note)s."),
    "consignment.refused": _l("The whole consignment was refused with acceptance %(note)s."),
    "acceptance.written": _l("The acceptance note was issued."),
    "acceptance.corrected": _l("A corrected acceptance note was issued."),
    "acceptance.photos_added": _l("Photos were added: %(count)s."),
    "acceptance.objected": _l("The supplier objected."),
    "acceptance.stood_by": _l("The unit stands by the acceptance."),
    "acceptance.objection_withdrawn": _l("The supplier withdrew its objection."),
    "acceptance.correction_proposed": _l("A correction was proposed."),
    "acceptance.correction_agreed": _l("The correction was agreed; acceptance %(note)s is in force now."),
    "acceptance.correction_rejected": _l("The correction was rejected."),
    "acceptance.correction_withdrawn": _l("The correction was withdrawn."),
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
    "listing_import.uploaded": _l("The sheet %(name)s was uploaded."),
    "listing_import.applied": _l(
        "The sheet %(name)s was applied: %(created)s rows were new, %(updated)s changed and %(unchanged)s unchanged."
    ),
    "listing_import.shifted": _l("The shelf had changed meanwhile: %(count)s rows of the sheet were checked again."),
    "listing_import.cancelled": _l("The import of the sheet %(name)s was cancelled."),
    "product.listed_by_sheet": _l("%(name)s was listed with the sheet %(file)s, in %(packs)s packs."),
    "product.listed_and_submitted_by_sheet": _l(
        "%(name)s was listed with the sheet %(file)s, in %(packs)s packs, and handed in for review."
    ),
    "product.changed_by_sheet": _l("%(name)s was changed with the sheet %(file)s."),
    "product.listed": _l("%(name)s was listed."),
    "product.changed": _l("The listing was changed."),
    "product.submitted": _l("%(name)s was submitted for review."),
    "product.withdrawn": _l("%(name)s was taken back from review."),
    "product.returned": _l("%(name)s was returned."),
    "product.change_waits": _l("A change of %(name)s waits for review."),
    "product.change_approved": _l("The change of %(name)s was approved."),
    "product.change_returned": _l("The change of %(name)s was returned."),
    "product.change_withdrawn": _l("The change of %(name)s was withdrawn."),
    "product.paper_added": _l("A paper of the goods was added: %(number)s."),
    "product.paper_ended": _l("A paper of the goods is shown no more: %(number)s."),
    "product.pack_added": _l("The pack %(pack)s was added."),
    "product.pack_changed": _l("The pack %(pack)s was changed."),
    "product.pack_retired": _l("The pack %(pack)s is not sold any more."),
    "product.packs_ordered": _l("The packs of %(name)s were put in another order."),
    "product.photos_added": _l("Photos were added: %(count)s."),
    "product.photos_described": _l("It was said anew what is seen on the photos."),
    "product.photos_ordered": _l("The photos were put in another order."),
    "product.photo_removed": _l("A photo was removed."),
    "product.priced": _l("New prices were set for the pack %(pack)s."),
    "product.on_shelf": _l("%(name)s was put on sale."),
    "product.off_shelf": _l("%(name)s was taken off sale."),
    "product.certificate_proposed": _l("Certificate %(number)s was proposed."),
    "product.certified": _l("Certificate %(number)s was approved."),
    "product.certificate_withdrawn": _l("The proposed certificate %(number)s was withdrawn."),
    "product.certificate_end_proposed": _l("It was proposed that certificate %(number)s ends on %(day)s."),
    "product.certificate_ended": _l("Certificate %(number)s ends on %(valid_to)s."),
    "product.certificate_end_withdrawn": _l("The proposed end of certificate %(number)s was withdrawn."),
    "lot.received": _l("Lot %(code)s was entered with %(quantity)s."),
    "lot.promised": _l("The harvest of lot %(code)s was promised: %(quantity)s."),
    "lot.harvested": _l("The harvest came in: %(quantity)s of %(promised)s promised."),
    "lot.corrected": _l("What came in was corrected from %(was_quantity)s to %(quantity)s."),
    "lot.dates_changed": _l("The dates were changed from %(was_days)s to %(days)s."),
    "lot.held": _l("The lot was held back."),
    "lot.released": _l("The lot was released."),
    "lot.documented": _l("Purchases were entered: %(quantity)s for %(amount)s."),
    "lot.purchase_corrected": _l(
        "A purchase was corrected: %(quantity)s for %(amount)s instead of %(was_quantity)s for %(was)s."
    ),
    "lot.recalled": _l("The lot was recalled with recall %(number)s."),
    "lot.recall_ended": _l("Recall %(number)s was ended."),
    "lot.recall_read": _l("Recall %(number)s was read."),
    "lot.written_off": _l("%(quantity)s of the lot was written off."),
    "capacity.declared": _l("A capacity of %(expected)s was declared for %(year)s."),
    "capacity.withdrawn": _l("The declared capacity of %(expected)s for %(year)s was withdrawn."),
    "capacity.recommended": _l("The county recommended the capacity of %(expected)s for %(year)s."),
    "capacity.returned": _l("The county returned the declared capacity of %(expected)s for %(year)s."),
    "supplier.enrolled": _l("%(name)s applied as a supplier."),
    "supplier.begun": _l("An application for %(name)s was begun."),
    "supplier.stated": _l("The application or profile was changed."),
    "supplier.submitted": _l("The application of %(name)s was sent."),
    "supplier.withdrawn": _l("The application of %(name)s was withdrawn."),
    "supplier.taken_up": _l("The application of %(name)s is being filled in again."),
    "supplier.returned": _l("The county returned the application of %(name)s to the applicant."),
    "supplier.sent_back": _l("The application of %(name)s was returned to the county."),
    "supplier.given_back": _l("The operator returned the application of %(name)s to the applicant."),
    "supplier.refused": _l("The application of %(name)s was refused for good."),
    "supplier.document_added": _l("A document was added: %(number)s."),
    "supplier.document_ended": _l("A document is shown no more: %(number)s."),
    "supplier.change_proposed": _l("Other registered particulars were asked for."),
    "supplier.change_approved": _l("The changed particulars were approved and are in force."),
    "supplier.change_rejected": _l("The changed particulars were not approved."),
    "supplier.change_withdrawn": _l("The changed particulars are asked for no more."),
    "supplier.producer_named": _l("The supplier sells for the producer %(producer)s."),
    "supplier.producer_changed": _l("What is known of the producer %(producer)s was changed."),
    "supplier.producer_ended": _l("Nothing new is listed for the producer %(producer)s."),
    "supplier.producer_resumed": _l("Produce of the producer %(producer)s can be listed again."),
    "supplier.recommended": _l("The county recommended %(name)s."),
    "supplier.approved": _l("%(name)s was approved as a supplier."),
    "order.online_begun": _l("Somebody set out to pay %(amount)s online."),
    "person.mail_tried_again": _l("Mails go to the address again that a server had refused."),
    "mail.sent_again": _l("A mail was put out once more."),
    "order.refund_begun": _l("A refund of %(amount)s was asked for."),
    "order.refund_failed": _l("A refund of %(amount)s did not go through."),
    "supplier.paid_out": _l("%(amount)s collected online were paid out with transfer %(reference)s."),
    "supplier.suspended": _l("%(name)s was suspended."),
    "supplier.readmitted": _l("%(name)s was reinstated."),
    "supplier.benefit_recorded": _l("The supplier links %(households)s households with %(people)s people."),
    "supplier.roster_confirmed": _l(
        "The county confirmed the roster as of %(day)s: %(households)s households with %(people)s people."
    ),
    "roster.household_added": _l("Household %(household)s was added with %(people)s people."),
    "roster.household_ended": _l("The link of household %(household)s ended on %(day)s."),
    "roster.household_corrected": _l("Household %(household)s was corrected."),
    "roster.household_struck": _l("Household %(household)s was struck out: it was entered by mistake."),
    "roster.person_added": _l("A person was added to household %(household)s."),
    "roster.person_ended": _l("The link of a person of household %(household)s ended."),
    "roster.person_corrected": _l("A person of household %(household)s was corrected."),
    "roster.person_struck": _l("A person of household %(household)s was struck out: they were entered by mistake."),
    "roster.sheet_applied": _l("The sheet %(file)s was applied: %(created)s people added, %(updated)s changed."),
    "unit.founded": _l("%(name)s was entered."),
    "unit.place_proposed": _l("A move under %(parent)s from %(year)s on was proposed."),
    "unit.place_withdrawn": _l("The proposed move under %(parent)s from %(year)s on was withdrawn."),
    "unit.placed": _l("The unit belongs to %(parent)s from %(year)s on."),
    "unit.merged": _l("The unit was merged into %(successor)s."),
    "unit.supervision_ended": _l("%(department)s supervises the unit no longer."),
    "unit.supervised": _l("%(department)s supervises the unit."),
    "unit.address_added": _l("The delivery address %(label)s was added."),
    "unit.address_retired": _l("The delivery address %(label)s is no longer in use."),
    "unit.invoice_profile_retired": _l("The invoice profile %(title)s is no longer in use."),
    "unit.invoice_profile_added": _l("The invoice profile %(title)s was added."),
    "county.entered": _l("%(name)s was entered."),
    "county.township_entered": _l("The township %(name)s was entered."),
    "county.office_opened": _l("%(name)s was entered as the county's office."),
    "county.aid_proposed": _l("Aid status from %(valid_from)s on was proposed."),
    "county.aid_recognised": _l("The county is an aided county from %(valid_from)s on."),
    "county.pairing_proposed": _l("A pairing from %(valid_from)s on was proposed."),
    "county.paired": _l("The county is paired from %(valid_from)s on."),
    "unit.target_filed": _l("A target of %(amount)s was filed for %(year)s."),
    "county.aid_withdrawn": _l("The proposed aid status from %(valid_from)s on was withdrawn."),
    "county.pairing_withdrawn": _l("The proposed pairing from %(valid_from)s on was withdrawn."),
    "county.aid_end_proposed": _l("It was proposed that the aid status ends on %(valid_to)s."),
    "county.pairing_end_proposed": _l("It was proposed that the pairing ends on %(valid_to)s."),
    "county.aid_ended": _l("The aid status ends on %(valid_to)s."),
    "county.pairing_ended": _l("The pairing ends on %(valid_to)s."),
    "county.aid_end_withdrawn": _l("The proposed end of the aid status was withdrawn."),
    "county.pairing_end_withdrawn": _l("The proposed end of the pairing was withdrawn."),
    "target.revised": _l("The target is now %(amount)s, revision %(n)s."),
    "scheme.set_up": _l("The scheme %(code)s was set up."),
    "rules.proposed": _l("Version %(version)s of the rules was proposed."),
    "rules.laid_down": _l("Version %(version)s of the rules was set."),
    "membership.begun": _l("The membership began."),
    "membership.ended": _l("The membership ended."),
    "membership.roles_changed": _l("The roles were changed."),
    "membership.limit_changed": _l("The limit for purchases without approval is now %(limit)s."),
    "person.registered": _l("%(name)s was registered."),
    "person.password_changed": _l("The password was changed."),
    "operator.founded": _l("%(name)s was entered as the operator."),
    "supplier.payee_proposed": _l("It was asked that money goes to the account ending in %(ending)s at %(bank)s."),
    "supplier.payee_approved": _l("Money goes to the account ending in %(ending)s at %(bank)s from now on."),
    "supplier.payee_rejected": _l("The account ending in %(ending)s at %(bank)s was rejected."),
    "supplier.payee_withdrawn": _l("The account ending in %(ending)s at %(bank)s was withdrawn."),
    "unit.payer_learnt": _l("Payments of the unit arrive in the name of %(name)s as well."),
    "unit.payer_forgotten": _l("The payer’s name %(name)s was forgotten."),
    "bank_statement.received": _l("%(name)s was uploaded, with %(rows)s rows."),
    "bank_statement.read": _l("It was read: %(new)s new lines, %(known)s known before."),
    "bank_line.booked": _l("It was booked as payment %(number)s."),
    "bank_line.attached": _l("It tells of payment %(number)s, which the other side’s bank had told of already."),
    "bank_line.announced": _l("It was announced to the supplier, who has not seen it yet."),
    "bank_line.given_back": _l("It was booked as given back of payment %(number)s."),
    "bank_line.back_attached": _l(
        "It tells of what was given back of payment %(number)s, which the other side’s bank had told of already."
    ),
    "announced.announced": _l("The payer’s bank shows a transfer of %(amount)s; the payee has not seen it yet."),
    "announced.seen": _l("The payee has seen it: payment %(number)s."),
    "announced.denied": _l("The payee says that %(amount)s did not arrive."),
    "announced.withdrawn": _l("The payer has taken it back."),
    "announced.waits_again": _l("The payee has taken back that it has seen it."),
    "bank_line.aside": _l("It was set aside: it pays for nothing here."),
    "bank_line.reopened": _l("It was opened again."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One act as a page shows it. ``who`` acted, and ``note`` is the reason given, in the giver's words.

    ``lines`` say what became of single lines; ``to`` is the address of the paper that the act led to.
    """

    at: datetime
    text: str
    who: str
    note: str | None = None
    lines: tuple[str, ...] = ()
    to: str | None = None


Names = Mapping[str, str]
"""Organisations in the reader's language, by registered name: the trail keeps the registered one."""

NAMING = ("name", "parent", "successor", "department")
"""The particulars that may name an organisation."""


def sentence(action: str, details: Mapping[str, Any], names: Names = MappingProxyType({})) -> str:
    """What was done; an action nobody has written a sentence for is named as it is stored."""
    if action not in SENTENCES:
        return str(_("Something was done: %(action)s.", action=action))
    words = _Words({key: _word(key, value, names) for key, value in _measured(details).items()})
    return str(str(SENTENCES[action]) % words)


def told(entry: TrailEntry, names: Names = MappingProxyType({}), to: str | None = None) -> Told:
    """An entry of the trail in words."""
    who = _("The system")
    if entry.person_name:
        organisation = names.get(str(entry.organisation_name), entry.organisation_name)
        who = _("%(person)s for %(organisation)s", person=entry.person_name, organisation=organisation)
    said = sentence(entry.action, entry.details, names)
    lines = tuple(_line(line) for line in entry.details.get("lines") or ())
    return Told(entry.at, said, who, entry.details.get("reason") or None, lines, to)


def _line(line: Mapping[str, Any]) -> str:
    """What became of the packs of one line: how many they were, how many they are, and why."""
    product = line["product"] if current() == "zh" else line["product_english"]
    said = {"product": product, "was": line["was"], "now": line["now"], "reason": line.get("reason")}
    if line.get("reason"):
        return str(_("%(product)s: %(was)s → %(now)s packs. Reason: %(reason)s", **said))
    return str(_("%(product)s: %(was)s → %(now)s packs.", **said))


class _Words(dict[str, str]):
    """What an entry does not say is a dash: older entries are never a broken sentence."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _measured(details: Mapping[str, Any]) -> Mapping[str, Any]:
    """The particulars with their quantities in the entry's measure; entries older than it keep the bare figure."""
    measure = details.get("measure")
    if measure is None:
        return details
    said = {key: amount(Quantity.of(details[key]), measure) for key in MEASURED & details.keys()}
    return {**details, **said}


def _word(key: str, value: Any, names: Names) -> str:
    if key in NAMING:
        return names.get(str(value), UNKNOWN if value is None else str(value))
    if key in FEN and isinstance(value, int):
        return money(Money(value))
    return UNKNOWN if value is None else str(value)
