"""What is typed about organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from shop.organisations.words import ProfileKind
from shop.web.forms import ShopForm, TextField, YuanField


class LimitForm(ShopForm):
    """The most that a buyer's purchase may come to without approval."""

    order_limit = YuanField(
        _l("Most that one purchase may come to without approval"),
        description=_l("Leave it empty if this person's purchases never wait for approval."),
    )


class AddressForm(ShopForm):
    """A place where a unit takes goods in; what is missing or too long is said by the service."""

    label = TextField(_l("What you call it"), longest=80)
    address = TextField(_l("Address"), longest=200)
    contact = TextField(_l("Who receives there"), longest=80)
    phone = TextField(_l("Phone number"), longest=20)


class ProfileForm(ShopForm):
    """A name in which a unit's invoices are made out."""

    kind = SelectField(_l("Made out to"), choices=ProfileKind.choices)
    title = TextField(_l("Invoice title"), longest=200)
    tax_number = TextField(_l("Tax number"), longest=20)
    address = TextField(_l("Registered address"), longest=200)
    bank = TextField(_l("Bank"), longest=120)
    bank_account = TextField(_l("Account number"), longest=40)


class ReasonForm(ShopForm):
    """Why a supplier is suspended or admitted again: the supplier will read it."""

    reason = TextField(_l("Reason"), longest=300)
