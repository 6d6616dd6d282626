"""What is typed about money."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.web.forms import LONGEST_REASON, DayField, ShopForm, TextField, WholeNumberField, YuanField, needed


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


class ReceiptForm(ShopForm):
    """A supplier enters what a unit has transferred to it."""

    unit = TextField(_l("Unit"), longest=20, needed=_l("Please choose a unit."))
    amount = YuanField(_l("Amount in yuan"), [needed(_l("Please enter an amount."))])
    received_on = DayField(_l("Received on"), [needed(_l("Please enter the day."))])
    reference = TextField(_l("Text of the transfer"), longest=200)
    another = BooleanField(_l("It is another payment"))

    @property
    def unit_id(self) -> int:
        """The unit chosen; nought, which nobody has, for anything else."""
        chosen = self.unit.data or ""
        return int(chosen) if chosen.isascii() and chosen.isdigit() else 0

    @property
    def money(self) -> Money:
        return cast("Money", self.amount.data)

    @property
    def day(self) -> date:
        return cast("date", self.received_on.data)


class ReceivedForm(ShopForm):
    """What was announced has arrived."""

    another = BooleanField(_l("It is another payment"))


class TermsForm(ShopForm):
    """On which terms a unit would buy on account."""

    days = WholeNumberField(_l("Days to pay"), [needed(_l("Please enter a number of days."))])
    credit_limit = YuanField(_l("Owed at most, in yuan"))
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why: the operator decides by it."))

    def typed(self) -> tuple[int, Money | None, str]:
        """Days, limit and reason, once the form is valid."""
        return cast("int", self.days.data), cast("Money | None", self.credit_limit.data), self.reason.data or ""
