"""The form of what a lot was bought for: rows of household, quantity, yuan and day; a pasted table, or a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, TextAreaField

from shop.catalogue.models import Lot
from shop.catalogue.purchase_rows import Roster, Typed, read, typed_in
from shop.catalogue.queries.sources import Purchase
from shop.catalogue.services.lots import LONGEST_REASON
from shop.catalogue.sourcing import Bought
from shop.catalogue.words import Measure
from shop.documents.csv_sheets import read_csv
from shop.documents.sheets import MOST_ROWS, read_sheet
from shop.documents.sheets import Row as SheetRow
from shop.kernel import clock
from shop.kernel.refusals import Refused, refuse_if_any
from shop.web.forms import ShopForm, TextField

ROWS, MORE, MOST_ROWS_TYPED = 3, 4, 60
ROW = re.compile(r"household_(\d{1,3})")
LONGEST_CELL = 60
LONGEST_PASTED = 60_000


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one purchase."""

    household: Field
    quantity: Field
    paid: Field
    bought_on: Field


class PurchasesForm(ShopForm):
    """Made with so many rows by `purchases_form`."""

    count: ClassVar[int] = ROWS

    pasted = TextAreaField(_l("Paste a table"))
    sheet = FileField(_l("Or upload a sheet"))
    surplus_reason = TextField(_l("Why more was bought than the lot holds"), longest=LONGEST_REASON)

    def rows(self) -> list[Row]:
        """The rows, in order."""
        return [
            Row(*(self._fields[f"{name}_{row}"] for name in ("household", "quantity", "paid", "bought_on")))
            for row in range(1, self.count + 1)
        ]

    def bought(self, lot: Lot, measure: Measure, roster: Roster) -> list[Bought]:
        """All purchases of the form; raises ``Refused`` with everything that cannot be read."""
        typed = [
            Typed(row.household.data, row.quantity.data, row.paid.data, row.bought_on.data, row=number)
            for number, row in enumerate(self.rows(), start=1)
        ]
        pasted = (self.pasted.data or "").strip()
        if len(pasted) > LONGEST_PASTED:
            raise Refused(_l("This table is too long. Please upload it as a sheet."), field="pasted")
        if pasted:
            typed += typed_in(_table(pasted))
        if (sheet := self._sheet()) is not None:
            typed += typed_in((row.number, row.cells) for row in _sheet_rows(sheet))
        usual = min(lot.harvest_to, clock.today())
        bought, faults = read(typed, roster, measure, usual)
        refuse_if_any(faults)
        return bought

    def _sheet(self) -> FileStorage | None:
        data = self.sheet.data
        return data if isinstance(data, FileStorage) and data.filename else None


class CorrectionForm(ShopForm):
    """What a purchase should have been; with nothing in it the purchase is only taken back."""

    household_1 = TextField(_l("Household"), longest=LONGEST_CELL)
    quantity_1 = TextField(_l("Quantity"), longest=LONGEST_CELL)
    paid_1 = TextField(_l("Paid"), longest=LONGEST_CELL)
    bought_on_1 = TextField(_l("Day"), longest=LONGEST_CELL)
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please give a reason."))
    surplus_reason = TextField(_l("Why more was bought than the lot holds"), longest=LONGEST_REASON)

    def right(self, lot: Lot, measure: Measure, roster: Roster) -> Bought | None:
        """What is right, or nothing; raises ``Refused`` with what cannot be read."""
        typed = Typed(
            self.household_1.data or "",
            self.quantity_1.data or "",
            self.paid_1.data or "",
            self.bought_on_1.data or "",
            row=1,
        )
        bought, faults = read([typed], roster, measure, lot.harvest_to)
        refuse_if_any(faults)
        return bought[0] if bought else None


def _table(pasted: str) -> list[tuple[int, list[str]]]:
    try:
        return read_csv(pasted.encode(), MOST_ROWS)
    except Refused as refusal:
        raise Refused(refusal.message, field="pasted") from None


def _sheet_rows(sheet: FileStorage) -> tuple[SheetRow, ...]:
    try:
        return read_sheet(sheet.read())
    except Refused as refusal:
        raise Refused(refusal.message, field="sheet") from None


def purchases_form(sent: Mapping[str, str]) -> PurchasesForm:
    """The form with a few rows, or with as many as were sent, and some more if they were asked for."""
    found = [int(match[1]) for name in sent if (match := ROW.fullmatch(name))]
    count = max(found, default=ROWS) + (MORE if sent.get("more") else 0)
    count = min(max(count, 1), MOST_ROWS_TYPED)
    fields: dict[str, Any] = {"count": count}
    for row in range(1, count + 1):
        fields |= {
            f"household_{row}": TextField(_l("Household %(row)d", row=row), longest=LONGEST_CELL),
            f"quantity_{row}": TextField(_l("Quantity %(row)d", row=row), longest=LONGEST_CELL),
            f"paid_{row}": TextField(_l("Yuan %(row)d", row=row), longest=LONGEST_CELL),
            f"bought_on_{row}": TextField(_l("Day %(row)d", row=row), longest=LONGEST_CELL),
        }
    made: Any = type("PurchasesFormOfRows", (PurchasesForm,), fields)
    form: PurchasesForm = made()
    return form


def correction_form(purchase: Purchase) -> CorrectionForm:
    """The form with what was entered."""
    return CorrectionForm(
        data={
            "household_1": purchase.shown,
            "quantity_1": str(purchase.quantity),
            "paid_1": str(purchase.paid),
            "bought_on_1": purchase.bought_on.isoformat(),
        }
    )
