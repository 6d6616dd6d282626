"""How a listing reads for those who write it and look at it: what it says, its packs, and a change side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from shop.catalogue.goods import PackOffer
from shop.catalogue.listing import Packing, unpacked
from shop.catalogue.models import ListingChange, Pack, Product
from shop.catalogue.pricing import per_measure, smallest_order
from shop.catalogue.queries.listing import ListingPage, names_for, offer_of
from shop.catalogue.review import Reason
from shop.catalogue.taxes import ground_words
from shop.catalogue.wording import basis_words, content_words, measure_price, per_words, season_words
from shop.catalogue.words import Measure
from shop.web.filters import percent, price
from shop.web.language import current

FIELDS: dict[str, Any] = {
    "name": _l("Name in Chinese"),
    "name_english": _l("Name in English"),
    "county_code": _l("County the goods come from"),
    "category_id": _l("Kind of produce"),
    "commodity_id": _l("Which goods it is"),
    "producer_name": _l("Producer"),
    "producer_name_english": _l("Producer in English"),
    "grade": _l("Grade"),
    "description": _l("Description in Chinese"),
    "description_english": _l("Description in English"),
    "search_words": _l("Also found by these words"),
}
HIDDEN = frozenset({"producer_id"})
"""What says nothing to a reader: its name stands beside it."""


class Tier(NamedTuple):
    """A price as a table shows it."""

    start: str
    price: str
    per: str


class PackRow(NamedTuple):
    """A pack as its supplier sees it."""

    pack: Pack
    content: str
    rules: str
    tiers: list[Tier]
    basis: str


class ChangeRow(NamedTuple):
    """One thing that changes, as it stands and as it is wanted; ``by`` is by how much a price moves."""

    label: str
    old: list[str]
    new: list[str]
    reason: Reason
    by: str | None = None
    rises: bool = False


def said_rows(page: ListingPage) -> list[tuple[str, Any]]:
    """What the listing says, for a list of facts."""
    product, chinese = page.product, current() == "zh"
    days = product.shelf_life_days
    tax = str(product.tax_rate.label)
    if product.tax_ground:
        tax = str(_("%(rate)s: %(ground)s", rate=tax, ground=ground_words(product.tax_ground)))
    return [
        (str(_("Name in Chinese")), product.name),
        (str(_("Name in English")), product.name_english),
        (str(_("County the goods come from")), page.row.county if chinese else page.row.county_english),
        (str(_("Producer")), product.producer_name if chinese else product.producer_name_english),
        (str(_("Grade")), product.grade),
        (str(_("Article number")), product.article),
        (str(_("Months of harvest or production")), season_words(product.months)),
        (str(_("Storage")), product.storage if chinese else product.storage_english),
        (str(_("Transport")), product.cold_chain.label),
        (str(_("Shelf life")), ngettext("%(num)s day", "%(num)s days", days) if days else None),
        (str(_("VAT, as the supplier confirms it")), tax),
    ]


def pack_rows(product: Product) -> list[PackRow]:
    """The packs in the supplier's order, retired ones last."""
    in_order = sorted(product.packs, key=lambda pack: (not pack.active, pack.position))
    return [_pack_row(pack, product.measure) for pack in in_order]


def _pack_row(pack: Pack, measure: Measure) -> PackRow:
    offer = offer_of(pack.id, pack.packing)
    return PackRow(
        pack, content_words(offer, measure), rules_words(offer), tiers_of(offer, measure), basis_words(offer, measure)
    )


def tiers_of(offer: PackOffer, measure: Measure) -> list[Tier]:
    """The prices of a pack, each with what it is per kilogram or piece."""
    return [
        Tier(
            ngettext("From %(num)s pack", "From %(num)s packs", start),
            price(at),
            _per(measure_price(per_measure(at, offer.basis)), measure),
        )
        for start, at in offer.tiers
    ]


def rules_words(offer: PackOffer) -> str:
    """How many packs may be ordered, as a sentence."""
    least = smallest_order(offer.minimum, offer.multiple)
    if offer.multiple > 1:
        return str(_("Minimum order: %(least)s packs, in steps of %(step)s.", least=least, step=offer.multiple))
    return str(_("Minimum order: %(least)s packs.", least=least) if least > 1 else _("Any number of packs."))


def change_rows(change: ListingChange, product: Product) -> list[ChangeRow]:
    """What a change is about, side by side."""
    names = names_for(change.items, current())
    packs = {pack.id: pack for pack in product.packs}
    rows = []
    for item in change.items:
        if "pack" in item:
            rows.append(_pack_change(item, packs.get(item["pack"]), product.measure))
        elif item["field"] not in HIDDEN:
            rows.append(
                ChangeRow(
                    label=str(FIELDS.get(item["field"], item["field"])),
                    old=[_said(item, "old", names)],
                    new=[_said(item, "new", names)],
                    reason=Reason(item["reason"]),
                )
            )
    return rows


def _pack_change(item: dict[str, Any], pack: Pack | None, measure: Measure) -> ChangeRow:
    new = unpacked(item["new"])
    moved = Decimal(item["change"]) if item["change"] is not None else None
    named = pack.packing if pack else new
    return ChangeRow(
        label=str(_("Pack “%(pack)s”", pack=named.name if current() == "zh" else named.name_english)),
        old=_pack_lines(unpacked(item["old"]), measure) if item["old"] else [str(_("Not sold in this pack"))],
        new=_pack_lines(new, measure),
        reason=Reason(item["reason"]),
        by=None if moved is None else f"{'+' if moved > 0 else ''}{percent(moved)}",
        rises=moved is not None and moved > 0,
    )


def _pack_lines(packing: Packing, measure: Measure) -> list[str]:
    offer = offer_of(0, packing)
    name = packing.name if current() == "zh" else packing.name_english
    lines = [str(_("%(pack)s, %(content)s", pack=name, content=content_words(offer, measure)))]
    lines += [
        str(_("%(start)s: %(price)s", start=tier.start, price=tier.per))
        if packing.weighed
        else str(_("%(start)s: %(price)s (%(per)s)", start=tier.start, price=tier.price, per=tier.per))
        for tier in tiers_of(offer, measure)
    ]
    return [*lines, rules_words(offer)]


def _said(item: dict[str, Any], side: str, names: dict[tuple[str, Any], str]) -> str:
    value = item[side]
    return str(names.get((item["field"], value), value)) if value else "–"


def _per(amount: str, measure: Measure) -> str:
    return str(_("%(price)s per %(measure)s", price=amount, measure=per_words(measure)))
