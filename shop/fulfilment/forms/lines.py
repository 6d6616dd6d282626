"""Lines at the scale: what became of each, in fields of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from shop.catalogue.words import Measure
from shop.fulfilment.forms.faults import add_faults
from shop.fulfilment.models import ConsignmentLine
from shop.fulfilment.models.acceptances import CertificateKind
from shop.fulfilment.services.notes import faults_of_weighings
from shop.fulfilment.weighing import Weighing, tenths
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.web.forms import (
    DayField,
    DecimalNumberField,
    PieceField,
    ShopForm,
    TextField,
    WeightField,
    WholeNumberField,
    read_number,
)
from shop.web.language import current

CELLS: Mapping[str, Any] = {
    "gross": _l("%(product)s: gross"),
    "tare": _l("%(product)s: tare"),
    "net": _l("%(product)s: net"),
    "accepted": _l("%(product)s: accepted"),
    "packs_accepted": _l("%(product)s: packs accepted"),
    "refused_reason": _l("%(product)s: reason for refusing"),
    "reduced_price": _l("%(product)s: reduced price"),
    "reduced_reason": _l("%(product)s: reason for reducing"),
    "harvested_on": _l("%(product)s: harvested or produced on"),
    "best_before": _l("%(product)s: best before"),
    "certificate_kind": _l("%(product)s: paper that came with it"),
    "certificate_number": _l("%(product)s: number of the paper"),
    "temperature": _l("%(product)s: temperature"),
}
PACKS_THAT_CAME = _l("%(product)s: packs that came")
QUANTITIES = ("gross", "tare", "net", "accepted", "packs_accepted")
LONGEST_REASON = 200


class UnitPriceField(DecimalNumberField):
    """Yuan per kilogram, piece or pack, with up to four decimals."""

    def read(self, text: str) -> Any:
        try:
            return UnitPrice.yuan(read_number(text))
        except ValueError as error:
            if "decimals" in str(error):
                raise ValueError(str(_l("Please enter at most four decimals."))) from None
            raise


@dataclass(frozen=True, slots=True)
class Result:
    """What a line comes to as it stands in the form."""

    line: ConsignmentLine
    said: Weighing
    amount: Money


class LinesForm(ShopForm):
    """Fields for every line of a consignment, named like ``gross_<line id>``; made by `for_lines`."""

    lines: ClassVar[Sequence[ConsignmentLine]] = ()

    @classmethod
    def for_lines(cls, lines: Sequence[ConsignmentLine], start: Mapping[str, Any] | None = None) -> Self:
        """The form for these lines."""
        fields: dict[str, Any] = {"lines": lines}
        for line in lines:
            fields |= _fields_of(line)
        made = cast("type[Self]", type(f"{cls.__name__}OfLines", (cls,), fields))
        return made(data=dict(start or {}))

    def cell(self, name: str, line: ConsignmentLine) -> Field:
        """The field of a line, for the template."""
        field: Field = self._fields[f"{name}_{line.id}"]
        return field

    def is_told(self, line: ConsignmentLine, *names: str) -> bool:
        """Whether something stands in these fields of a line, or is wrong with them: then they are not folded away."""
        cells = [self.cell(name, line) for name in names]
        return any(cell.errors or cell.data not in (None, "") for cell in cells)

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside what each field asks for: something has to be said of every line."""
        valid = bool(super().validate(extra_validators))
        for line in self.lines:
            field = self.cell("net", line)
            if field.data is None and not field.errors and not (line.order_line.weighed and self._gross(line)):
                told = self.cell("gross", line) if line.order_line.weighed else field
                sentence = _l("Please enter what came; nothing is 0.")
                told.errors = [*told.errors, sentence]
                valid = False
            valid = self._scale_agrees(line) and valid
        if not valid:
            add_faults(self, self.faults())
        return valid

    def faults(self) -> Iterator[Refused]:
        """What the rules say of the lines that can be read, so that everything is said in one answer."""
        readable = [line for line in self.lines if not any(self.cell(name, line).errors for name in QUANTITIES)]
        order_lines = {line.order_line_id: line.order_line for line in readable}
        yield from faults_of_weighings(readable, order_lines, {line.id: self._weighing(line) for line in readable})

    def _scale_agrees(self, line: ConsignmentLine) -> bool:
        """Three weights of which one follows from the others have to agree; a tare alone says nothing."""
        gross, tare, net = (self._value(name, line) for name in ("gross", "tare", "net"))
        if not line.order_line.weighed or any(self.cell(name, line).errors for name in ("gross", "tare", "net")):
            return True
        if gross is None and tare:
            told, sentence = "gross", _l("Please enter the gross weight as well, or leave the tare empty.")
        elif gross is not None and net is not None and net != gross - (tare or NOTHING):
            told = "net"
            sentence = _l(
                "Gross less tare comes to %(net)s kg: correct one of the three, or leave the net empty.",
                net=gross - (tare or NOTHING),
            )
        else:
            return True
        self.cell(told, line).errors = [sentence]
        return False

    def weighings(self) -> dict[int, Weighing]:
        """What the form says of each line, by consignment line id. Only after `validate`."""
        return {line.id: self._weighing(line) for line in self.lines}

    def results(self) -> list[Result]:
        """What each line comes to. Only after `validate`."""
        said = self.weighings()
        return [
            Result(line, said[line.id], said[line.id].amount(line.order_line.unit_price, line.order_line.price_basis))
            for line in self.lines
        ]

    def _gross(self, line: ConsignmentLine) -> bool:
        cell = self.cell("gross", line)
        return cell.data is not None or bool(cell.errors)

    def _value(self, name: str, line: ConsignmentLine) -> Any:
        cell = self.cell(name, line)
        return None if cell.errors else cell.data

    def _weighing(self, line: ConsignmentLine) -> Weighing:
        quantities = self._weighed(line) if line.order_line.weighed else self._counted(line)
        kind, celsius = self._value("certificate_kind", line), self._value("temperature", line)
        return Weighing(
            **quantities,
            refused_reason=self._value("refused_reason", line) or "",
            reduced_price=self._value("reduced_price", line),
            reduced_reason=self._value("reduced_reason", line) or "",
            harvested_on=self._value("harvested_on", line),
            best_before=self._value("best_before", line),
            certificate_kind=CertificateKind(kind) if kind else None,
            certificate_number=self._value("certificate_number", line) or "",
            temperature=None if celsius is None else tenths(celsius),
        )

    def _weighed(self, line: ConsignmentLine) -> dict[str, Any]:
        """Net is gross less tare, or stated alone when the scale shows it; nothing said of the rest means all of it."""
        gross, tare = self._value("gross", line), self._value("tare", line) or NOTHING
        net: Quantity = self._value("net", line) if gross is None else gross - tare
        accepted: Quantity = _or(self._value("accepted", line), net)
        packs = _or(self._value("packs_accepted", line), line.packs) if accepted else 0
        return {
            "gross": gross,
            "tare": NOTHING if gross is None else tare,
            "net": net,
            "accepted": accepted,
            "packs_accepted": packs,
        }

    def _counted(self, line: ConsignmentLine) -> dict[str, Any]:
        came = self._value("net", line)
        accepted = _or(self._value("packs_accepted", line), came)
        content = line.order_line.content
        return {"net": content * came, "accepted": content * accepted, "packs_accepted": accepted}


