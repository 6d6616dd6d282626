"""Taking the stock of fresh orders out of its lots, or saying of each line why that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from shop.catalogue.allotment import Want
from shop.catalogue.models import Lot
from shop.catalogue.services import holds
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.days import for_the_reader
from shop.kernel.quantity import NOTHING
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.baskets import LinesRefused


def hold_stock(orders: Sequence[Order], *, expires_at: datetime | None, by: Actor) -> None:
    """Take the stock; a shortage names the lines' packs. Lines from lots not harvested yet become forward orders."""
    lines = [line for order in orders for line in order.lines]
    wants = [Want(line.id, line.product_id, line.packs_ordered, line.content) for line in lines]
    try:
        ripe = holds.reserve(wants, orders[0].deliver_on, cluster_id=orders[0].cluster_id, expires_at=expires_at, by=by)
    except holds.OutOfStock as refusal:
        short = [line for line in lines if line.id in refusal.shortages]
        raise LinesRefused(_told(short, refusal.shortages, orders[0].deliver_on)) from refusal
    today = clock.today()
    for line in lines:
        line.forward = ripe[line.id] > today


def _told(short: Sequence[OrderLine], possible: Mapping[int, int], deliver_on: date) -> dict[int, Any]:
    """Why each line cannot be filled on the day, by pack id: not harvested by then, past its best, or sold."""
    stock = (
        select(Lot.product_id, func.min(Lot.harvest_from), func.max(Lot.best_before))
        .where(Lot.product_id.in_({line.product_id for line in short}), Lot.available > NOTHING, Lot.held.is_(False))
        .group_by(Lot.product_id)
    )
    days = {product_id: (first, last) for product_id, first, last in db.session.execute(stock)}
    told: dict[int, Any] = {}
    for line in short:
        harvest, best_before = days.get(line.product_id, (None, None))
        if possible[line.id]:
            told[line.pack_id] = ngettext(
                "Only %(num)d pack is available for that delivery date.",
                "Only %(num)d packs are available for that delivery date.",
                possible[line.id],
            )
        elif harvest is not None and harvest > deliver_on:
            told[line.pack_id] = _l(
                "It is harvested after that delivery day: choose %(day)s or later.", day=for_the_reader(harvest)
            )
        elif best_before is not None and clock.today() < best_before < deliver_on:
            told[line.pack_id] = _l(
                "It does not keep until that delivery day: choose %(day)s or earlier.", day=for_the_reader(best_before)
            )
        else:
            told[line.pack_id] = _l("Sold out for that delivery day.")
    return told
