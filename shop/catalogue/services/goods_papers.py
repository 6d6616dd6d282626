"""The papers of goods: added as files by their supplier, and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.catalogue.lifecycle import Party
from shop.catalogue.models import GoodsPaper, Product
from shop.catalogue.policies import party_of
from shop.catalogue.services.locks import hold
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.words import GoodsPaperKind
from shop.documents.files import keep
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused

MOST_PAPERS = 20
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a paper; ``valid_to`` is its last day."""

    kind: GoodsPaperKind
    number: str
    valid_from: date | None = None
    valid_to: date | None = None


def add_paper(product: Product, shown: Shown, content: bytes, file_name: str, *, by: Actor) -> GoodsPaper:
    """A paper of the goods is kept with its file. The file is drawn last, as it takes long."""
    _own(product, by)
    number = shown.number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Refused(_l("Please enter the number on the paper, at most 60 characters."), field="number")
    if shown.valid_from and shown.valid_to and shown.valid_to < shown.valid_from:
        raise Refused(_l("The last day is before the first."), field="valid_to")
    there = select(func.count()).where(GoodsPaper.product_id == product.id, GoodsPaper.ended_at.is_(None))
    if db.session.execute(there).scalar_one() >= MOST_PAPERS:
        raise Refused(_l("A product shows at most %(number)s papers: take an old one away first.", number=MOST_PAPERS))
    stored = keep(content, file_name, purpose=f"goods.{shown.kind.value}", by=by)
    paper = GoodsPaper(
        product_id=product.id,
        kind=shown.kind,
        number=number,
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        file_id=stored.id,
        file_name=stored.file_name,
        added_by_id=by.person_id,
        added_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    bump_shelf()
    record(by, "product.paper_added", "product", product.id, kind=shown.kind.value, number=number)
    return paper


def end_paper(product: Product, paper: GoodsPaper, *, by: Actor) -> None:
    """The paper is shown no more; it stays in the history."""
    _own(product, by)
    if paper.ended_at is None:
        paper.ended_at = clock.now()
        bump_shelf()
        record(by, "product.paper_ended", "product", product.id, number=paper.number)


def _own(product: Product, by: Actor) -> None:
    if party_of(by, product.supplier_id, product.county_code) is not Party.SUPPLIER:
        raise NotYours
    hold(product, None)
