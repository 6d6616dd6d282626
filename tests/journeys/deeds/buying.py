"""What buyers, approvers and suppliers do with orders, and what time does to them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from shop.catalogue.models import Pack
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.ordering.lifecycle import OPEN_STATUSES, Party, Status
from shop.ordering.models import Approval, Order, OrderLine, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.services.approvals import approve, reject
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.deadlines import flag_late_orders, lapse_approvals, lapse_orders
from shop.ordering.services.orders import Promise, cancel, close_short, confirm, decline, lower
from tests.factories.world import UNITS
from tests.journeys.deeds.teller import Teller


def place(teller: Teller) -> str:
    unit = teller.choose(*UNITS)
    packs = list(db.session.execute(select(Pack).order_by(Pack.id)).scalars())
    chosen = teller.chance.sample(packs, teller.chance.randint(1, 4))
    wanted = {pack.id: _packs(teller, pack) for pack in chosen}
    terms = teller.world.terms(
        unit,
        purpose=teller.choose(*Purpose, Purpose.CANTEEN, Purpose.CANTEEN),
        deliver_on=clock.today() + timedelta(days=teller.choose(0, 1, 2, 5, 9, 20, 40) or teller.choose(0, 1, 1, 1)),
    )
    buyer = teller.world.actor(f"{unit}.{teller.choose('buyer', 'buyer', 'clerk')}")
    return f"{unit} bought {wanted}: {place_purchase(wanted, terms, by=buyer).number}"


def _packs(teller: Teller, pack: Pack) -> int:
    if teller.mistaken():
        return int(teller.choose(0, -2, 1, 10**6))
    return -(-teller.chance.randint(pack.minimum, 12) // pack.multiple) * pack.multiple


def decide(teller: Teller) -> str | None:
    waiting = Purchase.id.in_(select(Approval.purchase_id).where(Approval.decision == Decision.WAITING))
    purchase = teller.one_of(select(Purchase).where(waiting).order_by(Purchase.id))
    if purchase is None:
        return None
    by = teller.somebody(purchase.unit_id, "approver", "deputy")
    if teller.chance.random() < 0.75:
        approve(purchase, by=by)
        return f"{purchase.number} approved"
    reject(purchase, teller.reason(), by=by)
    return f"{purchase.number} rejected"


def answer(teller: Teller) -> str | None:
    order = teller.one_of(select(Order).where(Order.status == Status.PLACED).order_by(Order.id))
    if order is None:
        return None
    by = teller.somebody(order.supplier_id, "seller", "second")
    if teller.chance.random() < 0.1:
        decline(order, teller.reason(), by=by)
        return f"{order.number} declined"
    promises = {line.id: Promise(teller.share(line.packs_ordered), teller.reason()) for line in order.lines}
    confirm(order, promises, clock.today() + timedelta(days=teller.choose(0, 1, 3)), by=by)
    return f"{order.number} confirmed: {[promise.packs for promise in promises.values()]}"


def lessen(teller: Teller) -> str | None:
    order = _some_order(teller)
    if order is None:
        return None
    wanted = {line.id: _fewer(teller, line) for line in order.lines if teller.chance.random() < 0.7}
    lower(order, wanted, by=teller.somebody(order.unit_id, "buyer", "clerk"))
    return f"{order.number} lowered to {wanted}"


def _fewer(teller: Teller, line: OrderLine) -> int:
    """So many packs that could be ordered like that, or any number by mistake."""
    packs, multiple = teller.share(line.packs_due), line.terms.multiple if line.terms else 1
    return packs if teller.mistaken() else packs // multiple * multiple


def call_off(teller: Teller) -> str | None:
    order = _some_order(teller)
    if order is None:
        return None
    cancel(order, teller.reason(), by=teller.somebody(order.unit_id, "buyer"))
    return f"{order.number} cancelled"


def give_up_the_rest(teller: Teller) -> str | None:
    order = _some_order(teller)
    if order is None:
        return None
    if teller.chance.random() < 0.5:
        close_short(order, teller.reason(), Party.BUYER, by=teller.somebody(order.unit_id, "buyer"))
    else:
        close_short(order, teller.reason(), Party.SUPPLIER, by=teller.somebody(order.supplier_id, "seller"))
    return f"{order.number} closed short"


def _some_order(teller: Teller) -> Order | None:
    statuses = set(Status) if teller.mistaken() else OPEN_STATUSES
    order: Order | None = teller.one_of(select(Order).where(Order.status.in_(statuses)).order_by(Order.id))
    return order


def let_time_pass(teller: Teller) -> str:
    """An hour, a day, five days, or to just before or after midnight in Shanghai, or into the new year."""
    now = clock.in_shanghai(clock.now())
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    new_year = max(midnight, now.replace(year=2027, month=1, day=1, hour=0, minute=0))
    hours = [now + timedelta(hours=passed) for passed in (1, 2, 7, 25, 25, 49)]
    to = teller.choose(*hours, midnight - timedelta(minutes=1), midnight, midnight + timedelta(days=5), new_year)
    teller.clock.set(to)
    return f"it was {to:%Y-%m-%d %H:%M}"


def mind_deadlines(teller: Teller) -> str | None:
    """What is due by now; nothing is told where nothing was."""
    flagged, lapsed, approvals = flag_late_orders(), lapse_orders(), lapse_approvals()
    if not flagged + lapsed + approvals:
        return None
    return f"flagged {flagged}, lapsed {lapsed} orders and {approvals} approvals"
