"""One listing as its supplier and those who look at it see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from shop.accounts.models import Person
from shop.catalogue.goods import PackOffer
from shop.catalogue.lifecycle import Party
from shop.catalogue.listing import Listing, Packing, unpacked
from shop.catalogue.models import Category, Commodity, ListingChange, Pack, Product
from shop.catalogue.policies import party_of
from shop.catalogue.queries.listing_rows import Listed, listing_row
from shop.catalogue.queries.products import ProductPage, asked, page_from
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import County

MOST_CHANGES = 8
WORDS = frozenset(
    ("name", "name_english", "description", "description_english", "producer_name", "producer_name_english")
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A change with the names of who wanted it and who decided about it."""

    change: ListingChange
    wanted_by: str
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Everything that the page of a listing tells."""

    product: Product
    row: Listed
    party: Party
    changes: Sequence[Decided]

    @property
    def waiting(self) -> Decided | None:
        """The change that waits."""
        return next((decided for decided in self.changes if decided.change.waits), None)

    @property
    def wanted(self) -> Listing:
        """The listing as its supplier wants it: what waits included."""
        return wanted_listing(self.product, self.waiting.change if self.waiting else None)


def listing_for(actor: Actor, number: int) -> Product:
    """A listing with its packs: a supplier's own; once handed in, one of the office's county, any for the operator.

    Raises ``NotYours``. Two queries.
    """
    statement = select(Product).where(Product.id == number)
    found = db.session.execute(
        statement.options(selectinload(Product.packs).joinedload(Pack.tiers))
    ).scalar_one_or_none()
    party = found and party_of(actor, found.supplier_id, found.county_code)
    if found is None or party is None:
        raise NotYours
    if party is not Party.SUPPLIER and found.status is ProductStatus.DRAFT and found.submitted_at is None:
        raise NotYours
    return found


def pack_of(product: Product, pack_id: int) -> Pack:
    """One of its packs; raises ``NotYours``."""
    found = next((pack for pack in product.packs if pack.id == pack_id), None)
    if found is None:
        raise NotYours
    return found


def page_of(actor: Actor, product: Product, day: date) -> ListingPage:
    """What the page of a listing tells. Two queries."""
    party = party_of(actor, product.supplier_id, product.county_code)
    if party is None:
        raise NotYours
    row = replace(listing_row(product.id, day), packs=offers_of(product))
    return ListingPage(product, row, party, changes_of(product.id))


def changes_of(product_id: int) -> list[Decided]:
    """The newest changes that had to be looked at. One query."""
    wanted, decided = aliased(Person), aliased(Person)
    statement = (
        select(ListingChange, wanted.name, decided.name)
        .join(wanted, wanted.id == ListingChange.proposed_by_id)
        .outerjoin(decided, decided.id == ListingChange.decided_by_id)
        .where(ListingChange.product_id == product_id)
        .order_by(ListingChange.id.desc())
        .limit(MOST_CHANGES)
    )
    return [Decided(change, first, second) for change, first, second in db.session.execute(statement)]


def waiting_of(product_id: int) -> ListingChange | None:
    """The change that waits, to be read. One query."""
    statement = select(ListingChange).where(ListingChange.product_id == product_id).order_by(ListingChange.id.desc())
    newest = db.session.execute(statement.limit(1)).scalar_one_or_none()
    return newest if newest is not None and newest.waits else None


def wanted_listing(product: Product, change: ListingChange | None) -> Listing:
    """The words as the supplier wants them: what stands, with what waits."""
    items: list[dict[str, Any]] = change.items if change else []
    return replace(product.said, **{item["field"]: item["new"] for item in items if "field" in item})


def wanted_pack(pack: Pack, change: ListingChange | None) -> Packing:
    """The pack as the supplier wants it."""
    items: list[dict[str, Any]] = change.items if change else []
    waits = next((item for item in items if item.get("pack") == pack.id), None)
    return unpacked(waits["new"]) if waits else pack.packing


def offers_of(product: Product, change: ListingChange | None = None) -> tuple[PackOffer, ...]:
    """The packs as a buyer would be offered them; with a change, as they would be once it is approved."""
    waits = {item["pack"] for item in (change.items if change else []) if "pack" in item}
    return tuple(
        offer_of(pack.id, wanted_pack(pack, change))
        for pack in product.packs
        if (pack.active and pack.tiers) or pack.id in waits
    )


def offer_of(pack_id: int, packing: Packing) -> PackOffer:
    """A pack as the window shows it."""
    return PackOffer(
        id=pack_id,
        name=packing.name,
        name_english=packing.name_english,
        content=packing.content,
        weighed=packing.weighed,
        basis=packing.price_basis,
        minimum=packing.minimum,
        multiple=packing.multiple,
        tiers=tuple(sorted(packing.tiers.items())),
    )


def preview_of(product: Product, change: ListingChange | None, day: date) -> ProductPage:
    """The page of a listing as a buyer would see it on the shelf, with what waits. One query."""
    page = page_from(db.session.execute(asked(Product.id == product.id, day)).one())
    for item in change.items if change else []:
        if item.get("field") in WORDS:
            setattr(page.product, item["field"], item["new"])
    page.product.status = ProductStatus.ON_SHELF
    return replace(page, packs=offers_of(product, change))


def names_for(items: Sequence[dict[str, Any]], language: str) -> dict[tuple[str, Any], str]:
    """What the counties and kinds that a change names are called, by field and value. At most three queries."""
    found: dict[tuple[str, Any], str] = {}
    tables: dict[str, tuple[Any, Any]] = {
        "county_code": (County, County.code),
        "category_id": (Category, Category.id),
        "commodity_id": (Commodity, Commodity.id),
    }
    for field, (table, key) in tables.items():
        values = {item[side] for item in items if item.get("field") == field for side in ("old", "new")} - {None}
        if values:
            for row in db.session.execute(select(table).where(key.in_(sorted(values)))).scalars():
                found[field, getattr(row, key.key)] = row.named(language)
    return found
