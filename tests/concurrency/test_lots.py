"""Lots at the same moment: corrections, orders that take the last of one, recalls and trucks that leave."""

from functools import partial
from typing import Any

import pytest

from shop.catalogue.models import Lot, LotSource, Product
from shop.catalogue.services.lots import correct_received, hold_lot, write_off
from shop.catalogue.services.recalls import begin_recall
from shop.catalogue.services.sources import correct_purchase, document
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.sourcing import Bought
from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.fulfilment.services.consignments import ship_goods
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.ordering.services.baskets import LinesRefused
from shop.ordering.services.checkout import place_purchase
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import a_confirmed_order, a_packed_consignment
from tests.factories.standing import CommittingWorld
from tests.journeys.books import faults

KILO = Quantity.of(1)


@pytest.mark.commits
def test_of_two_corrections_of_one_purchase_one_is_too_late(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    lot_id, (one, other) = world.lots["potatoes.1"], actors(app, world, "coop.seller", "coop.second")
    with app.app_context(), dialects.writing():
        document(lot_id, [Bought(None, "Li", Quantity.of(90), Money(9000), clock.today())], by=one)
        db.session.commit()
        source_id = db.session.query(LotSource.id).scalar()

    def correct(by: Any, quantity: int) -> None:
        right = Bought(None, "Li", Quantity.of(quantity), Money(8000), clock.today())
        correct_purchase(lot_id, source_id, right, "misread", by=by)

    outcomes = all_at_once(app, [partial(correct, one, 80), partial(correct, other, 70)])
    (late,) = refusals(outcomes)
    assert isinstance(late, Refused)
    with app.app_context():
        assert db.session.query(LotSource).count() == 3
        assert faults() == []


@pytest.mark.commits
@pytest.mark.parametrize("deed", ["correct", "write off", "hold"])
def test_an_order_for_the_last_sacks_and_a_correction_come_one_after_the_other(
    committing_world: CommittingWorld, deed: str
) -> None:
    app, world = committing_world
    lots = [world.lots["potatoes.1"], world.lots["potatoes.2"]]
    buyer, seller = actors(app, world, "school.buyer", "coop.seller")
    with app.app_context(), dialects.writing():
        write_off(lots[1], Quantity.of(750), "cleared", by=seller)
        db.session.commit()

    def buy() -> str:
        return place_purchase({world.packs["sack"]: 20}, world.terms(), by=buyer).number

    def change() -> None:
        if deed == "correct":
            correct_received(lots[0], Quantity.of(400), "weighed anew", by=seller)
        elif deed == "write off":
            write_off(lots[0], Quantity.of(100), "frost", by=seller)
        else:
            hold_lot(lots[0], "a test is due", by=seller)

    outcomes = all_at_once(app, [buy, change])
    late = refusals(outcomes)
    assert all(isinstance(refusal, Refused | LinesRefused) for refusal in late), outcomes
    assert len(late) == 1 or deed == "hold"
    with app.app_context():
        lot = db.session.get_one(Lot, lots[0])
        assert lot.received == lot.available + lot.reserved + lot.shipped + lot.written_off
        if deed == "hold":
            assert (str(lot.reserved) == "500") is (not late)
        assert faults() == []


@pytest.mark.commits
def test_a_truck_leaves_before_a_recall_and_is_told_of_or_does_not_leave(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    (seller,) = actors(app, world, "coop.seller")
    with app.app_context(), dialects.writing():
        consignment_id = a_packed_consignment(world, a_confirmed_order(world)).id
        db.session.commit()

    def leave() -> None:
        ship_goods(db.session.get_one(Consignment, consignment_id), by=seller)

    def recall() -> str:
        return begin_recall(world.lots["potatoes.1"], "mould", "Keep it.", by=seller).number

    outcomes = all_at_once(app, [leave, recall])
    assert isinstance(outcomes[1], str), outcomes
    with app.app_context():
        lot = db.session.get_one(Lot, world.lots["potatoes.1"])
        assert lot.recalled
        left = outcomes[0] is None
        assert str(lot.shipped) == ("100" if left else "0")
        assert left or isinstance(outcomes[0], Refused)
        assert faults() == []


@pytest.mark.commits
@pytest.mark.parametrize("time", range(3))
def test_of_two_who_enter_a_lot_under_one_code_one_is_told(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    sellers = actors(app, world, "coop.seller", "coop.second")
    today = clock.today()

    def enter(by: Any) -> None:
        product = db.session.get_one(Product, world.products["potatoes"])
        receive_lot(product, "261126-01", Quantity.of(10), harvest_from=today, harvest_to=today, by=by)

    (late,) = refusals(all_at_once(app, [partial(enter, by) for by in sellers]))
    assert isinstance(late, Refused)
    assert late.field == "code"
