"""How goods read on cards and pages: their price, packs, season and stock, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from shop.catalogue.goods import Good, PackOffer
from shop.catalogue.season import spans
from shop.catalogue.words import Measure
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.web.filters import amount, day, money, month_name, price
from shop.web.language import current

DEAR = Decimal(10)


def months_words(bits: int) -> str:
    """Months, one bit each, as spans: "3–5月" or "Mar–May, Aug"."""
    runs = spans(month for month in range(1, 13) if bits >> (month - 1) & 1)
    if runs == [(1, 12)]:
        return str(_("All year round"))
    return ("、" if current() == "zh" else ", ").join(_run(*run) for run in runs)


def season_words(months: Iterable[int]) -> str:
    """The months in which something is harvested, as a short sentence."""
    runs = spans(months)
    if runs == [(1, 12)]:
        return str(_("All year round"))
    listed = ("、" if current() == "zh" else ", ").join(_run(*run) for run in runs)
    return str(_("In season: %(months)s", months=listed))


def _run(first: int, last: int) -> str:
    if first == last:
        return month_name(first)
    return f"{first}–{last}月" if current() == "zh" else f"{month_name(first)}–{month_name(last)}"


def measure_price(exact: UnitPrice) -> str:
    """A price per kilogram or piece for comparing: three decimals at most, two from ten yuan up."""
    places = Decimal("0.01") if exact.in_yuan >= DEAR else Decimal("0.001")
    rounded = exact.in_yuan.quantize(places, ROUND_HALF_UP)
    return price(UnitPrice.yuan(rounded))


def price_words(good: Good) -> str:
    """The lowest price of a good, and that it is the lowest when there are others."""
    lowest = measure_price(good.cheapest)
    return lowest if good.one_price else _("from %(price)s", price=lowest)


def per_words(measure: Measure) -> str:
    """What a price per measure is for: "kg" or "piece"."""
    return str(measure.label)


def basis_words(pack: PackOffer, measure: Measure) -> str:
    """What a price of this pack is for: its measure when it is weighed, else the pack by its name."""
    return per_words(measure) if pack.weighed else pack.named(current())


def packs_words(good: Good) -> str:
    """The pack it comes in, or the first of several."""
    first = good.packs[0].named(current())
    more = len(good.packs) - 1
    return (
        ngettext("%(pack)s and %(num)s other pack", "%(pack)s and %(num)s other packs", more, pack=first)
        if more
        else first
    )


def content_words(pack: PackOffer, measure: Measure) -> str:
    """How much is in a pack; about so much when it is weighed."""
    held = amount(pack.content, measure.value)
    return _("about %(amount)s", amount=held) if pack.weighed else held


def when_words(good: Good, today: date) -> str:
    """When a good is harvested: ahead, when all that is left of it is sold forward, else its season."""
    if good.sold_from is not None and good.sold_from > today:
        return str(_("Forward order, harvest from %(day)s", day=day(good.sold_from)))
    return season_words(good.months)


def freight_words(delivered_price: bool, freight: Money, free_from: Money | None) -> str:
    """What delivery costs, as a sentence."""
    if delivered_price:
        return str(_("Delivered price; no freight is added."))
    if not freight:
        return str(_("No freight is added."))
    if free_from is None:
        return str(_("%(freight)s per order", freight=money(freight)))
    return str(_("%(freight)s per order, free from %(amount)s", freight=money(freight), amount=money(free_from)))


def packs_within(content: Quantity, available: Iterable[Quantity]) -> int:
    """How many whole packs the lots hold; a pack never comes out of two of them."""
    return sum(lot.thousandths // content.thousandths for lot in available)
