"""Sheets of offline purchases: what their cells mean, what is wrong in which, and that all of it is entered or none."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from shop.documents.workbooks import workbook
from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.organisations.models import Unit
from shop.tally.models import OfflinePurchase, OfflineSheet
from shop.tally.offline.columns import TEMPLATE, Column
from shop.tally.offline.rows import Known, read_row
from shop.tally.offline.words import OfflineKind, OfflineState, SheetForm, SheetState
from shop.tally.queries.offline_register import versions_of
from shop.tally.services.offline.sheets import Otherwise, apply_sheet, discard_sheet, receive_sheet
from shop.tally.words import Channel
from tests.factories.offline import OUTSIDER, an_offline_purchase
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")

KNOWN = Known({"530624": "530624", "大关县": "530624"}, {"山货": 7})
ROW = {
    Column.KIND: "直接采购",
    Column.CHANNEL: "展销会",
    Column.DAY: "2026年5月20日",
    Column.INVOICE: "26530000000000001234",
    Column.SELLER: "coop",
    Column.CODE: "",
    Column.COUNTY: "",
    Column.GOODS: "马铃薯",
    Column.CATEGORY: "山货",
    Column.ORIGIN: "大关县",
    Column.QUANTITY: "500",
    Column.MEASURE: "公斤",
    Column.CERTIFICATE: "N-potatoes",
    Column.PURPOSE: "食堂",
    Column.AMOUNT: "¥1,200.50",
    Column.ORDER: "",
}
HEADS_832 = (
    "订单号 供应商 统一社会信用代码 供应商所在县 商品名称 数量 单位 实付金额 下单时间 发票号码 开票日期 订单状态"
).split()


def cells(**changes: str) -> dict[str, str]:
    return {column.value: changes.get(column.name, typed) for column, typed in ROW.items()}


def test_a_row_of_the_template_is_a_statement() -> None:
    said, faults = read_row(cells(), SheetForm.TEMPLATE, KNOWN)
    assert said is not None
    assert faults == []
    assert (said.kind, said.channel, said.purpose) == (OfflineKind.PURCHASE, Channel.FAIR, Purpose.CANTEEN)
    assert (said.amount, said.quantity, said.category_id) == (Money(120_050), Quantity.of(500), 7)


@pytest.mark.parametrize(
    ("typed", "measure", "kg"),
    [("500", "公斤", "500"), ("500", "斤", "250"), ("500斤", "公斤", "250"), ("1,000", "kg", "1000"), ("3", "箱", "3")],
)
def test_quantities_are_read_as_people_write_them(typed: str, measure: str, kg: str) -> None:
    said, _faults = read_row(cells(QUANTITY=typed, MEASURE=measure), SheetForm.TEMPLATE, KNOWN)
    assert said is not None
    assert said.quantity == Quantity.of(kg)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"AMOUNT": "面议"}, [Column.AMOUNT]),
        ({"AMOUNT": ""}, [Column.AMOUNT]),
        ({"DAY": "去年"}, [Column.DAY]),
        ({"DAY": ""}, [Column.DAY]),
        ({"QUANTITY": "三箱"}, [Column.QUANTITY]),
        ({"CHANNEL": "网店"}, [Column.CHANNEL]),
        ({"CHANNEL": ""}, [Column.CHANNEL]),
        ({"CHANNEL": "platform"}, [Column.CHANNEL]),
        ({"KIND": "赠送"}, [Column.KIND]),
        ({"ORIGIN": "天上"}, [Column.ORIGIN]),
        ({"ORIGIN": ""}, [Column.ORIGIN]),
        ({"CATEGORY": "石头"}, [Column.CATEGORY]),
        ({"PURPOSE": "送礼"}, [Column.PURPOSE]),
        ({"AMOUNT": "?", "DAY": "?", "QUANTITY": "?"}, [Column.DAY, Column.AMOUNT, Column.QUANTITY]),
    ],
)
def test_whatever_cannot_be_read_is_named_with_its_cell(changes: dict[str, str], wrong: list[Column]) -> None:
    said, faults = read_row(cells(**changes), SheetForm.TEMPLATE, KNOWN)
    assert said is None
    assert [fault.column for fault in faults] == wrong


def school(world: World) -> Unit:
    return db.session.get_one(Unit, world.organisations["school"])


def template(*rows: dict[Column, str]) -> bytes:
    return workbook("线下采购", list(TEMPLATE.values()), [[(ROW | row)[column] for column in TEMPLATE] for row in rows])


def received(world: World, data: bytes, form: SheetForm = SheetForm.TEMPLATE, **otherwise: Any) -> OfflineSheet:
    by = world.actor("school.manager")
    return receive_sheet(school(world), form, "sheet.xlsx", data, Otherwise(**otherwise), by=by)


def how_many() -> int:
    return int(db.session.execute(select(func.count()).select_from(OfflinePurchase)).scalar_one())


def test_checking_enters_nothing_and_entering_enters_everything(world: World) -> None:
    one, other = {Column.INVOICE: "1" * 20}, {Column.INVOICE: "2" * 20, Column.AMOUNT: "77", Column.KIND: "捐赠"}
    sheet = received(world, template(one, other))
    assert (sheet.count, sheet.wrong, sheet.amount, how_many()) == (2, 0, Money(127_750), 0)
    entered = apply_sheet(sheet, by=world.actor("school.manager"))
    assert [purchase.kind for purchase in entered] == [OfflineKind.PURCHASE, OfflineKind.DONATION]
    assert (sheet.state, sheet.rows) == (SheetState.APPLIED, [])
    with pytest.raises(Refused, match="already"):
        apply_sheet(sheet, by=world.actor("school.manager"))


def test_one_wrong_cell_keeps_the_whole_sheet_out(world: World) -> None:
    sheet = received(world, template({}, {Column.SELLER: "Somebody unknown", Column.AMOUNT: "3"}))
    (fault,) = sheet.rows[2]["faults"]
    assert (sheet.wrong, fault["column"]) == (1, Column.COUNTY.value)
    assert "county" in fault["en"]
    with pytest.raises(Refused, match="wrong"):
        apply_sheet(sheet, by=world.actor("school.manager"))
    assert how_many() == 0
    discard_sheet(sheet, by=world.actor("school.manager"))
    assert sheet.state is SheetState.DISCARDED


def test_what_was_entered_meanwhile_in_another_tab_is_not_given_up(world: World) -> None:
    manager = world.actor("school.manager")
    unit = db.session.get_one(Unit, world.organisations["school"])
    sheet = receive_sheet(unit, SheetForm.NATIONAL_832, "832.xlsx", statement_832(("1", "9")), Otherwise(), by=manager)
    beside = update(OfflineSheet.__table__).where(OfflineSheet.__table__.c.id == sheet.id)
    db.session.execute(beside.values(state=SheetState.APPLIED))
    assert sheet.state is SheetState.CHECKED
    with pytest.raises(Refused, match="already"):
        discard_sheet(sheet, by=manager)


def statement_832(*orders: tuple[str, str], **changes: str) -> bytes:
    usual = {
        "供应商": OUTSIDER["seller_name"],
        "统一社会信用代码": OUTSIDER["seller_code"],
        "供应商所在县": "530624",
        "商品名称": "马铃薯",
        "数量": "20",
        "单位": "箱",
        "下单时间": "2026-05-20 10:21",
        "开票日期": "",
        "订单状态": "已完成",
    } | changes
    rows = [
        [(usual | {"订单号": order, "实付金额": amount, "发票号码": f"26{n:018d}"})[head] for head in HEADS_832]
        for n, (order, amount) in enumerate(orders)
    ]
    return workbook("订单", HEADS_832, [*rows, ["合计", *[""] * (len(HEADS_832) - 1)]])


def received_832(world: World, data: bytes) -> OfflineSheet:
    (category_id,) = {version.category_id for version in versions_of(an_offline_purchase(world, proved=False).id)}
    return received(
        world,
        data,
        SheetForm.NATIONAL_832,
        purpose=Purpose.CANTEEN,
        category_id=category_id,
        origin_county="530624",
    )


def test_a_statement_of_the_832_platform_is_understood(world: World) -> None:
    sheet = received_832(world, statement_832(("P1", "860.00"), ("P2", "1,005")))
    assert (sheet.count, sheet.wrong) == (2, 0)
    first, second = apply_sheet(sheet, by=world.actor("school.manager"))
    assert (first.order_number, first.channel, first.kind) == ("P1", Channel.NATIONAL_832, OfflineKind.PURCHASE)
    version = versions_of(second.id)[-1]
    assert (version.amount, version.day.isoformat(), version.supplier_id) == (Money.yuan(1005), "2026-05-20", None)
    assert version.facts.supplier_approved
    assert [purchase.state for purchase in (first, second)] == [OfflineState.ENTERED] * 2


def test_the_same_order_number_is_refused_in_a_sheet_and_in_the_register(world: World) -> None:
    twice = received_832(world, statement_832(("P1", "860.00"), ("P1", "12")))
    (fault,) = twice.rows[2]["faults"]
    assert fault["column"] == Column.ORDER.value
    apply_sheet(received_832(world, statement_832(("P1", "860.00"))), by=world.actor("school.manager"))
    again = received_832(world, statement_832(("P1", "860.00")))
    assert again.wrong == 1


def test_a_row_that_was_refused_since_it_was_checked_keeps_the_whole_sheet_out(world: World) -> None:
    first = received_832(world, statement_832(("P1", "860.00"), ("P2", "5")))
    apply_sheet(received_832(world, statement_832(("P2", "7"))), by=world.actor("school.manager"))
    with pytest.raises(Refused, match=r"Row 3: .*order number"):
        apply_sheet(first, by=world.actor("school.manager"))


def test_a_cancelled_order_is_to_be_left_out(world: World) -> None:
    sheet = received_832(world, statement_832(("P1", "860.00"), 订单状态="已取消"))
    assert [fault["column"] for fault in sheet.rows[1]["faults"]] == [Column.STATUS.value]
