"""Lots coming in, and the history that every change of stock leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.catalogue.models import Lot, Product, StockMovement
from shop.catalogue.services.passports import check_lot
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused, refuse_if_any

LONGEST_CODE = 40

MOVE = insert(StockMovement.__table__)


def receive_lot(
    product: Product,
    code: str,
    quantity: Quantity,
    *,
    harvest_from: date,
    harvest_to: date,
    best_before: date | None = None,
    by: Actor | None,
) -> Lot:
    """A harvest has come in, or is promised when its window lies ahead: it can be sold from now on."""
    code = code.strip()
    if not 0 < len(code) <= LONGEST_CODE:
        raise Refused(_l("A lot needs a code of at most %(number)d characters.", number=LONGEST_CODE), field="code")
    if db.session.scalar(select(Lot.id).where(Lot.product_id == product.id, Lot.code == code)):
        raise _taken(code)
    if quantity <= NOTHING:
        raise Refused(_l("A lot needs a quantity above zero."), field="quantity")
    refuse_if_any(faults_of_days(harvest_from, harvest_to, best_before))
    awaited = harvest_from > clock.today()
    check_lot(product, quantity, first=harvest_from, last=harvest_to)
    lot = Lot(
        product_id=product.id,
        supplier_id=product.supplier_id,
        code=code,
        harvest_from=harvest_from,
        harvest_to=harvest_to,
        best_before=best_before,
        awaited=awaited,
        promised=quantity if awaited else NOTHING,
        received=quantity,
        available=quantity,
    )
    try:
        with db.session.begin_nested():
            db.session.add(lot)
            db.session.flush()
    except IntegrityError:  # somebody entered it in the same moment
        raise _taken(code) from None
    move([movement(lot.id, MovementKind.RECEIVED, by, received=quantity, available=quantity)])
    bump_shelf()
    said: dict[str, Any] = {"code": code, "quantity": str(quantity), "measure": product.measure.value}
    record(by, "lot.promised" if awaited else "lot.received", "lot", lot.id, **said)
    return lot


def _taken(code: str) -> Refused:
    return Refused(_l("This product already has a lot with the code %(code)s.", code=code), field="code")


def faults_of_days(harvest_from: date, harvest_to: date, best_before: date | None) -> Iterator[Refused]:
    """A window that ends before it begins, and goods that are spoilt before they are there."""
    if harvest_to < harvest_from:
        yield Refused(_l("The harvest window ends before it begins."), field="harvest_to")
    if best_before is not None and best_before < harvest_from:
        yield Refused(_l("The best-before date is before the harvest or production date."), field="best_before")


def movement(
    lot_id: int,
    kind: MovementKind,
    by: Actor | None,
    order_line_id: int | None = None,
    consignment_line_id: int | None = None,
    *,
    reason: str = "",
    **figures: Quantity,
) -> dict[str, Any]:
    """A row of the stock history: how each figure of the lot moved."""
    moved = dict.fromkeys(("received", "available", "reserved", "shipped", "written_off"), NOTHING) | figures
    return moved | {
        "at": clock.now(),
        "lot_id": lot_id,
        "kind": kind,
        "order_line_id": order_line_id,
        "consignment_line_id": consignment_line_id,
        "person_id": by.person_id if by else None,
        "reason": reason,
    }


def move(movements: list[dict[str, Any]]) -> None:
    """Write rows of the stock history."""
    if movements:
        db.session.execute(MOVE, movements)
