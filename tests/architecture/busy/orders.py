"""What is bought, and waits for an approval."""

from datetime import timedelta

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.ordering.models import Order, Purchase
from shop.ordering.services.approvals import reject
from shop.ordering.services.checkout import place_purchase
from tests.factories.world import World


def waiting(world: World) -> tuple[str, str]:
    """The clerk buys more than they may."""
    terms = world.terms(deliver_on=clock.today() + timedelta(days=9))
    purchase = place_purchase({world.packs["sack"]: 20}, terms, by=world.actor("school.clerk"))
    order = db.session.execute(select(Order).where(Order.purchase_id == purchase.id)).scalar_one()
    return purchase.number, order.number


def rejected(world: World, number: str) -> None:
    purchase = db.session.execute(select(Purchase).where(Purchase.number == number)).scalar_one()
    reject(purchase, "too much", by=world.actor("school.approver"))


def purchase_of(order: Order) -> str:
    return db.session.get_one(Purchase, order.purchase_id).number
