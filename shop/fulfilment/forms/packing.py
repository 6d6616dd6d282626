"""The form of a truck: packs, weight and lot of each line, and how it travels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from shop.catalogue.words import ColdChain, Measure
from shop.fulfilment.forms.faults import add_faults
from shop.fulfilment.queries.packing import LinePlan, LotChoice
from shop.fulfilment.services.packing import Packing, Transport, coldest_of, faults_of_packing, field_of
from shop.kernel.quantity import Quantity
from shop.web.filters import amount, day
from shop.web.forms import DayField, PieceField, ShopForm, TextField, WeightField, WholeNumberField
from shop.web.language import current

MOST_PARTS = 9
PART = re.compile(r"packs_(\d+)_([2-9])")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one part of a line; ``quantity`` is missing where packs are counted."""

    part: int
    packs: Field
    lot: Field
    quantity: Field | None


class PackingForm(ShopForm):
    """Made for certain lines by `packing_form`."""

    plans: ClassVar[Sequence[LinePlan]] = ()
    parts: ClassVar[Mapping[int, int]] = {}

    expected_on = DayField(_l("Expected to arrive on"))
    cold_chain = SelectField(
        _l("Kept on the way"), choices=lambda: [SelectChoice(*choice) for choice in ColdChain.choices()]
    )
    carrier = TextField(_l("Carrier"), longest=80)
    vehicle = TextField(_l("Number plate"), longest=20)
    waybill = TextField(_l("Waybill"), longest=40)

    def rows(self, plan: LinePlan) -> list[Row]:
        """The parts of a line, in order."""
        return [self._row(plan, part) for part in range(1, self.parts[plan.line.id] + 1)]

    def packings(self) -> list[Packing]:
        """What is packed; parts without packs stay behind."""
        return [
            self._packing(plan, row)
            for plan in self.plans
            for row in self.rows(plan)
            if row.packs.data not in (None, 0)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Where a field cannot be read, what the rules say of the others is said in the same answer."""
        valid = bool(super().validate(extra_validators))
        if not valid and not self.cold_chain.errors:
            lines = {plan.line.id: plan.line for plan in self.plans}
            add_faults(self, faults_of_packing(self.packings(), self.transport, lines))
        return valid

    @property
    def transport(self) -> Transport:
        return Transport(
            carrier=self.carrier.data or "",
            vehicle=self.vehicle.data or "",
            waybill=self.waybill.data or "",
            cold_chain=ColdChain(self.cold_chain.data),
            expected_on=cast("Any", self.expected_on.data),
        )

    def _row(self, plan: LinePlan, part: int) -> Row:
        return Row(
            part=part,
            packs=self._fields[field_of("packs", plan.line.id, part)],
            lot=self._fields[field_of("lot", plan.line.id, part)],
            quantity=self._fields.get(field_of("quantity", plan.line.id, part)),
        )

    def _packing(self, plan: LinePlan, row: Row) -> Packing:
        weight: Quantity | None = row.quantity.data if row.quantity else None
        return Packing(plan.line.id, None if row.lot.errors else row.lot.data, row.packs.data, weight, row.part)


def packing_form(plans: Sequence[LinePlan], sent: Mapping[str, str]) -> PackingForm:
    """The form for these lines: filled from what the orders hold, or with as many parts as were sent."""
    parts = {plan.line.id: _parts(plan, sent) for plan in plans}
    fields: dict[str, Any] = {"plans": plans, "parts": parts}
    start: dict[str, Any] = _start(plans)
    for plan in plans:
        for part in range(1, parts[plan.line.id] + 1):
            fields |= _fields_of(plan, part)
    made = cast("type[PackingForm]", type("PackingFormOfLines", (PackingForm,), fields))
    form = made(data=start)
    for row in (row for plan in plans for row in form.rows(plan)):
        if sent and row.packs.name not in sent:
            row.packs.process_formdata(["0"])  # a part that was asked for just now
    return form


def _parts(plan: LinePlan, sent: Mapping[str, str]) -> int:
    """How many parts a line has: as many as suggested; in a form that was sent, as many as it had, and one if asked."""
    if not sent:
        return len(plan.parts)
    found = [int(match[2]) for name in sent if (match := PART.fullmatch(name)) and match[1] == str(plan.line.id)]
    more = 1 if sent.get("more") == str(plan.line.id) else 0
    return min(max(found, default=1) + more, MOST_PARTS)


def _start(plans: Sequence[LinePlan]) -> dict[str, Any]:
    start: dict[str, Any] = {}
    for plan in plans:
        for part, suggested in enumerate(plan.parts, start=1):
            start[field_of("packs", plan.line.id, part)] = suggested.packs
            start[field_of("lot", plan.line.id, part)] = suggested.lot_id
    if plans:
        start["expected_on"] = max(plan.order.promised_on or plan.order.deliver_on for plan in plans)
        start["cold_chain"] = coldest_of([plan.line for plan in plans]).value
    return start


def _fields_of(plan: LinePlan, part: int) -> dict[str, Any]:
    line, name = plan.line, plan.line.named(current())
    fields: dict[str, Any] = {
        field_of("packs", line.id, part): WholeNumberField(_l("%(product)s: packs", product=name)),
        field_of("lot", line.id, part): SelectField(
            _l("%(product)s: lot", product=name),
            coerce=_lot_id,
            choices=[
                SelectChoice("", _("Choose a lot")),
                *(SelectChoice(str(lot.id), _lot_words(lot, line.measure)) for lot in plan.lots),
            ],
        ),
    }
    if line.weighed:
        kind = WeightField if line.measure is Measure.KILOGRAM else PieceField
        fields[field_of("quantity", line.id, part)] = kind(_l("%(product)s: weight", product=name))
    return fields


def _lot_id(value: Any) -> int | None:
    return None if value in (None, "", "None") else int(value)


def _lot_words(lot: LotChoice, measure: Measure) -> str:
    there = amount(lot.free + lot.held, measure.value)
    if lot.forward:
        words = _("%(code)s · harvest from %(day)s", code=lot.code, day=day(lot.harvest_from))
    elif lot.best_before is None:
        words = _("%(code)s · %(amount)s there", code=lot.code, amount=there)
    else:
        until = day(lot.best_before)
        words = _("%(code)s · %(amount)s there · best before %(day)s", code=lot.code, amount=there, day=until)
    return str(words)
