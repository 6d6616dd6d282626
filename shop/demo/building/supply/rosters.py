"""Rosters of linked households: as many people as each supplier states, confirmed by its county year by year.

Everybody is invented. ID numbers are made up with right check digits, hashed at once, and only the hash and the mask
are written down. Some households work with two suppliers of their county: they count once in any figure that has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from stdnum.cn import ric

from shop.demo import records
from shop.demo.building.stage import Stage
from shop.demo.building.supply.roster_rows import Rows
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.organisations.identity import Identified, id_hash, masked
from shop.organisations.models import LinkedHousehold, Supplier
from shop.organisations.roster import Home, Person
from shop.organisations.services.benefits import confirm_roster
from shop.organisations.services.roster import add_household, add_person, end_person, people_of
from shop.organisations.services.roster_history import last_change

FAMILY_NAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "明华国建志文军强平德福贵成才秀英兰芳玉珍凤琴美红云春梅莲霞桂翠银金永兴发顺昌泽仕朝正天荣"
VILLAGES = ("金坪村", "银坪村", "大坪村", "石桥村", "水井村", "茶园村", "竹林村", "龙塘村", "黄草村", "青山村")
GROUPS = "一二三四五六"
SHARED = 2
"""So many households of a supplier work with its neighbour too."""

UNCONFIRMED = "daguan-qingchuan"
"""Its county has not looked at its roster yet."""

NEW_SINCE_CONFIRMED = (
    ("罗天顺", "罗桂英", "罗小梅"),
    ("马仕荣", "马春兰"),
)
MARRIED_AWAY = "出嫁迁出，户口已转走"
CHECKED = "入户走访抽查，核对身份证原件"


@dataclass
class _Household:
    """A household with its people as they were made up; the first is the head."""

    people: list[tuple[str, Identified]]
    township: str | None
    village: str
    since: date


@dataclass
class _Invented:
    """Everybody who was made up for one supplier."""

    key: str
    households: list[_Household] = field(default_factory=list)


def keep_rosters(stage: Stage) -> None:
    """Every supplier's roster as it stood when the demo's world begins, and what comes of it afterwards."""
    start = clock.shanghai_day(stage.start)
    neighbours: dict[str, _Invented] = {}
    rows = Rows()
    for fact in stage.facts.suppliers.values():
        first, second = fact.linked
        if not first.people:
            continue
        chance = Random(f"roster {fact.key}")  # noqa: S311 – the demo is to be the same again
        shared = neighbours[fact.county_code].households[:SHARED] if fact.county_code in neighbours else []
        invented = _invent(stage, fact, first, shared, chance)
        neighbours[fact.county_code] = invented
        seller = stage.somebody(fact.key, Role.SELLER)
        rows.begin(stage.supplier_ids[fact.key], seller)
        for household in invented.households:
            rows.add(household.people, household.township, household.village, household.since)
        _plan_year(stage, fact, second, invented, chance)
        if fact.key != UNCONFIRMED:
            # The first county looked last year as well; the others began this year.
            for linked in fact.linked if len(neighbours) == 1 else fact.linked[1:]:
                moment = clock.at_shanghai(max(linked.as_of, start) + timedelta(days=8), 10)
                stage.timeline.plan(moment, partial(_confirm, stage, fact, linked.as_of))
    rows.write()
    _plan_what_is_new(stage)


def _invent(
    stage: Stage, fact: records.Supplier, linked: records.Linked, shared: Sequence[_Household], chance: Random
) -> _Invented:
    """As many households and people as the supplier states, some of them those of a neighbour."""
    people = linked.people - sum(len(household.people) for household in shared)
    count = linked.households - len(shared)
    made = [_household(stage, fact, size, chance) for size in _sizes(people, count)]
    taken = [_Household(one.people, one.township, one.village, _day(stage, chance)) for one in shared]
    return _Invented(fact.key, made + taken)


def _sizes(people: int, households: int) -> list[int]:
    """So many people in so many households, as evenly as goes, with one more or less here and there."""
    usual, more = divmod(people, households)
    sizes = [usual + (place < more) for place in range(households)]
    for place in range(0, households - 1, 5):
        if sizes[place + 1] > 2:
            sizes[place], sizes[place + 1] = sizes[place] + 1, sizes[place + 1] - 1
    return sizes


def _household(stage: Stage, fact: records.Supplier, size: int, chance: Random) -> _Household:
    family = chance.choice(FAMILY_NAMES)
    people = []
    for place in range(size):
        name = family + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        people.append((name, _identity(fact.county_code, place, chance)))
    townships = [one.code for one in stage.facts.townships.values() if one.county_code == fact.county_code]
    home = fact.township_code if chance.random() < 0.7 else (chance.choice(townships) if townships else None)
    return _Household(people, home, f"{chance.choice(VILLAGES)}{chance.choice(GROUPS)}组", _day(stage, chance))


def _identity(county: str, place: int, chance: Random) -> Identified:
    """Of an ID number that nobody keeps: the head is grown up, the others may be children."""
    born = date(chance.randint(1955, 1990) if place == 0 else chance.randint(1950, 2018), 1, 1)
    born += timedelta(days=chance.randrange(365))
    body = f"{county}{born:%Y%m%d}{chance.randrange(1, 1000):03d}"
    number = body + str(ric.calc_check_digit(body + "0"))
    return Identified(id_hash(number), masked(number))


def _day(stage: Stage, chance: Random) -> date:
    return clock.shanghai_day(stage.start) - timedelta(days=chance.randrange(60, 1500))


def _plan_year(
    stage: Stage, fact: records.Supplier, linked: records.Linked, invented: _Invented, chance: Random
) -> None:
    """In the course of last year the roster comes to what the supplier states for this year."""
    before = fact.linked[0]
    more, people = linked.households - before.households, linked.people - before.people
    day = linked.as_of - timedelta(days=12)
    made: list[_Household] = []
    if more > 0:
        for size in _sizes(max(people, more), more):
            one = _household(stage, fact, size, chance)
            made.append(_Household(one.people, one.township, one.village, day - timedelta(days=chance.randrange(200))))
    seller = stage.somebody(fact.key, Role.SELLER)
    stage.timeline.plan(clock.at_shanghai(day, 15), partial(_change, stage, fact, made, linked, seller))


def _change(
    stage: Stage, fact: records.Supplier, made: list[_Household], linked: records.Linked, seller: Actor
) -> None:
    rows = Rows()
    rows.begin(stage.supplier_ids[fact.key], seller)
    for household in made:
        rows.add(household.people, household.township, household.village, household.since)
    rows.write()
    until = linked.as_of - timedelta(days=12)
    for place in range(rows.bring_to(linked.households, linked.people, until)):
        household = household_by(stage.supplier_ids[fact.key], place + 1)
        chance = Random(f"born {fact.key} {place}")  # noqa: S311
        child = Person(household.head_name[0] + "".join(chance.choices(GIVEN, k=2)), _number(fact.county_code, chance))
        add_person(household, child, until, by=seller)


def _confirm(stage: Stage, fact: records.Supplier, as_of: date) -> None:
    supplier = db.session.get_one(Supplier, stage.supplier_ids[fact.key])
    office = stage.who(stage.facts.counties[fact.county_code].office_key, Role.COUNTY_OFFICIAL)
    confirm_roster(supplier, as_of, last_change(supplier.id), CHECKED, by=office)


def _plan_what_is_new(stage: Stage) -> None:
    """The cooperative that everybody may try has changed its roster since its county looked at it."""
    own = stage.facts.people["coop"].memberships[0].organisation
    seller = stage.somebody(own, Role.SELLER)
    stage.timeline.plan(stage.timeline.end - timedelta(days=6, hours=-9), partial(_add_new, stage, own, seller))
    stage.timeline.plan(stage.timeline.end - timedelta(days=3, hours=-11), partial(_end_one, stage, own, seller))


def _add_new(stage: Stage, own: str, seller: Actor) -> None:
    fact = stage.facts.suppliers[own]
    chance = Random("new households")  # noqa: S311
    for names in NEW_SINCE_CONFIRMED:
        people = [Person(name, _number(fact.county_code, chance)) for name in names]
        since = clock.today() - timedelta(days=5)
        add_household(stage.supplier_ids[own], Home(fact.township_code, "竹林村二组"), people, since, by=seller)


def _number(county: str, chance: Random) -> str:
    born = date(chance.randint(1960, 2010), chance.randint(1, 12), chance.randint(1, 28))
    body = f"{county}{born:%Y%m%d}{chance.randrange(1, 1000):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _end_one(stage: Stage, own: str, seller: Actor) -> None:
    household = household_by(stage.supplier_ids[own], 3)
    youngest = people_of(household.id)[-1]
    end_person(household, youngest, clock.today() - timedelta(days=1), MARRIED_AWAY, by=seller)


def household_by(supplier_id: int, number: int) -> LinkedHousehold:
    """A supplier's household by its number."""
    asked = select(LinkedHousehold).where(LinkedHousehold.supplier_id == supplier_id, LinkedHousehold.number == number)
    return db.session.execute(asked).scalar_one()
