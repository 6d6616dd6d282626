"""Bulletins of the demo: last year's review, a quarter's that was withdrawn and replaced, a half-year's by which
something has changed since, a town's own, one that waits for a second signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinKind, Section, TextPlace
from shop.reports.models import Bulletin
from shop.reports.services.bulletins import take_step
from shop.reports.services.drafts import begin, write
from shop.tally.models import Scheme
from shop.tally.periods import Month
from shop.tally.services.periods import first_written

Texts = Mapping[TextPlace, str]

REVIEW: Texts = {TextPlace.OPENING: "谨以此页向各采购单位、结对县和供应商致谢。演示数据，单位与人员均为虚构。"}
QUARTER: Texts = {
    TextPlace.OPENING: "各镇街、各有关单位：\n现将第一季度消费帮扶采购情况通报如下。",
    TextPlace.FINDINGS: "第一季度正值开学，食堂采购占比较高；部分单位尚未下单，进度落后于序时。",
    TextPlace.REQUESTS: "请进度落后的单位尽快安排采购计划，并按时报送发票。",
}
HALF: Texts = {
    TextPlace.OPENING: "各镇街、各有关单位：\n根据年度消费帮扶工作安排，现将上半年各单位采购帮扶产品情况通报如下。",
    TextPlace.FINDINGS: (
        "一是多数单位能够按月采购，笋、茶、花椒、核桃等产品稳定供应。\n"
        "二是进度不均衡，个别单位集中在节前下单，平时采购较少。\n"
        "三是少数验收单已满六十日仍未开票，影响证据等级。"
    ),
    TextPlace.REQUESTS: (
        "请进度落后的单位于九月底前补齐序时进度，并由主管部门跟进。\n"
        "请各单位财务人员与供应商逐笔对账，及时取得发票、支付货款。\n"
        "严禁虚报、重复登记；本平台以外的采购须附凭证并经上一级核实。"
    ),
}
WAITING: Texts = {
    TextPlace.OPENING: "各镇街、各有关单位：\n现将今年以来消费帮扶采购情况通报如下。",
    TextPlace.FINDINGS: "进入第四季度，多数单位接近全年目标，缺口集中在少数单位。",
    TextPlace.REQUESTS: "请缺口较大的单位在十二月上旬前提出采购计划，避免年底突击采购。",
}
TOWN: Texts = {TextPlace.OPENING: "各单位：\n现将我镇第三季度采购情况通报如下。"}
WRONG_WORDS = "正文对落后单位的表述有误，更正后重新印发。"
MENDED = "第一季度正值开学，食堂采购占比较高；多数单位已下单，少数单位进度落后于序时。"


@dataclass
class Bulletins:
    """The bulletins that the demo's officials have begun, by what the scenes call them."""

    stage: Stage
    numbers: dict[str, str] = field(default_factory=dict)

    def frozen(self, name: str, kind: BulletinKind, span: Span, texts: Texts, instead: str = "") -> None:
        """The cluster's second official begins one, writes it and proposes it; not of what was before the book."""
        _one, other = self.two()
        first = first_written(other.cluster_id or 0)
        if first is None or first > Month(span.year, span.last) or (instead and instead not in self.numbers):
            return
        replaces = self.of(instead) if instead else None
        self._begin(name, kind, span, texts, replaces=replaces, by=other)
        take_step(self.of(name), BulletinAction.PROPOSE, by=other)

    def step(self, name: str, action: BulletinAction, reason: str = "", *, second: bool = True) -> None:
        """The first official takes a step, or the second one who begins them all."""
        if name in self.numbers:
            one, other = self.two()
            take_step(self.of(name), action, reason, by=one if second else other)

    def draft(self, name: str, town: str, span: Span) -> None:
        """A town has begun its own, and is still writing it."""
        self._begin(name, BulletinKind.BULLETIN, span, TOWN, by=self.stage.somebody(town, Role.OFFICIAL))

    def two(self) -> tuple[Actor, Actor]:
        """The cluster's official, and another one."""
        key = self.stage.facts.cluster.key
        one = self.stage.somebody(key, Role.OFFICIAL)
        return one, self.stage.who(key, Role.OFFICIAL, but=one) or one

    def of(self, name: str) -> Bulletin:
        """The bulletin that the scenes call so."""
        asked = select(Bulletin).where(Bulletin.number == self.numbers[name])
        return db.session.execute(asked).scalar_one()

    def _begin(
        self, name: str, kind: BulletinKind, span: Span, texts: Texts, *, replaces: Bulletin | None = None, by: Actor
    ) -> None:
        asked = select(Scheme).where(Scheme.cluster_id == by.cluster_id).order_by(Scheme.id).limit(1)
        scheme = db.session.execute(asked).scalar_one()
        made = begin(kind, span, scheme, _title(kind, span, by), replaces=replaces, by=by)
        write(
            made,
            title=made.title,
            texts=texts,
            sections=[section.value for section in Section],
            circulates=True,
            version=made.version,
            by=by,
        )
        self.numbers[name] = made.number


