"""Lots of the demo: harvests that come in, whom they were bought from, one lot held back and one recalled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from sqlalchemy import func, insert, select

from shop.catalogue.models import Lot, LotSource, Pack, PriceTier, RecallReader
from shop.catalogue.services.lots import confirm_harvest, hold_lot
from shop.catalogue.services.recalls import answer_recall, begin_recall
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import NOTHING, ONE, Quantity
from shop.kernel.questions import Eaten, WhoAteOf, ask
from shop.organisations.models import LinkedHousehold

HELD_BECAUSE = "送县检测站做农残抽检，报告出来前不发货。"
RECALLED_BECAUSE = "自检发现同批两袋封口不严，可能受潮发霉。"
ADVICE = "请不要食用或分发，单独存放，告诉我们还剩多少，我们派车取回并退款。"
ANSWERED = "已用 30 公斤，余下的单独放在二号库。"
CANDIDATES = 40
SHARES = range(46, 79)
"""What of the price the households get, in percent."""
ONLY_PART, NOTHING_YET = 7, 13
"""Every so many lots are documented in part, or not at all yet."""


def await_harvest(stage: Stage, lot: Lot, seller: Actor) -> None:
    """What is promised comes in on the first morning of its harvest, as it was promised."""
    if lot.is_forward(clock.today()):
        morning = clock.at_shanghai(lot.harvest_from, 6, 30)
        stage.timeline.plan(morning, partial(_come, lot.id, lot.received, lot.harvest_to, seller))


def _come(lot_id: int, quantity: Quantity, last: date, seller: Actor) -> None:
    lot = confirm_harvest(lot_id, quantity, clock.today(), by=seller)
    lot.harvest_to = last


def plan_lots(stage: Stage) -> None:
    """In the last days a lot of the demo's cooperative is held back and another recalled; then all are documented."""
    supplier = stage.facts.people["coop"].memberships[0].organisation
    seller, end = stage.somebody(supplier, Role.SELLER), stage.timeline.end
    stage.timeline.plan(end - timedelta(hours=20), partial(_document, stage))
    stage.timeline.plan(end - timedelta(days=2, hours=-10), partial(_recall, stage, seller))
    stage.timeline.plan(end - timedelta(days=1, hours=-11), partial(_hold, seller))


def _hold(seller: Actor) -> None:
    """The newest of those of which nothing is reserved: orders of the last days take the older ones."""
    mine = select(Lot.id).where(Lot.supplier_id == seller.organisation_id, Lot.awaited.is_(False), Lot.held.is_(False))
    free = mine.where(Lot.reserved == NOTHING, Lot.available > NOTHING, Lot.best_before >= clock.today())
    lot_id = db.session.execute(free.order_by(Lot.harvest_from.desc(), Lot.id.desc()).limit(1)).scalar()
    if lot_id is not None:
        hold_lot(lot_id, HELD_BECAUSE, by=seller)


def _recall(stage: Stage, seller: Actor) -> None:
    """One that the demo's buyer got some of and of which nothing is reserved; somebody of another unit has read it."""
    mine = select(Lot.id).where(Lot.supplier_id == seller.organisation_id, Lot.awaited.is_(False), Lot.held.is_(False))
    gone = mine.where(Lot.shipped > NOTHING, Lot.reserved == NOTHING)
    lots = db.session.execute(gone.order_by(Lot.best_before.desc(), Lot.id).limit(CANDIDATES)).scalars().all()
    buyer = stage.unit_ids[stage.facts.people["buyer"].memberships[0].organisation]
    eaten: dict[int, list[Eaten]] = ask(WhoAteOf(tuple(lots)))
    mostly = sorted(lots, key=lambda lot: buyer not in {part.unit_id for part in eaten[lot]})
    if not mostly:
        return
    recall = begin_recall(mostly[0], RECALLED_BECAUSE, ADVICE, by=seller)
    told = select(RecallReader.unit_id).where(RecallReader.recall_id == recall.id, RecallReader.unit_id != buyer)
    keys = {number: key for key, number in stage.unit_ids.items()}
    readers = [
        stage.who(keys[unit_id], Role.RECEIVER)
        for unit_id in db.session.execute(told.order_by(RecallReader.id)).scalars()
    ]
    reader = next((reader for reader in readers if reader is not None), None)
    if reader is not None:
        stage.timeline.plan(clock.now() + timedelta(hours=3), partial(_read, recall.id, reader))


