"""What a row of a sheet says as a statement, or what is wrong in which cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import Measure
from shop.documents.cells import read_amount, read_day
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.tally.offline.columns import Cells, Column
from shop.tally.offline.statement import Statement
from shop.tally.offline.words import CHANNELS, OfflineKind, SheetForm
from shop.tally.words import Channel
from shop.web.forms import read_weight

CHINESE: Mapping[Labelled, tuple[str, ...]] = {
    OfflineKind.PURCHASE: ("直接采购", "采购"),
    OfflineKind.ASSISTED: ("帮助销售", "帮销"),
    OfflineKind.INTENT: ("签约意向", "意向"),
    OfflineKind.DONATION: ("捐赠",),
    Channel.FAIR: ("展销会", "展销"),
    Channel.COUNTER: ("专柜",),
    Channel.DIRECT: ("直采", "现场直采"),
    Channel.NATIONAL_832: ("832平台", "832"),
    Purpose.CANTEEN: ("食堂",),
    Purpose.UNION_WELFARE: ("工会福利", "工会"),
    Purpose.STAFF: ("职工个人", "个人"),
    Purpose.RESALE: ("转售",),
    Purpose.OTHER: ("其他", "其他用途"),
}
"""As people write these words in Chinese, whatever language the page is read in."""

KILOGRAMS = frozenset("kg 公斤 千克 kilogram kilograms".split())
JIN = frozenset("斤 市斤 jin".split())
GONE = ("取消", "关闭", "退款")


class Fault(NamedTuple):
    """What is wrong in a cell."""

    column: Column
    message: Any


@dataclass(frozen=True, slots=True)
class Known:
    """What names mean, and what holds where a cell is empty (a statement of the 832 platform says little)."""

    counties: Mapping[str, str]
    categories: Mapping[str, int]
    category_id: int | None = None
    origin_county: str = ""
    purpose: Purpose | None = None


@dataclass(slots=True)
class Reading:
    """A row being read: faults are gathered, so that whoever mends a sheet learns of all at once."""

    cells: Cells
    faults: list[Fault] = field(default_factory=list)

    def cell(self, column: Column) -> str:
        return self.cells.get(column.value, "")

    def wrong(self, column: Column, message: Any) -> None:
        self.faults.append(Fault(column, message))


def read_row(cells: Cells, form: SheetForm, known: Known) -> tuple[Statement | None, list[Fault]]:
    """The statement of a row, or everything that is wrong in it."""
    row = Reading(cells)
    if any(word in row.cell(Column.STATUS) for word in GONE):
        row.wrong(Column.STATUS, _l("This order was cancelled or paid back: leave its row out."))
    national = form is SheetForm.NATIONAL_832
    kind = OfflineKind.PURCHASE if national else _word(row, Column.KIND, OfflineKind, OfflineKind.PURCHASE)
    channel = Channel.NATIONAL_832 if national else _word(row, Column.CHANNEL, CHANNELS, None)
    if channel is None and not row.cell(Column.CHANNEL):
        row.wrong(Column.CHANNEL, _l("Please say by which channel."))
    day, amount, quantity = _day(row), _amount(row), _quantity(row)
    purpose = _word(row, Column.PURPOSE, Purpose, known.purpose)
    category = _named(row, Column.CATEGORY, known.categories, known.category_id)
    origin = _named(row, Column.ORIGIN, known.counties, known.origin_county or None)
    county = _named(row, Column.COUNTY, known.counties, "", needed=False)
    if row.faults or kind is None or channel is None or day is None or amount is None or quantity is None:
        return None, row.faults
    said = Statement(
        kind=kind,
        channel=channel,
        day=day,
        amount=amount,
        seller_name=row.cell(Column.SELLER),
        seller_code=row.cell(Column.CODE),
        seller_county=county or "",
        goods=row.cell(Column.GOODS),
        category_id=int(category or 0),
        origin_county=origin or "",
        quantity=quantity,
        measure=_measure(row, national=national),
        certificate=row.cell(Column.CERTIFICATE),
        purpose=purpose,
        invoice_number=row.cell(Column.INVOICE),
        order_number=row.cell(Column.ORDER),
    )
    return said, []


def _word(row: Reading, column: Column, words: Iterable[Any], otherwise: Any) -> Any:
    typed = row.cell(column)
    if not typed:
        return otherwise
    for word in words:
        if typed.lower() in {word.value, str(word.label).lower(), *CHINESE.get(word, ())}:
            return word
    row.wrong(column, _l("“%(typed)s” is none of the words that are understood here.", typed=typed[:40]))
    return None


def _named(row: Reading, column: Column, named: Mapping[str, Any], otherwise: Any, *, needed: bool = True) -> Any:
    typed = row.cell(column)
    if not typed:
        if otherwise is None and needed:
            row.wrong(column, _l("This is missing."))
        return otherwise
    found = named.get(typed.lower())
    if found is None:
        row.wrong(column, _l("“%(typed)s” is not known here.", typed=typed[:40]))
    return found


def _day(row: Reading) -> date | None:
    """The invoice's day; where a statement has none, the order's stands in until somebody corrects it."""
    column = Column.DAY if row.cell(Column.DAY) else Column.ORDERED if row.cell(Column.ORDERED) else Column.DAY
    try:
        found = read_day(row.cell(column))
    except ValueError:
        row.wrong(column, _l("Please enter a date, such as 2026-11-23."))
        return None
    if found is None:
        row.wrong(column, _l("This is missing."))
    return found


def _amount(row: Reading) -> Money | None:
    try:
        found = read_amount(row.cell(Column.AMOUNT))
    except ValueError:
        row.wrong(Column.AMOUNT, _l("Please enter an amount in yuan, to the fen."))
        return None
    if found is None:
        row.wrong(Column.AMOUNT, _l("This is missing."))
    return found


def _quantity(row: Reading) -> Quantity | None:
    typed = row.cell(Column.QUANTITY)
    if not typed:
        row.wrong(Column.QUANTITY, _l("This is missing."))
        return None
    in_jin = row.cell(Column.MEASURE).lower() in JIN and not typed.endswith(("斤", "jin", "kg"))
    try:
        return read_weight(f"{typed}斤" if in_jin else typed)
    except ValueError as wrong:
        row.wrong(Column.QUANTITY, str(wrong))
        return None


def _measure(row: Reading, *, national: bool) -> Measure:
    """Kilograms, or pieces: boxes, bags and sets are counted. Where nothing is said, goods are weighed."""
    typed = row.cell(Column.MEASURE).lower()
    if typed in KILOGRAMS | JIN or typed == Measure.KILOGRAM.value:
        return Measure.KILOGRAM
    return Measure.KILOGRAM if not typed and not national else Measure.PIECE
