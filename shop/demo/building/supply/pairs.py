"""Schools, hospitals and villages of Daguan and Dali with those who are paired with them, and the jobs of workshops.

Every one of them is INVENTED, its name too: put together from a township and a word, never a real school or clinic.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import select

from shop.demo.building.stage import Stage
from shop.demo.building.supply.invented_papers import paper_of
from shop.documents.files import keep
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations.models import AidedBody, BodyPair, Supplier, Unit
from shop.organisations.pair_life import PairStep
from shop.organisations.services.bodies import Entered, enter_body
from shop.organisations.services.jobs import state_jobs
from shop.organisations.services.pairs import propose_pair, take_pair_step
from shop.organisations.words import SupplierKind
from shop.organisations.words_pairs import BodyKind

SCHOOL, HOSPITAL, VILLAGE = BodyKind.SCHOOL, BodyKind.HOSPITAL, BodyKind.VILLAGE


class _Body(NamedTuple):
    """A body with the units that are paired with it, by their keys."""

    kind: BodyKind
    county: str
    township: str
    name: str
    english: str
    units: tuple[str, ...] = ()


def _daguan(kind: BodyKind, township: int, name: str, english: str, *units: str) -> _Body:
    return _Body(kind, "530624", f"530624{township}", name, english, units)


BODIES = (
    _daguan(SCHOOL, 101, "翠竹小学", "Cuizhu Primary School", "lanchuan-primary", "lanchuan-kindergarten"),
    _daguan(SCHOOL, 101, "翠屏中学", "Cuiping Middle School", "yucheng-middle"),
    _daguan(SCHOOL, 102, "玉带小学", "Yudai Primary School", "haiyin-school"),
    _daguan(SCHOOL, 103, "吉祥小学", "Jixiang Primary School", "yantian-primary"),
    _daguan(SCHOOL, 104, "天河小学", "Tianhe Primary School", "zhuyin-primary"),
    _daguan(SCHOOL, 105, "木林中学", "Mulin Middle School", "yantian-middle"),
    _daguan(SCHOOL, 106, "悦来小学", "Yuelai Primary School", "shalan-primary"),
    _daguan(SCHOOL, 107, "寿松小学", "Shousong Primary School", "lizhou-primary"),
    _daguan(SCHOOL, 108, "高坪小学", "Gaoping Primary School", "tangsha-primary"),
    _daguan(SCHOOL, 201, "上坪小学", "Shangping Primary School"),
    _daguan(HOSPITAL, 101, "翠竹医院", "Cuizhu Hospital", "qilan-hospital"),
    _daguan(HOSPITAL, 102, "玉带卫生院", "Yudai Clinic", "yanwan-hospital"),
    _daguan(HOSPITAL, 104, "天河卫生院", "Tianhe Clinic", "renxiang-hospital"),
    _daguan(HOSPITAL, 105, "木林卫生院", "Mulin Clinic", "lizhou-hospital"),
    _daguan(HOSPITAL, 107, "寿松卫生院", "Shousong Clinic", "tangsha-hospital"),
    _daguan(HOSPITAL, 201, "上坪卫生院", "Shangping Clinic"),
    _daguan(VILLAGE, 101, "竹荫村", "Zhuyin Village", "yuwei-electronics"),
    _daguan(VILLAGE, 102, "玉泉村", "Yuquan Village", "qizhi-health"),
    _daguan(VILLAGE, 103, "吉安坪村", "Ji’anping Village", "tuolan-logistics"),
    _daguan(VILLAGE, 105, "木瓜坪村", "Muguaping Village", "qixi-precision", "zhoulan-biotech"),
    _daguan(VILLAGE, 106, "悦安村", "Yue’an Village", "rongyan-machinery"),
    _daguan(VILLAGE, 108, "高岩村", "Gaoyan Village"),
    _daguan(VILLAGE, 201, "上岭村", "Shangling Village"),
    _Body(SCHOOL, "532922", "", "漾江小学", "Yangjiang Primary School", ("renxiang-middle",)),
    _Body(HOSPITAL, "532922", "", "漾江卫生院", "Yangjiang Clinic", ("lizhou-hospital",)),
    _Body(VILLAGE, "532922", "", "核桃箐村", "Hetaoqing Village", ("langxi-appliances",)),
    _Body(SCHOOL, "532924", "", "宾河小学", "Binhe Primary School", ("lizhou-middle",)),
    _Body(VILLAGE, "532924", "", "柑园村", "Ganyuan Village", ("shahe-aquatic",)),
    _Body(SCHOOL, "532929", "", "云岭小学", "Yunling Primary School", ("tangsha-middle",)),
    _Body(HOSPITAL, "532929", "", "云岭卫生院", "Yunling Clinic"),
    _Body(VILLAGE, "532929", "", "火腿箐村", "Huotuiqing Village"),
    _Body(SCHOOL, "532930", "", "洱苑小学", "Eryuan Garden School", ("rongguang-kindergarten",)),
    _Body(SCHOOL, "532931", "", "剑湖小学", "Jianhu Primary School"),
)
WAITS = ("上坪小学", "tangyuan-kindergarten")
"""A pairing that a town has proposed and nobody has decided yet."""

REMARKS = {
    SCHOOL: "教师互访，每学期两次；食堂优先采购结对乡镇的山货。",
    HOSPITAL: "医护进修与巡诊，每年一批。",
    VILLAGE: "认购当季山货，吸纳劳动力就业。",
}
AFTER = timedelta(days=20)
JOBS = ((40, 31), (26, 19), (34, 22), (18, 15))


def pair_up(stage: Stage) -> None:
    """Everything is registered when the demo's world begins, and most of it is paired three weeks later."""
    offices = {body.county for body in BODIES}
    by = {code: stage.somebody(f"county-{code}", Role.COUNTY_OFFICIAL) for code in offices}
    bodies = {}
    for said in BODIES:
        entered = Entered(said.kind, said.name, said.county, said.township or None, said.english)
        bodies[said.name] = enter_body(entered, by=by[said.county]).id
    since = clock.shanghai_day(stage.start)
    moment = clock.at_shanghai(since + AFTER, 10)
    stage.timeline.plan(moment, partial(_pair_all, stage, bodies, since))
    end = stage.timeline.end
    stage.timeline.plan(end - timedelta(days=3), partial(_propose_last, stage, bodies))
    stage.timeline.plan(end - timedelta(days=40), partial(_state_jobs, stage))


