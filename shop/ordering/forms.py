"""What buyers type, packs for the basket, terms at checkout and less of a line; and what a supplier promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.validators import AnyOf
from wtforms.widgets import TextArea

from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.ordering.paying import PayBy
from shop.ordering.services.baskets import LinesRefused
from shop.ordering.services.checkout import Terms
from shop.ordering.services.orders import Promise
from shop.web.forms import LONGEST_REASON, DayField, ShopForm, TextField, WholeNumberField, needed
from shop.web.language import current

LONGEST_NOTE = 1000


def row_number(value: Any) -> int:
    """The id that was chosen, and 0, which is nobody's, for what is no id."""
    return int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10 else 0


class PackForm(ShopForm):
    """So many packs of one kind."""

    pack_id = WholeNumberField(_l("Pack"), [needed(_l("Please choose a pack."))])
    packs = WholeNumberField(_l("Packs"), [needed(_l("Please enter the number of packs."))])

    @property
    def pack(self) -> int:
        """The pack's id; 0, which is no pack's, for none."""
        return int(self.pack_id.data or 0)

    @property
    def number(self) -> int:
        """How many packs."""
        return int(self.packs.data or 0)


class NoteField(TextField):
    """Some lines of words."""

    widget = TextArea()


class TermsForm(ShopForm):
    """What a buyer says at checkout beside the goods. Its choices are the page's own, checked by the service."""

    purpose = RadioField(
        _l("What is it for?"),
        [AnyOf([purpose.value for purpose in Purpose], _l("Please choose what it is for."))],
        validate_choice=False,
    )
    deliver_on = DayField(_l("Delivery date"), [needed(_l("Please choose a delivery date."))])
    address_id = RadioField(_l("Deliver to"), coerce=row_number, validate_choice=False)
    invoice_profile_id = RadioField(_l("Invoice made out to"), coerce=row_number, validate_choice=False)
    pay_by = RadioField(
        _l("How is it paid?"),
        [AnyOf([way.value for way in PayBy], _l("Please choose how it is paid."))],
        validate_choice=False,
    )
    own_number = TextField(_l("Your own order number"), longest=40)
    note = NoteField(_l("Note to the suppliers"), longest=LONGEST_NOTE)

    line_errors: Mapping[int, Any] = {}
    """What is wrong with single lines of the basket, by pack id."""

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with lines stands beside them, everything else beside its field."""
        if isinstance(refusal, LinesRefused):
            self.line_errors = refusal.by_pack
        super().refuse(refusal)

    @property
    def day(self) -> date | None:
        """The day of delivery, if it can be read."""
        return cast("date | None", self.deliver_on.data)

    def terms(self) -> Terms:
        """What was said, once the form is valid."""
        return Terms(
            purpose=Purpose(self.purpose.data),
            deliver_on=self.day or clock.today(),
            address_id=self.address_id.data or 0,
            invoice_profile_id=self.invoice_profile_id.data or 0,
            own_number=self.own_number.data or "",
            note=self.note.data or "",
            pay_by=PayBy(self.pay_by.data),
        )


class PacksForm(ShopForm):
    """How many packs of each line (``packs_<id>``): in a basket by pack id, of an order by line id."""

    def cell(self, line_id: int) -> Field:
        """The field of a line, for the template."""
        field: Field = self._fields[f"packs_{line_id}"]
        return field

    def refuse(self, refusal: Refused) -> None:
        """Beside each line what is wrong with it."""
        if not isinstance(refusal, LinesRefused):
            super().refuse(refusal)
            return
        for line_id, sentence in refusal.by_pack.items():
            self.cell(line_id).errors = [sentence]

    def typed(self) -> dict[int, int]:
        """What was typed, by id; lines whose field was left empty are left out."""
        numbers = {name: self._fields[name].data for name in self._fields if name.startswith("packs_")}
        return {int(name.removeprefix("packs_")): packs for name, packs in numbers.items() if packs is not None}


def packs_form(lines: Iterable[tuple[int, str, int]], *, untouched: bool = False) -> PacksForm:
    """The form for lines, each with its id, what it is called, and how many packs it has now.

    ``untouched``: it only stands beside the form that was sent, whose fields are not its own.
    """
    lines = list(lines)
    fields: dict[str, Any] = {f"packs_{line_id}": WholeNumberField(name) for line_id, name, _packs in lines}
    form = cast("type[PacksForm]", type("PacksFormOfLines", (PacksForm,), fields))
    standing = {f"packs_{line_id}": packs for line_id, _name, packs in lines}
    return form(formdata=None, data=standing) if untouched else form(data=standing)


class PromiseForm(ShopForm):
    """How many packs of each line (``packs_<line id>``), why fewer (``reason_<line id>``), and for which day."""

    promised_on = DayField(_l("Delivery date"))

    @property
    def day(self) -> date:
        """The day promised; refused when there is none."""
        day = cast("date | None", self.promised_on.data)
        if day is None:
            raise Refused(_l("Please enter the delivery date."), field="promised_on")
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