def _fields_of(line: ConsignmentLine) -> dict[str, Any]:
    order_line = line.order_line
    measured = WeightField if order_line.measure is Measure.KILOGRAM else PieceField
    kinds: dict[str, Any] = {
        "gross": measured,
        "tare": measured,
        "net": measured if order_line.weighed else WholeNumberField,
        "accepted": measured,
        "packs_accepted": WholeNumberField,
        "reduced_price": UnitPriceField,
        "harvested_on": DayField,
        "best_before": DayField,
        "temperature": DecimalNumberField,
    }
    lengths = {"refused_reason": LONGEST_REASON, "reduced_reason": LONGEST_REASON, "certificate_number": 60}
    fields: dict[str, Any] = {}
    for name in CELLS:
        words = PACKS_THAT_CAME if name == "net" and not order_line.weighed else CELLS[name]
        label = str(words) % {"product": order_line.named(current())}
        if name == "certificate_kind":
            choices = [SelectChoice("", "–"), *(SelectChoice(*choice) for choice in CertificateKind.choices())]
            fields[f"{name}_{line.id}"] = SelectField(label, choices=choices)
        elif name in lengths:
            fields[f"{name}_{line.id}"] = TextField(label, longest=lengths[name])
        else:
            fields[f"{name}_{line.id}"] = kinds[name](label)
    return fields


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value
