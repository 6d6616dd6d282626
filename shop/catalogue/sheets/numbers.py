"""Numbers, contents, prices and months as bookkeepers write them into cells. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import Measure
from shop.documents.cells import plain
from shop.kernel.enums import Labelled
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import ONE, Quantity
from shop.kernel.refusals import Refused

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,17})?|\d{1,12}(?:\.\d{1,17})?(?:e-\d{1,2})?")
EXCELS_DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
A_FLOATS_NOISE = Decimal("0.0000001")
WEIGHTS = {
    **dict.fromkeys(("kg", "公斤", "千克", "kgs"), Decimal(1)),
    **dict.fromkeys(("斤", "市斤", "jin"), Decimal("0.5")),
    **dict.fromkeys(("两",), Decimal("0.05")),
    **dict.fromkeys(("g", "克", "gram", "grams"), Decimal("0.001")),
    **dict.fromkeys(("吨", "t"), Decimal(1000)),
}
"""Kilograms in each unit."""

SINGLES = frozenset("个 枚 只 支 条 根 张 片 颗 粒 头 羽 piece pieces pc pcs".split())
BUNDLES = frozenset("件 箱 袋 盒 瓶 桶 包 套 提 罐 筐 篮 捆 坛 筒 饼 托 板 规格 pack packs box bag".split())
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WHOLE_YEAR = frozenset("全年 四季 常年 一年四季 周年 allyear yearround all year".split())


class Priced(Labelled):
    """What a price is per."""

    PACK = "pack"
    KILOGRAM = "kg"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class Content:
    """What a pack holds; ``measure`` is nothing where no unit was written."""

    amount: Quantity
    measure: Measure | None


@dataclass(frozen=True, slots=True)
class Price:
    """So many yuan per what; ``per`` is nothing where none was written: per pack, or by weight per kilogram."""

    yuan: Decimal
    per: Priced | None


def read_decimal(text: str, decimals: int) -> Decimal:
    """A number that is not negative, with so many decimals at most; what floats miss of it by next to nothing is
    theirs. Raises ``Refused``.
    """
    typed = plain(text).casefold().replace(" ", "")
    if not NUMBER.fullmatch(typed):
        raise Refused(_l("“%(said)s” is not a number.", said=text[:40]))
    exact = Decimal(typed.replace(",", ""))
    number = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if abs(number - exact) > A_FLOATS_NOISE * max(exact, Decimal(1)):
        raise Refused(_l("“%(said)s” has more than %(number)s decimals.", said=text[:40], number=decimals))
    return number


def read_whole(text: str) -> int:
    """A whole number, such as so many packs; the word for packs or days may stand behind it."""
    typed = re.sub(r"(天|日|days?|\D{0,2}(?:件|箱|袋|盒|包|packs?))$", "", plain(text).casefold()).strip()
    try:
        number = read_decimal(typed, 0)
    except Refused:
        raise Refused(_l("“%(said)s” is not a whole number.", said=text[:40])) from None
    return int(number)


def read_content(text: str, head: str = "") -> Content:
    """10 kg, 20斤, 500克×20, 30枚, or a bare number in the unit that the head names (or in the product's measure)."""
    typed = re.sub(r"\s", "", plain(text).casefold())
    product = re.fullmatch(r"(.+?)[x×*✕](\d{1,4})\D{0,4}", typed)
    times = int(product[2]) if product else 1
    number, unit = _parted(product[1] if product else typed, text)
    unit = unit or _unit_of(head)
    if unit in WEIGHTS:
        return Content(_quantity(read_decimal(number, 9) * WEIGHTS[unit] * times, text), Measure.KILOGRAM)
    if unit in SINGLES | BUNDLES:
        return Content(_quantity(read_decimal(number, 3) * times, text), Measure.PIECE)
    if unit:
        raise Refused(
            _l("“%(said)s”: this unit is not known. Please write kg, 斤, g or 件, such as 10 kg.", said=text[:40])
        )
    return Content(_quantity(read_decimal(number, 9) * times, text), None)


def read_price(text: str, head: str = "") -> Price:
    """12.5, ¥1,200, 6元/斤, 12元/kg, 每斤6元, 36元/箱; without a unit, the one that the head names."""
    typed = re.sub(r"\s|¥|rmb|cny", "", plain(text).casefold())
    if each := re.fullmatch(r"每([^\d]+)([\d.,]+)元?", typed):
        number, unit = each[2], each[1]
    else:
        number, _stroke, unit = typed.partition("/")
        number = number.removesuffix("元")
    unit = unit.removesuffix("元") or _unit_of(head)
    yuan = read_decimal(number or text, 6)
    if unit in WEIGHTS:
        return Price(yuan / WEIGHTS[unit], Priced.KILOGRAM)
    if unit in SINGLES:
        return Price(yuan, Priced.PIECE)
    if unit in BUNDLES:
        return Price(yuan, Priced.PACK)
    if unit:
        raise Refused(
            _l(
                "“%(said)s”: this unit is not known. Please write 元/kg, 元/斤 or 元/件, or the number alone.",
                said=text[:40],
            )
        )
    return Price(yuan, None)


def unit_price(price: Price, *, measure: Measure, weighed: bool, content: Quantity) -> UnitPrice:
    """The price as the shop keeps it: per pack, or of what is sold by weight per kilogram (or piece).

    Raises ``Refused`` where the units do not fit, or where it has no whole number of hundredths of a fen.
    """
    own = Priced.KILOGRAM if measure is Measure.KILOGRAM else Priced.PIECE
    if price.per is Priced.PACK and weighed:
        raise Refused(_l("What is sold by weight has its price per kg or piece, not per pack."))
    if price.per is Priced.KILOGRAM and own is Priced.PIECE:
        raise Refused(_l("This is a price by weight, but the product is counted in pieces."))
    if price.per is Priced.PIECE and own is Priced.KILOGRAM:
        raise Refused(_l("This is a price per piece, but the product is measured in kg."))
    yuan = price.yuan
    if price.per is own and not weighed:
        yuan = yuan * content.thousandths / ONE.thousandths
    exact = yuan.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    if abs(exact - yuan) > A_FLOATS_NOISE * max(yuan, Decimal(1)):
        raise Refused(_l("A price has at most four decimals."))
    return UnitPrice.yuan(exact)


def read_months(text: str) -> tuple[int, ...]:
    """3-5月; 3,4,5; 11-2, which goes over the turn of the year; 全年; Mar-May. Raises ``Refused``."""
    typed = plain(text).casefold()
    if EXCELS_DAY.fullmatch(typed):
        raise Refused(_l("Excel has made a day of these months. Please write them like 3月-5月 or 3,4,5."))
    typed = re.sub(r"[—–~〜至到]|\bto\b", "-", typed)
    typed = re.sub(r"次年|翌年|来年|月份|月|\s*-\s*", lambda found: "-" if "-" in found[0] else "", typed)
    if re.sub(r"\s", "", typed) in WHOLE_YEAR:
        return tuple(range(1, 13))
    months: set[int] = set()
    for part in re.split(r"[,、;/\s和及]+", typed.strip(" ,、;")):
        first, _dash, last = part.partition("-")
        months |= _span(_month(first, text), _month(last or first, text))
    return tuple(sorted(months))


def _span(first: int, last: int) -> set[int]:
    return {(first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1)}


def _month(word: str, said: str) -> int:
    number = MONTHS.get(word[:3]) or (int(word) if word.isascii() and word.isdigit() and len(word) < 3 else 0)
    if not 1 <= number <= 12:
        raise Refused(
            _l("“%(said)s” does not say which months. Please write 3-5月, 3,4,5, 11-2 or 全年.", said=said[:40])
        )
    return number


def _parted(typed: str, said: str) -> tuple[str, str]:
    found = re.fullmatch(r"约?([\d.,]+(?:e-\d{1,2})?)([^\d.,]*)", typed)
    if not found:
        raise Refused(
            _l("“%(said)s” does not say how much a pack holds. Please write 10 kg, 20斤 or 30件.", said=said[:40])
        )
    return found[1], found[2].split("/")[0]


def _unit_of(head: str) -> str:
    """The unit that a head names: 斤 of 元/斤 and of 斤; nothing of what is no unit."""
    unit = re.sub(r"\s|¥|元|rmb|cny", "", head).rpartition("/")[2]
    return unit if unit in WEIGHTS or unit in SINGLES or unit in BUNDLES else ""


def _quantity(amount: Decimal, said: str) -> Quantity:
    exact = amount.quantize(Decimal("0.001"), ROUND_HALF_UP)
    if abs(exact - amount) > A_FLOATS_NOISE * max(amount, Decimal(1)):
        raise Refused(_l("“%(said)s” has more than %(number)s decimals.", said=said[:40], number=3))
    return Quantity.of(exact)
