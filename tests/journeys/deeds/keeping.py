"""What suppliers do with lots that are there: confirm, count anew, say whom they were bought from, hold, recall."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from shop.catalogue.models import Lot, LotSource, Recall, RecallReader
from shop.catalogue.services.lots import change_dates, confirm_harvest, correct_received, hold_lot, release_lot
from shop.catalogue.services.recalls import answer_recall, begin_recall, end_recall
from shop.catalogue.services.sources import correct_purchase, document
from shop.catalogue.sourcing import Bought
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from tests.journeys.deeds.teller import Teller

SELLERS = ("seller", "second")
VILLAGERS = ("Li", "Wang", "Chen", "")


def gather(teller: Teller) -> str | None:
    """A promised harvest comes in: all of it, more, or less than is reserved."""
    lot = teller.one_of(select(Lot).where(Lot.awaited | (Lot.id < 3)).order_by(Lot.awaited.desc(), Lot.id))
    quantity = Quantity(int(lot.promised.thousandths * teller.choose(0.1, 0.6, 1, 1, 1.2)))
    day = clock.today() + timedelta(days=teller.choose(0, 0, -1, 1 if teller.mistaken() else 0))
    confirm_harvest(lot.id, quantity, day, by=teller.somebody(lot.supplier_id, *SELLERS))
    return f"{quantity} of {lot.code} came in, {lot.short} short"


def count_anew(teller: Teller) -> str:
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    quantity = Quantity(int(lot.came.thousandths * teller.choose(0.3, 0.9, 1, 1.1)))
    correct_received(lot.id, quantity, teller.reason(), by=teller.somebody(lot.supplier_id, *SELLERS))
    return f"{lot.code} corrected to {quantity}"


def buy_of_households(teller: Teller) -> str:
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    bought = [_bought(teller, lot) for _number in range(teller.chance.randint(1, 3))]
    why = teller.choose("", "", "", "dried")
    document(lot.id, bought, surplus_reason=why, by=teller.somebody(lot.supplier_id, *SELLERS))
    return f"{lot.code} bought of {[one.seller for one in bought]}"


def take_a_purchase_back(teller: Teller) -> str | None:
    row = teller.one_of(select(LotSource).order_by(LotSource.id))
    if row is None:
        return None
    lot = teller.one_of(select(Lot).where(Lot.id == row.lot_id))
    right = teller.choose(None, _bought(teller, lot))
    by = teller.somebody(lot.supplier_id, *SELLERS)
    correct_purchase(lot.id, row.id, right, teller.reason(), surplus_reason=teller.choose("", "dried"), by=by)
    return f"purchase {row.id} of {lot.code} corrected"


def hold_back(teller: Teller) -> str:
    """The supplier keeps a lot from sale for a while, or a manager lets it go again."""
    lot = teller.one_of(select(Lot).where(Lot.recalled.is_(False)).order_by(Lot.held.desc(), Lot.id))
    seller = teller.somebody(lot.supplier_id, *SELLERS)
    if not lot.held:
        hold_lot(lot.id, teller.reason(), by=seller)
        return f"{lot.code} held back"
    release_lot(lot.id, teller.reason(), by=_manager(seller))
    return f"{lot.code} let go"


def misprint(teller: Teller) -> str:
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    best = None if lot.best_before is None else lot.best_before + timedelta(days=teller.choose(-9, 9))
    by = teller.somebody(lot.supplier_id, *SELLERS)
    change_dates(lot.id, lot.harvest_from, lot.harvest_to + timedelta(days=1), best, teller.reason(), by=by)
    return f"{lot.code} has other dates"


def call_back(teller: Teller) -> str | None:
    """A lot is recalled, or its recall ends and a manager sets it free."""
    going_on = teller.one_of(select(Recall).where(Recall.ended_at.is_(None)).order_by(Recall.id))
    if going_on is not None:
        lot = teller.one_of(select(Lot).where(Lot.id == going_on.lot_id))
        seller = teller.somebody(lot.supplier_id, *SELLERS)
        end_recall(lot.id, teller.reason(), by=_manager(seller))
        release_lot(lot.id, "all is well", by=_manager(seller))
        return f"recall of {lot.code} over"
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    recall = begin_recall(lot.id, teller.reason(), "Keep it.", by=teller.somebody(lot.supplier_id, *SELLERS))
    reader = teller.one_of(select(RecallReader).where(RecallReader.recall_id == recall.id).order_by(RecallReader.id))
    if reader is not None:
        answer_recall(recall.id, "read", by=teller.somebody(reader.unit_id, "receiver", "buyer"))
    return f"{lot.code} recalled"


def call_back_anothers(teller: Teller) -> str | None:
    """Somebody of another supplier recalls a lot that is not theirs, which is refused."""
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    begin_recall(lot.id, "because", "Keep it.", by=teller.stranger(lot.supplier_id, "seller"))
    return f"{lot.code} recalled by another supplier"


def _bought(teller: Teller, lot: Lot) -> Bought:
    quantity = Quantity(teller.share(lot.came.thousandths // 4))
    seller = VILLAGERS[3] if teller.mistaken() else teller.choose(*VILLAGERS[:3])
    return Bought(None, seller, quantity, Money(teller.chance.randint(1, 90_000)), clock.today())


def _manager(seller: Actor) -> Actor:
    return replace(seller, roles=frozenset({Role.MANAGER}))
