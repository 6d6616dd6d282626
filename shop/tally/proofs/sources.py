"""What lots were bought for: corrections are opposites, nobody sold less than nothing, and not more than the lot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from shop.catalogue.models import Lot, LotSource
from shop.extensions import db
from shop.kernel.columns import MoneyColumn, QuantityColumn
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING
from shop.organisations.models import LinkedHousehold


def purchases_of_lots() -> Iterator[Difference]:
    """Four statements that bring back only what is off."""
    yield from _corrections()
    yield from _below_nothing()
    yield from _beyond_the_lot()
    yield from _of_others()


def _corrections() -> Iterator[Difference]:
    """A correction takes back exactly what it names, of the same lot and household, and is itself never corrected."""
    wrong = aliased(LotSource)
    statement = (
        select(LotSource.id, LotSource.quantity, wrong.quantity)
        .join(wrong, wrong.id == LotSource.corrects_id)
        .where(
            or_(
                LotSource.lot_id != wrong.lot_id,
                LotSource.household_id.is_distinct_from(wrong.household_id),
                LotSource.seller_name != wrong.seller_name,
                _added(LotSource.quantity, wrong.quantity, QuantityColumn()) != NOTHING,
                _added(LotSource.paid, wrong.paid, MoneyColumn()) != Money(0),
                wrong.corrects_id.is_not(None),
            )
        )
        .order_by(LotSource.id)
    )
    for source_id, found, taken_back in db.session.execute(statement):
        yield Difference(f"Correction {source_id} of a purchase", found, -taken_back)


def _below_nothing() -> Iterator[Difference]:
    quantity = func.sum(LotSource.quantity, type_=QuantityColumn())
    paid = func.sum(LotSource.paid, type_=MoneyColumn())
    keys = (LotSource.lot_id, LotSource.household_id, LotSource.seller_name)
    statement = select(Lot.code, quantity).join(Lot, Lot.id == LotSource.lot_id).group_by(Lot.code, *keys)
    for code, found in db.session.execute(statement.having(or_(quantity < NOTHING, paid < Money(0)))):
        yield Difference(f"Lot {code}, bought of one household", found, "nothing or more")


def _beyond_the_lot() -> Iterator[Difference]:
    quantity = func.sum(LotSource.quantity, type_=QuantityColumn())
    came: Any = Lot.received - Lot.short
    statement = (
        select(Lot.code, quantity, came)
        .join(LotSource, LotSource.lot_id == Lot.id)
        .where(Lot.surplus_reason == "")
        .group_by(Lot.id, Lot.code, came)
        .having(quantity > came)
    )
    for code, found, most in db.session.execute(statement):
        yield Difference(f"Lot {code}, bought of households", found, f"at most {most}")


def _of_others() -> Iterator[Difference]:
    """A lot is bought of its own supplier's households."""
    statement = (
        select(LotSource.id, LinkedHousehold.supplier_id, Lot.supplier_id)
        .join(Lot, Lot.id == LotSource.lot_id)
        .join(LinkedHousehold, LinkedHousehold.id == LotSource.household_id)
        .where(LinkedHousehold.supplier_id != Lot.supplier_id)
        .order_by(LotSource.id)
    )
    for source_id, found, expected in db.session.execute(statement):
        yield Difference(f"Purchase {source_id}, whose household", found, expected)


def _added(one: Any, other: Any, kind: Any) -> Any:
    return func.coalesce(one + other, None, type_=kind)
