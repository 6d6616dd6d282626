"""What is typed to pay online, to give back, and to note what was paid out."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, ValidationError

from shop.kernel.money import Money
from shop.payments.words_online import OnlineKind
from shop.web.forms import LONGEST_REASON, DayField, ShopForm, TextField, YuanField


class PayForm(ShopForm):
    """In which way to pay; a bill goes to an address."""

    kind = SelectField(
        _l("Way"),
        choices=lambda: [SelectChoice(*choice) for choice in OnlineKind.choices()],
        validators=[InputRequired(_l("Please choose a way."))],
    )
    email = TextField(_l("Mail address for the bill"), longest=254)

    def validate_email(self, field: Any) -> None:
        """Only a bill needs an address, and then one that looks like one."""
        if self.kind.data == OnlineKind.INVOICE.value and not _looks_like_mail(field.data or ""):
            raise ValidationError(_l("Please enter a mail address."))


class RefundForm(ShopForm):
    """How much goes back, and why."""

    amount = YuanField(_l("Amount"), validators=[InputRequired(_l("Please enter an amount."))])
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why: both sides read it."))

    @property
    def money(self) -> Money:
        """What was typed, once it is known to be valid."""
        return cast("Money", self.amount.data)


class PayOutForm(ShopForm):
    """What was transferred to a supplier's own account."""

    amount = YuanField(_l("Amount"), validators=[InputRequired(_l("Please enter an amount."))])
    paid_on = DayField(_l("Transferred on"), validators=[InputRequired(_l("Please enter a date, such as 2026-11-23."))])
    reference = TextField(
        _l("Reference of the transfer"), longest=80, needed=_l("Please enter the reference of the transfer.")
    )

    @property
    def money(self) -> Money:
        """What was typed, once it is known to be valid."""
        return cast("Money", self.amount.data)

    @property
    def day(self) -> date:
        """The day typed, once it is known to be valid."""
        return cast("date", self.paid_on.data)


def _looks_like_mail(text: str) -> bool:
    name, _at, host = text.partition("@")
    return bool(name) and "." in host.strip(".") and not any(sign.isspace() for sign in text)
