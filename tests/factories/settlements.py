"""Settlements in the small world, between the school and the workshop that sells eggs."""

from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.ordering.models import Order
from shop.payments.models import Settlement, SettlementClaim, SettlementLine
from shop.payments.services.settlements import confirm, propose
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.world import World

UNIT, SUPPLIER = "school.manager", "workshop.seller"


def a_delivered_order(world: World, trays: int = 2, **particulars: Any) -> Order:
    """So many trays of eggs for 41.50 each and freight of 15.00 yuan, taken in whole."""
    order = a_confirmed_order(world, {"tray": trays}, **particulars)
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def a_settlement(world: World, by: str = SUPPLIER, supplier: str = "workshop", **particulars: Any) -> Settlement:
    """Everything of the school at a supplier that waits, proposed."""
    usual: dict[str, Any] = {
        "unit_id": world.organisations["school"],
        "supplier_id": world.organisations[supplier],
        "profile_id": world.profiles["school"],
        "until": clock.today(),
    }
    return propose(**(usual | particulars), by=world.actor(by))


def an_agreed_settlement(world: World, by: str = UNIT, **particulars: Any) -> Settlement:
    """The same, and the other side has agreed."""
    settlement = a_settlement(world, **particulars)
    confirm(settlement, by=world.actor(by))
    db.session.flush()
    return settlement


def kept_lines(settlement: Settlement) -> list[SettlementLine]:
    """The lines that are in a settlement, in order."""
    statement = (
        select(SettlementLine)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementClaim.settlement_id == settlement.id)
        .order_by(SettlementLine.id)
    )
    return list(db.session.execute(statement).scalars())
