"""What the trail of a listing says of what changed: old and new, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from shop.audit.acts import Told
from shop.audit.models import TrailEntry
from shop.audit.telling import told_all
from shop.catalogue.models.products import months_of
from shop.catalogue.wording import season_words
from shop.catalogue.words import ColdChain, GoodsKind, Measure, TaxRate
from shop.kernel.enums import Labelled
from shop.kernel.money import UnitPrice
from shop.web.filters import price

LONGEST = 60
LABELS: dict[str, Any] = {
    "name": _l("Name in Chinese"),
    "name_english": _l("Name in English"),
    "character": _l("Character on the label"),
    "grade": _l("Grade"),
    "article": _l("Article number"),
    "description": _l("Description in Chinese"),
    "description_english": _l("Description in English"),
    "search_words": _l("Also found by these words"),
    "season": _l("Months of harvest or production"),
    "storage": _l("How it is kept, in Chinese"),
    "storage_english": _l("How it is kept, in English"),
    "cold_chain": _l("Transport"),
    "shelf_life_days": _l("Shelf life, in days"),
    "goods_kind": _l("What the goods are for tax"),
    "tax_rate": _l("Tax rate"),
    "tax_ground": _l("Why nothing is taxed"),
    "producer_name": _l("Producer"),
    "measure": _l("Measured in"),
}
WORDS: dict[str, type[Labelled]] = {
    "cold_chain": ColdChain,
    "tax_rate": TaxRate,
    "goods_kind": GoodsKind,
    "measure": Measure,
}


def history_of(entries: Iterable[TrailEntry]) -> list[Told]:
    """The trail in words, with what each change of words and prices was."""
    found = list(entries)
    return [
        replace(told, lines=(*told.lines, *_lines(entry))) for entry, told in zip(found, told_all(found), strict=True)
    ]


def _lines(entry: TrailEntry) -> list[str]:
    if entry.action == "product.changed":
        said: dict[str, list[str]] = entry.details.get("changes") or {}
        return [
            str(_("%(field)s: %(old)s → %(new)s", field=LABELS[name], old=_word(name, old), new=_word(name, new)))
            for name, (old, new) in said.items()
            if name in LABELS
        ]
    if entry.action in ("product.priced", "product.pack_changed"):
        before = {str(start): parts for start, parts in (entry.details.get("before") or {}).get("tiers", [])}
        prices: dict[str, str] = entry.details.get("prices") or {}
        return [
            str(
                _(
                    "%(field)s: %(old)s → %(new)s",
                    field=ngettext("From %(num)s pack", "From %(num)s packs", int(start)),
                    old=_price(before.get(start)),
                    new=price(UnitPrice.yuan(yuan)),
                )
            )
            for start, yuan in prices.items()
        ]
    return []


def _word(name: str, value: str) -> str:
    if not value:
        return "–"
    if name == "season":
        return season_words(months_of(int(value)))
    if name in WORDS:
        return str(WORDS[name](value).label)
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def _price(parts: int | None) -> str:
    return "–" if parts is None else price(UnitPrice(parts))
