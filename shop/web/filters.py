"""How figures read on pages: money, quantities, days, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from shop.kernel import clock
from shop.kernel.days import MONTHS, written
from shop.kernel.money import Money, UnitPrice, in_words
from shop.kernel.quantity import Quantity
from shop.web.language import current

CENT = Decimal("0.01")
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def money(amount: Money | None) -> str:
    """¥12,345.60, with a minus sign before the yen sign; nothing is a dash."""
    if amount is None:
        return "–"
    sign = "−" if amount.fen < 0 else ""
    return f"{sign}¥{abs(amount.in_yuan):,.2f}"


def wan(amount: Money | None, *, column: bool = False) -> str:
    """1,234.56 万元 as officials write it; ¥12.35 million in English, small amounts and ``column`` in full.

    The amounts of a column are compared: they stand in one form.
    """
    if amount is None:
        return "–"
    if current() == "zh":
        return f"{(amount.in_yuan / 10_000).quantize(CENT, ROUND_HALF_UP):,} 万元".replace("-", "−")
    if column or abs(amount.fen) < 100_000_000:
        return money(amount)
    return f"¥{(amount.in_yuan / 1_000_000).quantize(CENT, ROUND_HALF_UP):,} million".replace("-", "−")


def price(unit_price: UnitPrice | None) -> str:
    """¥2.585 or ¥1,180.00: at least two decimals, at most four."""
    if unit_price is None:
        return "–"
    yuan, _point, parts = str(unit_price).partition(".")
    return f"¥{int(yuan):,}.{parts}"


def grouped(number: object) -> object:
    """12,345 of a whole number; anything else as it is."""
    return f"{number:,}".replace("-", "−") if isinstance(number, int) else number


def figure(quantity: Quantity | None) -> str:
    """The bare number of a quantity, grouped: 1,234.5."""
    return "–" if quantity is None else f"{quantity.amount.normalize():,f}".replace("-", "−")


def amount(quantity: Quantity | None, measure: object = "kg") -> str:
    """A quantity with its measure: "200 kg", "30 pieces"."""
    if quantity is None:
        return "–"
    number = figure(quantity)
    if str(measure) == "kg":
        return f"{number} kg"
    return str(_("%(number)s pieces", number=number))


def percent(ratio: Decimal | float | None) -> str:
    """62.4 %, of a ratio where 1 is the whole; a dash where there is no whole."""
    if ratio is None:
        return "–"
    return f"{(Decimal(str(ratio)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %".replace("-", "−")


def day(value: date | datetime | None) -> str:
    """2026年11月23日 or 23 Nov 2026; of a moment, its day in Shanghai."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = clock.shanghai_day(value)
    return written(value, chinese=current() == "zh")


def days_in_words(text: str) -> str:
    """A text whose days were kept as 2026-11-23, with each as readers write it."""
    return ISO_DAY.sub(_day_in_words, text)


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # it only looks like a day
        return found[0]


def moment(value: datetime | None) -> str:
    """The day and the time by Shanghai's clocks."""
    if value is None:
        return "–"
    return f"{day(value)} {clock.in_shanghai(value):%H:%M}"


def month_name(number: int) -> str:
    """11月 or Nov."""
    return f"{number}月" if current() == "zh" else MONTHS[number - 1]


def named(thing: object) -> str:
    """The name in the reader's language of anything that has `named(language)`."""
    return str(thing.named(current())) if thing is not None else ""  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    """Give them to the templates; `kg` is `amount` for what is always weighed."""
    for filter_ in (money, wan, price, grouped, figure, amount, percent, day, moment, month_name, named, in_words):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters["kg"] = amount
    app.jinja_env.globals["today"] = clock.today
    app.jinja_env.globals["ngettext"] = _grouping(app.jinja_env.globals["ngettext"])


def _grouping(ngettext: Any) -> Any:
    """So many of a thing in a template's sentence: the number is grouped, unless the template says how it reads."""

    @pass_context
    def spoken(context: Context, singular: str, plural: str, number: int, **words: Any) -> str:
        return str(ngettext(context, singular, plural, number, **{"num": grouped(number)} | words))

    return spoken
