"""Listings of the demo that are not simply on sale: drafts, some handed in, one returned, and changes that wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from shop.catalogue.models import Product
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.goods_papers import Shown, add_paper
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.moves import return_listing, submit
from shop.catalogue.services.packs import change_pack
from shop.catalogue.words import GoodsPaperKind
from shop.demo.building.stage import Stage
from shop.documents.pdf import Column, Paper, pdf_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import UnitPrice

COOP, COUNTY = "daguan-lanqiong", "530624"
NEW = (
    (COOP, "gan-qiongzhusun-jian", "冬季筇竹笋尖礼盒", "Qiongzhu shoot tips, winter gift box", "handed in"),
    (COOP, "qingshuisun-tong-mugan", "清水筇竹笋片餐饮装", "Sliced qiongzhu shoots for canteens", "returned"),
    (COOP, "xian-qiongzhusun-mugan", "早春头茬鲜筇竹笋", "First fresh qiongzhu shoots of spring", "draft"),
    ("binchuan-chengyuan", "wogan-chengyuan", "沃柑大果精品箱", "Orah citrus, large fruit", "handed in"),
    ("eryuan-meiwu", "diaomei-meiwu", "玫瑰雕梅小罐", "Carved plums with roses, small jar", "handed in"),
)
"""Of whom, like which listing, its names, and how far it has come."""
DEARER = (("daguan-qingchuan", "mihoutao-qingchuan", 122), ("yunlong-luquan", "nuodeng-huotui-luquan", 118))
"""Whose price is to rise to so many per cent: more than the set bound."""
RETURNED_BECAUSE = "请补充产品标准号和净含量的检验报告，另外保存条件写得太简单。"
SAMPLE = "演示样张，非真实检验报告"


def plan_listings(stage: Stage) -> None:
    """In the last days suppliers hand listings in, the county returns one, and two prices wait to be looked at."""
    end = stage.timeline.end
    for number, (supplier, like, name, english, state) in enumerate(NEW):
        seller = stage.somebody(supplier, Role.SELLER)
        deed = partial(_begin, stage, stage.product_ids[like], (name, english), state, seller)
        stage.timeline.plan(end - timedelta(days=5 - number % 4, hours=-9), deed)
    for number, (supplier, slug, per_cent) in enumerate(DEARER):
        seller = stage.somebody(supplier, Role.SELLER)
        deed = partial(_raise, stage.product_ids[slug], per_cent, seller)
        stage.timeline.plan(end - timedelta(days=3 - number, hours=-10), deed)
    seller = stage.somebody(COOP, Role.SELLER)
    tips = stage.product_ids["gan-qiongzhusun-jian"]
    stage.timeline.plan(end - timedelta(days=2, hours=-11), partial(_rename, tips, seller))
    stage.timeline.plan(end - timedelta(days=4, hours=-8), partial(_add_report, tips, seller))


def _begin(stage: Stage, like: int, names: tuple[str, str], state: str, seller: Actor) -> None:
    """A listing begins like another one; it is handed in or stays a draft."""
    draft = duplicate(_product(like), by=seller)
    name, english = names
    change_listing(draft, replace(draft.said, name=name, name_english=english), by=seller)
    if state != "draft":
        submit(draft, by=seller)
    if state == "returned":
        official = stage.somebody(stage.facts.counties[COUNTY].office_key, Role.COUNTY_OFFICIAL)
        again = clock.now() + timedelta(hours=22)
        stage.timeline.plan(again, partial(_return, draft.id, official))


def _return(product_id: int, official: Actor) -> None:
    return_listing(_product(product_id), RETURNED_BECAUSE, by=official)


def _raise(product_id: int, per_cent: int, seller: Actor) -> None:
    """All prices of the first pack are to rise."""
    pack = _product(product_id).packs[0]
    tiers = {start: UnitPrice(price.parts * per_cent // 100) for start, price in pack.packing.tiers.items()}
    change_pack(pack, replace(pack.packing, tiers=tiers), by=seller)


def _rename(product_id: int, seller: Actor) -> None:
    """A new name waits; how it is kept is said anew at once."""
    product = _product(product_id)
    said = replace(
        product.said,
        name=f"高山{product.name}",
        name_english=f"Mountain {product.name_english[:1].lower()}{product.name_english[1:]}",
        storage="阴凉干燥处密封，开袋后冷藏",
        storage_english="Sealed in a cool dry place; refrigerate once opened",
    )
    change_listing(product, said, by=seller)


def _add_report(product_id: int, seller: Actor) -> None:
    """An inspection report lies with the listing; the sheet says that it is a sample."""
    day = clock.today()
    paper = Paper(
        title="检验报告（样张）",
        number="JY-2026-0118",
        facts=[("说明", SAMPLE), ("样品", "干筇竹笋尖")],
        columns=[Column("项目"), Column("结论")],
        rows=[["水分", "合格"], ["二氧化硫残留", "合格"]],
    )
    content = pdf_of(paper, address="https://shanhuo.example/", foot=SAMPLE, say=SAMPLE)
    shown = Shown(GoodsPaperKind.REPORT, paper.number, day - timedelta(days=30), day + timedelta(days=335))
    add_paper(_product(product_id), shown, content, "检验报告样张.pdf", by=seller)


def _product(product_id: int) -> Product:
    return db.session.execute(select(Product).where(Product.id == product_id)).scalar_one()
