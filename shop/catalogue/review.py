"""Which changes of an approved listing somebody has to look at again before they show on the shelf. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.listing import Listing, Packing
from shop.kernel.enums import Labelled
from shop.kernel.money import UnitPrice

BOUND = Decimal("0.10")
"""By how much a price per kilogram or piece may rise or fall against the approved one without a review.

A price like its peers' is one of the three tests of certification (DOMAIN, 扶贫产品认定); ten in a hundred is what
a season moves, and more is for the county to look at.
"""

CLAIMS = (
    "有机",
    "绿色食品",
    "无公害",
    "地理标志",
    "富硒",
    "特级",
    "一级",
    "非转基因",
    "扶贫",
    "帮扶",
    "认证",
    "organic",
    "green food",
    "geographical indication",
    "selenium",
    "premium grade",
    "first grade",
    "certified",
)
"""Words that claim what a paper has to prove: a listing that begins to use one is looked at again."""


class Reason(Labelled):
    """Why a change is looked at."""

    NAME = "name", _l("The name changes")
    COUNTY = "county", _l("The goods come from another county")
    COMMODITY = "commodity", _l("The kind of goods changes")
    PRODUCER = "producer", _l("Another producer is named")
    CLAIM = "claim", _l("A claim is made that a paper has to prove")
    PRICE = "price", _l("The price changes by more than the set bound")


ALWAYS: Mapping[str, Reason] = {
    "name": Reason.NAME,
    "name_english": Reason.NAME,
    "county_code": Reason.COUNTY,
    "category_id": Reason.COMMODITY,
    "commodity_id": Reason.COMMODITY,
    "producer_id": Reason.PRODUCER,
    "producer_name": Reason.PRODUCER,
    "producer_name_english": Reason.PRODUCER,
    "grade": Reason.CLAIM,
}
"""What is looked at whenever it changes."""

WORDED = ("description", "description_english", "search_words")
"""What is looked at when it begins to claim something."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A listing with its packs by some key: of what stands, those that are sold, at the prices that were approved."""

    listing: Listing
    packs: Mapping[Any, Packing]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a ``field`` of the listing, or the ``pack`` of this key, whose price moved by ``change``
    (0.12 is twelve in a hundred more; ``None`` where nothing was approved that it could be compared with).
    """

    reason: Reason
    field: str | None = None
    pack: Hashable | None = None
    change: Decimal | None = None


def needs_review(before: Offered, after: Offered) -> tuple[Finding, ...]:
    """What has to be looked at, of all that changes from what was approved to what is wanted; nothing: it may at once.

    A pack that is sold no longer is nobody's concern. One that is new is held against all that were approved.
    """
    prices = [
        finding
        for key, packing in after.packs.items()
        if (finding := price_finding(key, packing, before.packs)) is not None
    ]
    return (*words_to_review(before.listing, after.listing), *prices)


def words_to_review(before: Listing, after: Listing) -> tuple[Finding, ...]:
    """The words to look at: each field that changes what the goods are, or that begins to claim something."""
    changed = [
        Finding(reason, field=name)
        for name, reason in ALWAYS.items()
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]
    said = claims_in(getattr(before, name) for name in ("name", "name_english", "grade", *WORDED))
    claimed = [Finding(Reason.CLAIM, field=name) for name in WORDED if claims_in([getattr(after, name) or ""]) - said]
    return (*changed, *claimed)


def price_finding(key: Hashable, packing: Packing, approved: Mapping[Any, Packing]) -> Finding | None:
    """Whether the price of a pack has to be looked at, held against what was approved: of itself, else of all."""
    if not packing.tiers:
        return None
    own = approved.get(key)
    change = price_change(own, packing) if own is not None and own.tiers else band_change(approved.values(), packing)
    if change is not None and abs(change) <= BOUND:
        return None
    return Finding(Reason.PRICE, pack=key, change=change)


def price_change(before: Packing, after: Packing) -> Decimal:
    """By how much the price of a kilogram or piece changes: the furthest of all quantities at which a tier begins."""
    starts = sorted({min(before.tiers, default=1), *before.tiers, *after.tiers})
    return max((_change(before.price_from(start), after.price_from(start)) for start in starts), key=abs)


def band_change(approved: Iterable[Packing], after: Packing) -> Decimal | None:
    """How far a new pack's prices lie outside those approved of other packs; ``None`` where there are none."""
    known = [price for packing in approved for price in packing.prices]
    if not known:
        return None
    changes = [
        _change(max(known), price) if price > max(known) else _change(min(known), price)
        for price in after.prices
        if not min(known) <= price <= max(known)
    ]
    return max(changes, key=abs, default=Decimal(0))


def claims_in(texts: Iterable[str | None]) -> frozenset[str]:
    """The words in some texts that claim what a paper has to prove."""
    whole = unicodedata.normalize("NFKC", " ".join(text or "" for text in texts)).casefold()
    return frozenset(claim for claim in CLAIMS if claim in whole)


def _change(before: UnitPrice, after: UnitPrice) -> Decimal:
    """To a thousandth, so that a pack whose price per kilogram does not come out even is not found to have changed."""
    exact = Decimal(after.parts - before.parts) / Decimal(before.parts)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _plain(value: object) -> object:
    """Spaces around and between words are no change, and neither is nothing said otherwise."""
    return " ".join(value.split()) if isinstance(value, str) else value or ""
