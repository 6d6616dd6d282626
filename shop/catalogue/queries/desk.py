"""A supplier's own listings, and those that wait for somebody who looks at them: a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from shop.catalogue.dressing import sellable
from shop.catalogue.models import Category, Certification, ListingChange, Lot, Pack, PriceTier, Product
from shop.catalogue.queries.listing_rows import Listed, rows_on, waits_since, with_packs
from shop.catalogue.words import ChangeOutcome, ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled

PER_PAGE = 20


class Need(Labelled):
    """What a supplier may look for among its listings."""

    RETURNED = "returned", _l("Returned to us")
    CHANGING = "changing", _l("A change waits for review")
    UNSTOCKED = "unstocked", _l("Nothing in stock")
    UNCERTIFIED = "uncertified", _l("No certificate valid today")
    UNPRICED = "unpriced", _l("No pack with a price")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of the listings is asked for: a state (or all), words in a name, a category, something to see to."""

    status: ProductStatus | None = None
    words: str = ""
    category_id: int | None = None
    need: Need | None = None
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state was asked for."""
        return bool(self.words or self.category_id or self.need)


def counts(supplier_id: int, asked: ListFilter, day: date) -> dict[ProductStatus, int]:
    """How many listings of each state the list would show. One query."""
    statement = select(Product.status, func.count()).where(_asked(supplier_id, asked, day)).group_by(Product.status)
    found = {status: int(count) for status, count in db.session.execute(statement)}
    return {status: found.get(status, 0) for status in ProductStatus}


def listed(supplier_id: int, asked: ListFilter, day: date, *, per_page: int = PER_PAGE) -> list[Listed]:
    """One page of a supplier's listings, what was listed last first. Two queries."""
    which = _asked(supplier_id, asked, day)
    if asked.status is not None:
        which &= Product.status == asked.status
    newest = rows_on(day).where(which).order_by(Product.id.desc())
    return with_packs(db.session.execute(newest.limit(per_page).offset((asked.page - 1) * per_page)))


def own_categories(supplier_id: int) -> list[Category]:
    """The categories in which a supplier lists anything. One query."""
    used = exists().where(Product.category_id == Category.id, Product.supplier_id == supplier_id)
    return list(db.session.execute(select(Category).where(used).order_by(Category.position, Category.id)).scalars())


def waiting_count(actor: Actor) -> int:
    """How many listings wait for somebody to look at them. One query."""
    return int(db.session.execute(count_waiting(actor)).scalar_one())


def count_waiting(actor: Actor) -> Select[int]:
    """The same as a question, to be asked beside others."""
    return select(func.count()).select_from(Product).where(_waits(actor))


def waiting(actor: Actor, page: int, day: date, *, per_page: int = PER_PAGE) -> list[Listed]:
    """Listings and changes that wait for the actor, who has waited longest first. Two queries."""
    since = func.coalesce(Product.submitted_at, waits_since())
    oldest = rows_on(day).where(_waits(actor)).order_by(since, Product.id)
    return with_packs(db.session.execute(oldest.limit(per_page).offset((page - 1) * per_page)))


def _asked(supplier_id: int, asked: ListFilter, day: date) -> ColumnElement[bool]:
    which: ColumnElement[bool] = Product.supplier_id == supplier_id
    if asked.category_id is not None:
        which &= Product.category_id == asked.category_id
    if asked.need is not None:
        which &= _needs(asked.need, day)
    if asked.words:
        columns = (Product.name, Product.name_english, Product.search_words, Product.slug, Product.article)
        which &= or_(*(column.icontains(asked.words, autoescape=True) for column in columns))
    return which


def _needs(need: Need, day: date) -> ColumnElement[bool]:
    if need is Need.RETURNED:
        return (Product.status == ProductStatus.DRAFT) & (Product.review_note != "")
    if need is Need.CHANGING:
        return exists().where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
    if need is Need.UNSTOCKED:
        return ~exists().where(Lot.product_id == Product.id, sellable(day))
    if need is Need.UNPRICED:
        return ~exists().where(Pack.product_id == Product.id, Pack.active, PriceTier.pack_id == Pack.id)
    other = aliased(Certification)
    valid = or_(other.valid_to.is_(None), other.valid_to >= day) & (other.valid_from <= day)
    return ~exists().where(other.product_id == Product.id, other.approved_at.is_not(None), valid)


def _waits(actor: Actor) -> ColumnElement[bool]:
    changing = exists().where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
    which = or_(Product.status == ProductStatus.SUBMITTED, changing)
    return which if actor.is_operator else which & (Product.county_code == actor.county_code)
