"""Whatever both sides do in whatever order, no fen is invoiced twice and the book stays right."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.money import Money, total
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.payments.models import Invoice, InvoicedLine, LowerProposal
from shop.payments.services import checking, lowering
from shop.payments.services.allocating import parts_of
from tests.factories import fulfilment as goods
from tests.factories.invoices import a_red_letter, an_invoice
from tests.factories.world import World
from tests.payments.books import assert_invoices_add_up
from tests.randomness import times

DEEDS = "register allocate check dispute withdraw red propose agree reject correct".split()
STEP = st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.integers(0, 30_000), st.integers(0, 3))
NOTES = 2


class Story:
    """Two notes of one order each, and whatever is done about their invoices."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seller, self.finance = world.actor("coop.seller"), world.actor("school.manager")
        orders = [goods.a_confirmed_order(world, {"sack": 4, "bag": 2}) for _ in range(NOTES)]
        notes = [goods.an_acceptance(world, goods.an_arrived_consignment(world, order)) for order in orders]
        self.notes = [note.id for note in notes]
        self.done = 0
        self.refusals: list[str] = []

    def lines(self) -> list[InvoicedLine]:
        return list(db.session.execute(select(InvoicedLine).order_by(InvoicedLine.consignment_line_id)).scalars())

    def invoice(self, pick: int) -> Invoice:
        rows = db.session.execute(select(Invoice).order_by(Invoice.id)).scalars().all()
        if not rows:
            raise NotYours
        return rows[pick % len(rows)]

    def proposal(self, pick: int) -> LowerProposal:
        asked = select(LowerProposal).where(LowerProposal.status == ProposalStatus.OPEN)
        rows = db.session.execute(asked.order_by(LowerProposal.id)).scalars().all()
        if not rows:
            raise NotYours
        return rows[pick % len(rows)]

    def parts(self, fen: int, which: int) -> dict[int, Money]:
        """So many fen of one line, or of all lines from one on; now and then more than is left."""
        lines = self.lines()
        chosen = lines[which:] if fen % 2 else lines[which : which + 1]
        most = {line.acceptance_line_id: line.open if fen % 7 else Money(fen) for line in chosen}
        return {line_id: min(Money(fen), left) for line_id, left in most.items()}

    def register(self, pick: int, fen: int, which: int) -> None:
        parts = self.parts(fen, which)
        an_invoice(self.world, parts, total(parts.values()) + Money(pick * 100))

    def allocate(self, pick: int, fen: int, which: int) -> None:
        checking.allocate(self.invoice(pick), self.parts(fen, which), Side.SUPPLIER, by=self.seller)

    def check(self, pick: int, fen: int, which: int) -> None:
        checking.check(self.invoice(pick), Side.BUYER, by=self.finance)

    def dispute(self, pick: int, fen: int, which: int) -> None:
        checking.dispute(self.invoice(pick), "wrong", Side.BUYER, by=self.finance)

    def withdraw(self, pick: int, fen: int, which: int) -> None:
        checking.withdraw(self.invoice(pick), "mistyped", Side.SUPPLIER, by=self.seller)

    def red(self, pick: int, fen: int, which: int) -> None:
        original = self.invoice(pick)
        by_chain = {line.consignment_line_id: line.acceptance_line_id for line in self.lines()}
        back = {by_chain[chain]: min(part, Money(fen)) for chain, part in parts_of(original.id).items()}
        a_red_letter(self.world, original, Money(fen), back)

    def propose(self, pick: int, fen: int, which: int) -> None:
        line, invoice = self.lines()[which], self.invoice(pick)
        amount = min(Money(fen), line.open) if fen % 3 else Money(fen)
        lowering.propose_lower(invoice, line.consignment_line_id, amount, "cheaper", Side.SUPPLIER, by=self.seller)

    def agree(self, pick: int, fen: int, which: int) -> None:
        lowering.agree_lower(self.proposal(pick), Side.BUYER, by=self.finance)

    def reject(self, pick: int, fen: int, which: int) -> None:
        lowering.reject_lower(self.proposal(pick), "no", Side.BUYER, by=self.finance)

    def correct(self, pick: int, fen: int, which: int) -> None:
        """What was taken in was less, or all of it after all."""
        note = db.session.get_one(Acceptance, self.notes[pick % NOTES])
        share = 100 - fen % 101
        less: dict[int, Any] = {}
        for line in note.consignment.lines:
            accepted = Quantity(line.quantity.thousandths * share // 100 // 1000 * 1000)
            if not line.order_line.weighed:
                content = line.order_line.content.thousandths
                accepted = Quantity(line.quantity.thousandths // content * share // 100 * content)
            packs = line.packs if accepted == line.quantity else min(line.packs, line.packs * share // 100)
            less[line.id] = goods.replace(
                goods.as_shipped(note.consignment)[line.id],
                accepted=accepted,
                packs_accepted=packs if accepted else 0,
                refused_reason="" if accepted == line.quantity else "wet",
            )
        proposal = propose_correction(note, less, "weighed again", Side.BUYER, by=self.world.actor("school.receiver"))
        self.notes[pick % NOTES] = agree_to_correction(proposal, Side.SUPPLIER, by=self.seller).id

    def do(self, name: str, *arguments: int) -> None:
        deed: Callable[..., None] = getattr(self, name)
        before = list(self.notes)
        try:
            with db.session.begin_nested():
                deed(*arguments)
            self.done += 1
        except (Refused, NotYours) as refusal:
            self.refusals.append(f"{name}: {refusal}")
            self.notes = before


WHOLE_STORY = [
    ("register", 0, 20_001, 0),
    ("propose", 0, 500, 0),
    ("agree", 0, 0, 0),
    ("check", 0, 0, 0),
    ("correct", 0, 60, 0),
    ("red", 0, 9_000, 0),
    ("correct", 0, 100, 0),
    ("dispute", 0, 0, 0),
    ("withdraw", 0, 0, 0),
]


@settings(max_examples=times(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(WHOLE_STORY)
@given(st.lists(STEP, min_size=4, max_size=14))
def test_no_fen_is_invoiced_twice_and_what_counts_is_what_was_agreed(
    world: World, steps: list[tuple[str, int, int, int]]
) -> None:
    with db.session.begin_nested() as savepoint:
        story = Story(world)
        for name, *arguments in steps:
            story.do(name, *arguments)
            assert_invoices_add_up()
        savepoint.rollback()


def test_the_whole_story_is_told_to_its_end(world: World) -> None:
    story = Story(world)
    for name, *arguments in WHOLE_STORY:
        story.do(name, *arguments)
        assert_invoices_add_up()
    assert story.refusals == ["withdraw: Red letters take this invoice back: withdraw them first."]
