"""Sheets of offline purchases: our template's columns, and those of a statement of the 832 platform. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain
from shop.documents.sheets import Row
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.tally.offline.words import SheetForm

HEAD_AMONG_FIRST = 12
MOST_ROWS = 500
TOTALS = re.compile(r"(合计|总计|小计|total)", re.IGNORECASE)


class Column(Labelled):
    """What a column of the sheet says, by the field of a statement that it fills."""

    KIND = "kind", _l("What it was")
    CHANNEL = "channel", _l("Channel")
    ORDER = "order_number", _l("Order number of the 832 platform")
    SELLER = "seller_name", _l("Sold by")
    CODE = "seller_code", _l("Seller’s unified social credit code")
    COUNTY = "seller_county", _l("Seller’s county")
    GOODS = "goods", _l("Goods")
    CATEGORY = "category_id", _l("Kind of produce")
    ORIGIN = "origin_county", _l("County the goods come from")
    QUANTITY = "quantity", _l("Quantity")
    MEASURE = "measure", _l("Measured in")
    CERTIFICATE = "certificate", _l("Certificate number of the goods")
    PURPOSE = "purpose", _l("Purpose")
    AMOUNT = "amount", _l("Amount with tax")
    INVOICE = "invoice_number", _l("Invoice number")
    DAY = "day", _l("Day of the invoice")
    ORDERED = "ordered", _l("Day of the order")
    STATUS = "status", _l("State of the order")


TEMPLATE: Mapping[Column, str] = {
    Column.KIND: "类型",
    Column.CHANNEL: "渠道",
    Column.DAY: "开票日期",
    Column.INVOICE: "发票号码",
    Column.SELLER: "卖方",
    Column.CODE: "统一社会信用代码",
    Column.COUNTY: "卖方所在县",
    Column.GOODS: "商品",
    Column.CATEGORY: "品类",
    Column.ORIGIN: "产地县",
    Column.QUANTITY: "数量",
    Column.MEASURE: "计量单位",
    Column.CERTIFICATE: "认定编号",
    Column.PURPOSE: "用途",
    Column.AMOUNT: "含税金额",
    Column.ORDER: "832订单号",
}
"""The heads of the template, which are understood in any language."""

STATEMENT_832: Mapping[Column, tuple[str, ...]] = {
    Column.ORDER: ("订单号", "订单编号", "主订单号", "子订单号"),
    Column.SELLER: ("供应商", "供应商名称", "店铺", "店铺名称", "商家", "商家名称"),
    Column.CODE: ("供应商统一社会信用代码", "统一社会信用代码", "供应商税号", "销方税号"),
    Column.COUNTY: ("供应商所在县", "供应商所属县", "所属地区", "供应商地区", "脱贫县"),
    Column.GOODS: ("商品", "商品名称", "产品名称"),
    Column.CATEGORY: ("品类", "商品类目", "类目"),
    Column.ORIGIN: ("产地", "商品产地", "产地县"),
    Column.QUANTITY: ("数量", "购买数量", "商品数量"),
    Column.MEASURE: ("单位", "计量单位"),
    Column.CERTIFICATE: ("认定编号", "产品认定编号"),
    Column.PURPOSE: ("用途", "采购用途"),
    Column.AMOUNT: ("金额", "实付金额", "订单金额", "支付金额", "成交金额"),
    Column.ORDERED: ("下单时间", "下单日期", "订单时间"),
    Column.INVOICE: ("发票号码", "发票号", "发票编号"),
    Column.DAY: ("开票日期", "开票时间"),
    Column.STATUS: ("订单状态", "状态"),
}
"""The usual heads of what the 832 platform lets a unit save of its orders."""

NEEDED = {
    SheetForm.TEMPLATE: {Column.SELLER, Column.GOODS, Column.AMOUNT, Column.DAY},
    SheetForm.NATIONAL_832: {Column.ORDER, Column.SELLER, Column.GOODS, Column.AMOUNT},
}
Cells = dict[str, str]


def heads_of(form: SheetForm) -> Mapping[str, Column]:
    """Which column a head means, whatever space or stars stand around it."""
    if form is SheetForm.NATIONAL_832:
        return {head: column for column, heads in STATEMENT_832.items() for head in heads}
    labels = {_tidied(str(column.label)): column for column in Column}
    others = {
        _tidied(head): column
        for column, heads in STATEMENT_832.items()
        if column in TEMPLATE and column is not Column.ORDER
        for head in heads
    }
    return {**labels, **others, **{_tidied(head): column for column, head in TEMPLATE.items()}}


def rows_below(rows: Sequence[Row], form: SheetForm) -> list[tuple[int, Cells]]:
    """The rows below the head, each with its number in Excel and what stands under which column; sums are left out.

    Raises ``Refused`` where there is no head, nothing below it, or too much.
    """
    known = heads_of(form)
    for index, row in enumerate(rows[:HEAD_AMONG_FIRST]):
        places: dict[Column, int] = {}
        for place, cell in enumerate(row.cells):
            column = known.get(_tidied(cell))
            if column is not None:
                places.setdefault(column, place)
        if NEEDED[form] <= set(places):
            return _below(rows[index + 1 :], places)
    missing = ", ".join(str(column.label) for column in Column if column in NEEDED[form])
    raise Refused(
        _l("No row has the heads of the columns. At least these are needed: %(columns)s.", columns=missing),
        field="file",
    )


def _below(rows: Sequence[Row], places: Mapping[Column, int]) -> list[tuple[int, Cells]]:
    found = [
        (row.number, {column.value: plain(row.cell(place)) for column, place in places.items()})
        for row in rows
        if not TOTALS.match(plain(row.cells[0] if row.cells else ""))
    ]
    if not found:
        raise Refused(_l("There is nothing below the heads of the columns."), field="file")
    if len(found) > MOST_ROWS:
        raise Refused(_l("At most %(number)s rows are taken at a time.", number=MOST_ROWS), field="file")
    return found


def _tidied(head: str) -> str:
    return re.sub(r"[\s*:()（）元]", "", plain(head)).lower()
