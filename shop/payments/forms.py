"""What is typed about money."""

from __future__ import annotations

from typing import cast

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.web.forms import ShopForm, TextField, YuanField, needed


class ShareForm(ShopForm):
    """So much of a payment is for this order."""

    order = TextField(_l("Order"), longest=24, needed=_l("Please choose an order."))
    amount = YuanField(_l("Amount in yuan"), [needed(_l("Please enter an amount."))])

    @property
    def money(self) -> Money:
        """The amount; refused when there is none."""
        amount = cast("Money | None", self.amount.data)
        if amount is None:
            raise Refused(_l("Please enter an amount."), field="amount")
        return amount
