"""Reports of Stripe, statements of both banks, clicks and acceptances in any order, twice, late: the same balances.

What is dropped is told again at the end, as Stripe does and as the next statement of a bank does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.money import Money, total
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments import inbox
from shop.payments.gateway import EXTENSION
from shop.payments.models import InboxEvent, Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.queries.bank_lists import LineFilter, Tab, lines_listed
from shop.payments.queries.bank_matching import key_of, read_lines
from shop.payments.services.announcements import confirm
from shop.payments.services.bank_lines import accept_reading
from shop.payments.verify import Read, differences
from shop.payments.words_online import EventState
from shop.tally.models import EntryGrade
from tests.databases import in_transaction
from tests.factories.bank import Booked, a_sheet, code, uploaded_by
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.payments import balance_of, standing_of
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import World
from tests.peers.paying import an_attempt, delivered, set_up
from tests.peers.twin import Twin
from tests.randomness import times

FIRST = date(2026, 11, 1)
PAYER, PAYEE = "school.manager", "coop.seller"
DAYS = 15


class Transfer(NamedTuple):
    """Money that really went to the cooperative for one of two orders; its bank books it ``lag`` days later."""

    order: int
    fen: int
    day: int
    lag: int


class Told(NamedTuple):
    """A part of the statement of one side."""

    by_payee: bool
    start: int
    length: int


class Story(NamedTuple):
    """What happens: ``order`` shuffles everything, ``dropped`` says which reports are late."""

    transfers: list[Transfer]
    uploads: list[Told]
    refunds: list[int]
    clicks: int
    twice: list[bool]
    dropped: list[bool]


TRANSFER = st.builds(
    Transfer,
    order=st.integers(0, 1),
    fen=st.sampled_from([5_000, 5_000, 7_550, 20_000]),
    day=st.integers(0, 10),
    lag=st.integers(0, 3),
)
UPLOAD = st.builds(Told, by_payee=st.booleans(), start=st.integers(0, 12), length=st.integers(1, 9))
STORIES = st.builds(
    Story,
    transfers=st.lists(TRANSFER, max_size=5),
    uploads=st.lists(UPLOAD, max_size=5),
    refunds=st.lists(st.sampled_from([1_000, 2_550]), max_size=2),
    clicks=st.integers(0, 3),
    twice=st.lists(st.booleans(), min_size=12, max_size=12),
    dropped=st.lists(st.booleans(), min_size=12, max_size=12),
)


def statement(transfers: Sequence[Transfer], orders: Sequence[Order], told: Told) -> bytes:
    """The part of a side's statement that falls into some days."""
    first, last = FIRST + timedelta(days=told.start), FIRST + timedelta(days=told.start + told.length)
    lines = []
    for transfer in transfers:
        day = FIRST + timedelta(days=transfer.day + (transfer.lag if told.by_payee else 0))
        yuan, name = (Money(transfer.fen), "school") if told.by_payee else (Money(-transfer.fen), "coop")
        if first <= day <= last:
            lines.append(Booked(str(yuan), code(orders[transfer.order]), name=name, day=day))
    return a_sheet(sorted(lines, key=lambda line: line.day or FIRST)) if lines else b""


def upload(world: World, transfers: Sequence[Transfer], orders: Sequence[Order], told: Told) -> None:
    """Whoever uploads clicks on what waits, too."""
    actor = world.actor(PAYEE if told.by_payee else PAYER)
    if data := statement(transfers, orders, told):
        uploaded_by(actor, data)
    for state in lines_listed(actor, LineFilter(Tab.TO_MATCH)):
        reading = read_lines([state.line], actor)[state.line_id]
        if reading.proposals:
            accept_reading(state, key_of(reading.proposals[0]), remember=False, by=actor)


def click(world: World) -> None:
    """The payee says of something announced that it arrived; what looks like a known payment is held."""
    waiting = select(AnnouncedPayment.line_id).where(AnnouncedPayment.state == AnnouncedState.WAITING)
    line_id = db.session.execute(waiting.order_by(AnnouncedPayment.line_id).limit(1)).scalar_one_or_none()
    if line_id is not None:
        with suppress(Refused), db.session.begin_nested():
            confirm(line_id, another=False, by=world.actor(PAYEE))


