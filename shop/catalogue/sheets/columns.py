"""The columns of a sheet of listings, under Chinese and English heads, and the words that heads are known by. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain
from shop.kernel.enums import Labelled


class Column(Labelled):
    """What a column can say. The first ones are about the product, the others about the pack of the row."""

    ARTICLE = "article", _l("Article number")
    NAME = "name", _l("Name")
    NAME_ENGLISH = "name_english", _l("English name")
    CATEGORY = "category", _l("Category")
    COMMODITY = "commodity", _l("Kind of goods")
    COUNTY = "county", _l("County of origin")
    GRADE = "grade", _l("Grade")
    MEASURE = "measure", _l("Measured in")
    SEASON = "season", _l("Months of the season")
    STORAGE = "storage", _l("Storage")
    STORAGE_ENGLISH = "storage_english", _l("Storage in English")
    COLD_CHAIN = "cold_chain", _l("Cold chain")
    SHELF_LIFE = "shelf_life", _l("Shelf life in days")
    GOODS_KIND = "goods_kind", _l("Nature of the goods")
    TAX_RATE = "tax_rate", _l("Tax rate")
    TAX_GROUND = "tax_ground", _l("Ground of exemption")
    PRODUCER = "producer", _l("Producer")
    LABEL = "label", _l("Sign on the label")
    SEARCH_WORDS = "search_words", _l("Words to find it by")
    DESCRIPTION = "description", _l("Description")
    DESCRIPTION_ENGLISH = "description_english", _l("English description")
    PACK_NUMBER = "pack_number", _l("Number of the pack")
    PACK = "pack", _l("Name of the pack")
    PACK_ENGLISH = "pack_english", _l("English name of the pack")
    CONTENT = "content", _l("Content of a pack")
    WEIGHED = "weighed", _l("Sold by weight")
    MINIMUM = "minimum", _l("Minimum order in packs")
    MULTIPLE = "multiple", _l("Order multiple in packs")
    FROM_1 = "from_1", _l("Price 1 from packs")
    PRICE_1 = "price_1", _l("Price 1")
    FROM_2 = "from_2", _l("Price 2 from packs")
    PRICE_2 = "price_2", _l("Price 2")
    FROM_3 = "from_3", _l("Price 3 from packs")
    PRICE_3 = "price_3", _l("Price 3")
    FROM_4 = "from_4", _l("Price 4 from packs")
    PRICE_4 = "price_4", _l("Price 4")
    FROM_5 = "from_5", _l("Price 5 from packs")
    PRICE_5 = "price_5", _l("Price 5")
    MORE_PRICES = "more_prices", _l("More prices")
    SOLD = "sold", _l("On offer")
    STATE = "state", _l("State")
    WRONG = "wrong", _l("What is wrong")


FROMS = (Column.FROM_1, Column.FROM_2, Column.FROM_3, Column.FROM_4, Column.FROM_5)
PRICES = (Column.PRICE_1, Column.PRICE_2, Column.PRICE_3, Column.PRICE_4, Column.PRICE_5)
PASSED_OVER = frozenset({Column.STATE, Column.WRONG})
"""Written out for people, and not read again."""


@dataclass(frozen=True, slots=True)
class Heading:
    """How a column is headed in both languages, by which other words it is known, and how wide it is written."""

    chinese: str
    english: str
    others: str = ""
    width: int = 12
    needed: bool = False


HEADINGS: Mapping[Column, Heading] = {
    Column.ARTICLE: Heading(
        "货号", "Article no.",
        "商品编号 商品货号 商品编码 "
        "产品编号 编码 sku article",
        14, needed=True,
    ),
    Column.NAME: Heading(
        "品名", "Name",
        "商品名称 商品名 产品名称 名称 "
        "商品 产品 中文品名 product productname",
        20, needed=True,
    ),
    Column.NAME_ENGLISH: Heading("英文品名", "English name", "英文名 英文名称 品名英文", 24, needed=True),
    Column.CATEGORY: Heading("类别", "Category", "分类 商品类别 商品分类 品类 产品类别", 14, needed=True),
    Column.COMMODITY: Heading("品种", "Kind of goods", "商品品种 commodity kind", 14),
    Column.COUNTY: Heading("产地县", "County of origin", "产地 原产地 产地县区 产区 county origin", 14),
    Column.GRADE: Heading("等级", "Grade", "级别 品级", 10),
    Column.MEASURE: Heading("计量单位", "Measured in", "单位 计量 measure unit", 12, needed=True),
    Column.SEASON: Heading("上市月份", "Season", "月份 上市时间 供应月份 供应时间 产季 季节 months season", 14),
    Column.STORAGE: Heading("储存方式", "Storage", "储存 储存条件 贮存 贮存方式 贮存条件 保存方式", 18),
    Column.STORAGE_ENGLISH: Heading("英文储存方式", "Storage in English", "英文储存", 18),
    Column.COLD_CHAIN: Heading("冷链", "Cold chain", "冷链等级 温层 运输温度 冷链要求", 12),
    Column.SHELF_LIFE: Heading("保质期（天）", "Shelf life (days)", "保质期 保质天数 保质期天 shelflife", 10),
    Column.GOODS_KIND: Heading("货物性质", "Nature of goods", "商品性质 natureofthegoods", 16),
    Column.TAX_RATE: Heading("税率", "Tax rate", "增值税率 增值税税率 vat", 10),
    Column.TAX_GROUND: Heading("免税依据", "Ground of exemption", "免税理由 免税原因 免税政策", 20),
    Column.PRODUCER: Heading("生产者", "Producer", "生产单位 生产商 生产厂家", 18),
    Column.LABEL: Heading("标签字", "Label", "标签", 8),
    Column.SEARCH_WORDS: Heading("搜索词", "Search words", "关键词 搜索关键词 keywords", 18),
    Column.DESCRIPTION: Heading("说明", "Description", "商品说明 介绍 商品介绍 描述 产品介绍", 30),
    Column.DESCRIPTION_ENGLISH: Heading("英文说明", "English description", "英文介绍 英文描述", 30),
    Column.PACK_NUMBER: Heading("规格序号", "Pack no.", "规格编号 packnumber", 9),
    Column.PACK: Heading("规格", "Pack", "包装 包装规格 规格名称 packname", 14, needed=True),
    Column.PACK_ENGLISH: Heading("英文规格", "English pack", "英文包装 英文规格名称 packinenglish", 16, needed=True),
    Column.CONTENT: Heading(
        "每件含量", "Content",
        "含量 净含量 每件净含量 每包含量 "
        "净重 每件重量 重量 contents",
        12, needed=True,
    ),
    Column.WEIGHED: Heading("称重计价", "Weighed", "称重 是否称重 按重量计价 按实重计价 soldbyweight", 10),
    Column.MINIMUM: Heading("起订量", "Minimum order", "最小起订量 起订 起订件数 minimum moq", 10),
    Column.MULTIPLE: Heading("倍数", "Multiple", "订货倍数 起订倍数 递增倍数 ordermultiple", 8),
    Column.FROM_1: Heading("起1", "From 1", "数量1 起量1 起批量1", 7),
    Column.PRICE_1: Heading(
        "价格1", "Price 1",
        "价格 单价 售价 含税价 含税单价 "
        "供货价 价 price unitprice 单价1 售价1",
        11, needed=True,
    ),
    Column.FROM_2: Heading("起2", "From 2", "数量2 起量2 起批量2", 7),
    Column.PRICE_2: Heading("价格2", "Price 2", "单价2 售价2", 11),
    Column.FROM_3: Heading("起3", "From 3", "数量3 起量3 起批量3", 7),
    Column.PRICE_3: Heading("价格3", "Price 3", "单价3 售价3", 11),
    Column.FROM_4: Heading("起4", "From 4", "数量4 起量4 起批量4", 7),
    Column.PRICE_4: Heading("价格4", "Price 4", "单价4 售价4", 11),
    Column.FROM_5: Heading("起5", "From 5", "数量5 起量5 起批量5", 7),
    Column.PRICE_5: Heading("价格5", "Price 5", "单价5 售价5", 11),
    Column.MORE_PRICES: Heading("更多阶梯价", "More prices", "更多价格 其他阶梯价", 16),
    Column.SOLD: Heading("在售", "On offer", "是否在售 在售状态 sold", 8),
    Column.STATE: Heading("状态", "State", "商品状态 status", 10),
    Column.WRONG: Heading("问题", "What is wrong", "错误 errors", 50),
}  # fmt: skip


def head_of(column: Column) -> str:
    """How the column is headed in what we write: both languages, one below the other."""
    heading = HEADINGS[column]
    return f"{heading.chinese}\n{heading.english}"


def word_of(head: str) -> str:
    """A head without spaces, signs and what stands in brackets: 保质期（天） is 保质期."""
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain(head).casefold())
    return re.sub(r"[^\w]|_", "", text)


def unit_in(head: str) -> str:
    """What stands in a head's brackets, or after its stroke: 价格（元/斤） says 元/斤, 含量/斤 says 斤."""
    text = plain(head).casefold()
    if found := re.search(r"[(\[【](.*?)[)\]】]", text):
        return found[1].strip()
    return text.partition("/")[2].strip() if text.count("/") == 1 else ""


KNOWN: Mapping[str, Column] = {
    word_of(word): column
    for column, heading in HEADINGS.items()
    for word in (heading.chinese, heading.english, *heading.others.split())
}


def column_of(head: str) -> Column | None:
    """What a head says, in either language or both: one below the other, or with a stroke between them."""
    for part in (
        head,
        *re.split(r"[\n/|]", head),
        *re.split(r"(?<=[\u4e00-\u9fff)）\d])\s+(?=[A-Za-z])", head, maxsplit=1),
    ):
        if column := KNOWN.get(word_of(part)):
            return column
    return None
