"""The purchases that the demo's units made elsewhere: who, when, of whom, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass

from shop.kernel.purposes import Purpose
from shop.tally.offline.words import OfflineKind
from shop.tally.words import Channel

SCHOOL = "lanchuan-primary"
OUTSIDERS = {
    "832-xiangyun": ("祥云山货电子商务（演示）", "532923"),
    "832-luquan": ("洱源梅果合作社（演示）", "532930"),
    "fair-stall": ("展销会临时摊位（演示）", "530624"),
}
HEADS_832 = (
    "订单号",
    "供应商",
    "统一社会信用代码",
    "供应商所在县",
    "商品名称",
    "数量",
    "单位",
    "实付金额",
    "下单时间",
    "发票号码",
    "开票日期",
    "产品认定编号",
)
RETURNED = "发票抬头是个人姓名，请换开单位抬头后再报。"
NOT_SAME = "一笔是平台验收的食堂用料，另一笔是展销会现场购买，票据号码不同。"
MISTAKEN = "同一张发票已由工会登记，本笔撤回。"
TOO_MUCH = "其中一箱当场退货，按红字信息核减。"
DOUBTFUL = "供货方回函称未开过此票，先存疑。"
TWICE = "与食堂平台采购为同一批货物，核实后删除。"


@dataclass(frozen=True, slots=True)
class Case:
    """One of them: so many days before the demo's last one, and what becomes of it."""

    unit: str
    days: int
    yuan: int
    kg: int
    seller: str = "daguan-lanqiong"
    product: int = 1
    channel: Channel = Channel.FAIR
    kind: OfflineKind = OfflineKind.PURCHASE
    purpose: Purpose = Purpose.CANTEEN
    becomes: str = "verified"
    goods: str = ""


ASSISTED, INTENT, DONATION = OfflineKind.ASSISTED, OfflineKind.INTENT, OfflineKind.DONATION
COUNTER, DIRECT, NATIONAL = Channel.COUNTER, Channel.DIRECT, Channel.NATIONAL_832
WELFARE, STAFF = Purpose.UNION_WELFARE, Purpose.STAFF
CASES = (
    Case(SCHOOL, 520, 8600, 96),
    Case("qilan-hospital", 480, 12400, 2200, "daguan-qingchuan", 0, DIRECT),
    Case("lizhou-middle", 455, 5200, 610, "832-xiangyun", 0, NATIONAL, goods="祥云红梨"),
    Case("sanjiao-benji", 430, 3900, 45, purpose=WELFARE),
    Case("yuwei-electronics", 400, 26000, 150, "daguan-cuiyan", 1, COUNTER, purpose=WELFARE),
    Case(SCHOOL, 300, 4380, 50),
    Case("qilan-hospital", 260, 7650, 2550, "daguan-qingchuan", 0, DIRECT),
    Case("lizhou-hospital", 240, 6120, 640, "832-xiangyun", 0, NATIONAL, goods="祥云红梨"),
    Case("lizhou-primary", 200, 3150, 300, "fair-stall", 0, goods="展销会干货"),
    Case("sanjiao-benji", 170, 4800, 52, becomes="lowered"),
    Case("huoju-benji", 160, 9900, 110, becomes="disputed"),
    Case("tangsha-middle", 150, 5600, 62, becomes="struck"),
    Case("qizhi-health", 120, 15800, 90, "daguan-cuiyan", 1, COUNTER, purpose=WELFARE),
    Case("lizhou-middle", 90, 2870, 300, "832-luquan", 0, NATIONAL, goods="雕梅"),
    Case(SCHOOL, 60, 2640, 30, purpose=STAFF),
    Case("lizhou-middle", 45, 3300, 37, becomes="returned"),
    Case(SCHOOL, 40, 2100, 24, becomes="returned"),
    Case("yucheng-middle", 38, 1980, 22, becomes="withdrawn"),
    Case("lizhou-primary", 20, 4400, 50, becomes="waiting"),
    Case("sanjiao-benji", 14, 5230, 58, product=0, channel=COUNTER, becomes="waiting"),
    Case(SCHOOL, 9, 3760, 42, becomes="waiting"),
    Case("qilan-hospital", 6, 5940, 1980, "daguan-qingchuan", 0, DIRECT, becomes="unproved"),
    Case(SCHOOL, 410, 30000, 340, kind=ASSISTED, channel=COUNTER),
    Case("huoju-benji", 180, 52000, 600, kind=ASSISTED),
    Case("lizhi-textile", 75, 18600, 210, kind=ASSISTED, becomes="waiting"),
    Case("yuwei-electronics", 350, 200000, 2200, kind=INTENT, channel=DIRECT),
    Case("sancheng-coating", 65, 80000, 900, kind=INTENT, channel=DIRECT),
    Case("rongyan-machinery", 55, 60000, 660, kind=INTENT, channel=DIRECT, becomes="waiting"),
    Case("qizhi-health", 330, 12000, 130, kind=DONATION, channel=DIRECT),
    Case("tangguang-lighting", 100, 6800, 75, kind=DONATION, channel=DIRECT),
)