def _read(recall_id: int, reader: Actor) -> None:
    answer_recall(recall_id, ANSWERED, by=reader)


def _document(stage: Stage) -> None:
    """Whom every lot that has come in was bought from: written down at once, since the services would take a minute."""
    chance = Random(f"purchases {clock.today():%Y-%m-%d}")  # noqa: S311 – the demo is to be the same again
    households, prices, today = _households(), _prices(), clock.today()
    sellers = {number: stage.somebody(key, Role.SELLER) for key, number in stage.supplier_ids.items()}
    lots = select(Lot).where(Lot.awaited.is_(False)).order_by(Lot.id).execution_options(yield_per=500)
    rows: list[dict[str, object]] = []
    for number, lot in enumerate(db.session.execute(lots).scalars()):
        linked, price = households.get(lot.supplier_id, ()), prices.get(lot.product_id)
        if linked and price and number % NOTHING_YET:
            part = 82 if number % ONLY_PART == 0 else 100
            seller = sellers[lot.supplier_id]
            rows += _bought(lot, linked, price, part, min(lot.harvest_to, today), seller, chance)
    if rows:
        db.session.execute(insert(LotSource), rows)


def _bought(
    lot: Lot,
    linked: Sequence[tuple[int, str]],
    price: UnitPrice,
    percent: int,
    last: date,
    seller: Actor,
    chance: Random,
) -> Iterator[dict[str, object]]:
    """Some households share a lot; each gets about the same of the price."""
    first = min(lot.harvest_from, last)
    days = (last - first).days
    share = Decimal(SHARES[lot.product_id * 7 % len(SHARES)]) / 100
    whole = lot.came.thousandths * percent // 100
    chosen = chance.sample(list(linked), min(len(linked), chance.randint(4, 9)))
    for (household_id, name), quantity in zip(chosen, _shared(whole, len(chosen), chance), strict=True):
        fen = int(Decimal(quantity) * price.parts / 100_000 * share * chance.randint(97, 103) / 100)
        if quantity and fen:
            day = first + timedelta(days=chance.randint(0, days))
            yield {
                "lot_id": lot.id,
                "household_id": household_id,
                "seller_name": name,
                "quantity": Quantity(quantity),
                "paid": Money(fen),
                "bought_on": day,
                "at": clock.at_shanghai(day, 18, chance.randint(0, 59)),
                "person_id": seller.person_id,
                "reason": "",
            }


def _shared(whole: int, among: int, chance: Random) -> list[int]:
    """Thousandths for each household, in whole kilograms or pieces where it is more than that; together all of it."""
    weights = [chance.randint(5, 20) for _household in range(among)]
    step = 1000 if whole > 100_000 else 100
    parts = [whole * weight // sum(weights) // step * step for weight in weights]
    return [*parts[:-1], whole - sum(parts[:-1])]


def _households() -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    asked = select(LinkedHousehold.supplier_id, LinkedHousehold.id, LinkedHousehold.head_name)
    for supplier_id, household_id, name in db.session.execute(asked.order_by(LinkedHousehold.id)):
        found.setdefault(supplier_id, []).append((household_id, name))
    return found


def _prices() -> dict[int, UnitPrice]:
    """What each product costs at least, by the kilogram or piece: what households get is less than that."""
    found: dict[int, UnitPrice] = {}
    asked = select(Pack.product_id, Pack.weighed, Pack.content, func.min(PriceTier.unit_price))
    asked = asked.join(PriceTier, PriceTier.pack_id == Pack.id).group_by(Pack.id, Pack.product_id)
    for product_id, weighed, content, price in db.session.execute(asked):
        basis = ONE if weighed else content
        exact = UnitPrice(price.parts * 1000 // basis.thousandths)
        found[product_id] = min(found.get(product_id, exact), exact)
    return found
