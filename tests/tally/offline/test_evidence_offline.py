"""How far what was bought elsewhere is proved: it rests on an invoice; nobody here knows when it was paid (rule 9)."""

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.money import Money
from shop.notices.models import Notice
from shop.payments.models import Invoice
from shop.payments.services.checking import check, dispute
from shop.tally.evidence import EvidenceKind, Grade
from shop.tally.models import EntryGrade, Evidence, OfflinePurchase
from shop.tally.offline.life import Action
from shop.tally.queries.evidence import Proved, proved_in
from shop.tally.queries.offline_register import versions_of
from shop.tally.queries.scopes import scope_for
from shop.tally.queries.waiting import page_of_waiting, waiting_sums
from shop.tally.services.offline import judging, motions
from shop.tally.services.offline.booking import entries_of
from shop.tally.services.offline.entering import add_file
from shop.tally.services.offline.resting import rest_on
from shop.tally.verify import Verified, differences
from tests.factories.invoices import an_invoice
from tests.factories.offline import a_proof, a_verified_purchase, an_offline_purchase
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")


def proved(world: World) -> Proved:
    db.session.expire_all()
    assert list(differences(Verified())) == []
    return proved_in(scope_for(world.actor("harbour.official"), clock.today().year))


def grade_of(purchase: OfflinePurchase) -> EntryGrade | None:
    asked = select(EntryGrade).where(EntryGrade.entry_id == entries_of(purchase.id)[0].id)
    return db.session.execute(asked, execution_options={"populate_existing": True}).scalar_one_or_none()


def by_two(world: World, purchase: OfflinePurchase, action: Action, amount: Money | None = None) -> None:
    motion = motions.propose(purchase, action, "as is", amount=amount, by=world.actor("harbour.official"))
    motions.agree(motion, by=world.actor("cluster.official"))


def test_a_purchase_is_invoiced_once_it_is_verified_and_never_known_to_be_paid(world: World) -> None:
    purchase = an_offline_purchase(world)
    assert (grade_of(purchase), proved(world).invoiced) == (None, Money(0))
    judging.verify(purchase, by=world.actor("harbour.official"))
    assert proved(world) == (Money.yuan(1200), Money(0))
    kept = grade_of(purchase)
    assert kept is not None
    assert kept.grade is Grade.INVOICED
    steps = select(Evidence.kind, Evidence.amount).where(Evidence.entry_id == kept.entry_id)
    assert db.session.execute(steps).all() == [(EvidenceKind.INVOICED, Money.yuan(1200))]


def test_what_is_invoiced_follows_what_two_people_do_about_it(world: World) -> None:
    purchase = a_verified_purchase(world)
    by_two(world, purchase, Action.DISPUTE)
    assert proved(world).invoiced == Money(0)
    by_two(world, purchase, Action.UPHOLD)
    assert proved(world).invoiced == Money.yuan(1200)
    by_two(world, purchase, Action.LOWER, Money.yuan(1100))
    assert proved(world).invoiced == Money.yuan(1100)
    by_two(world, purchase, Action.STRIKE)
    assert proved(world).invoiced == Money(0)


def test_it_is_not_among_what_is_not_paid_in_time(world: World) -> None:
    a_verified_purchase(world, days_ago=200)
    scope = scope_for(world.actor("harbour.official"), clock.today().year)
    assert waiting_sums(scope)[EvidenceKind.PAID] == (0, Money(0))
    assert page_of_waiting(EvidenceKind.PAID, scope, page=1) == []


def test_what_rests_on_a_disputed_invoice_is_not_invoiced_until_it_is_checked(world: World) -> None:
    purchase = an_offline_purchase(world, proved=False)
    manager, official = world.actor("school.manager"), world.actor("harbour.official")
    add_file(purchase, a_proof(), by=manager)
    number = versions_of(purchase.id)[-1].invoice_number
    invoice = an_invoice(world, {}, Money.yuan(1200), number=number)
    rest_on(purchase, invoice.number, by=manager)
    invoice_id, purchase_number = invoice.id, purchase.number
    judging.verify(purchase, by=official)
    assert proved(world).invoiced == Money.yuan(1200)
    dispute(db.session.get_one(Invoice, invoice_id), "We never had these.", Side.BUYER, by=manager)
    assert proved(world).invoiced == Money(0)
    told = select(Notice.subject_key, Notice.organisation_id).where(Notice.kind == "offline_invoice_disputed")
    assert db.session.execute(told).all() == [(purchase_number, world.organisations["harbour"])]
    check(db.session.get_one(Invoice, invoice_id), Side.BUYER, by=manager)
    assert proved(world).invoiced == Money.yuan(1200)
