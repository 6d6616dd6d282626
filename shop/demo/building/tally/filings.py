"""Filings of the demo: last year's actual figures, some that wait, one that came back, and splits of the target."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from shop.demo.building.stage import Stage
from shop.demo.building.supply.invented_papers import paper_of
from shop.demo.records import Unit
from shop.documents.files import Checked, checked
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.organisations.words import Canteen, UnitLevel
from shop.tally.models import Scheme
from shop.tally.queries.trees import branch_for
from shop.tally.services.bases import Stated, approve_base, file_base
from shop.tally.services.filings import return_filing
from shop.tally.services.splits import Wish, approve_split, propose_split, standing_whole
from shop.tally.words import BaseFigure, BaseKind, SplitMethod

ACCOUNTS = "上年度食堂账目与工会账目汇总。"
AUTUMN = "秋季学期起就餐人数变化，按九至十月实际推算。"
STAFF = "在册职工人数。"
RETURNED = "请附上食堂账目，并说明与上年相差较大的原因。"
SPLIT = "年中调剂：按上半年进度在成员镇区之间调整。"
RESPLIT = "第三季度复核后再次调整。"
WAITING = "年底前按全年预计再调剂一次。"
MOVED = (("sanjiao", "fusha", 12_000), ("nanlang", "minzhong", 8_000), ("cuiheng", "nanlang", 5_000))
"""Who gives how many yuan to whom at each split: small against what they have."""


def plan_filings(stage: Stage) -> None:
    """When what is filed; all of it through the services, by those who would."""
    this_year, last_year = stage.facts.this_year, stage.facts.last_year
    stage.timeline.plan(_at(last_year, 12, 11), partial(_last_years_actuals, stage, last_year))
    for moment, moved, reason in (
        (_at(this_year, 7, 1), MOVED[0], SPLIT),
        (_at(this_year, 9, 28), MOVED[1], RESPLIT),
    ):
        stage.timeline.plan(moment, partial(_split, stage, moved, reason, True))
    end = stage.timeline.end
    stage.timeline.plan(end - timedelta(days=4), partial(_split, stage, MOVED[2], WAITING, False))
    stage.timeline.plan(end - timedelta(days=6), partial(_one_comes_back, stage))
    for days, parent in ((5, "huoju"), (3, "sanjiao"), (2, "huoju")):
        stage.timeline.plan(end - timedelta(days=days), partial(_some_wait, stage, parent, days))


def _at(year: int, month: int, day: int) -> datetime:
    return clock.at_shanghai(date(year, month, day), 10)


def _last_years_actuals(stage: Stage, year: int) -> None:
    """Every unit says what its year really came to; most superiors have said yes."""
    for at, unit in enumerate(_leaves(stage, year)):
        filed = unit.years[year]
        figures = ((BaseFigure.CANTEEN, filed.canteen_actual), (BaseFigure.UNION, filed.union_actual))
        for figure, amount in figures:
            if amount is None or (figure is BaseFigure.CANTEEN and not _files_canteen(unit)):
                continue
            stated = Stated(figure, BaseKind.ACTUAL, amount.fen, ACCOUNTS)
            author, by = _signatures(stage, unit, year)
            filing = file_base(stage.unit_ids[unit.key], year, stated, _evidence(unit, year), by=author)
            if at % 9 != 4 or figure is BaseFigure.UNION:
                approve_base(filing, by=by)


def _one_comes_back(stage: Stage) -> None:
    """The buyer's school files much more than it had, without a word of evidence, and gets it back."""
    buyer = next(person for person in stage.facts.people.values() if person.key == "buyer")
    unit = stage.facts.units[buyer.memberships[0].organisation]
    year = stage.facts.this_year
    author, by = _signatures(stage, unit, year)
    spend = int(unit.years[year].canteen_spend.fen * 1.4) // 10_000 * 10_000
    stated = Stated(BaseFigure.CANTEEN, BaseKind.FILED, spend, AUTUMN)
    filing = file_base(stage.unit_ids[unit.key], year, stated, by=author)
    with clock.held_at(clock.now() + timedelta(hours=20)):
        return_filing(filing, RETURNED, by=by)


def _some_wait(stage: Stage, parent: str, days: int) -> None:
    """A unit files what changed in autumn, and nobody has looked at it yet."""
    year = stage.facts.this_year
    below = [unit for unit in _leaves(stage, year) if unit.parents.get(year) == parent and _files_canteen(unit)]
    if not below:
        return
    unit = below[-days % len(below)]
    author, _by = _signatures(stage, unit, year)
    spend = int(unit.years[year].canteen_spend.fen * 1.05) // 10_000 * 10_000
    stated = Stated(BaseFigure.CANTEEN, BaseKind.FILED, spend, AUTUMN)
    file_base(stage.unit_ids[unit.key], year, stated, _evidence(unit, year), by=author)
    heads = Stated(BaseFigure.HEADS, BaseKind.FILED, unit.years[year].heads + days, STAFF)
    file_base(stage.unit_ids[unit.key], year, heads, by=author)


def _split(stage: Stage, moved: tuple[str, str, int], reason: str, approved: bool) -> None:
    """The cluster moves a little of one town's target to another's; what it has left stays as it was."""
    cluster, year = stage.facts.cluster.key, stage.facts.this_year
    giver, taker, yuan = stage.unit_ids[moved[0]], stage.unit_ids[moved[1]], moved[2]
    parent_id = stage.unit_ids[cluster]
    scheme = db.session.execute(db.select(Scheme).where(Scheme.cluster_id == parent_id)).scalars().first()
    if scheme is None:
        return
    whole, _lines = standing_whole(scheme.id, parent_id, branch_for([parent_id], year))
    has = {child.id: child.before for child in whole.children}
    amounts = {giver: has[giver] - Money.yuan(yuan), taker: has[taker] + Money.yuan(yuan)}
    first = stage.somebody(cluster, Role.OFFICIAL)
    author = first if approved else _another(stage, cluster, first)
    split = propose_split(scheme, parent_id, year, Wish(SplitMethod.HAND, amounts, reason), by=author)
    if approved:
        with clock.held_at(clock.now() + timedelta(hours=5)):
            approve_split(split, by=_another(stage, cluster, author))


def _leaves(stage: Stage, year: int) -> list[Unit]:
    leaves = (unit for unit in stage.facts.units.values() if unit.level is UnitLevel.LEAF)
    return [unit for unit in leaves if year in unit.years and year in unit.parents]


def _files_canteen(unit: Unit) -> bool:
    return unit.canteen is not Canteen.NONE and unit.filing_unit is None


def _evidence(unit: Unit, year: int) -> Checked:
    return checked(paper_of("accounts_of_a_year", f"{unit.key}-{year}"), f"{year}年账目.pdf")


def _signatures(stage: Stage, unit: Unit, year: int) -> tuple[Actor, Actor]:
    """Somebody of the unit who files, and an official of what stands above it who decides."""
    author = stage.who(unit.key, Role.BUYER) or stage.somebody(unit.key, Role.OFFICIAL)
    return author, _another(stage, unit.parents[year], author)


def _another(stage: Stage, key: str, than: Actor) -> Actor:
    found = stage.who(key, Role.OFFICIAL, but=than)
    if found is None:
        raise LookupError(f"{key} has one official only")
    return found
