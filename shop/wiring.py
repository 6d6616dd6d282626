"""The page where slices meet: which blueprints there are, what follows an event, who answers a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Blueprint, Flask
from werkzeug.local import LocalProxy

from shop.accounts.events import PersonSignedIn
from shop.accounts.views import public as accounts
from shop.audit.views import operator as audit
from shop.catalogue.import_duties import tidy_imports, work_on_imports
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.sources import refuse_while_purchases_stand
from shop.catalogue.views import capacity, certificates, lots
from shop.catalogue.views import imports as listing_imports
from shop.catalogue.views import listing_pages as listings
from shop.catalogue.views import photos as product_photos
from shop.catalogue.views import public as catalogue
from shop.demo.commands import demo
from shop.demo.sign_ins import sign_ins
from shop.documents.views import public as documents
from shop.documents.words import PaperKind
from shop.fulfilment.events import GoodsAccepted
from shop.fulfilment.queries import answer_consignments_of, answer_who_ate_of, consignment_stands, note_stands
from shop.fulfilment.views import photos as fulfilment
from shop.fulfilment.views import supplier as fulfilment_supplier
from shop.fulfilment.views import traces
from shop.kernel import clock, late_rows
from shop.kernel.actor import Actor
from shop.kernel.events import Event, switchboard
from shop.kernel.letters import Letter, LettersOf
from shop.kernel.questions import (
    AccountOf,
    BookedAs,
    ConsignmentsOf,
    EntriesOf,
    FirstOpenDay,
    HowFar,
    HowToPay,
    InvoicesOf,
    NamesIn,
    NumbersOfLines,
    ObjectsOf,
    OnWhichTerms,
    PaperAnswer,
    PaperStands,
    WhoAteOf,
    WillItCount,
)
from shop.mail.commands import mail as mail_commands
from shop.mail.events import AddressRefused, MailGivenUp
from shop.mail.sending import send_due
from shop.mail.services import forget as forget_mails
from shop.mail.views import operator as mail
from shop.notices.hearing import (
    tell_of_canteen,
    tell_of_change,
    tell_of_confirmed_roster,
    tell_of_ending_document,
    tell_of_mail_given_up,
    tell_of_membership,
    tell_of_merger,
    tell_of_pair,
    tell_of_refused_address,
    tell_of_roster,
    tell_of_vetting,
)
from shop.notices.letters import answer_letters_of
from shop.notices.models import Notice
from shop.notices.posting import Posting
from shop.notices.queries import unread_count
from shop.notices.summaries import sum_up
from shop.notices.views import own as notices
from shop.operators.queries import answer_objects_of
from shop.ordering.commands import DUTIES as ORDERING_DUTIES
from shop.ordering.events import ExpectationsMoved, OrderLessened, OrdersEnded, UnpaidOrderLowered
from shop.ordering.queries import answer_numbers_of_lines, order_stands
from shop.ordering.services.baskets import carry_over
from shop.ordering.sessions import basket_count
from shop.ordering.views import public as ordering
from shop.ordering.views import supplier as ordering_supplier
from shop.organisations import sessions
from shop.organisations.events import (
    CanteenChanged,
    CountyStandingChanged,
    DocumentRunsOut,
    HouseholdStruck,
    MembershipChanged,
    PairMoved,
    PayeeAccountStated,
    RosterChanged,
    RosterConfirmed,
    SupplierChanged,
    SupplierChangeProposed,
    SupplierVetted,
    UnitMerged,
)
from shop.organisations.queries import answer_names_in
from shop.organisations.services.applying import enter_stated_benefit
from shop.organisations.services.documents import tell_of_ending_documents
from shop.organisations.views import household_sheets as households
from shop.organisations.views import jobs, joining, pairs, rosters
from shop.organisations.views import members as organisations
from shop.payments import duties as payments_duties
from shop.payments import gateway
from shop.payments.commands import money
from shop.payments.conditions import answer_terms
from shop.payments.events import InvoiceAgreedLower, InvoiceMatched, InvoiceStands, OrdersPaid
from shop.payments.queries.how_to_pay import answer_how_to_pay
from shop.payments.queries.invoices import answer_invoices_of
from shop.payments.queries.payees import answer_account_of
from shop.payments.queries.settlements import settlement_stands
from shop.payments.services.books import charge_goods, charge_less
from shop.payments.services.freeing import follow_acceptance
from shop.payments.services.monthly import issue_statements
from shop.payments.services.payees import take_stated_account
from shop.payments.services.paying_ahead import follow_less, follow_lowering, follow_payment, give_back_ahead
from shop.payments.services.reminders import remind_of_due_soon, remind_of_overdue
from shop.payments.views import aliases as bank
from shop.payments.views import announced, invoices, payees, statements
from shop.payments.views import collected as payments_collected
from shop.payments.views import online as payments_online
from shop.payments.views import pay_outs as payments_stripe
from shop.payments.views import settlement_papers as settlements
from shop.payments.views import supplier as payments
from shop.payments.views import webhook as payments_webhook
from shop.reports.commands import bulletins as bulletin_commands
from shop.reports.digests.duty import send_digests
from shop.reports.digests.letters import letters_of_digests
from shop.reports.export_duties import make_files
from shop.reports.services.files import forget_files, order_ledger, order_offline
from shop.reports.views import bulletin_since as bulletins
from shop.reports.views import files, publishing
from shop.reports.views import public as reports
from shop.tally.commands import tally
from shop.tally.events import LedgerOrdered, OfflineOrdered
from shop.tally.queries.answers import (
    answer_booked_as,
    answer_entries_of,
    answer_first_open_day,
    answer_how_far,
    answer_will_it_count,
)
from shop.tally.services.asking import ask_for_actual_bases
from shop.tally.services.evidence import prove_accepted, prove_invoiced, prove_lowered, prove_paid
from shop.tally.services.ledger import count_purchase, move_expectations
from shop.tally.services.lowering import lower_count
from shop.tally.services.offline.arriving import follow_invoice, tell_of_late_twins
from shop.tally.views import offline
from shop.tally.views import pages as tally_pages
from shop.web.guards import current_actor

BLUEPRINTS: tuple[Blueprint, ...] = (
    reports.bp,
    files.bp,
    bulletins.bp,
    publishing.bp,
    documents.bp,
    catalogue.bp,
    listings.bp,
    listing_imports.bp,
    capacity.bp,
    product_photos.bp,
    certificates.bp,
    accounts.bp,
    organisations.bp,
    households.bp,
    rosters.bp,
    pairs.bp,
    jobs.bp,
    joining.bp,
    notices.bp,
    mail.bp,
    audit.bp,
    ordering.bp,
    ordering_supplier.bp,
    fulfilment.bp,
    fulfilment_supplier.bp,
    lots.bp,
    traces.bp,
    payments.bp,
    payments_online.bp,
    payments_stripe.bp,
    payments_collected.bp,
    payments_webhook.bp,
    invoices.bp,
    settlements.bp,
    statements.bp,
    bank.bp,
    announced.bp,
    payees.bp,
    tally_pages.bp,
    offline.bp,
)

HANDLERS: dict[type[Event], tuple[Callable[[Any], None], ...]] = {
    GoodsAccepted: (count_purchase, charge_goods, follow_acceptance, prove_accepted, tell_of_late_twins),
    OrdersPaid: (follow_payment, prove_paid),
    OrdersEnded: (give_back_ahead,),
    UnpaidOrderLowered: (follow_lowering,),
    OrderLessened: (follow_less,),
    InvoiceMatched: (prove_invoiced,),
    InvoiceStands: (follow_invoice,),
    InvoiceAgreedLower: (lower_count, charge_less, prove_lowered),
    ExpectationsMoved: (move_expectations,),
    PersonSignedIn: (carry_over,),
    SupplierChanged: (bump_shelf,),
    SupplierVetted: (enter_stated_benefit, tell_of_vetting),
    PayeeAccountStated: (take_stated_account,),
    DocumentRunsOut: (tell_of_ending_document,),
    SupplierChangeProposed: (tell_of_change,),
    RosterChanged: (tell_of_roster,),
    HouseholdStruck: (refuse_while_purchases_stand,),
    RosterConfirmed: (tell_of_confirmed_roster,),
    UnitMerged: (tell_of_merger,),
    CanteenChanged: (tell_of_canteen,),
    MembershipChanged: (tell_of_membership,),
    PairMoved: (tell_of_pair,),
    AddressRefused: (tell_of_refused_address,),
    MailGivenUp: (tell_of_mail_given_up,),
    CountyStandingChanged: (bump_shelf,),
    LedgerOrdered: (order_ledger,),
    OfflineOrdered: (order_offline,),
}

PAPERS: dict[str, Callable[[str], PaperAnswer | None]] = {
    PaperKind.ORDER: order_stands,
    PaperKind.DELIVERY_NOTE: consignment_stands,
    PaperKind.ACCEPTANCE: note_stands,
    PaperKind.SETTLEMENT: settlement_stands,
}
"""Who says how that stands which a paper is about; a month's statement is about nothing but itself."""


