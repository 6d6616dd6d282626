"""Single lines of a settlement: questioned, taken out, corrected before and after."""

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments.models import Invoice, LineDispute, Settlement
from shop.payments.queries.settled_parts import sums_by_kind
from shop.payments.services import settled_lines, settlements
from shop.payments.services.checking import withdraw
from shop.payments.settling import LineKind
from tests.factories.fulfilment import an_acceptance, refused
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World
from tests.payments.settled import corrected, waiting


def test_a_questioned_line_stands_in_the_way_until_it_is_taken_out(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    goods, _freight = kept_lines(settlement)
    with refused("give a reason"):
        settled_lines.dispute(settlement, goods.id, " ", by=world.actor(UNIT))
    settled_lines.dispute(settlement, goods.id, "ten were cracked", by=world.actor(UNIT))
    with refused("questioned already"):
        settled_lines.dispute(settlement, goods.id, "again", by=world.actor(UNIT))
    with refused("A line is questioned"):
        settlements.confirm(settlement, by=world.actor(UNIT))
    settled_lines.take_out(settlement, goods.id, by=world.actor(SUPPLIER))
    assert str(settlement.total) == "15.00"
    settlements.confirm(settlement, by=world.actor(UNIT))
    assert waiting(world) == [("83.00", 1)]
    assert str(a_settlement(world).total) == "83.00"


def test_a_question_taken_back_stands_in_nobodys_way(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    goods, freight = kept_lines(settlement)
    settled_lines.dispute(settlement, goods.id, "how many?", by=world.actor(UNIT))
    with refused("not questioned"):
        settled_lines.clear(settlement, freight.id, by=world.actor(UNIT))
    settled_lines.clear(settlement, goods.id, by=world.actor(UNIT))
    settlements.confirm(settlement, by=world.actor(UNIT))
    assert db.session.execute(select(LineDispute.closed_at)).scalar_one() is not None


def test_a_correction_before_is_in_it_and_one_after_waits_as_a_difference(world: World) -> None:
    a_delivered_order(world)
    corrected(world, 30)
    settlement = an_agreed_settlement(world)
    assert str(settlement.total) == "56.50"
    assert [(str(line.amount), line.correction) for line in kept_lines(settlement)] == [
        ("83.00", False),
        ("15.00", False),
        ("-41.50", True),
    ]
    corrected(world, 60)
    assert waiting(world) == [("41.50", 1)]
    assert str(settlement.total) == "56.50"
    (line,) = kept_lines(an_agreed_settlement(world))
    assert (str(line.amount), str(line.quantity), line.correction) == ("41.50", "30", True)


def a_settlement_with_a_reduction(world: World, *, settled_before: bool = False) -> Settlement:
    """Potatoes of which the coop invoices 8.50 yuan less, as both sides agreed."""
    note = an_acceptance(world)
    if settled_before:
        settlements.confirm(a_settlement(world, UNIT, supplier="coop"), by=world.actor("coop.seller"))
    an_agreed_lower_invoice(world, note, 850)
    return a_settlement(world, UNIT, supplier="coop")


def test_an_agreed_reduction_is_a_line_of_its_own_that_names_goods_and_invoice(world: World) -> None:
    settlement = a_settlement_with_a_reduction(world, settled_before=True)
    (line,) = kept_lines(settlement)
    invoice = db.session.execute(select(Invoice)).scalar_one()
    assert (line.what, str(line.amount), line.note) == (LineKind.REDUCTION, "-8.50", invoice.number)
    assert line.product_name_english
    assert line.quantity is None
    assert line.unit_price is None
    assert not line.correction


def test_goods_reductions_and_freight_are_told_apart(world: World) -> None:
    settlement = a_settlement_with_a_reduction(world)
    assert {line.what for line in kept_lines(settlement)} == {LineKind.GOODS, LineKind.REDUCTION}
    sums = sums_by_kind(kept_lines(settlement))
    assert sums[LineKind.REDUCTION] == Money.yuan("-8.50")
    assert sums[LineKind.GOODS] + sums[LineKind.REDUCTION] == settlement.goods
    assert sums[LineKind.CHARGE] == settlement.charges


def test_a_reduction_that_ended_is_a_line_that_says_so(world: World) -> None:
    a_settlement_with_a_reduction(world)
    db.session.flush()
    settlement = db.session.execute(select(Settlement)).scalar_one()
    settlements.confirm(settlement, by=world.actor("coop.seller"))
    invoice = db.session.execute(select(Invoice)).scalar_one()
    withdraw(invoice, "a mistake", Side.SUPPLIER, by=world.actor("coop.seller"))
    (line,) = kept_lines(a_settlement(world, UNIT, supplier="coop"))
    assert (line.what, str(line.amount)) == (LineKind.REDUCTION, "8.50")
