"""Sheets of listings in the demo: one was applied, and one has cells that are wrong."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from shop.catalogue.models import Category, Product
from shop.catalogue.services.imports import ask_to_apply, receive_sheet
from shop.catalogue.words import ImportState
from shop.demo.building.stage import Stage
from shop.documents.workbooks import workbook
from shop.extensions import db
from shop.kernel.actor import Actor, Role

COOP = "daguan-lanqiong"
HEADS = ("货号 品名 英文品名 类别 等级 上市月份 保质期（天） 规格 英文规格 每件含量 起订量 价格1 起2 价格2").split()
NEW = """
L-101|筇竹笋丝（速食）|Shredded qiongzhu shoots|?|一级|全年|270|200克袋|200 g bag|200g|20|16.8|100|15.9
L-101||||||270|1公斤袋|1 kg bag|2斤|5|76|20|73.5
L-102|筇竹笋礼篮|Basket of qiongzhu shoots|?|特级|11-2月|180|礼篮|gift basket|1.5公斤|2|186|10|178
"""
WRONG = """
L-201|清水方竹笋|Square-bamboo shoots in water|?||8-11月|一年|10升桶|drum|10升|1|面议||
L-202|春笋干|Dried spring shoots|?||春天|365|500克袋|500 g bag|500g|5|48|20|52
L-203||Shoots in oil|?||全年|365|280克瓶|280 g jar|280g|12|¥22.5|60|21
"""
"""Rows as they are typed; where ? stands is the category that the cooperative sells most of."""


def plan_imports(stage: Stage) -> None:
    """In the last days the cooperative uploads two sheets."""
    seller = stage.somebody(COOP, Role.SELLER)
    for days, name, typed, applied in ((6, "新品-秋冬.xlsx", NEW, True), (2, "新品-春季.xlsx", WRONG, False)):
        deed = partial(_upload, seller, name, typed, applied=applied)
        stage.timeline.plan(stage.timeline.end - timedelta(days=days, hours=-8), deed)


def _upload(seller: Actor, name: str, typed: str, *, applied: bool) -> None:
    category = db.session.execute(
        select(Category.name)
        .join(Product, Product.category_id == Category.id)
        .where(Product.supplier_id == seller.organisation_id)
        .order_by(Product.id)
        .limit(1)
    ).scalar_one()
    rows = [line.replace("?", category).split("|") for line in typed.strip().splitlines()]
    data = workbook("商品", HEADS, rows)
    sheet, _is_new = receive_sheet(name, data, submits=False, by=seller)
    if applied and sheet.state is ImportState.CHECKED:
        ask_to_apply(sheet, by=seller)
