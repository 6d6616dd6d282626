"""Whatever is uploaded by whom, in which parts and order: each transfer is one payment, and the balances agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models.bank import LineState
from shop.payments.queries.bank_lists import LineFilter, Tab, lines_listed
from shop.payments.queries.bank_matching import key_of, read_lines
from shop.payments.services.bank_lines import accept_reading
from shop.payments.verify import Read, differences
from tests.clocks import SettableClock
from tests.databases import in_transaction
from tests.factories.bank import Booked, a_sheet, code, payments, uploaded_by
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.payments import standing_of
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import World
from tests.randomness import times

FIRST = date(2026, 11, 1)
PAYER, SELLER = "school.manager", "coop.seller"


class Transfer(NamedTuple):
    """Money that really went from the school to the cooperative; the second bank books it ``lag`` days later."""

    order: int
    fen: int
    day: int
    lag: int
    coded: bool


class Upload(NamedTuple):
    """A part of the statement of one side: from one of its days to another."""

    by_supplier: bool
    start: int
    length: int


TRANSFERS = st.lists(
    st.builds(
        Transfer,
        order=st.integers(0, 1),
        fen=st.sampled_from([5_000, 5_000, 7_550, 10_000]),
        day=st.integers(0, 12),
        lag=st.integers(0, 3),
        coded=st.booleans(),
    ),
    min_size=1,
    max_size=7,
)
UPLOADS = st.lists(
    st.builds(Upload, by_supplier=st.booleans(), start=st.integers(0, 15), length=st.integers(1, 8)), max_size=6
)


def lines(transfers: Sequence[Transfer], orders: Sequence[Order], *, supplier: bool) -> list[Booked]:
    """A side's whole statement, by days; transfers in one name, one amount and one day are equal lines."""
    said = []
    for transfer in transfers:
        day = FIRST + timedelta(days=transfer.day + (transfer.lag if supplier else 0))
        yuan = Money(transfer.fen if supplier else -transfer.fen)
        text = code(orders[transfer.order]) if transfer.coded else "货款"
        said.append(Booked(str(yuan), text, name="school" if supplier else "coop", day=day))
    return sorted(said, key=lambda line: line.day or FIRST)


def book_all(world: World) -> None:
    """Both sides click on the best suggestion of every line until nothing is left that has one."""
    for name in (PAYER, SELLER):
        actor = world.actor(name)
        for state in lines_listed(actor, LineFilter(Tab.TO_MATCH)):
            reading = read_lines([state.line], actor)[state.line_id]
            if reading.proposals:
                accept_reading(state, key_of(reading.proposals[0]), remember=False, by=actor)
            assert state.state is LineState.MATCHED


def two_orders(world: World) -> list[Order]:
    orders = [a_confirmed_order(world, {"sack": sacks}) for sacks in (4, 6)]
    for order in orders:
        an_acceptance(world, an_arrived_consignment(world, order))
    return orders


def played(world: World, transfers: Sequence[Transfer], uploads: Sequence[Upload]) -> None:
    orders = two_orders(world)
    whole = {supplier: lines(transfers, orders, supplier=supplier) for supplier in (True, False)}
    for upload in [*uploads, Upload(True, 0, 99), Upload(False, 0, 99), Upload(True, 0, 99)]:
        first = FIRST + timedelta(days=upload.start)
        last = first + timedelta(days=upload.length)
        part = [line for line in whole[upload.by_supplier] if first <= (line.day or FIRST) <= last]
        if part:
            uploaded_by(world.actor(SELLER if upload.by_supplier else PAYER), a_sheet(part))
            book_all(world)
            assert len(payments()) <= len(transfers)
    assert sorted(payments()) == sorted((str(Money(transfer.fen)), 2) for transfer in transfers)
    stands = standing_of(orders[0])
    told = Money.yuan(stands["paid"]) + Money.yuan(stands["unallocated"])
    assert told == Money(sum(transfer.fen for transfer in transfers))
    db.session.flush()
    assert [str(difference) for difference in differences(Read())] == []


@settings(max_examples=times(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transfers=TRANSFERS, uploads=UPLOADS)
def test_each_transfer_is_counted_once_and_the_balances_agree(
    standing_world_app: Flask,
    standing_world: StandingWorld,
    clock: SettableClock,
    transfers: list[Transfer],
    uploads: list[Upload],
) -> None:
    app = standing_world_app
    with shops_clock.held_at(NOW), in_transaction(app), app.app_context(), dialects.writing():
        played(standing_world.world, transfers, uploads)
