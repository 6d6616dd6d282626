"""What the template says of each column. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.sheets.columns import FROMS, PRICES, Column

PRICE = _l(
    "Tax included, from as many packs as the column before it says. Per pack; of what is sold by weight per kg "
    "(or piece). 12.5, 6元/斤 and 12元/kg are understood. Each price must be lower than the one before it."
)
FROM = _l("From how many packs the price beside it applies. The first one applies from 1 if nothing is said.")

SAID: Mapping[Column, Any] = {
    Column.ARTICLE: _l(
        "Your own number of the product, 40 characters at most. Rows with the same number are packs of one product. A "
        "number that the shop does not know makes a new product."
    ),
    Column.NAME: _l("The Chinese name that buyers see."),
    Column.NAME_ENGLISH: _l("The English name that buyers see."),
    Column.CATEGORY: _l("One of the categories on the sheet of choices. Not needed if the kind of goods is said."),
    Column.COMMODITY: _l("One of the kinds of goods on the sheet of choices: prices are compared within it."),
    Column.COUNTY: _l(
        "The county that the goods come from, by its name or six-digit code. Your own if nothing is said."
    ),
    Column.GRADE: _l("The grade, if the goods have one."),
    Column.MEASURE: _l("千克 (kg) or 件 (piece): what stock and content are counted in."),
    Column.SEASON: _l("3-5月, or 3,4,5, or 11-2月 over the turn of the year, or 全年 for all year."),
    Column.STORAGE: _l("How it is kept, in Chinese."),
    Column.STORAGE_ENGLISH: _l("How it is kept, in English."),
    Column.COLD_CHAIN: _l("常温 (ambient), 冷藏 (chilled) or 冷冻 (frozen)."),
    Column.SHELF_LIFE: _l("In days."),
    Column.GOODS_KIND: _l("What the goods are to the tax office: one of the words on the sheet of choices."),
    Column.TAX_RATE: _l(
        "免税 (exempt), or the rate that you confirm for these goods: one of those on the sheet of choices."
    ),
    Column.TAX_GROUND: _l("Why nothing is taxed, if they are exempt."),
    Column.PRODUCER: _l("For whom you sell, if you are an agent: one of the producers you named."),
    Column.LABEL: _l("One or two characters on the label while there is no photo; else the last one of the name."),
    Column.SEARCH_WORDS: _l("Other words that buyers may look for, with spaces between them."),
    Column.DESCRIPTION: _l("What buyers should know, in Chinese; 4,000 characters at most."),
    Column.DESCRIPTION_ENGLISH: _l("What buyers should know, in English."),
    Column.PACK_NUMBER: _l(
        "Written by the shop. It tells packs apart when you change their names; leave it empty for a new pack."
    ),
    Column.PACK: _l("The Chinese name of the pack, such as 10公斤箱."),
    Column.PACK_ENGLISH: _l("The English name of the pack, such as 10 kg box."),
    Column.CONTENT: _l("What one pack holds: 10 kg, 20斤, 500g×20, 30件; of what is weighed an estimate."),
    Column.WEIGHED: _l("是 (yes) if it is sold by its real weight, 否 (no) if each pack has one price."),
    Column.MINIMUM: _l("The fewest packs that may be ordered; 1 if nothing is said."),
    Column.MULTIPLE: _l("Packs are ordered in multiples of this; 1 if nothing is said."),
    **dict.fromkeys(FROMS, FROM),
    **dict.fromkeys(PRICES, PRICE),
    Column.MORE_PRICES: _l("Further prices in one cell, such as 100: 9.5; 200: 9 (from packs: price)."),
    Column.SOLD: _l("否 (no) takes the pack off sale, 是 (yes) brings it back."),
    Column.STATE: _l("Written by the shop for you to see, and not read."),
}
RULES = (
    _l("Upload at most 10,000 rows, as xlsx or csv. Columns may stand in any order, and you may leave columns out."),
    _l("Nothing is changed when you upload: first you see what would be new, changed, unchanged or wrong."),
    _l("It is applied as a whole or not at all. While a single cell is wrong nothing can be applied."),
    _l("An empty cell leaves what stands. A dash (-) empties what may be empty: the grade, the storage, a price tier."),
    _l("Products and packs that are not in the sheet stay as they are."),
    _l("Rows whose article number begins with 示例 (example) are not read, and neither are hidden rows and columns."),
)
"""What holds of the sheet as a whole."""
