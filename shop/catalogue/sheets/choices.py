"""What can be chosen in a cell: the shop's categories, kinds of goods, counties, producers; fixed words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import ColdChain, GoodsKind, Measure, TaxRate
from shop.documents.cells import plain
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

MOST_OFFERED = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A value under its names: the first Chinese and the first English one are written, all are read."""

    value: Any
    chinese: str
    english: str
    others: tuple[str, ...] = ()

    def named(self, language: str) -> str:
        return self.chinese if language == "zh" else self.english


MEASURES = (
    Word(Measure.KILOGRAM, "千克", "kg", ("公斤", "斤", "克", "g", "市斤")),
    Word(Measure.PIECE, "件", "piece", ("个", "枚", "只", "支", "pieces", "pc", "pcs", "条", "根")),
)
COLD_CHAINS = (
    Word(ColdChain.AMBIENT, "常温", "Ambient", ("无", "不需要", "否", "none")),
    Word(ColdChain.CHILLED, "冷藏", "Chilled", ("冷藏04°c", "0-4°c")),
    Word(ColdChain.FROZEN, "冷冻", "Frozen", ("-18°c", "速冻")),
)
TAX_RATES = (
    Word(TaxRate.EXEMPT, "免税", "Exempt", ("免", "免征")),
    Word(TaxRate.NINE, "9%", "9%", ("9", "0.09")),
    Word(TaxRate.THIRTEEN, "13%", "13%", ("13", "0.13")),
    Word(TaxRate.THREE, "3%", "3%", ("3", "0.03")),
    Word(TaxRate.ONE, "1%", "1%", ("1", "0.01")),
)
GOODS_KINDS = (
    Word(GoodsKind.OWN_PRIMARY, "自产初级农产品", "Own farm produce", ("自产", "自产农产品")),
    Word(GoodsKind.BOUGHT_PRIMARY, "外购初级农产品", "Farm produce bought in", ("外购", "收购", "外购农产品")),
    Word(GoodsKind.PROCESSED, "加工食品", "Processed food", ("加工", "深加工")),
    Word(GoodsKind.CRAFT, "手工艺品及其他", "Craft and other goods", ("手工艺品", "其他", "craft")),
)
YES_OR_NO = (
    Word(True, "是", "Yes", ("y", "true", "1", "√", "✓", "✔", "对", "有", "称重", "在售", "上架")),
    Word(False, "否", "No", ("n", "false", "0", "×", "x", "✗", "✘", "错", "无", "不", "计件", "停售", "下架")),
)


@dataclass(frozen=True, slots=True)
class Sorts:
    """What can be chosen of the shop's own things; a commodity's value is (its id, its category's id), a producer's
    (id, name, English name).
    """

    categories: tuple[Word, ...]
    commodities: tuple[Word, ...]
    counties: tuple[Word, ...]
    producers: tuple[Word, ...]
    home: str
    default_measure: Measure = Measure.KILOGRAM


def word_of(text: str) -> str:
    """As it is compared: narrow, small, without spaces and what parts words."""
    return "".join(sign for sign in plain(text).casefold() if not sign.isspace() and sign not in "·,;、_")


def lookup(words: Iterable[Word]) -> Mapping[str, Any]:
    """Values by every name that they are known by."""
    return {
        word_of(name): word.value
        for word in words
        for name in (word.chinese, word.english, f"{word.chinese}{word.english}", *_stored(word.value), *word.others)
        if name
    }


def _stored(value: Any) -> tuple[str, ...]:
    return (value.value,) if isinstance(value, Labelled) else ()


def chooser(words: Iterable[Word]) -> Callable[[str], Any]:
    """Reads one of the words; raises ``Refused`` and names some that would do."""
    given = tuple(words)
    known = lookup(given)

    def read(text: str) -> Any:
        key = word_of(text)
        if key in known:
            return known[key]
        raise Refused(_not_offered(text, given[:MOST_OFFERED], more=len(given) > MOST_OFFERED))

    return read


def _not_offered(text: str, offers: tuple[Word, ...], *, more: bool) -> Any:
    said, some = text[:40], "、".join(word.chinese for word in offers)
    if not offers:
        return _l("“%(said)s” is not known, and there is nothing to choose here: leave the cell empty.", said=said)
    if more:
        return _l(
            "“%(said)s” is not known. The template’s sheet of choices lists what there is, such as %(some)s.",
            said=said,
            some=some,
        )
    return _l("“%(said)s” is not known. Choose one of: %(some)s.", said=said, some=some)
