"""The papers of goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, select

from shop.catalogue.models import GoodsPaper, Product
from shop.catalogue.words import GoodsPaperKind
from shop.extensions import db
from shop.kernel.refusals import NotYours

BETWEEN, AFTER = "\x1f", "\x1e"
"""What stands between the particulars of a paper, and after each, in one text: nobody can type them."""

_paper: Any = GoodsPaper.__table__


def papers_of(product_id: int) -> Sequence[GoodsPaper]:
    """The papers that are shown, the newest first. One query."""
    shown = select(GoodsPaper).where(GoodsPaper.product_id == product_id, GoodsPaper.ended_at.is_(None))
    return db.session.execute(shown.order_by(GoodsPaper.id.desc())).scalars().all()


class PaperTold(NamedTuple):
    """What buyers read of a paper of goods: not its file. ``valid_to`` is its last day, empty for one without end."""

    kind: GoodsPaperKind
    number: str
    valid_to: date | None


def papers_column(day: date) -> Any:
    """A column beside a product: its papers in force on a day as one text, so that its page asks no statement more."""
    until = func.coalesce(cast(_paper.c.valid_to, String), "")
    told = _paper.c.kind.cast(String) + BETWEEN + until + BETWEEN + _paper.c.number
    in_force = _paper.c.valid_to.is_(None) | (_paper.c.valid_to >= day)
    mine = (_paper.c.product_id == Product.id) & _paper.c.ended_at.is_(None)
    return select(func.aggregate_strings(told, AFTER)).where(mine, in_force).correlate(Product).scalar_subquery()


def papers_told(text: str | None) -> tuple[PaperTold, ...]:
    """The papers of such a text, by kind and number."""
    parts = sorted(one.split(BETWEEN, 2) for one in text.split(AFTER)) if text else []
    return tuple(
        PaperTold(GoodsPaperKind(kind), number, date.fromisoformat(until) if until else None)
        for kind, until, number in parts
    )


def paper_of(product_id: int, paper_id: int) -> GoodsPaper:
    """One paper of a product, taken away or not; raises ``NotYours``."""
    found = db.session.get(GoodsPaper, paper_id)
    if found is None or found.product_id != product_id:
        raise NotYours
    return found
