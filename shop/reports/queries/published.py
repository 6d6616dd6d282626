"""What everybody may see of a cluster's year: the parts that it publishes, and nobody who could be picked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, func, literal, or_, select, union_all

from shop.catalogue.models import Category
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.organisations.models import County
from shop.organisations.queries.reached import Linked
from shop.organisations.words import UnitLevel
from shop.reports.bulletins.life import IN_FORCE
from shop.reports.masking import few
from shop.reports.models import Bulletin
from shop.reports.publishing.choices import Choice
from shop.reports.publishing.folding import folded
from shop.reports.publishing.words import LEAST_HOUSEHOLDS, LEAST_PEOPLE, Basis, Item
from shop.tally.models import TotalByCategory, TotalByCounty
from shop.tally.months import Month as MonthRow
from shop.tally.months import drawing, months_of
from shop.tally.periods import Month
from shop.tally.queries.breakdowns import Part, months_towards
from shop.tally.queries.reach import reach_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme, standings_in
from shop.tally.queries.trees import Node
from shop.tally.services.periods import locked_through
from shop.tally.standing import Standing, together
from shop.tally.targets import pace
from shop.tally.words import VerdictState

OWN = None
"""The key of what belongs to no town: units directly below the cluster, which are never told by name."""

MOST_BULLETINS = 12


class Town(NamedTuple):
    """A member of the cluster and how it stands; without a node those that are told together."""

    node: Node | None
    standing: Standing
    gap: Decimal | None


class Bought(NamedTuple):
    """What counts of a county's or a category's goods, and the units that bought it."""

    name: str
    name_english: str
    amount: Money
    units: frozenset[int]


class Row(NamedTuple):
    """A county or a category and what is counted of it; without a key those that are told together."""

    key: str | None
    name: str
    name_english: str
    amount: Money

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class People(NamedTuple):
    """Households and people reached; as the suppliers' rosters count them, or (``stated``) as they state them."""

    households: int
    people: int
    stated: bool
    confirmed_households: int | None = None
    confirmed_people: int | None = None


@dataclass(slots=True)
class Published:
    """What a cluster publishes of a year; what it does not is empty.

    ``through`` is the last month told (1–12) if figures go up to the last locked one; ``None`` as they stand now, 0
    while none of the year is locked. ``people`` is empty too while there are too few to be told.
    """

    node: Node
    year: int
    choice: Choice
    through: int | None
    pace: Decimal
    whole: Standing
    towns: list[Town] = field(default_factory=list)
    months: Sequence[MonthRow] = ()
    drawing: Any = None
    counties: list[Row] = field(default_factory=list)
    categories: list[Row] = field(default_factory=list)
    suppliers: int | None = None
    people: People | None = None
    bulletins: Sequence[Any] = ()

    @property
    def months_named(self) -> str:
        """The last month that is told, where figures go up to a locked one."""
        return Month(self.year, self.through).named if self.through else ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of the year yet."""
        return not (self.whole.target or self.whole.counted or self.whole.on_its_way)


def published(scope: Scope, cluster: Node, choice: Choice) -> Published:
    """What is told of a cluster's year under a choice: six queries at the most, and none for what is not published."""
    through = _through(scope.year, cluster.id) if choice.basis is Basis.LOCKED else None
    months = None if through is None else range(1, through + 1)
    members = [node for node in scope.rows if scope.branch.nodes[node].level is UnitLevel.TOWN]
    standings = standings_in(scope.branch, [cluster.id, *scope.rows], months=months)
    whole = standings[cluster.id]
    found = Published(cluster, scope.year, choice, through, _pace(scope.year, through), whole)
    bought = _bought(scope, months) if choice.items & {Item.TOWNS, Item.COUNTIES, Item.CATEGORIES} else {}
    if Item.TOWNS in choice:
        found.towns = _towns(scope, members, standings, bought[Item.COUNTIES], choice, found.pace)
    if Item.MONTHS in choice:
        found.months = _months(scope, whole, through)
        found.drawing = drawing(found.months, whole.target, whole.shortfall)
    if Item.COUNTIES in choice:
        found.counties = _rows(bought[Item.COUNTIES], choice)
    if Item.CATEGORIES in choice:
        found.categories = _rows(bought[Item.CATEGORIES], choice)
    if choice.items & {Item.SUPPLIERS, Item.PEOPLE} and through != 0:
        _reach(found, scope, months)
    if Item.BULLETINS in choice:
        found.bulletins = _bulletins(cluster.id, choice.basis)
    return found


def _through(year: int, cluster_id: int) -> int:
    """The last month of the year that is locked, 0 if none is."""
    last = locked_through(cluster_id)
    if last is None or last.year < year:
        return 0
    return 12 if last.year > year else last.month


def _pace(year: int, through: int | None) -> Decimal:
    if through is None:
        return pace(year, clock.today())
    return pace(year, Month(year, through).next.first_day - timedelta(days=1)) if through else Decimal(0)


