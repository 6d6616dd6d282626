"""The form of an invoice: the paper with its lines, and to which accepted lines it belongs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from shop.catalogue.words import TaxRate
from shop.documents.uploads import shown_name
from shop.kernel import money
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.einvoice import EInvoice
from shop.payments.forms.suggested import lines_of
from shop.payments.invoicing import LINES_AT_MOST, InvoiceKind
from shop.payments.matching import MatchedLine
from shop.payments.paper import Paper, PaperLine
from shop.web.forms import DayField, PieceField, ShopForm, TextField, YuanField
from shop.web.language import current

CELLS = ("what", "quantity", "net", "rate", "tax")
ROW = re.compile(r"what_(\d{1,2})", re.ASCII)
NEEDED = _l("Please fill this in.")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one line of the paper."""

    number: int
    what: Field
    quantity: Field
    net: Field
    rate: Field
    tax: Field

    @property
    def is_empty(self) -> bool:
        return not (self.what.data or self.net.data or self.tax.data or self.quantity.data)


class PartsForm(ShopForm):
    """How much of the invoice belongs to each accepted line; made for certain lines by `form_for`."""

    matched: ClassVar[Sequence[MatchedLine]] = ()

    def part_field(self, line: MatchedLine) -> Field:
        found: Field = self._fields[f"part_{line.acceptance_line_id}"]
        return found

    def parts(self) -> dict[int, Money]:
        """What is typed, by acceptance line; what is empty is nothing."""
        typed = {line.acceptance_line_id: self.part_field(line).data for line in self.matched}
        return {line_id: amount for line_id, amount in typed.items() if amount is not None}


class InvoiceForm(PartsForm):
    """The paper itself. ``sign`` is −1 for a red letter, whose amounts may be typed with their minus or without."""

    kinds: ClassVar[Sequence[InvoiceKind]] = ()
    rows_shown: ClassVar[int] = 1
    sign: ClassVar[int] = 1

    code = TextField(_l("Code of the invoice"), longest=20)
    number = TextField(_l("Number of the invoice"), longest=30, needed=NEEDED)
    issued_on = DayField(_l("Issued on"))
    total = YuanField(_l("Total with tax"))

    def rows(self) -> list[Row]:
        """The lines of the paper, in order."""
        return [
            Row(number, *(self._fields[f"{name}_{number}"] for name in CELLS))
            for number in range(1, self.rows_shown + 1)
        ]

    def paper(self) -> Paper:
        """What stands on the invoice; what is missing is refused beside its field."""
        for field in (self.issued_on, self.total):
            if field.data is None:
                raise Refused(NEEDED, field=field.name)
        seller, tax_number = self._fields.get("seller_name"), self._fields.get("seller_tax_number")
        return Paper(
            kind=InvoiceKind(self._fields["kind"].data) if "kind" in self._fields else InvoiceKind.RED,
            number=self.number.data or "",
            code=self.code.data or "",
            issued_on=cast("Any", self.issued_on.data),
            total=self._signed(cast("Any", self.total.data)),
            lines=[self._line(row) for row in self.rows() if not row.is_empty],
            seller_name=seller.data or "" if seller else "",
            seller_tax_number=tax_number.data or "" if tax_number else "",
        )

    def _line(self, row: Row) -> PaperLine:
        for field in (row.what, row.net):
            if not field.data:
                raise Refused(NEEDED, field=field.name)
        return PaperLine(
            what=row.what.data,
            quantity=row.quantity.data,
            net=self._signed(row.net.data),
            rate=TaxRate(row.rate.data),
            tax=self._signed(row.tax.data or Money(0)),
        )

    def _signed(self, amount: Money) -> Money:
        return Money(-abs(amount.fen)) if self.sign < 0 else amount

    def kept_file(self) -> tuple[bytes, str] | None:
        """The e-invoice that the form was filled from, and what it is called; nothing where it was typed by hand."""
        held = self._fields.get("kept")
        if held is None or not held.data:
            return None
        try:
            return base64.b64decode(held.data, validate=True), self._fields["kept_name"].data or ""
        except binascii.Error as error:
            raise Refused(_l("The file that was read has been lost: please choose it again."), field="file") from error


