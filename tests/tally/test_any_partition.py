"""The sum over any partition of the tree is the whole's figure, in any year, whatever has happened (DOMAIN rule 4).

Every story is drawn from its seed alone. To look for trouble in many more: `FIRST_STORY=100 STORIES=500 pytest …`.
"""

import os
from collections import Counter
from random import Random
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.organisations.queries import unit_path
from shop.tally.models import Entry, Scheme, Verdict
from shop.tally.queries.breakdowns import Dimension, breakdown, summed
from shop.tally.queries.corrected import Compared, compared
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.standings import standings_in
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.factories.standing import NOW
from tests.factories.world import World
from tests.journeys.test_random_stories import second_scheme
from tests.tally.happenings import EVENTS, Event, Happening

STORIES, STEPS, CUTS = int(os.environ.get("STORIES", "3")), 90, 2
FIRST_STORY = int(os.environ.get("FIRST_STORY", "1"))
YEARS = (2026, 2027, 2028)
ADDED_UP = "counted invoiced paid on_its_way not_counted pending disputed missing leaves reached".split()
"""What a node has of what is below it; its target alone is more, or less, than its children's by a rest."""


def test_the_sum_over_any_partition_of_the_tree_is_the_wholes_in_any_year(world: World, clock: SettableClock) -> None:
    happened = Counter[str]()
    clock.set(NOW)
    second_scheme(world)
    for seed in range(FIRST_STORY, FIRST_STORY + STORIES):
        clock.set(NOW)
        story = db.session.begin_nested()
        now = Happening(world, Random(seed), clock, _schemes(world))
        now.grow()
        happened += _tell(now)
        _require_sums(now, f"seed {seed}")
        story.rollback()
        db.session.expunge_all()
    missing = [event.__name__ for event in EVENTS if happened[event.__name__] < 2]
    assert missing == [], "every event came off"


def _schemes(world: World) -> list[Scheme]:
    asked = select(Scheme).where(Scheme.cluster_id == world.cluster_id).order_by(Scheme.id)
    return list(db.session.execute(asked).scalars())


def _tell(now: Happening) -> Counter[str]:
    """What happened, and how often; what is refused leaves nothing."""
    happened = Counter[str]()
    for _step in range(STEPS):
        (event,) = now.chance.choices(list(EVENTS), list(EVENTS.values()))
        happened[event.__name__] += _came_off(now, event)
    return happened


def _came_off(now: Happening, event: Event) -> bool:
    savepoint = db.session.begin_nested()
    try:
        done = event(now)
        db.session.flush()
    except Refused:
        savepoint.rollback()
        return False
    savepoint.commit()
    return done


def _require_sums(now: Happening, name: str) -> None:
    by_path = _by_path()
    for year in YEARS:
        whole = scope_for(now.world.actor("cluster.official"), year)
        for scheme in now.schemes:
            told = (name, year, scheme.code)
            by_node = standings_in(whole.branch, [node.id for node in whole.branch], scheme.id)
            _through, by_unit = compared(whole, scheme.id, now.world.cluster_id)
            for node in whole.branch:
                recounted = by_path.get((scheme.id, year), {}).get(node.id, Counter())
                for state in VerdictState:
                    shown = getattr(by_node[node.id], state.value)
                    assert shown == Money(recounted[state]), (*told, node.name, state, "recounted from entries")
            for _time in range(CUTS):
                parts = _cut(now.chance, whole)
                for figure in ADDED_UP:
                    alone = getattr(by_node[now.world.cluster_id], figure)
                    assert _sum([getattr(by_node[part], figure) for part in parts]) == alone, (*told, parts, figure)
                scopes = [scope_for(now.world.actor("cluster.official"), year, part) for part in parts]
                _require_breakdowns(now, whole, scopes, scheme, told)
                _require_corrected(by_unit, by_node, scopes, now.world.cluster_id, told)


def _require_breakdowns(now: Happening, whole: Scope, parts: list[Scope], scheme: Scheme, told: Any) -> None:
    """Along any dimension each row of the whole is the sum of the parts' rows."""
    dimension = now.chance.choice(list(Dimension))
    rows = {row.key: row for row in breakdown(dimension, whole, scheme.id)}
    of_parts: dict[Any, list[Any]] = {}
    for part in parts:
        for row in breakdown(dimension, part, scheme.id):
            of_parts.setdefault(row.key, []).append(row)
    assert rows.keys() == of_parts.keys(), (*told, dimension)
    for key, row in rows.items():
        assert summed(of_parts[key]).by_verdict == row.by_verdict, (*told, dimension, key)


def _require_corrected(by_unit: dict[int, Compared], by_node: Any, parts: list[Scope], root: int, told: Any) -> None:
    """As locked, corrected since and open: of each part what its units have, and together what counts today."""
    whole = Compared()
    for part in parts:
        mine = Compared()
        for unit in part.units:
            mine.add(by_unit.get(unit, Compared()))
        assert part.node is not None
        assert mine.as_corrected + mine.open == mine.today == by_node[part.node.id].counted, (*told, part.node.name)
        whole.add(mine)
    assert whole.today == by_node[root].counted, told


def _cut(chance: Random, whole: Scope) -> list[int]:
    """A partition: the root opened up, and any node below it left whole or opened up again."""
    assert whole.node is not None
    open_up, parts = [whole.node.id], list[int]()
    while open_up:
        children = whole.branch.children(open_up.pop())
        for child in children:
            (open_up if whole.branch.children(child) and chance.random() < 0.6 else parts).append(child)
    return parts


def _by_path() -> dict[tuple[int, int], dict[int, Counter[VerdictState]]]:
    """The entries themselves under the verdicts in force, on each node of the path of their own year; no totals."""
    newest = select(Verdict.entry_id, Verdict.scheme_id, func.max(Verdict.n).label("n")).group_by(
        Verdict.entry_id, Verdict.scheme_id
    )
    last = newest.subquery()
    asked = (
        select(Verdict.scheme_id, Verdict.state, Entry.counts_year, Entry.unit_id, Entry.amount)
        .join(Entry, Entry.id == Verdict.entry_id)
        .join(last, (last.c.entry_id == Verdict.entry_id) & (last.c.scheme_id == Verdict.scheme_id))
        .where(Verdict.n == last.c.n)
    )
    found: dict[tuple[int, int], dict[int, Counter[VerdictState]]] = {}
    paths: dict[tuple[int, int], tuple[int, ...]] = {}
    for scheme_id, state, year, unit_id, amount in db.session.execute(asked):
        path = paths.setdefault((unit_id, year), tuple(unit_path(unit_id, year)))
        for node in path:
            found.setdefault((scheme_id, year), {}).setdefault(node, Counter())[state] += amount.fen
    return found


def _sum(figures: list[Any]) -> Any:
    return Money(sum(figure.fen for figure in figures)) if isinstance(figures[0], Money) else sum(figures)