def _pair_all(stage: Stage, bodies: dict[str, int], since: date) -> None:
    lead = stage.somebody("huoju-cluster", Role.OFFICIAL)
    second = stage.somebody("huoju", Role.OFFICIAL)
    if second.person_id == lead.person_id:
        second = stage.somebody("operator", Role.OPERATOR)
    for said in BODIES:
        for unit in said.units:
            pair = _proposed(stage, bodies[said.name], unit, since)
            take_pair_step(pair, PairStep.APPROVE, by=second)


def _propose_last(stage: Stage, bodies: dict[str, int]) -> None:
    name, unit = WAITS
    _proposed(stage, bodies[name], unit, clock.today() - timedelta(days=10))


def _proposed(stage: Stage, body_id: int, unit: str, since: date) -> BodyPair:
    lead = stage.somebody("huoju-cluster", Role.OFFICIAL)
    body = db.session.get_one(AidedBody, body_id)
    paper = keep(paper_of("pairing agreement", f"{body_id}-{unit}"), "结对协议.pdf", purpose="pair.evidence", by=lead)
    found = db.session.get_one(Unit, stage.unit_ids[unit])
    return propose_pair(body, found, since, REMARKS[body.kind], paper, by=lead)


def _state_jobs(stage: Stage) -> None:
    """All workshops but the last have stated their jobs."""
    asked = select(Supplier).where(Supplier.supplier_kind == SupplierKind.WORKSHOP).order_by(Supplier.id)
    known = {number: key for key, number in stage.supplier_ids.items()}
    workshops = [one for one in db.session.execute(asked).scalars() if one.id in known]
    for workshop, (jobs, linked) in zip(workshops[:-1], JOBS, strict=False):
        seller = stage.somebody(known[workshop.id], Role.SELLER)
        as_of = clock.today() - timedelta(days=5)
        paper = keep(paper_of("list of jobs", str(workshop.id)), "用工名册.pdf", purpose="workshop.jobs", by=seller)
        state_jobs(workshop, as_of, jobs, linked, paper, by=seller)
