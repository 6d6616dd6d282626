"""What a supplier says of a product: names, kind, origin, season, storage, tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.widgets import TextArea

from shop.catalogue.forms.seen import SeenForm
from shop.catalogue.listing import Listing
from shop.catalogue.naming import proposed_character, proposed_english
from shop.catalogue.queries.choices import Choices
from shop.catalogue.taxes import Open, chosen
from shop.catalogue.words import ColdChain, Measure, TaxRate
from shop.kernel.refusals import Refused
from shop.web.filters import month_name
from shop.web.forms import TextField, WholeNumberField
from shop.web.language import current

PRESETS: Mapping[str, tuple[Any, tuple[int, ...]]] = {
    "year": (_l("All year"), tuple(range(1, 13))),
    "spring": (_l("Spring"), (3, 4, 5)),
    "summer": (_l("Summer"), (6, 7, 8)),
    "autumn": (_l("Autumn"), (9, 10, 11)),
    "winter": (_l("Winter"), (12, 1, 2)),
}
WORDS = "name name_english character grade description description_english storage storage_english search_words".split()

ASKED_AS = {
    "producer_id": "producer",
    "commodity_id": "commodity",
    "category_id": "category",
    "county_code": "county",
    "tax_rate": "tax",
    "tax_ground": "tax",
}
"""Under which name the form asks for what a listing says."""


class LongTextField(TextField):
    """Several lines of words."""

    widget = TextArea()


def number(typed: Any) -> int:
    """The number of a row that was chosen; zero for none, and −1, which is no row's, for what is no number."""
    text = str(typed or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1


def month(typed: Any) -> int:
    """A month; zero for what is none."""
    return number(typed) if 1 <= number(typed) <= 12 else 0


class ListingForm(SeenForm):
    """The whole of a listing but its packs."""

    name = TextField(_l("Name in Chinese"), longest=120, needed=_l("Please give the product its Chinese name."))
    name_english = TextField(_l("Name in English"), longest=120)
    character = TextField(_l("Character on the label"), longest=2)
    commodity = SelectField(_l("Which goods it is"), coerce=number)
    category = SelectField(_l("Kind of produce"), coerce=number)
    grade = TextField(_l("Grade"), longest=40)
    article = TextField(_l("Article number"), longest=40)
    county = SelectField(_l("County the goods come from"))
    producer = SelectField(_l("Producer, if you sell for somebody else"), coerce=number)
    measure = RadioField(_l("Measured in"), choices=Measure.choices)
    description = LongTextField(_l("Description in Chinese"), longest=4000)
    description_english = LongTextField(_l("Description in English"), longest=4000)
    search_words = TextField(_l("Also found by these words"), longest=400)
    months = SelectMultipleField(_l("Months of harvest or production"), coerce=month)
    storage = TextField(_l("How it is kept, in Chinese"), longest=120)
    storage_english = TextField(_l("How it is kept, in English"), longest=120)
    cold_chain = RadioField(_l("Transport"), choices=ColdChain.choices)
    shelf_life_days = WholeNumberField(_l("Shelf life"))
    tax = RadioField(_l("Tax rate and its ground"))

    choices: Choices

    @classmethod
    def of(
        cls,
        choices: Choices,
        listing: Listing | None = None,
        *,
        article: str = "",
        version: int = 0,
        sent: bool = True,
    ) -> Self:
        """The form with what may be chosen, filled with a listing as it is wanted now; empty for a new one. ``sent``
        reads it as it was sent, if it was.
        """
        filled = _filled(choices, listing) | {"article": article, "version": version}
        form = cls(data=filled) if sent else cls(formdata=None, data=filled)
        form.choices = choices
        form.commodity.choices = choices.commodities_in(current())
        form.category.choices = [("", _l("Choose a kind")), *choices.categories_in(current())]
        form.county.choices = choices.counties_in(current())
        form.producer.choices = [("", _l("Our own goods")), *choices.producers_in(current()), *_ended(choices, listing)]
        form.producer.validate_choice = False
        form.months.choices = [(at, month_name(at)) for at in range(1, 13)]
        form.tax.choices = [(choice.key, choice.ground.label) for choice in choices.taxes]
        form.tax.validate_choice = False
        return form

    def listing(self, before: Listing | None = None) -> Listing:
        """What was typed, with what was left out proposed; ``before`` keeps what the form does not ask."""
        tax = self.chosen_tax
        if tax is None and self.tax.data:
            raise Refused(_l("Please choose one."), field="tax")
        commodity = self.choices.commodity(self.commodity.data)
        name = self.name.data or ""
        said: dict[str, Any] = {field: self[field].data or "" for field in WORDS}
        said |= {
            "name_english": self.name_english.data or proposed_english(name),
            "character": self.character.data or proposed_character(name),
            "supplier_id": self.choices.supplier_id,
            "category_id": commodity.category_id if commodity else self.category.data,
            "commodity_id": commodity.id if commodity else None,
            "county_code": self.county.data,
            "producer_id": self.producer.data or None,
            "producer_name": None,
            "producer_name_english": None,
            "measure": Measure(self.measure.data),
            "months": tuple(self.months.data or ()),
            "cold_chain": ColdChain(self.cold_chain.data),
            "shelf_life_days": self.shelf_life_days.data,
            "goods_kind": tax.goods if tax else None,
            "tax_rate": tax.rate if tax else TaxRate.EXEMPT,
            "tax_ground": tax.official if tax else "",
        }
        if not said["category_id"]:
            raise Refused(_l("Please choose which goods it is, or at least the kind of produce."), field="category")
        if before is None:
            return Listing(**said)
        if tax is None:
            said |= {name: getattr(before, name) for name in ("goods_kind", "tax_rate", "tax_ground")}
        if said["producer_id"] is None and before.producer_id is None:
            said |= {name: getattr(before, name) for name in ("producer_name", "producer_name_english")}
        return replace(before, **said)

    def refuse(self, refusal: Refused) -> None:
        """What is said of a product stands beside the field that asks for it."""
        refusal.field = ASKED_AS.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    @property
    def chosen_tax(self) -> Open | None:
        """The rate that was ticked; nothing if none was."""
        return next((choice for choice in self.choices.taxes if choice.key == self.tax.data), None)

    @property
    def proposes_english(self) -> bool:
        """Whether the English name was left out, so that its pinyin stands for it."""
        return not self.name_english.data

    def season(self, preset: str) -> bool:
        """Tick the months of a preset; whether there is one of this name."""
        if preset not in PRESETS:
            return False
        self.months.data = list(PRESETS[preset][1])
        return True


def _ended(choices: Choices, listing: Listing | None) -> list[tuple[int, Any]]:
    """The producer that the listing names though it has ended; nothing if it can be chosen anyhow."""
    if listing is None or listing.producer_id is None:
        return []
    if listing.producer_id in [producer.id for producer in choices.producers]:
        return []
    name = listing.producer_name if current() == "zh" else listing.producer_name_english
    return [(listing.producer_id, _l("%(name)s (ended)", name=name))]


def _filled(choices: Choices, listing: Listing | None) -> dict[str, Any]:
    if listing is None:
        return {
            "county": choices.county_code,
            "months": list(range(1, 13)),
            "measure": Measure.KILOGRAM.value,
            "cold_chain": ColdChain.AMBIENT.value,
            "tax": choices.taxes[0].key if len({choice.rate for choice in choices.taxes}) == 1 else None,
        }
    tax = chosen(listing.goods_kind, listing.tax_rate, listing.tax_ground, choices.taxpayer, choices.seller_kind)
    return {name: getattr(listing, name) for name in WORDS} | {
        "commodity": listing.commodity_id or 0,
        "category": listing.category_id,
        "county": listing.county_code,
        "producer": listing.producer_id or 0,
        "measure": listing.measure.value,
        "months": list(cast("tuple[int, ...]", listing.months)),
        "cold_chain": listing.cold_chain.value,
        "shelf_life_days": listing.shelf_life_days,
        "tax": tax.key if tax else None,
    }
