"""The forms with which a supplier answers an order: so much of each line for a day, or a reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field

from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.orders import Promise
from shop.web.forms import DayField, ShopForm, TextField, WholeNumberField
from shop.web.language import current

LONGEST_REASON = 400


class PromiseForm(ShopForm):
    """How many packs of each line (``packs_<line id>``), why fewer (``reason_<line id>``), and for which day."""

    promised_on = DayField(_l("Delivered on"))

    @property
    def day(self) -> date:
        """The day promised; refused when there is none."""
        day = cast("date | None", self.promised_on.data)
        if day is None:
            raise Refused(_l("Please say when it is delivered."), field="promised_on")
        return day

    def cell(self, name: str, line: OrderLine) -> Field:
        """The field of a line, for the template."""
        field: Field = self._fields[f"{name}_{line.id}"]
        return field

    def promises(self, lines: Sequence[OrderLine]) -> dict[int, Promise]:
        """What is promised of each line; an empty field promises nothing."""
        return {
            line.id: Promise(self.cell("packs", line).data or 0, self.cell("reason", line).data or "") for line in lines
        }


class ReasonForm(ShopForm):
    """One sentence for the other side."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON)


def promise_form(order: Order) -> PromiseForm:
    """The form for an order, everything promised whole for the day it was asked for."""
    fields: dict[str, Any] = {}
    for line in order.lines:
        name = line.named(current())
        fields[f"packs_{line.id}"] = WholeNumberField(_l("%(product)s: packs", product=name))
        fields[f"reason_{line.id}"] = TextField(_l("%(product)s: reason", product=name), longest=LONGEST_REASON)
    form = cast("type[PromiseForm]", type("PromiseFormOfOrder", (PromiseForm,), fields))
    return form(
        data={"promised_on": order.deliver_on} | {f"packs_{line.id}": line.packs_ordered for line in order.lines}
    )
