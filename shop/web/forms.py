"""Fields that read what people type (full-width digits, 斤, dates), and forms that keep it when a rule says no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import Field, Form, StringField
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import TextInput

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused

LARGEST = 10**9
LONGEST_REASON = 400
NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
JIN_IN_KILOGRAM = 2


def plain(text: str) -> str:
    """What was typed, with full-width signs made narrow and the space around it gone."""
    return unicodedata.normalize("NFKC", text).strip()


def read_number(text: str) -> Decimal:
    """A decimal number as people type it (full-width digits, grouping commas); ``ValueError`` for anything else."""
    digits = plain(text).replace(",", "").replace("¥", "").strip()
    if not NUMBER.fullmatch(digits):
        raise ValueError(str(_l("Please enter a number.")))
    number = Decimal(digits)
    if abs(number) > LARGEST:
        raise ValueError(str(_l("This number is too large.")))
    return number


def read_quantity(text: str) -> Quantity:
    """A number of pieces or kilograms, to a thousandth; ``ValueError`` with what is wrong."""
    number = read_number(text)
    try:
        return Quantity.of(number)
    except ValueError:
        raise ValueError(str(_l("Please enter at most three decimals."))) from None


def read_weight(text: str) -> Quantity:
    """Kilograms to the gram; "50斤" and "50 jin" are 25 kg. ``ValueError`` with what is wrong."""
    typed = plain(text).lower()
    for unit in ("公斤", "千克", "kg"):
        typed = typed.removesuffix(unit)
    jin = typed.removesuffix("斤").removesuffix("jin")
    number = read_number(jin) / (JIN_IN_KILOGRAM if jin != typed else 1)
    return read_quantity(str(number))


def read_day(text: str) -> date:
    """A day: 2026-11-23, 2026/11/23 or 2026年11月23日; ``ValueError`` with what is wrong."""
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain(text))
    try:
        if parts is None:
            raise ValueError
        return date(*(int(part) for part in parts.groups()))
    except ValueError:
        raise ValueError(str(_l("Please enter a date, such as 2026-11-23."))) from None


def needed(sentence: Any) -> Callable[[Form, Field], None]:
    """Something has to be typed; what was typed and cannot be read has a sentence of its own already."""

    def check(form: Form, field: Field) -> None:
        if field.data is None and not field.errors:
            raise StopValidation(sentence)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


class TextField(StringField):
    """A line of words, ``longest`` characters at most. Control signs, which no keyboard sends, are dropped: not every
    database takes them. ``needed`` is the sentence shown when nothing was typed.
    """

    def __init__(self, label: Any = None, *, longest: int, needed: Any = None, **keywords: Any) -> None:
        too_long = _l("This is too long: at most %(number)d characters.", number=longest)
        validators: list[Any] = [Length(max=longest, message=too_long)]
        if needed is not None:
            validators.insert(0, DataRequired(needed))
        super().__init__(label, validators, **keywords)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = "".join(sign for sign in typed if sign == "\n" or unicodedata.category(sign) != "Cc").strip()


class _Typed(StringField):
    """A field that reads text into a value and, when it cannot, keeps the text and says what is wrong."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_text = valuelist[0] if valuelist else ""
        self.data = None
        if plain(self.raw_text):
            self.data = self.read(self.raw_text)

    def _value(self) -> str:
        if getattr(self, "raw_text", None) is not None:
            return str(self.raw_text)
        return "" if self.data is None else self.write(self.data)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)


class WholeNumberField(_Typed):
    """A whole number, such as so many packs."""

    def read(self, text: str) -> int:
        number = read_number(text)
        if number != number.to_integral_value():
            raise ValueError(str(_l("Please enter a whole number.")))
        return int(number)


class WeightField(_Typed):
    """Kilograms to the gram; "50斤" and "50 jin" are read as 25 kg."""

    def read(self, text: str) -> Quantity:
        return read_weight(text)


class PieceField(_Typed):
    """A number of pieces or kilograms, without a unit."""

    def read(self, text: str) -> Quantity:
        return read_quantity(text)


class YuanField(_Typed):
    """Yuan to the fen."""

    def read(self, text: str) -> Money:
        number = read_number(text)
        try:
            return Money.yuan(number)
        except ValueError:
            raise ValueError(str(_l("Please enter at most two decimals."))) from None


class DecimalNumberField(_Typed):
    """A number with decimals: a temperature, a unit price."""

    def read(self, text: str) -> Decimal:
        return read_number(text)


class DateInput(TextInput):
    """The browser's own date picker."""

    input_type = "date"


class DayField(_Typed):
    """A day: 2026-11-23, 2026/11/23 or 2026年11月23日."""

    widget = DateInput()

    def read(self, text: str) -> date:
        return read_day(text)

    def write(self, value: date) -> str:
        return value.isoformat()


class ShopForm(FlaskForm):
    """The base of every form: CSRF by default, and a list of what was wrong for the summary on top."""

    class Meta(FlaskForm.Meta):
        """What a form reads when it was sent."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """The fields that were sent and nothing else: an empty form is empty, not its defaults; JSON is no form."""
            if formdata is not _Auto:
                return formdata
            return request.form if form.is_submitted() else None

    form_errors: list[Any]

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal beside the field it names, or on top."""
        field: Field | None = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors = [*self.form_errors, refusal.message]
        else:
            field.errors = [*field.errors, refusal.message]


class ReasonForm(ShopForm):
    """Why something is done that the other side will not like; it reads the sentence."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON)


@contextmanager
def refusals_on(form: ShopForm) -> Iterator[None]:
    """What a service refuses inside the block undoes the transaction and comes back on the form."""
    try:
        yield
    except Refused as refusal:
        db.session.rollback()
        for fault in (refusal, *refusal.others):
            form.refuse(fault)
