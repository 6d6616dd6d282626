"""Listing products: what they are and say of themselves, and the shelf that they stand on or are taken off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import Action
from shop.catalogue.listing import SAID, Listing
from shop.catalogue.models import Commodity, ListingChange, Lot, Product
from shop.catalogue.review import ALWAYS, WORDED, words_to_review
from shop.catalogue.services.articles import give_article
from shop.catalogue.services.index import index_product
from shop.catalogue.services.locks import take
from shop.catalogue.services.passports import check_listing, check_lots
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.slugs import free_slug
from shop.catalogue.services.waiting import await_review, waits_on_words
from shop.catalogue.taxes import check_rate
from shop.catalogue.words import ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused, refuse_if_any
from shop.organisations.models import Producer, Supplier
from shop.organisations.words import SupplierKind, Taxpayer

SLUGS_TRIED = 20
LONGEST: Mapping[str, int] = {
    "name": 120,
    "name_english": 120,
    "tax_ground": 200,
    "grade": 40,
    "producer_name": 120,
    "producer_name_english": 120,
    "storage": 120,
    "storage_english": 120,
    "search_words": 400,
    "description": 4000,
    "description_english": 4000,
}
INDEXED = frozenset({"name", "name_english", "search_words", "category_id", "county_code"})


def list_product(
    listing: Listing, *, article: str = "", slug: str | None = None, like: Product | None = None, by: Actor | None
) -> Product:
    """A supplier describes a product, perhaps ``like`` another. It is a draft until it was submitted and approved."""
    listing = checked(listing, producer_stands=like.producer_id if like else None)
    product = _enter(listing, slug or listing.name_english)
    give_article(product, article)
    index_product(product)
    record(by, "product.listed", "product", product.id, name=product.name)
    bump_shelf()
    return product


def change_listing(
    product: Product, listing: Listing, *, article: str | None = None, by: Actor | None, version: int | None = None
) -> ListingChange | None:
    """The supplier says it anew. What was approved once and has to be looked at again waits; all else holds at once.

    ``article`` is the seller's own number of it, if that is said too. ``version`` is the one that was seen: raises
    ``Outdated`` when somebody else was faster. Returns what waits.
    """
    action = Action.CHANGE if product.status in lifecycle.SHOWN else Action.SAVE
    take(product, action, by=by, version=version)
    listing = checked(replace(listing, supplier_id=product.supplier_id), producer_stands=product.producer_id)
    _check_measure(product, listing)
    before, months = product.said, product.season
    reviewed = by is not None and product.status in lifecycle.SHOWN
    findings = words_to_review(before, listing) if reviewed else ()
    waits = {finding.field for finding in findings}
    told = give_article(product, article) if article is not None else {}
    told |= _change_words(product, listing, waits)
    if reviewed and product.status is ProductStatus.ON_SHELF and product.season & ~months:
        check_listing(product)  # a season that shrinks needs no passport that covers it
    if {"commodity_id", "category_id"} & told.keys():
        check_lots(product)
    if told:
        record(by, "product.changed", "product", product.id, name=product.name, changes=told)
    bump_shelf()
    if by is None:
        return None
    return await_review(product, waits_on_words(before, listing, findings, by), about=(*ALWAYS, *WORDED), by=by)


def _change_words(product: Product, listing: Listing, waits: set[str | None]) -> dict[str, list[str]]:
    """Write down what changes and need not wait; returns it, old and new, for the trail."""
    told: dict[str, list[str]] = {}
    for name in SAID:
        old, new = getattr(product, name), getattr(listing, name)
        if name not in waits and old != new:
            setattr(product, name, new)
            told[name] = [str(old or ""), str(new or "")]
    season = season_bits(listing.months)
    if season != product.season:
        told["season"] = [str(product.season), str(season)]
        product.season = season
    db.session.flush()
    if INDEXED & set(told):
        index_product(product)
    return told


def checked(listing: Listing, *, producer_stands: int | None = None) -> Listing:
    """The listing with what it names filled in; raises ``Refused`` with everything that is wrong, each by its field.

    ``producer_stands`` is the producer it names already: it may have ended since, and the rest is changed anyway.
    """
    season_bits(listing.months)
    refuse_if_any(faults_of(listing))
    if listing.commodity_id is not None:
        fits = exists().where(Commodity.id == listing.commodity_id, Commodity.category_id == listing.category_id)
        if not db.session.scalar(select(fits)):
            raise Refused(_l("These goods are not of the kind of produce chosen above."), field="commodity_id")
    if listing.goods_kind is not None:
        check_rate(listing.goods_kind, listing.tax_rate, listing.tax_ground, *tax_standing(listing.supplier_id))
    if listing.tax_rate is not TaxRate.EXEMPT and listing.tax_ground:
        listing = replace(listing, tax_ground="")
    if listing.producer_id is None:
        return listing
    producer = db.session.get(Producer, listing.producer_id)
    if producer is None or producer.supplier_id != listing.supplier_id:
        raise Refused(_l("Please choose one of your own producers."), field="producer_id")
    if producer.id != producer_stands:
        refuse_if_ended(producer)
    return replace(listing, producer_name=producer.name, producer_name_english=producer.name_english)


def refuse_if_ended(producer: Producer | None) -> None:
    """Nothing new is listed for a producer that has ended."""
    if producer is not None and not producer.active:
        raise Refused(
            _l("This producer has ended, so nothing new is listed for it. Please choose another, or resume it first."),
            field="producer_id",
        )


def tax_standing(supplier_id: int) -> tuple[Taxpayer, SupplierKind]:
    """As what a supplier is known to the tax office. One statement."""
    table: Any = Supplier.__table__
    asked = select(table.c.taxpayer, table.c.supplier_kind).where(table.c.id == supplier_id)
    taxpayer, kind = db.session.execute(asked).one()
    return taxpayer, kind


def faults_of(listing: Listing) -> Iterator[Refused]:
    for field, longest in LONGEST.items():
        if len(getattr(listing, field) or "") > longest:
            yield Refused(_l("This is too long: at most %(number)s characters.", number=longest), field=field)
    for field in ("name", "name_english"):
        if not getattr(listing, field).strip():
            yield Refused(_l("A product needs a name in Chinese and in English."), field=field)
    if not 1 <= len(listing.character) <= 2:
        yield Refused(_l("The label of a product shows one or two characters."), field="character")
    if listing.shelf_life_days is not None and not 1 <= listing.shelf_life_days <= 36500:
        yield Refused(
            _l("The shelf life is a number of days, from one day to a hundred years."), field="shelf_life_days"
        )


def season_bits(months: Iterable[int]) -> int:
    """The months as bits, January lowest; raises ``Refused``."""
    named = set(months)
    if not named or not named <= set(range(1, 13)):
        raise Refused(_l("Please choose at least one month of the season."), field="months")
    return sum(1 << (month - 1) for month in named)


def _check_measure(product: Product, listing: Listing) -> None:
    """Prices and stock are in the measure: it stays once anything was approved or harvested in it."""
    if listing.measure is product.measure:
        return
    if product.status in lifecycle.SHOWN or db.session.scalar(select(exists().where(Lot.product_id == product.id))):
        raise Refused(_l("Prices and stock are in this measure already, so it cannot be changed."), field="measure")


def _enter(listing: Listing, wanted: str) -> Product:
    """A new row under a free address; two at once who want the same one do not get it both."""
    kept: dict[str, Any] = {name: getattr(listing, name) for name in SAID}
    kept |= {"supplier_id": listing.supplier_id, "season": season_bits(listing.months)}
    for tried in range(SLUGS_TRIED):
        try:
            with db.session.begin_nested():
                product = Product(**kept, slug=free_slug(wanted, listing.supplier_id))
                db.session.add(product)
                db.session.flush()
        except IntegrityError:
            if tried == SLUGS_TRIED - 1:
                raise
        else:
            return product
    raise AssertionError
