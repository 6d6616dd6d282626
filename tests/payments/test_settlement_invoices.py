"""An agreed settlement is invoiced and checked."""

from shop.payments.services import settlement_invoices
from tests.factories.fulfilment import refused
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    an_agreed_settlement,
)
from tests.factories.world import World
from tests.payments.settled import told


def test_it_is_invoiced_by_the_supplier_and_then_checked_by_finance(world: World) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    with refused("is not possible"):
        settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    with refused("is not possible"):
        settlement_invoices.note_invoice(settlement, "26532000000012345678", by=world.actor(UNIT))
    with refused("number of the invoice"):
        settlement_invoices.note_invoice(settlement, "  ", by=world.actor(SUPPLIER))
    settlement_invoices.note_invoice(settlement, "26532000000012345678", by=world.actor(SUPPLIER))
    settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    assert settlement.invoices == "26532000000012345678"
    assert told(settlement.number)[-2:] == ["settlement_invoiced", "settlement_checked"]
