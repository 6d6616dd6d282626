"""What is typed about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.catalogue.services.certificates import LONGEST_NUMBER
from shop.web.forms import DayField, ShopForm, TextField, needed

LONGEST_REASON = 300
A_DAY = _l("Please enter a date, such as 2026-11-23.")


class CertificateForm(ShopForm):
    """A product stands in the catalogue of aid produce under a number, in a span of days."""

    catalogue_number = TextField(
        _l("Catalogue number"), longest=LONGEST_NUMBER, needed=_l("A certificate needs its catalogue number.")
    )
    valid_from = DayField(_l("First day"), [needed(A_DAY)])
    valid_to = DayField(_l("Last day"), description=_l("Leave it empty if it is valid until further notice."))


class CertificateEndForm(ShopForm):
    """After which day a certificate holds no more, and why."""

    on = DayField(_l("Last day"), [needed(A_DAY)])
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why the certificate ends."))
