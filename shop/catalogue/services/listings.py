"""Listing products: what they are, how they are packed, what they cost, and whether they are on the shelf."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from shop.audit.services import record
from shop.catalogue.models import Pack, PriceTier, Product
from shop.catalogue.pricing import tiers_fall
from shop.catalogue.services.index import index_product
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.words import ColdChain, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus

LONGEST_SLUG = 64
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a supplier says of a product. ``months`` are those of its season, 1 to 12."""

    supplier_id: int
    category_id: int
    county_code: str
    name: str
    name_english: str
    character: str
    measure: Measure
    months: Iterable[int] = tuple(range(1, 13))
    description: str = ""
    description_english: str = ""
    drawing: str | None = None
    storage: str = ""
    storage_english: str = ""
    cold_chain: ColdChain = ColdChain.AMBIENT
    shelf_life_days: int | None = None
    tax_rate: TaxRate = TaxRate.EXEMPT
    tax_ground: str = ""
    commodity_id: int | None = None
    grade: str = ""
    producer_id: int | None = None
    producer_name: str | None = None
    producer_name_english: str | None = None
    search_words: str = ""


def list_product(listing: Listing, *, slug: str | None = None, by: Actor | None) -> Product:
    """A supplier describes a product. It is a draft until it is put on the shelf."""
    _check(listing)
    kept = {name: getattr(listing, name) for name in listing.__slots__ if name != "months"}
    product = Product(**kept, season=_season(listing.months), slug=_free_slug(slug or listing.name_english))
    db.session.add(product)
    db.session.flush()
    index_product(product)
    record(by, "product.listed", "product", product.id, name=product.name)
    bump_shelf()
    return product


def add_pack(
    product: Product,
    *,
    name: str,
    name_english: str,
    content: Quantity,
    tiers: Mapping[int, UnitPrice],
    weighed: bool = False,
    minimum: int = 1,
    multiple: int = 1,
    by: Actor | None,
) -> Pack:
    """A product is sold in one more pack. ``content`` is estimated when it is weighed; tiers are prices by packs."""
    for field, text in (("name", name), ("name_english", name_english)):
        if not 0 < len(text.strip()) <= 80:
            raise Refused(_l("A pack needs a name of at most 80 characters."), field=field)
    if content <= NOTHING:
        raise Refused(_l("The content of a pack must be greater than zero."), field="content")
    if minimum < 1:
        raise Refused(_l("The minimum order is at least one pack."), field="minimum")
    if multiple < 1:
        raise Refused(_l("The order multiple is at least one pack."), field="multiple")
    _check_tiers(tiers, minimum)
    pack = Pack(
        position=1 + (db.session.scalar(select(func.max(Pack.position)).where(Pack.product_id == product.id)) or 0),
        name=name,
        name_english=name_english,
        content=content,
        weighed=weighed,
        minimum=minimum,
        multiple=multiple,
        tiers=[PriceTier(from_packs=start, unit_price=tiers[start]) for start in sorted(tiers)],
    )
    product.packs.append(pack)
    db.session.flush()
    record(by, "product.pack_added", "product", product.id, pack=pack.name, prices=_told(tiers))
    bump_shelf()
    return pack


def set_tiers(pack: Pack, tiers: Mapping[int, UnitPrice], *, by: Actor | None) -> None:
    """The supplier prices a pack anew. Orders that stand keep the price they were placed at."""
    _check_tiers(tiers, pack.minimum)
    db.session.execute(delete(PriceTier).where(PriceTier.pack_id == pack.id))
    db.session.expire(pack, ["tiers"])
    pack.tiers.extend(PriceTier(from_packs=start, unit_price=tiers[start]) for start in sorted(tiers))
    db.session.flush()
    record(by, "product.priced", "product", pack.product_id, pack=pack.name, prices=_told(tiers))
    bump_shelf()


def put_on_shelf(product: Product, *, by: Actor | None) -> None:
    """The product can be bought from now on, as far as its lots go."""
    status = db.session.scalar(select(Supplier.status).where(Supplier.id == product.supplier_id))
    if status is not SupplierStatus.APPROVED:
        raise Refused(_l("Only products of approved suppliers can be put on sale."))
    if not any(pack.active and pack.tiers for pack in product.packs):
        raise Refused(_l("A product needs a pack with a price before it goes on the shelf."), field="packs")
    product.status = ProductStatus.ON_SHELF
    product.listed_at = product.listed_at or clock.now()
    record(by, "product.on_shelf", "product", product.id, name=product.name)
    bump_shelf()


def take_off_shelf(product: Product, *, reason: str, by: Actor | None) -> None:
    """Nobody can order the product any more; its page stays for those who hold its address."""
    if not reason.strip():
        raise Refused(_l("Please say why the product is taken off sale."), field="reason")
    if product.status is not ProductStatus.ON_SHELF:
        raise Refused(_l("The product is not on sale."))
    product.status = ProductStatus.OFF_SHELF
    record(by, "product.off_shelf", "product", product.id, name=product.name, reason=reason)
    bump_shelf()


def _check(listing: Listing) -> None:
    for field, longest in LONGEST.items():
        if len(getattr(listing, field) or "") > longest:
            raise Refused(_l("This is too long: at most %(number)s characters.", number=longest), field=field)
    for field in ("name", "name_english"):
        if not getattr(listing, field).strip():
            raise Refused(_l("A product needs a name in Chinese and in English."), field=field)
    if not 1 <= len(listing.character) <= 2:
        raise Refused(_l("The label of a product shows one or two characters."), field="character")
    if listing.shelf_life_days is not None and listing.shelf_life_days < 1:
        raise Refused(_l("The shelf life must be at least one day."), field="shelf_life_days")


def _season(months: Iterable[int]) -> int:
    """The months as bits, January lowest."""
    named = set(months)
    if not named or not named <= set(range(1, 13)):
        raise Refused(_l("Please choose at least one month of the season."), field="months")
    return sum(1 << (month - 1) for month in named)


def _check_tiers(tiers: Mapping[int, UnitPrice], minimum: int) -> None:
    if not tiers:
        raise Refused(_l("A pack needs a price."), field="tiers")
    if min(tiers) < 1 or min(tiers) > minimum:
        raise Refused(_l("The first price must apply from the minimum order or from fewer packs."), field="tiers")
    if any(price.parts <= 0 for price in tiers.values()):
        raise Refused(_l("A price must be greater than zero."), field="tiers")
    if not tiers_fall(tiers.items()):
        raise Refused(_l("Each price tier must be lower than the one before it."), field="tiers")


def _told(tiers: Mapping[int, UnitPrice]) -> dict[str, str]:
    return {str(start): str(tiers[start]) for start in sorted(tiers)}


def _free_slug(text: str) -> str:
    """The address of a product: its English name, with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_SLUG - 6].strip("-") or "product"
    taken = set(db.session.scalars(select(Product.slug).where(Product.slug.startswith(stem, autoescape=True))))
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
