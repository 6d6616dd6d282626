"""What is typed by whoever wants to sell here, and about suppliers that do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectField
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import TextArea

from shop.accounts.passwords import LONGEST as LONGEST_PASSWORD
from shop.documents.fields import PaperField
from shop.organisations.models import County, Producer, Township
from shop.organisations.services.documents import Shown
from shop.organisations.words import DocumentKind, SupplierKind, Taxpayer
from shop.web.forms import DayField, ShopForm, TextField, WholeNumberField, YuanField
from shop.web.language import current

NEEDED = _l("Please fill this in.")


class ParagraphField(TextField):
    """A few sentences."""

    widget = TextArea()


class BusinessForm(ShopForm):
    """Who applies; with an account, in which name."""

    kind = SelectField(_l("What are you?"), choices=SupplierKind.choices)
    name = TextField(_l("Name of the business in Chinese, as on the licence"), longest=200, needed=NEEDED)
    county = SelectField(_l("County"))

    @classmethod
    def of(cls, counties: Iterable[County], **particulars: Any) -> Self:
        """With these counties to choose from."""
        form = cls(**particulars)
        form.county.choices = [(county.code, f"{county.named(current())} {county.code}") for county in counties]
        return form


class JoiningForm(BusinessForm):
    """The same of somebody who makes an account with it."""

    person = TextField(_l("Your name"), longest=120, needed=NEEDED)
    email = TextField(_l("E-mail address"), longest=254, needed=NEEDED)
    password = PasswordField(
        _l("Password"),
        [InputRequired(NEEDED), Length(max=LONGEST_PASSWORD, message=_l("A password has at most %(max)d characters."))],
    )
    again = PasswordField(
        _l("Password, once more"),
        [InputRequired(NEEDED), EqualTo("password", _l("The two passwords do not match."))],
    )


class ParticularsForm(BusinessForm):
    """Who applies, in full: the English name may be left out."""

    english = TextField(
        _l("Name in English"),
        longest=200,
        description=_l("Leave it empty and the pinyin of the Chinese name is shown."),
    )
    credit_code = TextField(_l("Unified social credit code"), longest=40, needed=NEEDED)


class WholeForm(ShopForm):
    """A form whose fields may be left empty: one that lost a field on the way says nothing, and changes nothing."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field was sent, if empty; a box that is not ticked is never sent."""
        valid = bool(super().validate(extra_validators))
        if any(not field.raw_data for field in self if field.type not in ("BooleanField", "CSRFTokenField")):
            self.form_errors = [_l("This form was incomplete. Nothing was changed: please send it again.")]
            return False
        return valid


class PlaceForm(WholeForm):
    """Where it is, since when, what it says of itself, and whom the offices may ask."""

    township = SelectField(_l("Township"))
    founded = WholeNumberField(_l("Year of foundation"))
    about = ParagraphField(_l("About us, in Chinese"), longest=2000)
    about_english = ParagraphField(_l("About us, in English"), longest=2000)
    contact = TextField(_l("Contact for the offices"), longest=80)
    phone = TextField(_l("Phone number"), longest=20)

    @classmethod
    def of(cls, townships: Iterable[Township], **particulars: Any) -> Self:
        """With the townships of the county."""
        form = cls(**particulars)
        named = [(township.code, township.named(current())) for township in townships]
        form.township.choices = [("", _l("Please choose")), *named]
        return form


def _taxpayers() -> list[tuple[str, Any]]:
    """The small-scale ones first, as most are."""
    return [(word.value, word.label) for word in (Taxpayer.SMALL, Taxpayer.GENERAL)]


class TermsForm(WholeForm):
    """How a supplier is taxed and what freight it charges."""

    taxpayer = SelectField(_l("Value-added tax"), choices=_taxpayers)
    delivered_price = BooleanField(_l("Our prices include delivery; we charge no freight."))
    freight = YuanField(_l("Freight for an order"))
    freight_free_from = YuanField(
        _l("No freight for orders from"), description=_l("Leave it empty if every order pays freight.")
    )


class BenefitForm(WholeForm):
    """How farmers benefit, and how many."""

    mechanism = ParagraphField(_l("How farmers benefit, in Chinese"), longest=300)
    mechanism_english = ParagraphField(_l("How farmers benefit, in English"), longest=300)
    households = WholeNumberField(_l("Linked households"))
    people = WholeNumberField(_l("People in them"))


class AccountForm(ShopForm):
    """Where buyers are to pay."""

    account_name = TextField(_l("Account holder"), longest=200, needed=NEEDED)
    bank = TextField(_l("Bank"), longest=120, needed=NEEDED)
    branch = TextField(_l("Branch"), longest=120)
    account_number = TextField(_l("Account number"), longest=60, needed=NEEDED)


class PermitForm(ShopForm):
    """Whether a food permit is needed at all."""

    without_permit = BooleanField(_l("Nothing we sell needs a food permit."))


class ChangeForm(ShopForm):
    """Registered particulars that are to be others."""

    name = TextField(_l("Name in Chinese, as on the licence"), longest=200, needed=NEEDED)
    english = TextField(_l("Name in English"), longest=200)
    credit_code = TextField(_l("Unified social credit code"), longest=40, needed=NEEDED)
    reason = TextField(_l("Why it changes"), longest=400, needed=NEEDED)


class ProducerForm(ShopForm):
    """For whom an agent sells."""

    name = TextField(_l("Name of the producer in Chinese"), longest=120, needed=NEEDED)
    english = TextField(_l("Name in English"), longest=120)
    credit_code = TextField(
        _l("Unified social credit code"),
        longest=40,
        description=_l("Leave it empty for a farming family without one."),
    )
    township = SelectField(_l("Township"))

    @classmethod
    def of(cls, townships: Iterable[tuple[Township, County]], **particulars: Any) -> Self:
        """With all townships that are known, each with its county."""
        form = cls(**particulars)
        named = [(town.code, f"{county.named(current())} · {town.named(current())}") for town, county in townships]
        form.township.choices = [("", _l("Not stated")), *named]
        return form


class DocumentForm(ShopForm):
    """A document: what it is, its number and its days."""

    kind = SelectField(_l("Kind of document"), choices=DocumentKind.choices)
    producer = SelectField(_l("Agreement with"), description=_l("For agency agreements only."))
    number = TextField(_l("Number on the document"), longest=60)
    title = TextField(_l("What it is called"), longest=80, description=_l("For other documents only."))
    valid_from = DayField(_l("Valid from"))
    valid_to = DayField(_l("Last day"), description=_l("Leave it empty if it has no end."))
    file = PaperField(_l("File"), needed=_l("Please choose a file: PDF, JPEG or PNG."))

    @classmethod
    def of(
        cls, producers: Iterable[tuple[Producer, Township | None]], producer: int | None = None, **particulars: Any
    ) -> Self:
        """With the producers to choose from; for one of them it is an agreement to begin with."""
        held = {"producer": str(producer), "kind": DocumentKind.AGENCY.value} if producer else None
        form = cls(data=held, **particulars)
        form.producer.choices = [("", _l("Nobody")), *((str(row.id), row.named(current())) for row, _town in producers)]
        return form

    def shown(self) -> Shown:
        """What was typed, once the form is valid."""
        kind = DocumentKind(self.kind.data)
        return Shown(
            kind=kind,
            number=self.number.data or "",
            title=self.title.data or "" if kind is DocumentKind.OTHER else "",
            valid_from=cast("date | None", self.valid_from.data),
            valid_to=cast("date | None", self.valid_to.data),
            producer_id=int(self.producer.data) if self.producer.data and kind is DocumentKind.AGENCY else None,
        )
