"""What the small world sells: weighed and counted packs, in kilograms and pieces, aided and not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from shop.catalogue.listing import Listing
from shop.catalogue.models import Category
from shop.catalogue.services.certificates import approve_certificate, propose_certificate
from shop.catalogue.services.listings import list_product
from shop.catalogue.services.packs import add_pack
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.taxes import OFFICIAL, Ground
from shop.catalogue.words import GoodsKind, Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity

if TYPE_CHECKING:
    from tests.factories.world import World


class Packed(NamedTuple):
    """A pack: content, price per kilogram (weighed) or pack, whether weighed, minimum and multiple."""

    content: str
    price: str
    weighed: bool = False
    minimum: int = 1
    multiple: int = 1
    tiers: tuple[tuple[int, str], ...] = ()


class Sold(NamedTuple):
    """A product: seller, county, measure, packs by short name, lots by what each holds."""

    supplier: str
    county: str
    measure: Measure
    packs: dict[str, Packed]
    lots: tuple[str, ...]
    certified: bool = True


PRODUCTS = {
    "potatoes": Sold(
        "coop",
        "530624",
        Measure.KILOGRAM,
        {"sack": Packed("25", "2.585", weighed=True, minimum=2, multiple=2, tiers=((20, "2.41"),))},
        ("500", "750"),
    ),
    "shoots": Sold(
        "coop",
        "530624",
        Measure.KILOGRAM,
        {"bag": Packed("0.5", "63.33"), "carton": Packed("10", "1180", minimum=1)},
        ("30", "45.5"),
    ),
    "eggs": Sold("workshop", "532922", Measure.PIECE, {"tray": Packed("30", "41.5")}, ("900", "600")),
    "ham": Sold("workshop", "532922", Measure.KILOGRAM, {"leg": Packed("8", "143.2717", weighed=True)}, ("160",)),
    "honey": Sold("workshop", "532922", Measure.KILOGRAM, {"jar": Packed("0.5", "48")}, ("20",), certified=False),
    "tuocha": Sold("teahouse", "532901", Measure.PIECE, {"strip": Packed("5", "61.8")}, ("400",)),
}


def stock_up(world: World) -> None:
    """List everything, certify most of it, and receive the lots; the second lot spoils after the first."""
    category = Category(code="produce", name="山货", name_english="Produce", tint="green")
    db.session.add(category)
    db.session.flush()
    for slug, sold in PRODUCTS.items():
        _list(world, slug, sold, category.id)


def _list(world: World, slug: str, sold: Sold, category_id: int) -> None:
    seller = world.actor(f"{sold.supplier}.seller")
    product = list_product(
        Listing(
            supplier_id=world.organisations[sold.supplier],
            category_id=category_id,
            county_code=sold.county,
            name=f"山货{slug}",
            name_english=slug,
            character="山",
            measure=sold.measure,
            goods_kind=GoodsKind.BOUGHT_PRIMARY,
            tax_ground=OFFICIAL[Ground.VEGETABLES],
        ),
        slug=slug,
        by=seller,
    )
    world.products[slug] = product.id
    for name, packed in sold.packs.items():
        tiers = {1: UnitPrice.yuan(packed.price)} | {start: UnitPrice.yuan(price) for start, price in packed.tiers}
        world.packs[name] = add_pack(
            product,
            name=name,
            name_english=name,
            content=Quantity.of(packed.content),
            tiers=tiers,
            weighed=packed.weighed,
            minimum=packed.minimum,
            multiple=packed.multiple,
            by=seller,
        ).id
    put_on_shelf(product, by=seller)
    if sold.certified:
        official = world.actor(f"office-{sold.county}.official")
        certificate = propose_certificate(
            product, f"N-{slug}", valid_from=clock.today() - timedelta(days=200), valid_to=None, by=official
        )
        approve_certificate(certificate, by=world.actor("operator.operator"))
    for number, quantity in enumerate(sold.lots, start=1):
        world.lots[f"{slug}.{number}"] = receive_lot(
            product,
            f"{slug}-{number}",
            Quantity.of(quantity),
            harvest_from=clock.today() - timedelta(days=20),
            harvest_to=clock.today() - timedelta(days=10),
            best_before=clock.today() + timedelta(days=90 * number),
            by=seller,
        ).id
