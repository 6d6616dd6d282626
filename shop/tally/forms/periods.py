"""What is typed about months of the book."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.web.forms import ShopForm, TextField


class MonthForm(ShopForm):
    """A step of a month; to unlock one wants a reason, which the service asks for."""

    reason = TextField(_l("Reason"), longest=300)