def plan_bulletins(stage: Stage) -> None:
    """When what is told: a fortnight after a period ends, signed some days later."""
    bulletins, year = Bulletins(stage), stage.facts.this_year
    plan, end = stage.timeline.plan, stage.timeline.end
    sign, kind = BulletinAction.SIGN, BulletinKind.BULLETIN

    review = Span(stage.facts.last_year, 1, 12)
    plan(_at(year, 1, 12), partial(bulletins.frozen, "review", BulletinKind.REVIEW, review, REVIEW))
    plan(_at(year, 1, 14), partial(bulletins.step, "review", sign))

    quarter, again = Span(year, 1, 3), {**QUARTER, TextPlace.FINDINGS: MENDED}
    plan(_at(year, 4, 10), partial(bulletins.frozen, "quarter", kind, quarter, QUARTER))
    plan(_at(year, 4, 13), partial(bulletins.step, "quarter", sign))
    ask, withdraw = BulletinAction.ASK_WITHDRAWAL, BulletinAction.WITHDRAW
    plan(_at(year, 4, 16), partial(bulletins.step, "quarter", ask, WRONG_WORDS, second=False))
    plan(_at(year, 4, 17), partial(bulletins.step, "quarter", withdraw))
    plan(_at(year, 4, 20), partial(bulletins.frozen, "again", kind, quarter, again, "quarter"))
    plan(_at(year, 4, 21), partial(bulletins.step, "again", sign))

    plan(_at(year, 7, 10), partial(bulletins.frozen, "half", kind, Span(year, 1, 6), HALF))
    plan(_at(year, 7, 14), partial(bulletins.step, "half", sign))

    plan(_at(year, 10, 12), partial(bulletins.draft, "town", "sanjiao", Span(year, 7, 9)))
    last = Month.of(clock.shanghai_day(end)).before
    if last.year == year:
        so_far = Span(year, 1, last.month)
        plan(end - timedelta(days=2, hours=-10), partial(bulletins.frozen, "waiting", kind, so_far, WAITING))


def _at(year: int, month: int, day: int) -> datetime:
    return clock.at_shanghai(date(year, month, day), 10, 40)


def _title(kind: BulletinKind, span: Span, by: Actor) -> str:
    """As the paper bears it: Chinese, whatever the language of whoever builds the demo."""
    if kind is BulletinKind.REVIEW:
        return f"{by.organisation_name}{span.year}年消费帮扶一览"
    names = {(1, 6): "上半年", (1, 3): "第一季度", (7, 9): "第三季度"}
    months = names.get((span.first, span.last), f"{span.first}—{span.last}月")
    return f"{by.organisation_name}{span.year}年{months}消费帮扶采购情况通报"
