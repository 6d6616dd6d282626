"""What people type to sign in and to change their password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from shop.accounts.names import LONGEST as LONGEST_NAME
from shop.accounts.passwords import LONGEST as LONGEST_PASSWORD
from shop.web.forms import ShopForm

NEEDED = InputRequired(_l("Please fill this in."))
NOT_TOO_LONG = Length(max=LONGEST_PASSWORD, message=_l("A password has at most %(max)d characters."))


class SignInForm(ShopForm):
    """A name and a password."""

    name = StringField(
        _l("E-mail address or phone number"),
        [NEEDED, Length(max=LONGEST_NAME, message=_l("A name has at most %(max)d characters."))],
    )
    password = PasswordField(_l("Password"), [NEEDED, NOT_TOO_LONG])


class PasswordForm(ShopForm):
    """The present password, and the new one twice."""

    old = PasswordField(_l("Current password"), [NEEDED, NOT_TOO_LONG])
    new = PasswordField(_l("New password"), [NEEDED, NOT_TOO_LONG])
    again = PasswordField(
        _l("New password, once more"), [NEEDED, EqualTo("new", _l("The two new passwords do not match."))]
    )
