"""Splitting a target: always Σ children + rest = parent, by two officials of the parent (DOMAIN rules 6 and 10)."""

from contextlib import suppress
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Unit
from shop.tally.models import Scheme, TargetLine
from shop.tally.queries.splits import weighed
from shop.tally.queries.standings import standings_for
from shop.tally.queries.targets import lines_of
from shop.tally.queries.trees import branch_for
from shop.tally.services.filings import return_filing
from shop.tally.services.splits import approve_split, standing_whole
from shop.tally.services.targets import approve_target, file_target
from shop.tally.splitting import Child, by_formula, checked, rest_of, spread
from shop.tally.words import SplitMethod, TargetForm
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_town, a_unit, an_actor
from tests.factories.tally import a_scheme, a_target, an_entry, revised, superior_of
from tests.factories.targets import a_base, a_proposed_split, a_split


@pytest.mark.parametrize(
    ("fen", "weights", "parts"),
    [
        (100_00, [1, 1], [50_00, 50_00]),
        (100_00, [1, 1, 1], [34_00, 33_00, 33_00]),
        (1_00, [1, 1, 1], [1_00, 0, 0]),
        (7_99, [3, 4], [3_00, 4_00]),
        (10_00, [0, 5], [0, 10_00]),
        (0, [2, 1], [0, 0]),
        (-5_00, [2, 1], [0, 0]),
        (10_00, [0, 0], [0, 0]),
        (1_000_000_00, [412, 96, 1208], [240_093_00, 55_944_00, 703_963_00]),
    ],
)
def test_money_is_spread_in_whole_yuan_by_the_largest_remainder(fen: int, weights: list[int], parts: list[int]) -> None:
    assert spread(fen, weights) == parts


