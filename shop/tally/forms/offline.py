"""What is typed of something bought elsewhere, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from shop.catalogue.models import Category
from shop.catalogue.words import Measure
from shop.documents.uploads import DOCUMENTS_ACCEPTED, LARGEST
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import County
from shop.tally.models import OfflinePurchase, OfflineVersion
from shop.tally.offline.statement import LONGEST, Statement
from shop.tally.offline.words import CHANNELS, OfflineKind, SheetForm
from shop.tally.services.offline.entering import MOST_FILES
from shop.tally.words import Channel
from shop.web.forms import DayField, ReasonForm, ShopForm, TextField, WeightField, YuanField, needed
from shop.web.language import current
from shop.web.uploads import UploadField

LARGEST_SHEET = 1_900_000
PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.RESALE)
NOT_SAID = ("", _l("Please choose"))


def _channels() -> list[tuple[str, Any]]:
    return [(channel.value, channel.label) for channel in CHANNELS]


def _purposes() -> list[tuple[str, Any]]:
    return [NOT_SAID, *((purpose.value, purpose.label) for purpose in PURPOSES)]


class OfflineForm(ShopForm):
    """One purchase, sale, intent or gift, with its papers."""

    only_unit_id: int = 0
    stays: OfflinePurchase | None = None

    unit = SelectField(_l("Unit"))
    kind = SelectField(
        _l("What it was"),
        choices=OfflineKind.choices,
        description=_l("Only a direct purchase can count. The four kinds are never added together."),
    )
    channel = SelectField(_l("Channel"), choices=_channels)
    day = DayField(
        _l("Day of the invoice"),
        [needed(_l("Please enter the day that stands on the invoice."))],
        description=_l("It counts on this day. Of other kinds: the day of the contract or the gift."),
    )
    amount = YuanField(_l("Amount with tax"), [needed(_l("Please enter the amount with tax."))])
    invoice_number = TextField(
        _l("Invoice number"),
        longest=LONGEST["invoice_number"],
        description=_l("A direct purchase needs one. The invoice itself is put into the register under Money."),
    )
    seller_name = TextField(_l("Sold by"), longest=LONGEST["seller_name"], needed=_l("Please say who sold the goods."))
    seller_code = TextField(_l("Seller’s unified social credit code"), longest=40)
    seller_county = SelectField(
        _l("Seller’s county"),
        description=_l("Of a supplier of the register its own county holds, whatever you choose."),
    )
    goods = TextField(_l("Goods"), longest=LONGEST["goods"], needed=_l("Please say what the goods are."))
    category_id = SelectField(_l("Kind of produce"))
    origin_county = SelectField(_l("County the goods come from"))
    quantity = WeightField(
        _l("Quantity"),
        [needed(_l("Please enter the quantity."))],
        description=_l("In kg, or in 斤 if you write it behind the number: 3000斤 are 1,500 kg."),
    )
    measure = SelectField(_l("Measured in"), choices=Measure.choices)
    certificate = TextField(
        _l("Certificate number of the goods"),
        longest=LONGEST["certificate"],
        description=_l("As stated on the goods or by the seller; without one a purchase does not count."),
    )
    purpose = SelectField(_l("Purpose"), choices=_purposes)
    order_number = TextField(_l("Order number of the 832 platform"), longest=LONGEST["order_number"])
    file = UploadField(
        _l("Papers that prove it"),
        largest=LARGEST,
        accept=DOCUMENTS_ACCEPTED,
        most=MOST_FILES,
        description=_l(
            "Invoice, photo of the stall, delivery slip: PDF, JPEG or PNG, up to 10 MB each. Nothing is verified "
            "without one."
        ),
    )

    @classmethod
    def of(
        cls,
        units: Iterable[tuple[int, str, str]],
        categories: Iterable[Category],
        counties: Iterable[County],
        before: tuple[OfflinePurchase, OfflineVersion] | None = None,
        **known: Any,
    ) -> Self:
        """With what there is to choose from, and filled in like what was returned."""
        if before is not None:
            known |= _as_typed(*before)
        form, language, offered = cls(**known), current(), list(units)
        form.unit.choices = [(str(key), name if language == "zh" else english) for key, name, english in offered]
        form.only_unit_id = offered[0][0] if offered else 0
        if before is not None:
            form.stays = before[0]
            del form.kind, form.channel
        if before is not None or len(offered) == 1:
            del form.unit
        form.category_id.choices = [NOT_SAID, *((str(one.id), one.named(language)) for one in categories)]
        named = [(one.code, one.named(language)) for one in counties]
        form.origin_county.choices = [NOT_SAID, *named]
        form.seller_county.choices = [("", _l("As in the register")), *named]
        return form

    def unit_id(self) -> int:
        """For which unit it is; nothing is asked where there is only one."""
        return int(self.unit.data) if self.unit else self.only_unit_id

    def said(self) -> Statement:
        """What was typed, once the form is valid. Kind and channel of what is corrected stay."""
        return Statement(
            kind=self.stays.kind if self.stays else OfflineKind(self.kind.data),
            channel=self.stays.channel if self.stays else Channel(self.channel.data),
            day=cast("date", self.day.data),
            amount=cast("Money", self.amount.data),
            seller_name=self.seller_name.data or "",
            seller_code=self.seller_code.data or "",
            seller_county=self.seller_county.data or "",
            goods=self.goods.data or "",
            category_id=int(self.category_id.data or 0),
            origin_county=self.origin_county.data or "",
            quantity=cast("Quantity", self.quantity.data),
            measure=Measure(self.measure.data),
            certificate=self.certificate.data or "",
            purpose=Purpose(self.purpose.data) if self.purpose.data else None,
            invoice_number=self.invoice_number.data or "",
            order_number=self.order_number.data or "",
        )


def _as_typed(purchase: OfflinePurchase, version: OfflineVersion) -> dict[str, Any]:
    plain = "day amount invoice_number seller_name seller_code seller_county goods origin_county quantity certificate"
    return {name: getattr(version, name) for name in plain.split()} | {
        "unit": str(purchase.unit_id),
        "kind": purchase.kind.value,
        "channel": purchase.channel.value,
        "order_number": purchase.order_number or "",
        "category_id": str(version.category_id),
        "measure": version.measure.value,
        "purpose": version.purpose.value if purchase.kind is OfflineKind.PURCHASE else "",
    }


class ProposalForm(ReasonForm):
    """What is proposed about a verified purchase, and why; of a correction what is left of the amount."""

    amount = YuanField(_l("New amount with tax"))


class RestsForm(ShopForm):
    """On which invoice of the register it rests."""

    register_number = TextField(
        _l("Invoice of the register"), longest=24, needed=_l("Please enter the register’s number, which begins with F.")
    )


class PaperForm(ShopForm):
    """Another paper."""

    file = UploadField(
        _l("Another paper"),
        largest=LARGEST,
        accept=DOCUMENTS_ACCEPTED,
        needed=_l("Please choose a file: PDF, JPEG or PNG."),
    )


class SheetUploadForm(ShopForm):
    """A sheet, whose columns it has, and what a statement of the 832 platform does not say."""

    only_unit_id: int = 0

    unit = SelectField(_l("Unit"))
    columns = SelectField(_l("Columns"), choices=SheetForm.choices)
    purpose = SelectField(_l("Purpose, where the sheet says none"), choices=_purposes)
    category_id = SelectField(_l("Kind of produce, where the sheet says none"))
    origin_county = SelectField(_l("County of origin, where the sheet says none"))
    file = UploadField(
        _l("Sheet"), largest=LARGEST_SHEET, accept=".xlsx,.xls,.csv", needed=_l("Please choose a sheet.")
    )

    @classmethod
    def of(
        cls, units: Iterable[tuple[int, str, str]], categories: Iterable[Category], counties: Iterable[County]
    ) -> Self:
        """With what there is to choose from."""
        form, language, offered = cls(), current(), list(units)
        form.unit.choices = [(str(key), name if language == "zh" else english) for key, name, english in offered]
        form.only_unit_id = offered[0][0] if offered else 0
        if len(offered) == 1:
            del form.unit
        form.category_id.choices = [NOT_SAID, *((str(one.id), one.named(language)) for one in categories)]
        form.origin_county.choices = [NOT_SAID, *((one.code, one.named(language)) for one in counties)]
        return form

    def unit_id(self) -> int:
        """For which unit it is; nothing is asked where there is only one."""
        return int(self.unit.data) if self.unit else self.only_unit_id
