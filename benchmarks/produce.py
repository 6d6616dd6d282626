"""2,000 products in 40 categories, made through the catalogue's services, the same each time."""

from datetime import timedelta

from shop import config
from shop.app import create_app
from shop.catalogue.listing import Listing
from shop.catalogue.models import Category
from shop.catalogue.services.listings import list_product
from shop.catalogue.services.packs import add_pack
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.organisations.models import County, Supplier
from shop.organisations.words import SupplierKind, SupplierStatus

KINDS = (
    "天麻 竹笋 茶叶 花椒 土豆 百合 核桃 蜂蜜 火腿 乌骨鸡 土鸡蛋 腊肉 黄牛肉 山羊肉 荞麦 燕麦 大米 糯米 红豆 芸豆 "
    "豌豆 蚕豆 玉米 辣椒 生姜 大蒜 香菇 木耳 羊肚菌 松茸 苹果 李子 猕猴桃 柑橘 板栗 花生 菜油 红糖 乳扇 木瓜"
).split()
PLACES = ("高山", "林下", "河谷", "坝子", "老寨", "雪山", "湖畔", "古道", "梯田", "清溪")
GRADES = ("特级", "一级", "二级", "统货", "礼盒")
COUNTIES = {"530624": ("大关县", "Daguan"), "532925": ("弥渡县", "Midu"), "532931": ("剑川县", "Jianchuan")}
SUPPLIERS = 40
TINTS = ("bamboo", "herb", "leaf", "pepper")

A_CATEGORY = "kind-1"
A_PRODUCT = "product-0-0"
A_WORD = KINDS[0]  # found in one category, so in 50 of 2,000


def fill(url: str) -> None:
    """Fill a migrated, empty database."""
    app = create_app(config.settings({"SHOP_DATABASE_URL": url, "SHOP_SECRET_KEY": "for one measurement"}))
    with app.app_context():
        with dialects.writing():
            suppliers = _suppliers()
            for number, kind in enumerate(KINDS):
                _category(number, kind, suppliers)
            db.session.commit()
        db.engine.dispose()


def _suppliers() -> list[Supplier]:
    db.session.add_all(
        County(code=code, name=name, name_english=english, prefecture="云南", prefecture_english="Yunnan", hall="bench")
        for code, (name, english) in COUNTIES.items()
    )
    db.session.flush()
    suppliers = [
        Supplier(
            name=f"第{number + 1}合作社",
            name_english=f"Cooperative {number + 1}",
            slug=f"cooperative-{number + 1}",
            created_at=clock.now(),
            supplier_kind=SupplierKind.COOPERATIVE,
            status=SupplierStatus.APPROVED,
            status_since=clock.now(),
            county_code=list(COUNTIES)[number % len(COUNTIES)],
            freight=Money.yuan(20),
        )
        for number in range(SUPPLIERS)
    ]
    db.session.add_all(suppliers)
    db.session.flush()
    return suppliers


def _category(number: int, kind: str, suppliers: list[Supplier]) -> None:
    category = Category(
        code=f"kind-{number}",
        name=kind,
        name_english=f"Kind {number}",
        tint=TINTS[number % len(TINTS)],
        position=number,
    )
    db.session.add(category)
    db.session.flush()
    for nth, (place, grade) in enumerate((place, grade) for place in PLACES for grade in GRADES):
        _product(category, f"{place}{kind}{grade}", nth, suppliers[(number + nth) % len(suppliers)])


def _product(category: Category, name: str, nth: int, supplier: Supplier) -> None:
    listing = Listing(
        supplier_id=supplier.id,
        category_id=category.id,
        county_code=supplier.county_code,
        name=name,
        name_english=f"{category.name_english} number {nth}",
        character=category.name[0],
        measure=Measure.KILOGRAM,
        months=range(1, 13) if nth % 2 else range(9, 13),
        description="产自高山，人工挑选，冷链送达。",
    )
    product = list_product(listing, slug=f"product-{category.position}-{nth}", by=None)
    prices = {packs: UnitPrice.yuan(f"{price + nth}.50") for packs, price in ((2, 30), (10, 28), (50, 25))}
    add_pack(
        product, name="10公斤箱", name_english="Box of 10 kg", content=Quantity.of(10), tiers=prices, minimum=2, by=None
    )
    put_on_shelf(product, by=None)
    today = clock.today()
    receive_lot(product, "A", Quantity.of(5000), harvest_from=today, harvest_to=today + timedelta(days=30), by=None)
