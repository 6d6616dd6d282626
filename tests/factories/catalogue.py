"""What is sold: categories, products with packs, lots and certificates; and a shelf as full as one likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from shop.catalogue.listing import Listing
from shop.catalogue.models import Category, Certification, Lot, LotSource, Pack, PriceTier, Product, SearchToken
from shop.catalogue.services.certificates import propose_certificate
from shop.catalogue.services.listings import list_product
from shop.catalogue.services.packs import add_pack
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.taxes import OFFICIAL, Ground
from shop.catalogue.words import GoodsKind, Measure, ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier
from tests.factories.counties import DAGUAN, a_county
from tests.factories.counting import next_number
from tests.factories.suppliers import a_supplier

EVERY_MONTH = range(1, 13)


def a_category(code: str = "produce", *, name: str = "山货", name_english: str = "Produce") -> Category:
    """The kind of produce with this code."""
    found = db.session.query(Category).filter_by(code=code).one_or_none()
    if found is None:
        found = Category(code=code, name=name, name_english=name_english, tint="bamboo")
        db.session.add(found)
        db.session.flush()
    return found


def a_product(
    name: str = "鲜筇竹笋",
    name_english: str = "Fresh qiongzhu shoots",
    *,
    of: Supplier | None = None,
    category: Category | None = None,
    county: str = DAGUAN,
    months: Iterable[int] = EVERY_MONTH,
    price: str | None = "12",
    stock: str | None = "500",
    certified: bool = True,
    on_shelf: bool = True,
    slug: str | None = None,
    **particulars: Any,
) -> Product:
    """A product on the shelf, certified, in one weighed pack of 10 kg with one price, 500 kg of it in stock.

    Without a ``price`` it has no pack, without ``stock`` no lot.
    """
    listing: dict[str, Any] = {
        "character": "笋",
        "measure": Measure.KILOGRAM,
        "goods_kind": GoodsKind.BOUGHT_PRIMARY,
        "tax_ground": OFFICIAL[Ground.VEGETABLES],
    } | particulars
    product = list_product(
        Listing(
            supplier_id=(of or a_supplier(county)).id,
            category_id=(category or a_category()).id,
            county_code=a_county(county).code,
            name=name,
            name_english=name_english,
            months=months,
            **listing,
        ),
        slug=slug,
        by=None,
    )
    if price:
        a_pack(product, tiers={1: price}, weighed=True)
    if stock:
        a_lot(product, stock)
    if certified:
        a_certificate(product)
    if on_shelf:
        put_on_shelf(product, by=None)
    return product


def a_pack(
    of: Product,
    *,
    content: str = "10",
    tiers: Mapping[int, str] | None = None,
    weighed: bool = False,
    name: str = "10公斤箱",
    name_english: str = "10 kg box",
    minimum: int = 1,
    multiple: int = 1,
) -> Pack:
    """One more pack of a product: a box of 10 kg at 100 yuan, counted, unless told otherwise."""
    return add_pack(
        of,
        name=name,
        name_english=name_english,
        content=Quantity.of(content),
        tiers={start: UnitPrice.yuan(price) for start, price in (tiers or {1: "100"}).items()},
        weighed=weighed,
        minimum=minimum,
        multiple=multiple,
        by=None,
    )


def a_lot(
    of: Product,
    quantity: str = "500",
    *,
    harvested: date | None = None,
    days: int = 3,
    best_before: date | None = None,
) -> Lot:
    """So much of a product, harvested a week ago unless told otherwise; a day to come makes it a forward lot."""
    start = harvested or clock.today() - timedelta(days=7)
    return receive_lot(
        of,
        f"L{next_number()}",
        Quantity.of(quantity),
        harvest_from=start,
        harvest_to=start + timedelta(days=days),
        best_before=best_before,
        by=None,
    )


def a_lot_source(
    of: Lot,
    quantity: str = "50",
    paid: str = "300",
    *,
    seller: str = "李大山",
    corrects: LotSource | None = None,
) -> LotSource:
    """Part of a lot was bought from somebody of the village for so much, or a row that said so is taken back."""
    source = LotSource(
        lot_id=of.id,
        seller_name=seller,
        quantity=Quantity.of(quantity),
        paid=Money.yuan(paid),
        bought_on=of.harvest_from,
        at=clock.now(),
        corrects_id=corrects.id if corrects else None,
        reason="Entered twice." if corrects else "",
    )
    db.session.add(source)
    db.session.flush()
    return source


def a_certificate(
    of: Product, number: str | None = None, *, first: date | None = None, last: date | None = None
) -> Certification:
    """A certificate in force, from last year until further notice unless told otherwise."""
    return propose_certificate(
        of,
        number or f"B-{next_number()}",
        valid_from=first or clock.today() - timedelta(days=365),
        valid_to=last,
        by=None,
    )


def a_full_shelf(products: int, *, categories: int = 40, suppliers: int = 20, county: str = DAGUAN) -> None:
    """So many products with two packs of two tiers, a lot and a certificate each: written straight into the tables."""
    sellers = [a_supplier(county).id for _number in range(suppliers)]
    kinds = [
        a_category(f"kind-{number}", name=f"第{number}类", name_english=f"Kind {number}").id
        for number in range(categories)
    ]
    numbers = [next_number() for _number in range(products)]
    first = numbers[0] + 1_000_000
    ids = {number: first + at for at, number in enumerate(numbers)}
    today, now = clock.today(), clock.now()
    season = {True: 0b111111111111, False: 1 << (today.month - 1)}
    db.session.execute(
        insert(Product),
        [
            {
                "id": ids[number],
                "slug": f"goods-{number}",
                "supplier_id": sellers[number % suppliers],
                "category_id": kinds[number % categories],
                "county_code": a_county(county).code,
                "name": f"山货第{number}号",
                "name_english": f"Goods number {number}",
                "character": "货",
                "measure": Measure.KILOGRAM,
                "season": season[number % 3 > 0],
                "sort_key": f"shan1 huo4 {number:06}",
                "status": ProductStatus.ON_SHELF,
                "listed_at": now,
            }
            for number in numbers
        ],
    )
    packs = {(number, at): ids[number] * 2 + at for number in numbers for at in (0, 1)}
    db.session.execute(
        insert(Pack),
        [
            {
                "id": pack_id,
                "product_id": ids[number],
                "position": at,
                "name": "箱" if at else "袋",
                "name_english": "box" if at else "bag",
                "content": Quantity.of(10 if at else 1),
            }
            for (number, at), pack_id in packs.items()
        ],
    )
    db.session.execute(
        insert(PriceTier),
        [
            {
                "pack_id": pack_id,
                "from_packs": start,
                "unit_price": UnitPrice.yuan((20 + number % 70) * (9 if at else 1) - start // 10),
            }
            for (number, at), pack_id in packs.items()
            for start in (1, 10)
        ],
    )
    lots = [
        {
            "product_id": ids[number],
            "supplier_id": sellers[number % suppliers],
            "code": "L",
            "harvest_from": today,
            "harvest_to": today,
        }
        | {"received": Quantity.of(100), "available": Quantity.of(100)}
        for number in numbers
    ]
    db.session.execute(insert(Lot), lots)
    certificate = {"valid_from": today - timedelta(days=9), "founding": True, "proposed_at": now, "approved_at": now}
    db.session.execute(
        insert(Certification),
        [certificate | {"product_id": ids[number], "catalogue_number": f"B-{number}"} for number in numbers],
    )
    db.session.execute(
        insert(SearchToken),
        [
            {"token": token, "product_id": ids[number], "weight": 8}
            for number in numbers
            for token in ("山货", "山", "货", "shanhuo")
        ],
    )
    bump_shelf()