def answer_paper_stands(question: PaperStands) -> PaperAnswer | None:
    """Asked of whoever the paper is from."""
    stands = PAPERS.get(question.kind)
    return stands(question.number) if stands else None


def answer_letters(question: LettersOf) -> dict[int, Letter]:
    """Digests are written by whoever knows how everybody stands, all other mails by whoever keeps the notices."""
    digests = tuple(draft for draft in question.drafts if draft.digest)
    others = tuple(draft for draft in question.drafts if not draft.digest)
    return answer_letters_of(LettersOf(others)) | letters_of_digests(digests)


ANSWERS: dict[type[Any], Callable[[Any], Any]] = {
    WillItCount: answer_will_it_count,
    HowFar: answer_how_far,
    FirstOpenDay: answer_first_open_day,
    ConsignmentsOf: answer_consignments_of,
    EntriesOf: answer_entries_of,
    BookedAs: answer_booked_as,
    OnWhichTerms: answer_terms,
    InvoicesOf: answer_invoices_of,
    NamesIn: answer_names_in,
    ObjectsOf: answer_objects_of,
    AccountOf: answer_account_of,
    HowToPay: answer_how_to_pay,
    WhoAteOf: answer_who_ate_of,
    NumbersOfLines: answer_numbers_of_lines,
    PaperStands: answer_paper_stands,
    LettersOf: answer_letters,
}

