"""`shop money verify` names whatever was changed behind the books, and nothing that was not."""

import random
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock
from shop.kernel.append_only import AppendOnly
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import Payment
from shop.payments.services.receipts import Share, allocate, refund, release
from shop.payments.verify import Read, differences
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, as_shipped
from tests.factories.payments import a_payment, a_source, share
from tests.factories.world import World
from tests.journeys.test_tampering import unguard

CHANGES = {
    "a posting's amount": ("UPDATE posting SET amount = amount + 1 WHERE kind = 'goods'", r"Posting \d+ of accept"),
    "a posting's accounts": ("UPDATE posting SET credit = 'freight' WHERE kind = 'goods'", r"Posting \d+"),
    "a posting's order": (
        "UPDATE posting SET order_id = NULL WHERE kind = 'allocation'",
        r"Posting \d+ of payment_share",
    ),
    "a posting gone": ("DELETE FROM posting WHERE kind = 'goods'", r"Acceptance \S+, line \d+, charged: found nothing"),
    "freight gone": ("DELETE FROM posting WHERE kind = 'charge'", r"Freight \d+ of order \d+: found 0.00"),
    "half a collection gone": (
        "DELETE FROM posting WHERE kind = 'collection'",
        r"payment \d+ of 100.00 yuan, postings",
    ),
    "a share's amount": ("UPDATE payment_share SET amount = amount - 1", r"Posting \d+ of payment_share"),
    "a payment's amount": ("UPDATE payment SET amount = amount + 1", r"Posting \d+ of payment \d+"),
    "a payment's payer": ("UPDATE payment SET unit_id = unit_id + 1", r"Posting \d+ of payment \d+"),
    "a refund's amount": ("UPDATE refund SET amount = amount + 1", r"Posting \d+ of refund"),
    "a refund gone": ("DELETE FROM refund", r"Posting \d+ of refund"),
    "an order's balance": ("UPDATE order_balance SET paid = paid + 1", r"Balance of order \d+, paid"),
    "what an order has come to": ("UPDATE order_balance SET charged = charged - 1", r"Balance of order \d+, charged"),
    "an order's balance gone": ("DELETE FROM order_balance", r"Balance of order \d+, charged: found 0.00"),
    "what waits for an order": ("UPDATE pair_balance SET unallocated = 0", r"Balance of unit \d+ .*, unallocated"),
    "what the operator holds": ("UPDATE pair_balance SET with_operator = 0", r"Balance of unit \d+ .*, with_operator"),
}


@pytest.fixture
def runner(world_app: Flask, world: World) -> FlaskCliRunner:
    """The command line beside a delivered order that was paid online, refunded in part, and one fen over."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    payment = a_payment(order, "100", way=PaymentWay.STRIPE, shares=[share(order, "98")])
    refund(payment, [share(order, "5")], booked_on=clock.today(), source=a_source(), by=None)
    db.session.commit()
    for book in sorted(AppendOnly.tables):
        unguard(db.session.connection(), book)
    db.session.commit()
    return world_app.test_cli_runner()


def test_untouched_money_is_right(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["money", "verify"])
    assert (done.exit_code, done.output) == (0, "The money is right: 7 postings, 1 orders, 1 payments.\n")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_behind_the_books_is_named(runner: FlaskCliRunner, change: str) -> None:
    statement, named = CHANGES[change]
    changed = db.session.execute(text(statement))
    assert changed.rowcount > 0  # type: ignore[attr-defined]
    db.session.commit()
    done = runner.invoke(args=["money", "verify"])
    assert done.exit_code == 1, done.output
    assert re.search(named, done.output), done.output


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_money_is_right(world: World, seed: int) -> None:
    story = Story(world, random.Random(seed))
    for _step in range(30):
        deed, before = story.dice.choice(DEEDS), story.lists()
        try:
            with db.session.begin_nested():
                deed(story)
        except Refused:
            story.refused += 1
            story.waiting, story.delivered, story.notes = before
        db.session.flush()
        assert [str(difference) for difference in differences(Read())] == [], deed.__name__
    assert story.refused < 25
    assert story.notes
    assert db.session.execute(select(Payment.id)).first()


@dataclass
class Story:
    """What has happened so far, by id."""

    world: World
    dice: random.Random
    waiting: list[int] = field(default_factory=list)
    delivered: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    refused: int = 0

    def lists(self) -> tuple[list[int], list[int], list[int]]:
        return list(self.waiting), list(self.delivered), list(self.notes)

    def an_order(self) -> Order:
        return db.session.get_one(Order, self.dice.choice([*self.waiting, *self.delivered] or self._placed()))

    def _placed(self) -> list[int]:
        order(self)
        return self.waiting

    def a_payment(self) -> Payment:
        payments = db.session.execute(select(Payment).order_by(Payment.id)).scalars().all()
        return self.dice.choice(payments) if payments else a_payment(self.an_order(), "50")

    def yuan(self) -> Money:
        return Money(self.dice.randint(1, 12_000))


def order(story: Story) -> None:
    packs = story.dice.choice([{"tray": 2}, {"tray": 1}, {"bag": 3}, {"sack": 2}])
    story.waiting.append(a_confirmed_order(story.world, packs).id)


def accept(story: Story) -> None:
    if story.waiting:
        chosen = story.waiting.pop(story.dice.randrange(len(story.waiting)))
        consignment = an_arrived_consignment(story.world, db.session.get_one(Order, chosen))
        refused = {"accepted": Quantity(0), "packs_accepted": 0, "refused_reason": "wet"}
        story.notes.append(an_acceptance(story.world, consignment, **story.dice.choice([{}, {}, refused])).id)
        story.delivered.append(chosen)


def correct(story: Story) -> None:
    if not story.notes:
        return
    place = story.dice.randrange(len(story.notes))
    note = db.session.get_one(Acceptance, story.notes[place])
    (slug,) = (slug for slug, known in story.world.organisations.items() if known == note.supplier_id)
    part = story.dice.choice([0, 1])
    weighings = as_shipped(note.consignment)
    changed = {
        line.id: replace(
            weighings[line.id],
            accepted=line.quantity * part,
            packs_accepted=line.packs * part,
            refused_reason="" if part else "rotten",
        )
        for line in note.consignment.lines
    }
    proposal = propose_correction(note, changed, "again", Side.BUYER, by=story.world.actor("school.receiver"))
    later = agree_to_correction(proposal, Side.SUPPLIER, by=story.world.actor(f"{slug}.seller"))
    story.notes[place] = later.id


def pay(story: Story) -> None:
    order, amount = story.an_order(), story.yuan()
    shares = [Share(order.id, amount)] if story.dice.random() < 0.5 else []
    way = story.dice.choice(list(PaymentWay))
    a_payment(order, str(amount), way=way, shares=shares)


def put(story: Story) -> None:
    allocate(story.a_payment(), [Share(story.an_order().id, story.yuan())], by=None)


def take_back(story: Story) -> None:
    seller = story.world.actor("coop.seller")
    release(story.a_payment(), story.an_order().id, story.yuan(), by=seller)


def give_back(story: Story) -> None:
    order_id = story.dice.choice([None, story.an_order().id])
    source = a_source(MoneySource.STRIPE_REFUND)
    part: Any = (order_id, story.yuan())
    refund(story.a_payment(), [part], booked_on=clock.today(), source=source, by=None)


DEEDS = (order, accept, accept, correct, pay, pay, put, put, take_back, give_back)
