"""What a supplier says of a pack: how it is sold, what is in it, and what it costs from how many on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.validators import AnyOf

from shop.catalogue.forms.seen import SeenForm
from shop.catalogue.listing import Packing
from shop.catalogue.naming import proposed_english
from shop.catalogue.pricing import per_measure
from shop.catalogue.services.packs import LONGEST_NAME, MOST_TIERS
from shop.catalogue.words import Measure
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import ONE, Quantity
from shop.kernel.refusals import Refused
from shop.web.forms import DecimalNumberField, PieceField, TextField, WeightField, WholeNumberField, needed

LEAST_ROWS, ROOM = 3, 2
COUNTED, WEIGHED = "counted", "weighed"
WAYS = [
    (COUNTED, _l("By the pack: every pack has the same content and price")),
    (WEIGHED, _l("By weight: the price is per kg or piece, and what is accepted is weighed")),
]


class PriceField(DecimalNumberField):
    """A unit price, to a ten-thousandth of a yuan."""

    def read(self, text: str) -> Any:
        try:
            return UnitPrice.yuan(super().read(text))
        except ValueError as error:
            if "decimals" in str(error):
                raise ValueError(str(_l("Please enter at most four decimals."))) from None
            raise


class Row(NamedTuple):
    """The fields of one price tier, and what it is per kilogram or piece as far as it was typed."""

    number: int
    start: Field
    price: Field
    per: UnitPrice | None


class PackForm(SeenForm):
    """A pack with its price tiers."""

    measure: ClassVar[Measure] = Measure.KILOGRAM
    content: Field

    name = TextField(_l("Name of the pack in Chinese"), longest=LONGEST_NAME, needed=_l("Please name the pack."))
    name_english = TextField(_l("Name of the pack in English"), longest=LONGEST_NAME)
    way = RadioField(_l("How it is sold"), [AnyOf([COUNTED, WEIGHED], _l("Please choose one."))], choices=lambda: WAYS)
    minimum = WholeNumberField(_l("Minimum order, in packs"), [needed(_l("Please fill this in."))])
    multiple = WholeNumberField(_l("In steps of so many packs"), [needed(_l("Please fill this in."))])

    @classmethod
    def of(cls, measure: Measure, packing: Packing | None = None, *, version: int = 0, sent: bool = True) -> Self:
        """The form for a pack of goods in a measure, filled with a pack as it is wanted now; ``sent`` reads it as it
        was sent, if it was.
        """
        filled = _filled(packing) | {"version": version}
        form = FORMS[measure](data=filled) if sent else FORMS[measure](formdata=None, data=filled)
        return cast("Self", form)

    def packing(self) -> Packing:
        """What was typed; raises ``Refused`` where two tiers begin at the same number of packs, or one half is left."""
        name = self.name.data or ""
        return Packing(
            name=name,
            name_english=self.name_english.data or proposed_english(name, LONGEST_NAME),
            content=self.content.data or Quantity(0),
            tiers=self.tiers(),
            weighed=self.way.data == WEIGHED,
            minimum=int(self.minimum.data or 0),
            multiple=int(self.multiple.data or 0),
        )

    def tiers(self) -> dict[int, UnitPrice]:
        """Prices by packs; a first tier without a number begins with the minimum."""
        tiers: dict[int, UnitPrice] = {}
        for row in self.all_rows():
            start, price = row.start.data, row.price.data
            if start is None and row.number == 1 and price is not None:
                start = self.minimum.data or 1
            if start is None and price is None:
                continue
            if start is None or price is None:
                empty = row.start if start is None else row.price
                raise Refused(_l("A tier needs both: from how many packs, and the price."), field=empty.name)
            if start in tiers:
                raise Refused(_l("Two tiers begin at the same number of packs."), field=row.start.name)
            tiers[start] = price
        return tiers

    def all_rows(self) -> Iterator[Row]:
        """Every row there may be."""
        for number in range(1, MOST_TIERS + 1):
            price = self[f"price_{number}"]
            yield Row(number, self[f"from_{number}"], price, self._per(price.data))

    def rows(self) -> list[Row]:
        """The rows that are shown: those filled in and some more, the wrong ones included."""
        rows = list(self.all_rows())
        filled = [row.number for row in rows if _touched(row)]
        return rows[: min(MOST_TIERS, max(LEAST_ROWS, max(filled, default=0) + ROOM))]

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with the prices stands beside the first of them."""
        if refusal.field == "tiers":
            refusal.field = "price_1"
        super().refuse(refusal)

    def _per(self, price: UnitPrice | None) -> UnitPrice | None:
        if not isinstance(price, UnitPrice):
            return None
        if self.way.data == WEIGHED:
            return per_measure(price, ONE)
        content = self.content.data
        return per_measure(price, content) if isinstance(content, Quantity) and content > Quantity(0) else None


def _filled(packing: Packing | None) -> dict[str, Any]:
    if packing is None:
        return {"way": COUNTED, "minimum": 1, "multiple": 1}
    rows: dict[str, Any] = {}
    for number, (start, price) in enumerate(sorted(packing.tiers.items()), 1):
        rows |= {f"from_{number}": start, f"price_{number}": price}
    return rows | {
        "name": packing.name,
        "name_english": packing.name_english,
        "content": packing.content,
        "way": WEIGHED if packing.weighed else COUNTED,
        "minimum": packing.minimum,
        "multiple": packing.multiple,
    }


def _touched(row: Row) -> bool:
    return bool(row.start.data or row.price.data or row.start.errors or row.price.errors)


def _fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for number in range(1, MOST_TIERS + 1):
        fields[f"from_{number}"] = WholeNumberField(_l("Tier %(number)s: from packs", number=number))
        fields[f"price_{number}"] = PriceField(_l("Tier %(number)s: price in yuan", number=number))
    return fields


FORMS: dict[Measure, type[PackForm]] = {
    Measure.KILOGRAM: type(
        "KilogramPackForm",
        (PackForm,),
        _fields() | {"measure": Measure.KILOGRAM, "content": WeightField(_l("Content of one pack, in kg"))},
    ),
    Measure.PIECE: type(
        "PiecePackForm",
        (PackForm,),
        _fields() | {"measure": Measure.PIECE, "content": PieceField(_l("Content of one pack, in pieces"))},
    ),
}
