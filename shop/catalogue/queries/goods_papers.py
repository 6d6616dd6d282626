"""The papers of goods."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.catalogue.models import GoodsPaper
from shop.extensions import db
from shop.kernel.refusals import NotYours


def papers_of(product_id: int) -> Sequence[GoodsPaper]:
    """The papers that are shown, the newest first. One query."""
    shown = select(GoodsPaper).where(GoodsPaper.product_id == product_id, GoodsPaper.ended_at.is_(None))
    return db.session.execute(shown.order_by(GoodsPaper.id.desc())).scalars().all()


def paper_of(product_id: int, paper_id: int) -> GoodsPaper:
    """One paper of a product, taken away or not; raises ``NotYours``."""
    found = db.session.get(GoodsPaper, paper_id)
    if found is None or found.product_id != product_id:
        raise NotYours
    return found
