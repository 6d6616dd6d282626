"""Lots, holds and departures: the sums hold after each, and every change leaves its row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from flask_babel import force_locale
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from shop.catalogue.allotment import Want
from shop.catalogue.models import Lot, Product, Reservation, StockMovement
from shop.catalogue.services import departures, holds, lots, stock
from shop.catalogue.services.departures import Shipment
from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from tests.factories.world import World, make_world

FIGURES = ("received", "available", "reserved", "shipped", "written_off")
LINE, OTHER_LINE = 901, 902
SACK = Quantity.of("25")


@pytest.fixture
def world(db_session: scoped_session[Session]) -> Iterator[World]:
    with force_locale("en"):
        yield make_world()


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def lot(world: World, name: str = "potatoes.1") -> Lot:
    """The lot as the database has it."""
    return db.session.execute(
        select(Lot).where(Lot.id == world.lots[name]).execution_options(populate_existing=True)
    ).scalar_one()


def figures(world: World, name: str = "potatoes.1") -> tuple[str, ...]:
    """Received, available, reserved, shipped, written off."""
    of = lot(world, name)
    return tuple(str(getattr(of, figure)) for figure in FIGURES)


def assert_books_agree() -> None:
    """Every lot is the sum of its movements, and what is reserved is the sum of its holds."""
    db.session.flush()
    columns = [func.coalesce(func.sum(getattr(StockMovement, figure)), 0) for figure in FIGURES]
    for row in db.session.execute(select(Lot).execution_options(populate_existing=True)).scalars():
        sums = db.session.execute(select(*columns).where(StockMovement.lot_id == row.id)).one()
        assert [int(value if isinstance(value, int) else value.thousandths) for value in sums] == [
            getattr(row, figure).thousandths for figure in FIGURES
        ]
        held = db.session.execute(select(Reservation.quantity).where(Reservation.lot_id == row.id)).scalars()
        assert sum(quantity.thousandths for quantity in held) == row.reserved.thousandths
        assert row.received == row.available + row.reserved + row.shipped + row.written_off


def hold(world: World, packs: int, line: int = LINE) -> None:
    wants = [Want(line, world.products["potatoes"], packs, SACK)]
    holds.reserve(wants, clock.today() + timedelta(days=3), cluster_id=1, expires_at=None, by=None)


def shipment(
    world: World, packs: int, name: str = "potatoes.1", actual: str | None = None, line: int = LINE
) -> Shipment:
    usual = SACK * packs
    return Shipment(line, 77, world.products["potatoes"], world.lots[name], usual, kg(actual) if actual else usual)


def ship(world: World, *shipments: Shipment) -> None:
    seller = world.actor("coop.seller")
    departures.ship(shipments, supplier_id=seller.organisation_id, on=clock.today(), by=seller)


def kinds() -> Sequence[MovementKind]:
    return db.session.execute(select(StockMovement.kind).order_by(StockMovement.id)).scalars().all()


def test_a_lot_comes_in_with_a_movement_of_its_own(world: World) -> None:
    assert figures(world) == ("500", "500", "0", "0", "0")
    assert_books_agree()


def test_a_hold_takes_from_what_is_free(world: World) -> None:
    hold(world, 4)
    assert figures(world) == ("500", "400", "100", "0", "0")
    assert_books_agree()


def test_a_hold_over_two_lots_takes_the_older_first(world: World) -> None:
    hold(world, 24)
    assert (figures(world)[2], figures(world, "potatoes.2")[2]) == ("500", "100")
    assert_books_agree()


def test_what_cannot_be_held_whole_is_not_held_at_all(world: World) -> None:
    with pytest.raises(holds.OutOfStock) as refusal:
        hold(world, 51)
    assert refusal.value.shortages == {LINE: 50}
    assert figures(world) == ("500", "500", "0", "0", "0")


@pytest.mark.parametrize("reason", ["held", "expired", "harvested later"])
def test_a_lot_that_cannot_be_delivered_by_then_is_not_held(world: World, reason: str) -> None:
    for name in ("potatoes.1", "potatoes.2"):
        row = lot(world, name)
        row.held = reason == "held"
        if reason == "expired":
            row.best_before = clock.today() + timedelta(days=2)
        if reason == "harvested later":
            row.harvest_from = row.harvest_to = clock.today() + timedelta(days=4)
    db.session.flush()
    with pytest.raises(holds.OutOfStock):
        hold(world, 1)


def test_a_part_given_back_goes_on_sale_again(world: World) -> None:
    hold(world, 24)
    holds.release({LINE: SACK * 5}, by=None, reason="lowered")
    assert (figures(world)[1:3], figures(world, "potatoes.2")[1:3]) == (("25", "475"), ("750", "0"))
    assert_books_agree()


def test_never_more_is_given_back_than_is_held(world: World) -> None:
    hold(world, 2)
    holds.release({LINE: SACK * 9, OTHER_LINE: SACK}, by=None)
    assert figures(world) == ("500", "500", "0", "0", "0")
    assert_books_agree()


def test_goods_leave_the_lot_they_were_held_on(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 3))
    assert figures(world) == ("500", "400", "25", "75", "0")
    assert_books_agree()


def test_shipping_all_ends_the_hold(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 4))
    assert db.session.execute(select(Reservation)).scalars().all() == []
    assert_books_agree()


def test_shipping_from_another_lot_moves_the_hold(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 4, "potatoes.2"))
    assert figures(world) == ("500", "500", "0", "0", "0")
    assert figures(world, "potatoes.2") == ("750", "650", "0", "100", "0")
    assert kinds()[-3:] == [MovementKind.SWAPPED, MovementKind.SWAPPED, MovementKind.SHIPPED]
    assert_books_agree()


def test_two_lines_leave_from_two_lots_in_one_departure(world: World) -> None:
    hold(world, 20)
    hold(world, 30, OTHER_LINE)
    ship(world, shipment(world, 10), shipment(world, 5, line=OTHER_LINE, name="potatoes.2"))
    assert figures(world)[2:4] == ("250", "250")
    assert figures(world, "potatoes.2")[2:4] == ("625", "125")
    assert_books_agree()


def test_a_lot_may_take_back_from_one_line_and_give_for_another(world: World) -> None:
    hold(world, 10)
    hold(world, 4, OTHER_LINE)
    ship(world, shipment(world, 4, "potatoes.2", line=OTHER_LINE), shipment(world, 10))
    assert figures(world) == ("500", "250", "0", "250", "0")
    assert figures(world, "potatoes.2") == ("750", "650", "0", "100", "0")
    assert_books_agree()


def test_a_line_ships_partly_from_its_own_lot_and_partly_from_another(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 1, "potatoes.2"), shipment(world, 3))
    assert (figures(world)[3], figures(world, "potatoes.2")[3]) == ("75", "25")
    assert_books_agree()


def test_lighter_packs_leave_the_difference_in_the_lot(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 4, actual="97.35"))
    assert figures(world) == ("500", "402.65", "0", "97.35", "0")
    assert kinds()[-1] is MovementKind.WEIGHED
    assert_books_agree()


def test_heavier_packs_take_the_difference_from_what_is_free(world: World) -> None:
    hold(world, 4)
    ship(world, shipment(world, 4, actual="103.2"))
    assert figures(world) == ("500", "396.8", "0", "103.2", "0")
    assert_books_agree()


def test_a_lot_that_turns_out_heavier_than_received_has_received_more(world: World) -> None:
    hold(world, 20)
    ship(world, shipment(world, 20, actual="511.5"))
    assert figures(world) == ("511.5", "0", "0", "511.5", "0")
    assert_books_agree()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("expired", "past its best-before"),
        ("forward", "not harvested yet"),
        ("held", "held back"),
        ("another product", "not one of this product"),
        ("another supplier", "not one of this product"),
        ("unknown", "not one of this product"),
    ],
)
def test_nothing_leaves_a_lot_that_is(world: World, wrong: str, sentence: str) -> None:
    hold(world, 4)
    row, asked = lot(world), shipment(world, 4)
    if wrong == "expired":
        row.best_before = clock.today() - timedelta(days=1)
    elif wrong == "forward":
        row.harvest_from = row.harvest_to = clock.today() + timedelta(days=1)
    elif wrong == "held":
        row.held = True
    elif wrong == "another product":
        asked = replace(asked, lot_id=world.lots["shoots.1"])
    elif wrong == "another supplier":
        row.supplier_id = world.organisations["workshop"]
    else:
        asked = replace(asked, lot_id=10**6)
    db.session.flush()
    with pytest.raises(Refused, match=sentence):
        ship(world, asked)


def test_no_more_leaves_than_is_held(world: World) -> None:
    hold(world, 4)
    with pytest.raises(Refused, match="More is to be shipped"):
        ship(world, shipment(world, 5))


def test_a_swap_needs_something_free_in_the_other_lot(world: World) -> None:
    hold(world, 20)
    hold(world, 30, OTHER_LINE)
    with pytest.raises(Refused, match="does not hold enough"):
        ship(world, shipment(world, 1, "potatoes.2"))


def test_what_is_spoilt_is_written_off_out_of_what_is_free(world: World) -> None:
    hold(world, 4)
    lots.write_off(world.lots["potatoes.1"], kg("400"), "frost", by=world.actor("coop.seller"))
    assert figures(world) == ("500", "0", "100", "0", "400")
    with pytest.raises(Refused, match="not have that much available"):
        lots.write_off(world.lots["potatoes.1"], kg("0.001"), "frost", by=world.actor("coop.seller"))
    assert_books_agree()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "  "}),
        ("code", {"code": "x" * 41}),
        ("code", {"code": "potatoes-1"}),
        ("quantity", {"quantity": NOTHING}),
        ("quantity", {"quantity": Quantity(-1)}),
        ("harvest_to", {"harvest_to": timedelta(days=-1)}),
        ("best_before", {"best_before": timedelta(days=-1)}),
    ],
)
def test_a_lot_that_cannot_be_is_refused_beside_its_field(world: World, field: str, changes: dict[str, object]) -> None:
    product, today = db.session.get_one(Product, world.products["potatoes"]), clock.today()
    usual: dict[str, object] = {"code": "new", "quantity": kg("10"), "harvest_from": today, "harvest_to": today}
    asked = usual | {name: today + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    code, quantity = asked.pop("code"), asked.pop("quantity")
    with pytest.raises(Refused) as refusal:
        stock.receive_lot(product, code, quantity, by=None, **asked)  # type: ignore[arg-type]
    assert refusal.value.field == field