def form_for(
    matched: Sequence[MatchedLine],
    *,
    kinds: Sequence[InvoiceKind] = (),
    sent: Mapping[str, str],
    outside: bool = False,
    lines: Sequence[PaperLine] = (),
    sign: int = 1,
    parts: Mapping[int, Money] | None = None,
    told: EInvoice | None = None,
    kept: tuple[bytes, str] | None = None,
    afresh: bool = False,
) -> InvoiceForm:
    """The form of a paper: filled from accepted lines (or from ``lines``), with as many rows as were sent.

    Where the seller may be another than the supplier it is asked for: the tax office issues for it, or it sells
    elsewhere. ``afresh`` it is as it was before anything was sent; ``told`` fills it from an e-invoice, ``kept`` in the
    form meanwhile.
    """
    start_lines = list((told and told.lines) or lines) or lines_of(matched)
    rows = _rows({} if afresh else sent, max(len(start_lines), 1))
    fields: dict[str, Any] = {"matched": matched, "kinds": kinds, "rows_shown": rows, "sign": sign}
    if kinds:
        choices = [SelectChoice(kind.value, kind.label) for kind in kinds]
        fields["kind"] = SelectField(_l("Kind of invoice"), choices=choices)
    if outside:
        fields["seller_name"] = TextField(_l("Sold by"), longest=200)
    if outside or InvoiceKind.TAX_OFFICE in kinds:
        fields["seller_tax_number"] = TextField(_l("Tax number of the seller"), longest=30)
    if sign > 0:
        fields |= {"file": FileField(_l("File of the e-invoice")), "kept": HiddenField(), "kept_name": HiddenField()}
    for number in range(1, rows + 1):
        fields |= _row_fields(number)
    fields |= _part_fields(matched)
    made = cast("type[InvoiceForm]", type("InvoiceFormOfLines", (InvoiceForm,), fields))
    given = parts if parts is not None else {line.acceptance_line_id: line.difference for line in matched}
    chosen = {"kind": kinds[0].value} if kinds else {}
    start = _start(start_lines, given) | chosen
    if told is not None:
        start |= _said(told, kinds, kept, outside=outside)
    return made(formdata=None, data=start) if afresh else made(data=start)


def _said(
    told: EInvoice, kinds: Sequence[InvoiceKind], kept: tuple[bytes, str] | None, *, outside: bool
) -> dict[str, Any]:
    """What an e-invoice says for the fields of the paper; what it does not say is left as it was."""
    said = {
        "number": told.number,
        "issued_on": told.issued_on,
        "total": told.total,
        "seller_name": told.seller_name,
        "seller_tax_number": told.seller_tax_number if outside else "",
        "kind": told.kind.value if told.kind is not None and told.kind in kinds else None,
    }
    found = {name: value for name, value in said.items() if value}
    if kept is not None:
        found |= {"kept": base64.b64encode(kept[0]).decode(), "kept_name": shown_name(kept[1])}
    return found


def parts_form(matched: Sequence[MatchedLine]) -> PartsForm:
    """The form that says anew to which accepted lines an invoice belongs."""
    made = cast("type[PartsForm]", type("PartsFormOfLines", (PartsForm,), {"matched": matched} | _part_fields(matched)))
    return made(data={f"part_{line.acceptance_line_id}": line.part for line in matched if line.part})


def _rows(sent: Mapping[str, str], usual: int) -> int:
    if not sent:
        return min(usual, LINES_AT_MOST)
    found = max((int(match[1]) for name in sent if (match := ROW.fullmatch(name))), default=usual)
    return min(max(found, 1) + (1 if sent.get("then") == "more" else 0), LINES_AT_MOST)


def _row_fields(number: int) -> dict[str, Any]:
    rates = [SelectChoice(rate.value, rate.label) for rate in TaxRate]
    return {
        f"what_{number}": TextField(_l("Line %(number)s: goods", number=number), longest=120),
        f"quantity_{number}": PieceField(_l("Line %(number)s: quantity", number=number)),
        f"net_{number}": YuanField(_l("Line %(number)s: amount without tax", number=number)),
        f"rate_{number}": SelectField(_l("Line %(number)s: tax rate", number=number), choices=rates),
        f"tax_{number}": YuanField(_l("Line %(number)s: tax", number=number)),
    }


def _part_fields(matched: Sequence[MatchedLine]) -> dict[str, Any]:
    return {
        f"part_{line.acceptance_line_id}": YuanField(_l("Part for %(goods)s", goods=line.named(current())))
        for line in matched
    }


def _start(lines: Sequence[PaperLine], parts: Mapping[int, Money]) -> dict[str, Any]:
    start: dict[str, Any] = {}
    for number, line in enumerate(lines, start=1):
        start[f"what_{number}"], start[f"net_{number}"], start[f"tax_{number}"] = line.what, line.net, line.tax
        start[f"rate_{number}"] = line.rate.value
        start[f"quantity_{number}"] = line.quantity
    if lines:
        start["total"] = money.total(line.total for line in lines)
    return start | {f"part_{line_id}": amount for line_id, amount in parts.items() if amount}
