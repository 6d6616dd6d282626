"""A row in every book that only grows, written as it is in life."""

from datetime import date

from sqlalchemy import select

from shop.catalogue.models import Lot
from shop.documents.files import keep
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.objections import object_to, stand_by
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Supplier, Unit
from shop.organisations.queries import names_of
from shop.organisations.services import confirm_roster
from shop.organisations.services.jobs import state_jobs
from shop.organisations.services.roster_history import last_change
from shop.payments.asking import Collected
from shop.payments.books import PaymentWay
from shop.payments.services.comparing import compare
from shop.payments.services.files import add_file
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.pay_outs import pay_out
from shop.payments.services.receipts import refund
from shop.payments.services.settlement_invoices import choose_invoices
from shop.payments.services.settlements import confirm
from shop.payments.services.terms import approve_terms, ask_for_terms
from shop.tally.models import Reevaluation, ReevaluationLine, Verdict
from shop.tally.offline.life import Action
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.services.filings import return_filing
from shop.tally.services.offline.judging import verify
from shop.tally.services.offline.motions import agree, propose
from shop.tally.words import VerdictState
from tests.factories import a_town, a_unit
from tests.factories.bank import Booked, code, uploaded
from tests.factories.bulletins import signed
from tests.factories.catalogue import a_lot_source
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.monthly import an_issued_statement
from tests.factories.offline import an_offline_purchase
from tests.factories.pairs import a_paper
from tests.factories.payments import a_payment, a_source, share
from tests.factories.periods import locked_up_to
from tests.factories.photos import an_acceptance_photo
from tests.factories.rosters import a_household
from tests.factories.settlements import a_settlement
from tests.factories.tally import a_scheme, a_target, superior_of
from tests.factories.targets import a_base, a_filed_base, a_split
from tests.factories.world import World

PDF = b"%PDF-1.7\n%%EOF\n"


def write_books(world: World) -> None:
    """Something of every kind is done."""
    acceptance = an_acceptance(world)
    object_to(acceptance, "Two sacks more had come.", by=world.actor("coop.seller"))
    invoice = an_agreed_lower_invoice(world, acceptance, 850)
    add_file(invoice, b"<EInvoice/>", "invoice.xml", Side.SUPPLIER, by=world.actor("coop.seller"))
    order = db.session.get_one(Order, db.session.get_one(OrderLine, acceptance.lines[0].order_line_id).order_id)
    payment = a_payment(order, "100", shares=[share(order, "90")])
    uploaded(world, Booked("7.00", code(order)))
    refund(payment, [share(order, "1")], booked_on=shops_clock.today(), source=a_source(), by=None)
    finance, seller = world.actor("school.manager"), world.actor("coop.seller")
    terms = ask_for_terms(finance.organisation_id, 45, None, "The treasury pays late.", by=finance)
    approve_terms(terms, by=world.actor("operator.operator"))
    receive_by_hand(finance.organisation_id, Money.yuan(5), shops_clock.today(), "", [], by=seller)
    stand_by(acceptance, "We counted twice.", by=world.actor("school.receiver"))
    online = a_payment(order, "10", way=PaymentWay.STRIPE)
    pay_out(order.supplier_id, online.amount, shops_clock.today(), "T1", by=world.actor("operator.operator"))
    taken = Collected("pi_1", online.amount, "cny", shops_clock.now(), "shanhuo")
    compare(shops_clock.now(), [taken], [], "shanhuo")
    an_issued_statement(order.supplier_id)
    settlement = a_settlement(world, "school.manager", supplier="coop")
    confirm(settlement, by=seller)
    choose_invoices(settlement, [invoice.id], by=seller)
    coop = names_of([order.supplier_id])[order.supplier_id]
    bought = a_lot_source(db.session.scalars(select(Lot)).all()[0])
    a_lot_source(db.session.get_one(Lot, bought.lot_id), "-50", "-300", corrects=bought)
    keep(PDF, "licence.pdf", purpose="supplier.licence", by=seller)
    an_acceptance_photo(acceptance, by=world.actor("school.receiver"))
    supplier = db.session.get_one(Supplier, order.supplier_id)
    a_household(supplier, 1, by=seller)
    confirm_roster(supplier, shops_clock.today(), last_change(supplier.id), by=world.actor("office-530624.official"))
    workshop = db.session.get_one(Supplier, world.organisations["workshop"])
    state_jobs(workshop, shops_clock.today(), 20, 12, a_paper(), by=world.actor("workshop.seller"))
    bought_elsewhere = an_offline_purchase(world)
    verify(bought_elsewhere, by=world.actor("harbour.official"))
    motion = propose(bought_elsewhere, Action.DISPUTE, "Nobody delivered.", by=world.actor("harbour.official"))
    agree(motion, by=world.actor("cluster.official"))
    an_offline_purchase(world)
    issue(Head(PaperKind.STATEMENT, "M2611-1", None, coop, shops_clock.today()), {})
    signed(world)
    _targets_filed_and_split()
    lock_and_judge_anew(world)
    db.session.commit()


def _targets_filed_and_split() -> None:
    town = a_town()
    unit, scheme = a_unit(town), a_scheme(town)
    a_target(town, 100, scheme=scheme)
    a_split(scheme, town, {unit: 60})
    returned = a_filed_base(unit)
    return_filing(returned, "of which year?", by=superior_of(unit, returned.year))
    a_base(unit, follows=returned)


def lock_and_judge_anew(world: World) -> None:
    """The month is locked in the next one, and a purchase put in dispute."""
    cluster = db.session.get_one(Unit, world.organisations["cluster"])
    with shops_clock.held_at(shops_clock.at_shanghai(date(2026, 12, 1))):
        locked_up_to(cluster, 2026, 11)
    verdict = db.session.execute(select(Verdict).limit(1)).scalar_one()
    db.session.add(
        Reevaluation(
            number="R1",
            cluster_id=cluster.id,
            scheme_id=verdict.scheme_id,
            aim=Aim.DISPUTE,
            reason="Nobody has seen the goods.",
            proposed_by_id=world.actor("cluster.official").person_id,
            proposed_at=shops_clock.now(),
            outcome=Outcome.DECLINED,
            decided_by_id=world.actor("harbour.official").person_id,
            decided_at=shops_clock.now(),
            lines=[
                ReevaluationLine(
                    cluster_id=cluster.id,
                    entry_id=verdict.entry_id,
                    before_id=verdict.id,
                    state=VerdictState.DISPUTED,
                    rule_set_id=verdict.rule_set_id,
                )
            ],
        )
    )
