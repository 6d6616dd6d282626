"""Invoices and payments raise how far a purchase is proved, and never what counts (DOMAIN rule 9)."""

import random

import flask_migrate
import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.models import Invoice, InvoicedLine
from shop.payments.services import checking
from shop.payments.services.receipts import allocate, release
from shop.tally.evidence import Grade, grade_of, spread
from shop.tally.models import Entry, EntryGrade, Evidence, TotalByEvidence, TotalByPurpose
from shop.tally.verify import Verified, differences
from shop.tally.words import VerdictState
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, as_shipped
from tests.factories.invoices import a_red_letter, an_agreed_lower_invoice, an_invoice
from tests.factories.payments import a_payment, share
from tests.factories.standing import CommittingWorld
from tests.factories.world import World
from tests.payments.test_books import corrected
from tests.payments.test_proof import DEEDS, Story
from tests.tally.test_corrections import book

GRADES = [
    ("10", "0", "0", Grade.ACCEPTED),
    ("10", "9.99", "0", Grade.ACCEPTED),
    ("10", "10", "0", Grade.INVOICED),
    ("10", "11", "9.99", Grade.INVOICED),
    ("10", "10", "10", Grade.PAID),
    ("10", "0", "10", Grade.PAID),
    ("0", "0", "0", Grade.ACCEPTED),
    ("0", "5", "0", Grade.ACCEPTED),
]

SPREADS = [
    ("0", ["10", "5"], ["0", "0"]),
    ("4", ["10", "5"], ["4", "0"]),
    ("12", ["10", "5"], ["10", "2"]),
    ("99", ["10", "5"], ["10", "5"]),
    ("7", ["0", "5"], ["0", "5"]),
    ("7", [], []),
]

PAYMENTS = [
    ("0", "0", Grade.ACCEPTED),
    ("82.99", "82.99", Grade.ACCEPTED),
    ("83", "83", Grade.PAID),
    ("98", "83", Grade.PAID),
]
"""Of two trays for 83.00 and freight of 15.00: what is paid, how much of that is for the goods, and the grade."""


@pytest.mark.parametrize(("worth", "invoiced", "paid", "grade"), GRADES)
def test_a_grade_is_given_for_the_whole_of_an_entry(worth: str, invoiced: str, paid: str, grade: Grade) -> None:
    assert grade_of(Money.yuan(worth), Money.yuan(invoiced), Money.yuan(paid)) is grade


@pytest.mark.parametrize(("paid", "worths", "shares"), SPREADS)
def test_the_oldest_entries_of_an_order_are_paid_first(paid: str, worths: list[str], shares: list[str]) -> None:
    assert spread(Money.yuan(paid), list(map(Money.yuan, worths))) == list(map(Money.yuan, shares))


def delivered(world: World) -> Order:
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def grades() -> list[tuple[str, str, str, Grade]]:
    """What each purchase has come to, and what of it is invoiced and paid, in yuan."""
    rows = db.session.execute(
        select(EntryGrade).order_by(EntryGrade.entry_id).execution_options(populate_existing=True)
    ).scalars()
    return [(str(row.worth), str(row.invoiced), str(row.paid), row.grade) for row in rows]


def total() -> tuple[str, str]:
    """What is invoiced and paid of all that counts."""
    asked = select(func.sum(TotalByEvidence.invoiced), func.sum(TotalByEvidence.paid))
    invoiced, paid = db.session.execute(asked.where(TotalByEvidence.verdict == VerdictState.COUNTED)).one()
    return str(invoiced or Money(0)), str(paid or Money(0))


def counted() -> list[tuple[object, ...]]:
    return list(db.session.execute(select(*TotalByPurpose.__table__.columns)))


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Verified())]