def _bought(scope: Scope, months: Collection[int] | None) -> dict[Item, dict[str, Bought]]:
    """What counts by county and by category of the goods, with the units that bought it. One query."""
    asked = []
    for item, table, key, named in (
        (Item.COUNTIES, TotalByCounty, TotalByCounty.county_code, County.__table__),
        (Item.CATEGORIES, TotalByCategory, TotalByCategory.category_id, Category.__table__),
    ):
        own = named.c.code if item is Item.COUNTIES else named.c.id
        columns = (cast(key, String).label("key"), named.c.name, named.c.name_english, table.unit_id)
        one = (
            select(literal(item.value), *columns, func.sum(table.amount).label("amount"))
            .select_from(table)
            .outerjoin(named, own == key)
            .where(table.year == scope.year, of_scheme(table.scheme_id, None), table.unit_id.in_(scope.units))
            .where(table.verdict == VerdictState.COUNTED)
            .group_by(key, named.c.name, named.c.name_english, table.unit_id)
        )
        asked.append(one if months is None else one.where(table.month.in_(list(months))))
    found: dict[Item, dict[str, Bought]] = {Item.COUNTIES: {}, Item.CATEGORIES: {}}
    for value, code, name, name_english, unit_id, amount in db.session.execute(union_all(*asked)):
        if amount != Money(0):
            before = found[Item(value)].get(code) or Bought(name or "", name_english or "", Money(0), frozenset())
            whole = before._replace(amount=before.amount + amount, units=before.units | {unit_id})
            found[Item(value)][code] = whole
    return found


def _towns(
    scope: Scope,
    members: Sequence[int],
    standings: Mapping[int, Standing],
    by_county: Mapping[str, Bought],
    choice: Choice,
    where: Decimal,
) -> list[Town]:
    buyers = frozenset[int]().union(*(one.units for one in by_county.values()))
    own = [node for node in scope.rows if node not in members]
    below: dict[int | None, frozenset[int]] = {node: buyers & frozenset(scope.branch.below(node)) for node in members}
    if own:
        below[OWN] = buyers & frozenset(own)
    hidden = folded(below, choice.least_units, always=below.keys() & {OWN})
    told = [_town(scope.branch.nodes[node], standings[node], where) for node in members if node not in hidden]
    if hidden and told:
        rest = [standings[node] for node in scope.rows if node in hidden or node in own]
        told.append(_town(None, together(rest), where))
    return told


def _town(node: Node | None, standing: Standing, where: Decimal) -> Town:
    return Town(node, standing, None if standing.completion is None else standing.completion - where)


def _months(scope: Scope, whole: Standing, through: int | None) -> list[MonthRow]:
    """The months of the year; those beyond what is told are empty."""
    months = months_of(months_towards(scope, whole.purposes), scope.year, whole.target, whole.monthly)
    if through is None:
        return months
    return [
        month
        if month.part.key <= through
        else replace(month, part=Part(month.part.key), towards=Money(0), cumulated=None)
        for month in months
    ]


def _rows(bought: Mapping[str, Bought], choice: Choice) -> list[Row]:
    """What is counted along a dimension, the largest first; what few units bought is told together, and last."""
    keys = sorted(bought, key=lambda key: (-bought[key].amount.fen, key))
    hidden = folded({key: bought[key].units for key in keys}, choice.least_units)
    told = [
        Row(key, bought[key].name, bought[key].name_english, bought[key].amount) for key in keys if key not in hidden
    ]
    if hidden and told:
        told.append(Row(None, "", "", Money(sum(bought[key].amount.fen for key in hidden))))
    return told


def _reach(found: Published, scope: Scope, months: Collection[int] | None) -> None:
    reach = reach_of(scope, months=months)
    if Item.SUPPLIERS in found.choice:
        found.suppliers = reach.suppliers
    linked = reach.linked
    if linked.people >= LEAST_PEOPLE:
        people = People(linked.households, linked.people, False, *_confirmed(linked))
    else:
        people = People(reach.households, reach.people, True)
    if Item.PEOPLE in found.choice and people.people >= LEAST_PEOPLE and people.households >= LEAST_HOUSEHOLDS:
        found.people = people


def _confirmed(linked: Linked) -> tuple[int | None, int | None]:
    """Confirmed households and people, unless they or the others are so few that they could be recognised."""
    pairs = ((linked.confirmed_households, linked.households), (linked.confirmed_people, linked.people))
    if any(few(confirmed) or few(of_all - confirmed) for confirmed, of_all in pairs):
        return None, None
    return linked.confirmed_households, linked.confirmed_people


def _bulletins(cluster_id: int, basis: Basis) -> Sequence[Any]:
    """The cluster's bulletins that are in force, the newest first: of the whole of it, and such as went out to all.

    Where nothing is told beyond the last locked month, neither is a bulletin of it. One query or two.
    """
    asked = (
        select(Bulletin.signed_as, Bulletin.title, Bulletin.signed_at, Bulletin.token)
        .where(Bulletin.issuer_id == cluster_id, Bulletin.state.in_(sorted(IN_FORCE)), Bulletin.circulates)
        .where(or_(Bulletin.node_id.is_(None), Bulletin.node_id == cluster_id))
        .order_by(Bulletin.signed_at.desc(), Bulletin.id.desc())
    )
    if basis is Basis.LOCKED:
        last = locked_through(cluster_id)
        if last is None:
            return ()
        within = and_(Bulletin.year == last.year, Bulletin.last_month <= last.month)
        asked = asked.where(or_(Bulletin.year < last.year, within))
    return db.session.execute(asked.limit(MOST_BULLETINS)).all()
