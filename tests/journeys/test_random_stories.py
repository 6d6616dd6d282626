"""Whatever people do, in whatever order, stock, orders and the book agree after each step.

Every story is drawn from its seed alone. To look for trouble in many more: `FIRST_STORY=100 STORIES=500 pytest …`.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from shop.catalogue.models import StockMovement
from shop.catalogue.words import MovementKind
from shop.extensions import Base, db
from shop.fulfilment.models import Acceptance, AcceptanceLine, ConsignmentLine
from shop.kernel.clock import now
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import NOTHING
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order, OrderLine
from shop.tally.models import Verdict
from shop.tally.rules import Rules
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from shop.tally.words import Condition, VerdictState
from tests.clocks import SettableClock
from tests.factories.world import SINCE, World
from tests.journeys.books import faults, steps_to_the_count
from tests.journeys.deeds import buying, keeping, receiving, shipping
from tests.journeys.deeds.teller import Deed, Teller
from tests.randomness import times

STORIES, STEPS = int(os.environ.get("STORIES") or times(6)), 100
MOST_STORIES = 3 * STORIES
FIRST_STORY = int(os.environ.get("FIRST_STORY", "1"))

DEEDS: dict[Deed, int] = {
    buying.place: 9,
    buying.decide: 6,
    buying.answer: 13,
    buying.lessen: 3,
    buying.call_off: 1,
    buying.give_up_the_rest: 2,
    buying.let_time_pass: 4,
    buying.mind_deadlines: 4,
    shipping.harvest: 4,
    shipping.spoil: 1,
    keeping.hold_back: 2,
    keeping.gather: 4,
    keeping.count_anew: 2,
    keeping.buy_of_households: 3,
    keeping.take_a_purchase_back: 2,
    keeping.misprint: 1,
    keeping.call_back: 2,
    shipping.pack: 15,
    shipping.ship: 15,
    shipping.take_apart: 2,
    receiving.arrive: 15,
    receiving.accept: 15,
    receiving.refuse: 5,
    receiving.objects: 2,
    receiving.propose: 8,
    receiving.respond: 9,
}
CAN_BE_REFUSED = (
    "place answer lessen give_up_the_rest pack ship accept propose respond gather count_anew buy_of_households "
    "take_a_purchase_back call_back"
).split()
ALWAYS_REFUSED: dict[Deed, str] = {
    receiving.answer_ones_own: "respond",
    receiving.accept_anothers: "accept",
    keeping.call_back_anothers: "call_back",
}
"""What ends every story: nobody gets away with it, and chance is not asked whether it is tried."""

OUTCOMES = (
    "order declined",
    "order cancelled",
    "order lapsed",
    "order closed",
    "lot swapped",
    "shipped twice",
    "confirmed in part",
    "refused in part",
    "refused whole",
    "accepted at a reduced price",
    "corrected",
    "not counted",
)


def test_the_books_agree_after_every_step_of_every_random_story(world: World, clock: SettableClock) -> None:
    began = now()
    happened: Counter[str] = Counter()
    for seed in range(FIRST_STORY, FIRST_STORY + MOST_STORIES):
        if seed >= FIRST_STORY + STORIES and not missing_from(happened):
            break
        clock.set(began)
        with told_and_forgotten():
            happened += tell(Teller(world, random.Random(seed), clock), f"seed {seed}")
    assert missing_from(happened) == [], "every deed came off, was refused as well, and all came of it"


def missing_from(happened: Counter[str]) -> list[str]:
    """What the stories told so far have not shown: chance may ask for some more of them."""
    return [
        *(deed.__name__ for deed in DEEDS if happened[deed.__name__] < 2),
        *(refusal for verb in CAN_BE_REFUSED if not happened[refusal := f"{verb} refused"]),
        *(outcome for outcome in OUTCOMES if happened[outcome] < 2),
    ]


@contextmanager
def told_and_forgotten() -> Iterator[None]:
    """A story leaves the world as it was."""
    savepoint = db.session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        db.session.expunge_all()


def tell(teller: Teller, name: str) -> Counter[str]:
    """One story, the books compared after each step; what was done in it, what was refused, and what came of it."""
    happened: Counter[str] = Counter()
    second_scheme(teller.world)
    while len(teller.told) < STEPS:
        (deed,) = teller.chance.choices(list(DEEDS), list(DEEDS.values()))
        told, refused = attempt(teller, deed)
        if told is not None:
            happened[f"{deed.__name__} refused" if refused else deed.__name__] += 1
            teller.told.append(f"{deed.__name__}: {told}")
            wrong = faults()
            assert not wrong, "\n".join([name, *teller.told, *wrong])
    assert list(steps_to_the_count()) == [], name
    for _time in range(4):
        attempt(teller, receiving.propose)
    for deed, verb in ALWAYS_REFUSED.items():
        told, refused = attempt(teller, deed)
        assert told is None or refused, told
        happened[f"{verb} refused"] += refused
    return happened + outcomes()


def outcomes() -> Counter[str]:
    """What the rows of a story say has come of its deeds."""
    note, line, truck = Acceptance.__table__, AcceptanceLine.__table__, ConsignmentLine.__table__
    asked = {
        "lot swapped": select(StockMovement.id).where(StockMovement.kind == MovementKind.SWAPPED),
        "shipped twice": select(truck.c.order_line_id).group_by(truck.c.order_line_id).having(func.count() > 1),
        "refused in part": select(line.c.id).where(line.c.refused > NOTHING, line.c.accepted > NOTHING),
        "refused whole": select(line.c.id).where(line.c.accepted == NOTHING),
        "accepted at a reduced price": select(line.c.id).where(line.c.reduced_reason != ""),
        "corrected": select(note.c.id).where(note.c.n > 1),
        "confirmed in part": select(OrderLine.id).where(OrderLine.packs_confirmed < OrderLine.packs_ordered),
        "not counted": select(Verdict.id).where(Verdict.state == VerdictState.NOT_COUNTED),
    }
    counted = {name: select(func.count()).select_from(rows.subquery()) for name, rows in asked.items()}
    found = Counter({name: db.session.execute(rows).scalar_one() for name, rows in counted.items()})
    statuses = db.session.execute(select(Order.status, func.count()).group_by(Order.status))
    return found + Counter({f"order {status.value}": number for status, number in statuses})


def attempt(teller: Teller, deed: Deed) -> tuple[str | None, bool]:
    """Do it as a page would: what is refused is rolled back and leaves nothing. What was done, and was it refused?"""
    before = sizes()
    savepoint = db.session.begin_nested()
    try:
        told = deed(teller)
        db.session.flush()
    except (Refused, NotYours) as refusal:
        savepoint.rollback()
        assert sizes() == before
        return f"refused, {refusal}", True
    savepoint.commit()
    return told, False


def sizes() -> dict[str, int]:
    """How many rows there are of everything that a deed could leave behind."""
    kept = (
        "lot_source",
        "recall",
        "orders",
        "order_line",
        "reservation",
        "stock_movement",
        "trail_entry",
        "notice",
        "entry",
        "order_hand",
    )
    return {name: db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0 for name in kept}


def second_scheme(world: World) -> None:
    """A second yardstick, which is stricter about purposes and does not ask for certificates."""
    scheme = set_up_scheme(world.cluster_id, "second", "另一口径", "Another", by=None)
    conditions = tuple(condition for condition in Condition if not condition.value.startswith("certif"))
    rules = Rules(conditions=conditions, purposes=frozenset({Purpose.CANTEEN}))
    one, other = world.actor("cluster.official"), world.actor("cluster.deputy")
    approve_rules(propose_rules(scheme, rules, SINCE, by=one), by=other)