@pytest.mark.parametrize(("paid", "of_goods", "grade"), PAYMENTS)
def test_a_payment_raises_the_grade_and_counts_nothing(world: World, paid: str, of_goods: str, grade: Grade) -> None:
    order = delivered(world)
    before = counted()
    if paid != "0":
        a_payment(order, paid, shares=[share(order, paid)])
    of_goods = str(Money.yuan(of_goods))
    assert grades() == [("83.00", "0.00", of_goods, grade)]
    assert total() == ("0.00", of_goods)
    assert counted() == before
    assert off() == []


@pytest.mark.parametrize(("paid", "of_goods", "grade"), PAYMENTS)
def test_what_was_paid_before_is_put_to_goods_once_they_are_accepted(
    world: World, paid: str, of_goods: str, grade: Grade
) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    if paid != "0":
        a_payment(order, paid, shares=[share(order, paid)])
    assert grades() == []
    an_acceptance(world, an_arrived_consignment(world, order))
    assert grades() == [("83.00", "0.00", str(Money.yuan(of_goods)), grade)]
    assert off() == []


@pytest.mark.parametrize(
    ("pieces", "worth", "paid", "grade"),
    [(30, "41.50", "41.50", Grade.PAID), (0, "0.00", "0.00", Grade.ACCEPTED)],
)
def test_a_correction_gives_back_what_was_paid_too_much(
    world: World, pieces: int, worth: str, paid: str, grade: Grade
) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    a_payment(order, "50", shares=[share(order, "50")])
    corrected(world, note, pieces)
    assert grades() == [(worth, "0.00", paid, grade)]
    assert total() == ("0.00", paid)
    assert off() == []


