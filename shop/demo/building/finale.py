"""The last days of the demo: what its sign-ins find waiting, at every stage between two people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from shop.demo import records
from shop.demo.building.buying import packs_for
from shop.demo.building.handling import Handling
from shop.demo.building.money.ahead import Ahead
from shop.demo.building.money.desk import Desk
from shop.demo.building.stage import Stage
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.purposes import Purpose
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.ordering.services.checkout import Terms, place_purchase
from shop.ordering.services.orders import locked_order


def plan_finale(stage: Stage, handling: Handling) -> None:
    """For the demo's canteen and two suppliers: to approve, to confirm, late, to ship, on the road, arrived."""
    people = stage.facts.people
    unit = stage.facts.units[people["buyer"].memberships[0].organisation]
    suppliers = [people[key].memberships[0].organisation for key in ("coop", "workshop")]
    today = clock.shanghai_day(stage.timeline.end)
    scenes = Scenes(stage, handling, unit, today)
    Ahead(Desk(stage, "ahead"), scenes, handling, suppliers).plan()
    for n, supplier in enumerate(suppliers):
        for scene, (days_ago, share) in SCENES.items():
            moment = clock.at_shanghai(today - timedelta(days=days_ago), 9 + n, 10)
            stage.timeline.plan(moment, partial(scenes.play, scene, supplier, share))


# Scene → how many days ago it was ordered, and what share of the buyer's limit it comes to.
SCENES: Mapping[str, tuple[int, float]] = {
    "arrived": (8, 0.5),
    "on_the_road": (7, 0.35),
    "confirmed": (4, 0.4),
    "late": (3, 0.3),
    "placed": (1, 0.45),
    "to_approve": (1, 1.6),
}


class Scenes:
    """Orders that stop at a stage, so that somebody who tries the demo finds something to do."""

    def __init__(self, stage: Stage, handling: Handling, unit: records.Unit, today: date) -> None:
        self.stage = stage
        self.handling = handling
        self.unit = unit
        self.today = today

    def play(self, scene: str, supplier: str, share: float) -> None:
        """Order from the supplier and bring the order as far as its scene goes."""
        order = self.order(supplier, share, deliver_in=12 if scene in ("placed", "confirmed", "to_approve") else 7)
        if order is None or scene in ("placed", "late", "to_approve"):
            return
        plan = self.stage.timeline.plan
        plan(clock.now() + timedelta(hours=3), partial(self._confirm, order.id, scene))

    def order(self, supplier: str, share: float, deliver_in: int, pay_by: PayBy = PayBy.ON_ACCOUNT) -> Order | None:
        """The canteen orders from a supplier for a share of the buyer's limit; nothing if nothing is in season."""
        buyer = self.stage.somebody(self.unit.key, Role.BUYER)
        limit = buyer.order_limit.fen if buyer.order_limit else 6_000_00
        deliver_on = clock.today() + timedelta(days=deliver_in)
        wanted = self._goods(supplier, int(limit * share), deliver_on)
        if not wanted:
            return None
        terms = Terms(
            purpose=Purpose.CANTEEN,
            deliver_on=deliver_on,
            address_id=self.stage.address_ids[self.unit.key][0],
            invoice_profile_id=next(iter(self.stage.profile_ids[self.unit.key].values())),
            pay_by=pay_by,
        )
        purchase = place_purchase(wanted, terms, by=buyer)
        return self.handling.orders_of(purchase)[0]

    def _goods(self, supplier: str, fen: int, deliver_on: date) -> dict[int, int]:
        on_sale = [
            product
            for product in self.stage.facts.products_of(supplier)
            if product.produce.sold_in(deliver_on.month) and product.slug not in self.stage.off_shelf
        ][:2]
        return {
            self.stage.pack_ids[product.slug, 0]: packs_for(product.packs[0], fen // len(on_sale))
            for product in on_sale
        }

    def _confirm(self, order_id: int, scene: str) -> None:
        order = locked_order(order_id)
        if scene == "arrived":
            self.handling.left_standing.add(order_id)
        self.handling.confirm(order, {}, self.handling.seller_of(order), leaves=self._leaving(scene))

    def _leaving(self, scene: str) -> datetime:
        """When the truck leaves: never (beyond the end) for what is only confirmed."""
        days = {"arrived": 4, "on_the_road": 1}.get(scene)
        end = self.stage.timeline.end
        return end + timedelta(days=1) if days is None else end - timedelta(days=days, hours=-9)
