"""The buyers of the demo: what they put into a purchase, and what becomes of approvals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from shop.demo import records
from shop.demo.building.handling import Handling
from shop.demo.building.plans import PlannedPurchase, favourites
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import amount_of
from shop.kernel.purposes import Purpose
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, Purchase
from shop.ordering.services.approvals import approve, reject
from shop.ordering.services.baskets import LinesRefused
from shop.ordering.services.checkout import Terms, place_purchase
from shop.ordering.services.orders import cancel, locked_order, lower

NOTES = ("", "", "", "请早上八点前送到后厨门口。", "到货前请电话联系。", "请随货带合格证。")
REJECTIONS = ("本月食材预算已用完，下月再报。", "数量偏多，请按实际用餐人数重新下单。", "请先比较另一家的价格。")
CANCELLATIONS = ("用餐人数有变，本次不再需要。", "下单有误，重新下单。", "活动改期。")
LARGEST_LINE = 600


class Buying:
    """Places planned purchases and minds what the buying side does before goods arrive."""

    def __init__(self, stage: Stage, handling: Handling) -> None:
        self.stage = stage
        self.handling = handling
        self.favourites = favourites(stage)

    def place(self, planned: PlannedPurchase) -> Purchase | None:
        """Choose goods for a planned purchase and check out; nothing comes of it when nothing suits."""
        chance = self.stage.chance
        unit = self.stage.facts.units[planned.unit]
        deliver_on = clock.today() + timedelta(days=chance.randint(4, 11))
        fen = planned.fen
        if not unit.large and unit.order_limit is not None:
            fen = min(fen, int(unit.order_limit.fen * 0.85))
        wanted = self._choose(planned, deliver_on, fen)
        return self.buy(unit, wanted, planned.purpose, deliver_on) if wanted else None

    def buy(self, unit: records.Unit, wanted: Mapping[int, int], purpose: Purpose, deliver_on: date) -> Purchase | None:
        """Check out; what is sold out is left out."""
        buyer = self.stage.somebody(unit.key, Role.BUYER)
        terms = self._terms(unit, purpose, deliver_on)
        lines = dict(wanted)
        while lines:
            savepoint = db.session.begin_nested()
            try:
                purchase = place_purchase(lines, terms, by=buyer)
            except LinesRefused as refusal:
                savepoint.rollback()
                lines = {pack: packs for pack, packs in lines.items() if pack not in refusal.by_pack}
                continue
            savepoint.commit()
            self._follow(purchase, unit)
            return purchase
        return None

    def _terms(self, unit: records.Unit, purpose: Purpose, deliver_on: date) -> Terms:
        chance = self.stage.chance
        profiles = self.stage.profile_ids[unit.key]
        wished = {"union": purpose is Purpose.UNION_WELFARE, "canteen": purpose is Purpose.CANTEEN}
        kind = next((kind for kind, fits in wished.items() if fits and kind in profiles), next(iter(profiles)))
        number = f"{clock.today():%Y%m}-{chance.randrange(100, 999)}" if chance.random() < 0.3 else ""
        return Terms(
            purpose=purpose,
            deliver_on=deliver_on,
            address_id=chance.choice(self.stage.address_ids[unit.key]),
            invoice_profile_id=profiles[kind],
            own_number=number,
            note=chance.choice(NOTES),
        )

    def _choose(self, planned: PlannedPurchase, deliver_on: date, fen: int) -> dict[int, int]:
        """One to four packs of what is in season and suits the purpose, mostly from the unit's usual suppliers."""
        chance = self.stage.chance
        usual = self.favourites[planned.unit]
        suitable = [
            product
            for product in self.stage.facts.products.values()
            if product.slug not in self.stage.off_shelf
            and product.produce.sold_in(deliver_on.month)
            and (planned.purpose in product.produce.suits or planned.purpose in (Purpose.RESALE, Purpose.OTHER))
        ]
        if not suitable:
            return {}
        weights = [6.0 if product.supplier in usual else 0.4 for product in suitable]
        first = chance.choices(suitable, weights)[0]
        chosen = [first]
        same = [product for product in suitable if product.supplier == first.supplier and product is not first]
        if same and chance.random() < 0.45:
            chosen.append(chance.choice(same))
        if chance.random() < 0.42:
            chosen.append(chance.choices(suitable, weights)[0])
        wanted: dict[int, int] = {}
        distinct = list({product.slug: product for product in chosen}.values())
        for product in distinct:
            position = chance.randrange(len(product.packs))
            packs = packs_for(product.packs[position], fen // len(distinct))
            wanted[self.stage.pack_ids[product.slug, position]] = packs
        return wanted

    def _follow(self, purchase: Purchase, unit: records.Unit) -> None:
        """Plan what happens next: the approver's decision, the supplier's answer, a change of mind."""
        chance, timeline = self.stage.chance, self.stage.timeline
        orders = self.handling.orders_of(purchase)
        if orders[0].status is Status.AWAITING_APPROVAL:
            if chance.random() < 0.93:
                later = clock.now() + timedelta(hours=chance.uniform(2, 22))
                timeline.plan(later, partial(self._decide, purchase.id, unit.key))
            return
        self.handling.expect_answers(orders)
        for order in orders:
            drawn = chance.random()
            soon = clock.now() + timedelta(hours=chance.uniform(0.5, 1.9))
            if drawn < 0.012:
                timeline.plan(soon, partial(self._cancel, order.id, unit.key))
            elif drawn < 0.035:
                timeline.plan(soon, partial(self._lower, order.id, unit.key))

    def _decide(self, purchase_id: int, unit: str) -> None:
        purchase = db.session.get_one(Purchase, purchase_id)
        buyer = self.stage.somebody(unit, Role.BUYER)
        approver = self.stage.who(unit, Role.APPROVER, but=buyer)
        if approver is None:
            return
        if self.stage.chance.random() < 0.05:
            reject(purchase, self.stage.chance.choice(REJECTIONS), by=approver)
            return
        approve(purchase, by=approver)
        self.handling.expect_answers(self.handling.orders_of(purchase))

    def _cancel(self, order_id: int, unit: str) -> None:
        order = locked_order(order_id)
        if order.status is Status.PLACED:
            cancel(order, self.stage.chance.choice(CANCELLATIONS), by=self._buyer(unit))

    def _lower(self, order_id: int, unit: str) -> None:
        order: Order = locked_order(order_id)
        line = max(order.lines, key=lambda line: line.packs_due)
        terms = line.terms
        if order.status is Status.PLACED and line.packs_due >= 4 and terms is not None:
            fewer = max(line.packs_due * 3 // 4, terms.minimum)
            wanted = -(-fewer // terms.multiple) * terms.multiple
            if wanted < line.packs_due:
                lower(order, {line.id: wanted}, by=self._buyer(unit))

    def _buyer(self, unit: str) -> Actor:
        return self.stage.somebody(unit, Role.BUYER)


def packs_for(pack: records.Pack, fen: int) -> int:
    """So many packs that they come to about so many fen, within minimum and multiple."""
    one = amount_of(pack.content, pack.tiers[0].price, pack.price_basis).fen or 1
    packs = min(max(fen // one, pack.minimum), LARGEST_LINE)
    up = -(-packs // pack.multiple) * pack.multiple
    return max(up, -(-pack.minimum // pack.multiple) * pack.multiple)