def test_a_correction_that_takes_more_in_takes_its_part_of_what_was_paid(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    a_payment(order, "50", shares=[share(order, "50")])
    less = corrected(world, note, 30)
    weighings = as_shipped(less.consignment)
    proposal = propose_correction(less, weighings, "all good", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("workshop.seller"))
    assert grades() == [("83.00", "0.00", "50.00", Grade.ACCEPTED)]
    assert off() == []


def test_a_payment_taken_back_lowers_the_grade_again(world: World) -> None:
    order = delivered(world)
    payment = a_payment(order, "98", shares=[share(order, "98")])
    release(payment, order.id, Money.yuan("20"), by=world.actor("workshop.seller"))
    assert grades() == [("83.00", "0.00", "78.00", Grade.ACCEPTED)]
    allocate(payment, [share(order, "20")], by=None)
    assert grades() == [("83.00", "0.00", "83.00", Grade.PAID)]
    steps = db.session.execute(select(Evidence.amount).order_by(Evidence.n)).scalars().all()
    assert [str(step) for step in steps] == ["83.00", "-5.00", "5.00"]
    assert off() == []


def invoiced(world: World, line_id: int, yuan: str) -> Invoice:
    """The workshop's invoice says so much of what was accepted, and the school has checked it."""
    made = an_invoice(world, {line_id: Money.yuan(yuan)}, supplier="workshop", by="workshop.seller")
    checking.check(made, Side.BUYER, by=world.actor("school.manager"))
    return made


def test_an_invoice_raises_the_grade_and_one_taken_back_lowers_it(world: World) -> None:
    delivered(world)
    before = counted()
    (entry,) = book()
    first = invoiced(world, entry.source_id, "80")
    assert grades() == [("83.00", "80.00", "0.00", Grade.ACCEPTED)]
    second = invoiced(world, entry.source_id, "3")
    assert grades() == [("83.00", "83.00", "0.00", Grade.INVOICED)]
    assert total() == ("83.00", "0.00")
    assert off() == []
    eight = Money.yuan(8)
    a_red_letter(world, first, eight, {entry.source_id: eight}, by="workshop.seller")
    assert grades() == [("83.00", "75.00", "0.00", Grade.ACCEPTED)]
    assert off() == []
    for one in (first, second):
        checking.dispute(one, "wrong", Side.BUYER, by=world.actor("school.manager"))
    assert grades() == [("83.00", "0.00", "0.00", Grade.ACCEPTED)]
    assert counted() == before
    assert off() == []


def test_what_is_registered_and_not_checked_proves_nothing(world: World) -> None:
    delivered(world)
    (entry,) = book()
    made = an_invoice(world, {entry.source_id: Money.yuan(83)}, supplier="workshop", by="workshop.seller")
    assert grades() == [("83.00", "0.00", "0.00", Grade.ACCEPTED)]
    checking.withdraw(made, "mistyped", Side.SUPPLIER, by=world.actor("workshop.seller"))
    assert off() == []


def test_an_invoice_of_corrected_goods_is_one_of_the_purchase(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    later = corrected(world, note, 30)
    invoiced(world, later.lines[0].id, "41.50")
    assert grades() == [("41.50", "41.50", "0.00", Grade.INVOICED)]
    assert off() == []


def test_what_is_not_accepted_any_more_is_not_proved_any_more(world: World) -> None:
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    invoiced(world, note.lines[0].id, "83")
    corrected(world, note, 30)
    assert grades() == [("41.50", "41.50", "0.00", Grade.INVOICED)]
    assert off() == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_every_purchase_is_as_far_proved_as_the_money_says(world: World, seed: int) -> None:
    story = Story(world, random.Random(seed))
    for _step in range(25):
        deed, before = story.dice.choice(DEEDS), story.lists()
        entries, figures = db.session.scalar(select(func.count()).select_from(Entry)), counted()
        try:
            with db.session.begin_nested():
                deed(story)
        except Refused:
            story.waiting, story.delivered, story.notes = before
        assert off() == [], deed.__name__
        if db.session.scalar(select(func.count()).select_from(Entry)) == entries:
            assert counted() == figures, deed.__name__
    assert grades()


def half_told(world: World) -> None:
    """Two orders of two counties: paid in part, invoiced and checked in part, one of them corrected afterwards."""
    order = a_confirmed_order(world, {"tray": 2})
    note = an_acceptance(world, an_arrived_consignment(world, order))
    a_payment(order, "50", shares=[share(order, "50")])
    first = invoiced(world, note.lines[0].id, "40")
    a_red_letter(world, first, Money.yuan(8), {note.lines[0].id: Money.yuan(8)}, by="workshop.seller")
    later = corrected(world, note, 30)
    an_invoice(world, {later.lines[0].id: Money.yuan(3)}, supplier="workshop", by="workshop.seller")
    potatoes = an_acceptance(world)
    checked = an_agreed_lower_invoice(world, potatoes, 850)
    checking.check(checked, Side.BUYER, by=world.actor("school.manager"))


@pytest.mark.commits
def test_a_shop_that_was_paid_and_invoiced_before_it_kept_evidence_finds_all_of_it(
    committing_world: CommittingWorld,
) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        half_told(world)
        db.session.commit()
        kept, lines = (grades(), total()), told_of_lines()
        db.session.remove()
        flask_migrate.downgrade(revision="0017")
        flask_migrate.upgrade()
        assert (grades(), total()) == kept
        assert told_of_lines() == lines
        assert kept[0] == [
            ("41.50", "32.00", "41.50", Grade.PAID),
            ("250.00", "250.00", "0.00", Grade.INVOICED),
        ]
        assert off() == []


@pytest.mark.commits
def test_what_was_told_already_is_not_told_twice(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        half_told(world)
        db.session.commit()
        kept, steps = (grades(), total()), db.session.scalar(select(func.count()).select_from(Evidence))
        db.session.remove()
        flask_migrate.downgrade(revision="0019")
        flask_migrate.upgrade()
        assert (grades(), total()) == kept
        assert db.session.scalar(select(func.count()).select_from(Evidence)) == steps
        assert off() == []


def told_of_lines() -> list[tuple[str, ...]]:
    """What is invoiced, checked and agreed lower of each accepted line, in yuan."""
    rows = db.session.execute(select(InvoicedLine).order_by(InvoicedLine.consignment_line_id)).scalars()
    return [(str(row.invoiced), str(row.checked), str(row.reduced)) for row in rows]
