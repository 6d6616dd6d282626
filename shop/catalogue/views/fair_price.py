"""The fair-price card of a product's page in words: its price beside those of its like, and the farmers' share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from shop.catalogue.fair_price import Bought, Compared, Standing, in_percent, place_of, places, shown
from shop.catalogue.goods import Good
from shop.catalogue.queries.fair_price import compared, likes_of
from shop.catalogue.queries.products import ProductPage
from shop.catalogue.window import Window
from shop.catalogue.wording import measure_price, per_words
from shop.catalogue.words import Measure
from shop.web.filters import amount, day, money
from shop.web.language import current

LOWEST, HIGHEST = Decimal(3), Decimal(97)
"""Per cent of the strip's width that its first and last dot keep from the edges."""
MOST_IN_TABLE = 40


@dataclass(frozen=True, slots=True)
class Dot:
    """One listing on the strip: where it lies, in per cent of the width, and whether it is this one."""

    at: Decimal
    own: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One listing in the table beneath."""

    name: str
    seller: str
    slug: str
    price: str
    own: bool


@dataclass(frozen=True, slots=True)
class FairCard:
    """What the card says; ``median`` and what hangs on it are nothing while there are too few prices."""

    per: str
    own: str
    lowest: str | None
    median: str | None
    tone: str
    stands: str
    behind: str
    dots: tuple[Dot, ...]
    median_at: Decimal | None
    label: str
    rows: tuple[Row, ...]
    share: str | None
    share_behind: str


def fair_card(window: Window, page: ProductPage) -> FairCard | None:
    """The card of what stands on the shelf; what is not for sale is compared with nothing."""
    good = window.by_id.get(page.id)
    if good is None:
        return None
    said, alike = compared(window, good), likes_of(window, good)
    median = said.median
    share = page.bought.share_of(said.own)
    return FairCard(
        per=per_words(good.measure),
        own=_price(said.own),
        lowest=_price(said.lowest) if said.lowest < said.own else None,
        median=None if median is None else _price(median),
        tone={Standing.BELOW: "good", Standing.AT: "good", Standing.ABOVE: "warn", None: "quiet"}[said.standing],
        stands=_stands(said),
        behind=_behind(said, window),
        dots=_dots(said, [like.id == good.id for like, _its_price in alike]),
        median_at=None if median is None else _inside(place_of(median, said.prices)),
        label=_label(said),
        rows=tuple(_row(like, price, good) for like, price in alike[:MOST_IN_TABLE]),
        share=None if share is None else f"{in_percent(share)} %",
        share_behind=_share_behind(page.bought, good.measure),
    )


def _price(price: Fraction) -> str:
    return measure_price(shown(price))


def _stands(said: Compared) -> str:
    if said.difference is None:
        return str(_("There are too few prices of the same goods here to compare: a median needs three at least."))
    percent = str(in_percent(said.difference))
    if said.standing is Standing.AT:
        return str(_("At the median of the same goods here."))
    if said.standing is Standing.BELOW:
        return str(_("%(percent)s %% below the median of the same goods here.", percent=percent))
    return str(_("%(percent)s %% above the median of the same goods here.", percent=percent))


def _behind(said: Compared, window: Window) -> str:
    return str(
        ngettext(
            "%(num)s price of %(day)s, this listing’s own.",
            "%(num)s prices of %(day)s, this listing’s own included.",
            len(said.prices),
            day=day(window.day),
        )
    )


def _dots(said: Compared, own: list[bool]) -> tuple[Dot, ...]:
    return tuple(Dot(_inside(at), mine) for at, mine in zip(places(said.prices), own, strict=True))


def _label(said: Compared) -> str:
    low, high = _price(said.prices[0]), _price(said.prices[-1])
    return str(_("The prices of the same goods here, from %(low)s to %(high)s.", low=low, high=high))


def _row(like: Good, price: Fraction, good: Good) -> Row:
    language = current()
    return Row(like.named(language), like.seller.named(language), like.slug, _price(price), like.id == good.id)


def _inside(at: Decimal) -> Decimal:
    return LOWEST + at * (HIGHEST - LOWEST) / 100


def _share_behind(bought: Bought, measure: Measure) -> str:
    if not bought.lots:
        return str(_("Not recorded for the lots of the last twelve months."))
    return str(
        ngettext(
            "Paid to linked households: %(paid)s for %(amount)s, from %(num)s lot of the last twelve months.",
            "Paid to linked households: %(paid)s for %(amount)s, from %(num)s lots of the last twelve months.",
            bought.lots,
            paid=money(bought.paid),
            amount=amount(bought.quantity, measure.value),
        )
    )
