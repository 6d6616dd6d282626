"""Whatever is done to a lot, in whatever order, its five figures are the sum of its movements, and purchases fit it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.catalogue.allotment import Want
from shop.catalogue.models import Lot, LotSource, Product, Reservation
from shop.catalogue.services import departures, holds
from shop.catalogue.services import lots as services
from shop.catalogue.services.sources import correct_purchase, document
from shop.catalogue.sourcing import Bought
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.tally.proofs.reading import Verified
from shop.tally.proofs.sources import purchases_of_lots
from shop.tally.proofs.stock import lots_against_movements
from tests.factories.catalogue import a_lot
from tests.factories.world import World

SACK = Quantity.of(25)
Do = Callable[[World, Lot, int], object]


@pytest.fixture
def world(world: World) -> Iterator[World]:
    with force_locale("en"):
        yield world


def hold(world: World, lot: Lot, number: int) -> None:
    line_id = 900 + number % 3
    if db.session.query(Reservation).filter_by(order_line_id=line_id).first():
        return  # a line takes hold of its stock once
    wants = [Want(line_id, lot.product_id, 1 + number % 4, SACK)]
    holds.reserve(wants, clock.today() + timedelta(days=40), cluster_id=1, expires_at=None, by=None)


def give_back(world: World, lot: Lot, number: int) -> None:
    holds.release({900 + number % 3: SACK * (1 + number % 3)}, by=None)


def ship(world: World, lot: Lot, number: int) -> None:
    weight = Quantity(SACK.thousandths * (80 + number % 40) // 100)
    shipment = departures.Shipment(900 + number % 3, 77, lot.product_id, lot.id, SACK, weight)
    seller = world.actor("coop.seller")
    departures.ship([shipment], supplier_id=seller.organisation_id, on=clock.today(), by=seller)


def harvest(world: World, lot: Lot, number: int) -> None:
    quantity = Quantity(lot.promised.thousandths * (number % 13) // 10)
    services.confirm_harvest(lot.id, quantity, clock.today(), by=world.actor("coop.seller"))


def correct(world: World, lot: Lot, number: int) -> None:
    quantity = Quantity(lot.came.thousandths * (number % 15) // 10)
    services.correct_received(lot.id, quantity, "weighed anew", by=world.actor("coop.seller"))


def spoil(world: World, lot: Lot, number: int) -> None:
    services.write_off(lot.id, Quantity(number * 1000), "frost", by=world.actor("coop.seller"))


def keep(world: World, lot: Lot, number: int) -> None:
    services.hold_lot(lot.id, "a test is due", by=world.actor("coop.seller"))


def buy(world: World, lot: Lot, number: int) -> None:
    bought = [Bought(None, "Li", Quantity(number * 2000), Money(number * 100), clock.today())]
    document(lot.id, bought, by=world.actor("coop.seller"))


def take_back(world: World, lot: Lot, number: int) -> None:
    rows = db.session.query(LotSource).order_by(LotSource.id).all()
    if rows:
        row = rows[number % len(rows)]
        right = Bought(None, "Li", Quantity(number * 1000), Money(number * 50), clock.today())
        correct_purchase(row.lot_id, row.id, right if number % 2 else None, "misread", by=world.actor("coop.seller"))


DEEDS: tuple[Do, ...] = (hold, give_back, ship, harvest, correct, spoil, keep, buy, take_back)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 60)), min_size=4, max_size=10))
def test_a_lot_is_the_sum_of_what_was_done_to_it(world: World, told: list[tuple[Do, int, int]]) -> None:
    savepoint = db.session.begin_nested()
    try:
        product = db.session.get_one(Product, world.products["potatoes"])
        ahead = a_lot(product, "300", harvested=clock.today() + timedelta(days=20))
        ids = (world.lots["potatoes.1"], ahead.id)
        for do, which, number in told:
            _attempt(world, do, ids[which], number)
            assert [*lots_against_movements(Verified()), *purchases_of_lots()] == []
    finally:
        savepoint.rollback()
        db.session.expunge_all()


def _attempt(world: World, do: Do, lot_id: int, number: int) -> None:
    """As a page would: what is refused leaves nothing."""
    attempt = db.session.begin_nested()
    try:
        do(world, db.session.get_one(Lot, lot_id), number)
        db.session.flush()
    except (Refused, NotYours):
        attempt.rollback()
    else:
        attempt.commit()
    db.session.expire_all()