COMMANDS: tuple[Any, ...] = (demo, tally, bulletin_commands, money, mail_commands)

DUTIES: tuple[Callable[[], int], ...] = (
    *ORDERING_DUTIES,
    remind_of_overdue,
    issue_statements,
    ask_for_actual_bases,
    remind_of_due_soon,
    tell_of_ending_documents,
    sum_up,
    send_digests,
    send_due,
    forget_mails,
    tidy_imports,
    work_on_imports,
    forget_files,
    make_files,
    *payments_duties.DUTIES,
)
"""What the worker minds; `send_due` and those of `payments.duties` ask other servers, and so commit by themselves."""

PROMPT_DUTIES: tuple[Callable[[], int], ...] = (work_on_imports, make_files)
"""Those that somebody waits for: the worker looks at them between its rounds."""

# What every page may show of whoever reads it; asked only where a template uses it.
PAGE_CONTEXT: dict[str, Callable[[Actor | None], Any]] = {
    "unread_notices": unread_count,
    "basket_count": basket_count,
}


def init_app(app: Flask) -> None:
    """Register the slices' pages and connect their events and questions."""
    switchboard.connect(HANDLERS, ANSWERS)
    late_rows.follow(Notice, Posting())
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    sessions.init_app(app)
    gateway.init_app(app)
    app.config["DEMO_SIGN_INS"] = sign_ins(clock.today().year) if app.config["DEMO"] else ()
    app.context_processor(_page_context)


def _page_context() -> dict[str, Any]:
    somebody = current_actor()
    return {name: LocalProxy(cache(partial(ask, somebody))) for name, ask in PAGE_CONTEXT.items()}