def accept(world: World, consignment_id: int) -> None:
    an_acceptance(world, db.session.get_one(Consignment, consignment_id))


def try_again() -> None:
    """What could not be handled yet, such as a refund before its payment, is tried again later, as the worker does."""
    failed = select(InboxEvent.id).where(InboxEvent.state == EventState.FAILED)
    for event_id in db.session.execute(failed).scalars().all():
        inbox.try_again(event_id)


def played(world: World, twin: Twin, story: Story, shuffle: Callable[[list[Callable[[], object]]], None]) -> None:
    orders = [a_confirmed_order(world, {"sack": sacks}) for sacks in (2, 4, 6)]
    trucks = [an_arrived_consignment(world, order).id for order in orders]
    attempt = an_attempt(world, orders[2])
    twin.pay(str(attempt.stripe_id))
    intent_id = str(twin.checkouts[str(attempt.stripe_id)].intent_id)
    for fen in story.refunds:
        twin.refund_by_hand(intent_id, fen)
    events = list(twin.events)
    late = [event for event, is_late in zip(events, story.dropped, strict=False) if is_late]
    again = [event for event, twice in zip(events, story.twice, strict=False) if twice]
    deeds: list[Callable[[], object]] = [
        *(partial(delivered, event) for event in events if event not in late),
        *(partial(delivered, event) for event in again if event not in late),
        *(partial(upload, world, story.transfers, orders, told) for told in story.uploads),
        *(partial(click, world) for _time in range(story.clicks)),
        *(partial(accept, world, truck) for truck in trucks),
    ]
    shuffle(deeds)
    whole = [Told(by_payee, 0, 99) for by_payee in (True, False, True)]
    rest: list[Callable[[], object]] = [
        *(partial(upload, world, story.transfers, orders, told) for told in whole),
        *(partial(delivered, event) for event in [*late, *events]),
    ]
    shuffle(rest)
    rest.append(partial(upload, world, story.transfers, orders, whole[0]))
    for deed in (*deeds, *rest):
        deed()
        db.session.flush()
    try_again()
    assert_balances(story, orders, attempt.amount)


def assert_balances(story: Story, orders: Sequence[Order], online: Money) -> None:
    """Whatever came first: each transfer once, each order paid up to what it comes to, the rest kept."""
    worth = [Money.yuan(balance_of(order)[0]) for order in orders]
    given = [Money(sum(one.fen for one in story.transfers if one.order == number)) for number in (0, 1)]
    kept = online - Money(sum(story.refunds))
    paid = [min(amount, most) for amount, most in zip(given, worth, strict=False)]
    assert [Money.yuan(balance_of(order)[1]) for order in orders] == [*paid, kept]
    assert standing_of(orders[0]) == {
        "charged": str(total(worth)),
        "paid": str(total(paid) + kept),
        "unallocated": str(total(given) - total(paid)),
        "with_operator": str(kept),
    }
    taken = sorted(amount.fen for amount in db.session.execute(select(Payment.amount)).scalars())
    assert taken == sorted([*(one.fen for one in story.transfers), online.fen])
    unseen = select(AnnouncedPayment.state).where(AnnouncedPayment.state != AnnouncedState.SEEN)
    assert db.session.execute(unseen).scalars().all() == []
    proved = total(db.session.execute(select(EntryGrade.paid)).scalars())
    assert proved == total(paid) + kept
    assert [str(difference) for difference in differences(Read())] == []


@settings(max_examples=times(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES, randomness=st.randoms(use_true_random=False))
def test_whatever_is_told_in_whatever_order_all_money_ends_in_the_same_balances(
    standing_world_app: Flask, standing_world: StandingWorld, story: Story, randomness: object
) -> None:
    app = standing_world_app
    with (
        shops_clock.held_at(NOW),
        in_transaction(app),
        app.app_context(),
        dialects.writing(),
        set_up(app),
    ):
        app.extensions[EXTENSION] = twin = Twin()
        played(standing_world.world, twin, story, randomness.shuffle)  # type: ignore[attr-defined]