@given(st.integers(-10_000, 10**13), st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_spreading_loses_no_whole_yuan_and_is_fair_to_one(fen: int, weights: list[int]) -> None:
    parts, total = spread(fen, weights), sum(weights)
    whole = max(fen, 0) // 100
    assert sum(parts) == (whole * 100 if total else 0)
    if total:
        assert all(
            abs(part // 100 * total - whole * weight) < total for part, weight in zip(parts, weights, strict=True)
        )


def test_what_stays_with_children_is_never_taken_by_a_formula() -> None:
    children = [
        Child(1, Money.yuan(300), keeps=True, weight=9),
        Child(2, Money.yuan(500), fixed=Money.yuan(50), weight=1),
        Child(3, Money.yuan(0), weight=1),
    ]
    after = by_formula(Money.yuan(1000), children, Money.yuan(100))
    assert after == {1: Money.yuan(300), 2: Money.yuan(325), 3: Money.yuan(275)}
    assert rest_of(Money.yuan(1000), after) == Money.yuan(100)
    too_little = by_formula(Money.yuan(200), children, Money(0))
    assert too_little == {1: Money.yuan(300), 2: Money.yuan(50), 3: Money(0)}
    assert rest_of(Money.yuan(200), too_little) == Money.yuan(-150)


@pytest.mark.parametrize(
    ("wanted", "sentence", "field"),
    [
        ({1: 200}, "follows from a rate", "child_1"),
        ({2: 49}, "less than what its other target lines", "child_2"),
        ({3: -1}, "zero or more", "child_3"),
        ({1: 300}, "Nothing would change", None),
    ],
)
def test_what_cannot_be_split_like_this_is_refused(wanted: dict[int, int], sentence: str, field: str | None) -> None:
    children = [
        Child(1, Money.yuan(300), keeps=True),
        Child(2, Money.yuan(80), fixed=Money.yuan(50)),
        Child(3, Money(0)),
    ]
    with pytest.raises(Refused, match=sentence) as refusal:
        checked(children, {child: Money.yuan(yuan) for child, yuan in wanted.items()})
    assert refusal.value.field == field


class Town:
    """A town with a target of 10,000 yuan: a school of 3,000, a canteen at 10 % of 20,000, an office without one."""

    def __init__(self) -> None:
        self.cluster = a_cluster()
        self.town = a_town(self.cluster)
        self.school, self.canteen, self.office = (a_unit(self.town, head_count=heads) for heads in (40, 30, 10))
        self.scheme: Scheme = a_scheme(self.town)
        a_target(self.town, 10_000, Purpose.CANTEEN, Purpose.STAFF, scheme=self.scheme)
        self.line = a_target(self.school, 3000, scheme=self.scheme)
        proposal = file_target(
            self.scheme,
            self.canteen.id,
            2026,
            TargetForm.CANTEEN_RATE,
            [Purpose.CANTEEN],
            base=2_000_000,
            rate=1000,
            reason="plan",
            by=an_actor(self.canteen),
        )
        approve_target(proposal, by=superior_of(self.canteen, 2026))

    def targets(self) -> dict[str, Money | None]:
        found = standings_for([self.school.id, self.canteen.id, self.office.id], 2026)
        return {name: found[getattr(self, name).id].target for name in ("school", "canteen", "office")}

    def rest(self) -> Money | None:
        return standings_for([self.town.id], 2026)[self.town.id].rest


def test_an_approved_split_revises_each_childs_amount_and_nothing_else(db_session: object) -> None:
    town = Town()
    split = a_proposed_split(town.scheme, town.town, {town.school: 5000, town.office: "1200.50"})
    assert town.targets() == {"school": Money.yuan(3000), "canteen": Money.yuan(2000), "office": None}
    assert split.rest == Money.yuan("1799.50")
    approve_split(split, by=an_actor(town.town, {Role.OFFICIAL}))
    assert town.targets() == {"school": Money.yuan(5000), "canteen": Money.yuan(2000), "office": Money.yuan("1200.50")}
    assert town.rest() == split.rest
    lines = lines_of([town.school.id, town.canteen.id, town.office.id], 2026)
    assert [(one.amount, one.split_id) for one in lines[town.school.id][0].revisions] == [
        (Money.yuan(3000), None),
        (Money.yuan(5000), split.id),
    ]
    assert len(lines[town.canteen.id][0].revisions) == 1
    assert lines[town.office.id][0].purposes == {Purpose.CANTEEN, Purpose.STAFF}


def test_a_split_may_give_more_than_there_is_and_says_so(db_session: object) -> None:
    town = Town()
    split = a_split(town.scheme, town.town, {town.school: 9000})
    assert split.rest == Money.yuan(-1000)
    assert standings_for([town.town.id], 2026)[town.town.id].is_over_allocated


def test_one_official_of_the_parent_proposes_and_another_approves(db_session: object) -> None:
    town = Town()
    author = an_actor(town.town, {Role.OFFICIAL})
    for somebody in (
        an_actor(town.cluster, {Role.OFFICIAL}),
        an_actor(town.school),
        an_actor(a_town(), {Role.OFFICIAL}),
    ):
        with pytest.raises(NotYours):
            a_proposed_split(town.scheme, town.town, {town.school: 5000}, by=somebody)
    split = a_proposed_split(town.scheme, town.town, {town.school: 5000}, by=author)
    with pytest.raises(Refused, match="somebody other"):
        approve_split(split, by=author)
    with pytest.raises(NotYours):
        approve_split(split, by=an_actor(town.cluster, {Role.OFFICIAL}))
    with pytest.raises(Refused, match="Another split"):
        a_proposed_split(town.scheme, town.town, {town.school: 6000})
    return_filing(split, "the office is missing", by=an_actor(town.town, {Role.OFFICIAL}))
    anew = a_split(town.scheme, town.town, {town.school: 5000, town.office: 100}, follows=split)
    assert (anew.n, anew.follows_id) == (2, split.id)


def test_what_was_approved_meanwhile_makes_a_proposed_split_stale(db_session: object) -> None:
    town = Town()
    split = a_proposed_split(town.scheme, town.town, {town.school: 5000})
    revised(town.line, 3500)
    with pytest.raises(Refused, match="have changed since"):
        approve_split(split, by=an_actor(town.town, {Role.OFFICIAL}))


def test_a_new_split_like_an_older_one_undoes_what_came_between(db_session: object) -> None:
    town = Town()
    first = a_split(town.scheme, town.town, {town.school: 5000, town.office: 500})
    a_split(town.scheme, town.town, {town.school: 1000, town.office: 4000})
    third = a_split(town.scheme, town.town, {town.school: 5000, town.office: 500})
    assert third.rest == first.rest
    assert town.targets()["school"] == Money.yuan(5000)
    assert len(lines_of([town.school.id], 2026)[town.school.id][0].revisions) == 4


def test_a_target_that_is_not_there_cannot_be_split(db_session: object) -> None:
    town = a_town()
    unit = a_unit(town)
    with pytest.raises(Refused, match="no target to split"):
        a_proposed_split(a_scheme(town), town, {unit: 5})


def test_the_months_before_a_new_split_keep_what_they_were_due(db_session: object, clock: SettableClock) -> None:
    town = Town()
    clock.at(2026, 7, 20)
    split = a_split(town.scheme, town.town, {town.school: 6000}, holds_from=date(2026, 9, 1))
    standing = standings_for([town.school.id], 2026)[town.school.id]
    assert split.holds_from == date(2026, 9, 1)
    assert standing.monthly == (Money.yuan(3000),) * 8 + (Money.yuan(6000),) * 4
    with pytest.raises(Refused, match="this month or a later one") as refusal:
        a_proposed_split(town.scheme, town.town, {town.school: 100}, holds_from=date(2026, 6, 1))
    assert refusal.value.field == "holds_from"
    clock.at(2027, 1, 1)
    with pytest.raises(Refused, match="2026 is over"):
        a_proposed_split(town.scheme, town.town, {town.school: 100}, year=2026)


@pytest.mark.parametrize(
    ("method", "weights"),
    [
        (SplitMethod.HEADS, [40, 30, 10]),
        (SplitMethod.LAST_YEAR, [70_000, 0, 30_000]),
        (SplitMethod.CANTEEN, [5_000_000, 2_000_000, 0]),
    ],
)
def test_formulas_weigh_heads_what_was_counted_last_year_and_canteen_spend(
    db_session: object, method: SplitMethod, weights: list[int]
) -> None:
    town = Town()
    an_entry(town.school, 700, on=date(2025, 6, 1))
    an_entry(town.office, 300, on=date(2025, 12, 31))
    an_entry(town.office, 999, on=date(2026, 1, 1))
    a_base(town.school, 5_000_000)
    branch = branch_for([town.town.id], 2026)
    whole, _lines = standing_whole(town.scheme.id, town.town.id, branch)
    found = weighed(branch, whole, method, town.scheme.id)
    assert [child.weight for child in found.children] == weights


def test_children_and_rest_come_to_the_parents_target_after_whatever_is_filed_and_split(db_session: object) -> None:
    """Σ children + rest = parent, always (DOMAIN rule 6)."""
    town, random = Town(), Random(20260601)
    for _round in range(12):
        act = random.choice(["split", "split", "school", "town", "base"])
        if act == "split":
            amounts: dict[Unit, int | str] = {
                child: random.randrange(12_000) for child in (town.school, town.office) if random.random() < 0.8
            }
            with suppress(Refused):
                a_split(town.scheme, town.town, amounts)
        elif act == "base":
            a_base(town.canteen, random.randrange(10_000_000))
        else:
            node = town.school if act == "school" else town.town
            line = lines_of([node.id], 2026)[node.id][0]
            revised(_line(line.id), random.randrange(20_000))
        standing = standings_for([town.town.id, town.school.id, town.canteen.id, town.office.id], 2026)
        children = [standing[unit.id].target or Money(0) for unit in (town.school, town.canteen, town.office)]
        whole = standing[town.town.id]
        assert whole.target is not None
        assert whole.rest is not None
        assert sum(child.fen for child in children) + whole.rest.fen == whole.target.fen


def _line(line_id: int) -> TargetLine:
    return db.session.get_one(TargetLine, line_id)
