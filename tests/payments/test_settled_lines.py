"""Single lines of a settlement: questioned, taken out, corrected before and after."""

from sqlalchemy import select

from shop.extensions import db
from shop.payments.models import LineDispute
from shop.payments.services import settled_lines, settlements
from tests.factories.fulfilment import refused
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
