"""Who wants to sell in the demo, and what became of each so many days ago. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass

from shop.organisations.lifecycle import Vetting
from shop.organisations.words import SupplierKind

S, R, A = Vetting.SUBMIT, Vetting.RECOMMEND, Vetting.APPROVE
RETURNED = "执照照片看不清，请重新拍照上传；带动户数请与村委会核对后再报。"
SENT_BACK = "请县里核实该社与农户的收购合同，再报。"
GIVEN_BACK = "收款账户户名与执照名称不一致，请更正。"
REFUSED = "与已登记的另一家合作社为同一经营主体，不再受理。"
MAINTAINED = "applicant@demo.example"
"""Who tries the demo fills in this one's application: it was returned."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A business that applies, who fills it in, and what became of it so many days ago."""

    key: str
    name: str
    person: str
    kind: SupplierKind
    county: str
    township: str | None
    about: str
    mechanism: str
    linked: tuple[int, int]
    steps: tuple[tuple[int, Vetting, str], ...]
    begun: int
    whole: bool = True
    email: str = ""


COOP, FARM = SupplierKind.COOPERATIVE, SupplierKind.FAMILY_FARM
VILLAGE, WORKSHOP = SupplierKind.VILLAGE_COMPANY, SupplierKind.WORKSHOP
WAYS = ("按保底价收购，年终按交货量返还盈余。", "在家门口用工，按件计酬。", "统一供苗、统一收购，利润六成归农户。")

APPLICANTS = (
    Applicant(
        "zhuxi",
        "大关竹溪笋业农民专业合作社",
        "邓竹溪",
        COOP,
        "530624",
        "530624104",
        "天星的竹农合在一起，只做鲜笋和清水笋。",
        WAYS[0],
        (26, 98),
        ((16, S, ""), (9, Vetting.RETURN, RETURNED)),
        21,
        email=MAINTAINED,
    ),
    Applicant(
        "songtao",
        "大关松涛家庭农场",
        "杨松涛",
        FARM,
        "530624",
        "530624107",
        "寿山坡上的一家人，种花椒，也养蜂。",
        WAYS[2],
        (8, 31),
        ((2, S, ""),),
        5,
    ),
    Applicant(
        "yunding",
        "大关云顶马铃薯农民专业合作社",
        "毛云顶",
        COOP,
        "530624",
        "530624108",
        "高桥的洋芋，海拔两千米。",
        WAYS[0],
        (41, 160),
        ((30, S, ""), (24, Vetting.RETURN, RETURNED), (12, S, "")),
        34,
    ),
    Applicant(
        "huangsha",
        "宾川黄沙村集体经济有限公司",
        "段黄沙",
        VILLAGE,
        "532924",
        None,
        "村里的柑橘和葡萄，由村集体公司统一卖。",
        WAYS[2],
        (63, 241),
        ((6, S, ""),),
        10,
    ),
    Applicant(
        "shimen",
        "漾濞石门核桃农民专业合作社",
        "字石门",
        COOP,
        "532922",
        None,
        "石门关下的老核桃树，每家几棵，合起来卖。",
        WAYS[0],
        (55, 208),
        ((19, S, ""), (4, R, "")),
        25,
    ),
    Applicant(
        "shaxi",
        "剑川沙溪梅子帮扶车间",
        "张沙溪",
        WORKSHOP,
        "532931",
        None,
        "车间里做苏裹梅，工人都住在十里之内。",
        WAYS[1],
        (14, 52),
        ((22, S, ""), (15, R, ""), (1, Vetting.SEND_BACK, SENT_BACK)),
        28,
    ),
    Applicant(
        "fengyu",
        "洱源凤羽梅果家庭农场",
        "杨凤羽",
        FARM,
        "532930",
        None,
        "凤羽的盐梅和青梅。",
        WAYS[2],
        (6, 24),
        ((40, S, ""), (33, R, ""), (27, Vetting.GIVE_BACK, GIVEN_BACK), (20, Vetting.WITHDRAW, "")),
        46,
    ),
    Applicant(
        "yunhe",
        "鹤庆云鹤供销联合社",
        "和云鹤",
        COOP,
        "532932",
        None,
        "替周边几个村收货。",
        WAYS[2],
        (9, 35),
        ((60, S, ""), (52, R, ""), (48, Vetting.REFUSE, REFUSED)),
        66,
    ),
    Applicant(
        "nanzhao",
        "巍山南诏红雪梨农民专业合作社",
        "左南诏",
        COOP,
        "532927",
        None,
        "红雪梨下霜以后才摘，才甜。",
        WAYS[0],
        (72, 280),
        ((50, S, ""), (44, R, ""), (38, A, "")),
        55,
    ),
    Applicant("xinmiao", "大关新苗中药材家庭农场", "李新苗", FARM, "530624", None, "", "", (0, 0), (), 1, whole=False),
)
