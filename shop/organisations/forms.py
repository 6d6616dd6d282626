"""What is typed about organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.web.forms import ShopForm, YuanField


class LimitForm(ShopForm):
    """The most that a buyer's purchase may come to without approval."""

    order_limit = YuanField(
        _l("Most that one purchase may come to without approval"),
        description=_l("Leave it empty if this person's purchases never wait for approval."),
    )
