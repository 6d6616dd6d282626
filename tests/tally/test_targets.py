"""What units are to reach: forms of target lines, pace, revisions, and who may set them (DOMAIN rule 6)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Unit
from shop.tally.models import TargetLine, TargetProposal
from shop.tally.queries.targets import lines_of
from shop.tally.services.targets import approve_target, file_revision, file_target
from shop.tally.targets import amount_of_target, pace
from shop.tally.words import TargetForm
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_department, a_town, a_unit, an_actor, an_operator
from tests.factories.tally import a_scheme, a_target, revised, superior_of

A_MILLION = 100_000_000


@pytest.mark.parametrize(
    ("form", "base", "rate", "amount", "yuan"),
    [
        (TargetForm.AMOUNT, None, None, "120000.50", "120000.50"),
        (TargetForm.AMOUNT, None, None, "0", "0"),
        (TargetForm.CANTEEN_RATE, A_MILLION, 1000, None, "100000"),
        (TargetForm.CANTEEN_RATE, A_MILLION, 1500, None, "150000"),
        (TargetForm.CANTEEN_RATE, 333_333, 1001, None, "333.67"),
        (TargetForm.CANTEEN_RATE, 0, 1000, None, "0"),
        (TargetForm.UNION_RATE, A_MILLION, 500, None, "50000"),
        (TargetForm.UNION_RATE, 5, 1000, None, "0.01"),
        (TargetForm.PER_HEAD, 412, 20_000, None, "82400"),
        (TargetForm.PER_HEAD, 0, 20_000, None, "0"),
    ],
)
def test_a_target_line_comes_to_its_amount(
    form: TargetForm, base: int | None, rate: int | None, amount: str | None, yuan: str
) -> None:
    given = None if amount is None else Money.yuan(amount)
    assert amount_of_target(form, base=base, rate=rate, amount=given) == Money.yuan(yuan)


@pytest.mark.parametrize(
    ("form", "base", "rate", "amount", "field"),
    [
        (TargetForm.AMOUNT, None, None, None, "amount"),
        (TargetForm.AMOUNT, None, None, Money(-1), "amount"),
        (TargetForm.CANTEEN_RATE, None, 1000, None, "base"),
        (TargetForm.CANTEEN_RATE, -1, 1000, None, "base"),
        (TargetForm.CANTEEN_RATE, A_MILLION, None, None, "rate"),
        (TargetForm.CANTEEN_RATE, A_MILLION, 999, None, "rate"),
        (TargetForm.CANTEEN_RATE, A_MILLION, 10_001, None, "rate"),
        (TargetForm.UNION_RATE, A_MILLION, -1, None, "rate"),
        (TargetForm.PER_HEAD, 10, None, None, "rate"),
    ],
)
def test_a_target_line_that_cannot_be_is_refused_beside_its_field(
    form: TargetForm, base: int | None, rate: int | None, amount: Money | None, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        amount_of_target(form, base=base, rate=rate, amount=amount)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("year", "today", "share"),
    [
        (2026, date(2026, 1, 1), Decimal(1) / 365),
        (2026, date(2026, 7, 2), Decimal(183) / 365),
        (2028, date(2028, 2, 29), Decimal(60) / 366),
        (2026, date(2026, 12, 31), Decimal(1)),
        (2026, date(2027, 1, 1), Decimal(1)),
        (2026, date(2025, 12, 31), Decimal(0)),
    ],
)
def test_the_pace_is_the_share_of_the_year_that_is_over(year: int, today: date, share: Decimal) -> None:
    assert pace(year, today) == share


def line_for(unit: Unit, *purposes: Purpose) -> TargetLine:
    return a_target(unit, 1000, *purposes, scheme=a_scheme(unit))


def test_no_purpose_stands_in_two_lines_of_a_year(db_session: object) -> None:
    unit = a_unit()
    scheme = a_scheme(unit)
    a_target(unit, 100, Purpose.CANTEEN, Purpose.STAFF, scheme=scheme)
    with pytest.raises(Refused, match="only one line of a year’s target") as refusal:
        a_target(unit, 200, Purpose.STAFF, scheme=scheme)
    assert refusal.value.field == "purposes"
    a_target(unit, 200, Purpose.UNION_WELFARE, scheme=scheme)
    a_target(unit, 200, Purpose.CANTEEN, scheme=scheme, year=2027)
    assert [line.n for line in lines_of([unit.id], 2026)[unit.id]] == [1, 2]


def test_the_first_approved_figure_stays_beside_the_current_one(db_session: object) -> None:
    unit = a_unit()
    line = revised(revised(line_for(unit), 1200), 900, reason="fewer pupils")
    (found,) = lines_of([unit.id], 2026)[unit.id]
    assert (found.first.amount, found.current.amount) == (Money.yuan(1000), Money.yuan(900))
    assert [revision.reason for revision in found.revisions] == ["as filed", "more pupils", "fewer pupils"]
    assert found.id == line.id


def filed(unit: Unit, line: TargetLine, author: Actor | None = None, **figures: Any) -> TargetProposal:
    usual: dict[str, Any] = {"amount": Money.yuan(7), "reason": "because"}
    return file_revision(line, by=author or an_actor(unit, {Role.MANAGER}), **(usual | figures))


def test_what_is_filed_holds_once_a_superior_has_approved_it(db_session: object) -> None:
    unit = a_unit()
    line = line_for(unit)
    author, superior = an_actor(unit, {Role.MANAGER}), superior_of(unit, 2026)
    proposal = filed(unit, line, author)
    assert lines_of([unit.id], 2026)[unit.id][0].current.amount == Money.yuan(1000)
    approve_target(proposal, by=superior)
    current = lines_of([unit.id], 2026)[unit.id][0].current
    assert (current.amount, current.author, current.approved_by) == (
        Money.yuan(7),
        author.person_name,
        superior.person_name,
    )


def test_a_new_line_is_none_before_it_is_approved(db_session: object) -> None:
    unit = a_unit()
    scheme, author = a_scheme(unit), an_actor(unit, {Role.BUYER})
    each: dict[str, Any] = {"amount": Money.yuan(5), "reason": "because", "by": author}
    first, second = (
        file_target(scheme, unit.id, 2026, TargetForm.AMOUNT, [Purpose.CANTEEN], **each) for _time in range(2)
    )
    assert lines_of([unit.id], 2026) == {}
    approve_target(first, by=superior_of(unit, 2026))
    with pytest.raises(Refused, match="only one line of a year’s target"):
        approve_target(second, by=superior_of(unit, 2026))


def test_a_line_that_waited_beyond_its_year_is_approved_no_more(db_session: object, clock: SettableClock) -> None:
    """A year that is over has its targets: a new line would change what everybody was measured by."""
    clock.at(2026, 12, 31)
    unit = a_unit()
    each: dict[str, Any] = {"amount": Money.yuan(5), "reason": "because", "by": an_actor(unit, {Role.BUYER})}
    proposal = file_target(a_scheme(unit), unit.id, 2026, TargetForm.AMOUNT, [Purpose.CANTEEN], **each)
    clock.at(2027, 1, 1)
    with pytest.raises(Refused, match="2026 is over"):
        approve_target(proposal, by=superior_of(unit, 2026))
    assert lines_of([unit.id], 2026) == {}


def test_nobody_approves_a_target_twice_or_their_own(db_session: object) -> None:
    unit = a_unit()
    line, superior = line_for(unit), superior_of(unit, 2026)
    with pytest.raises(Refused, match="somebody other"):
        approve_target(filed(unit, line, superior), by=superior)
    proposal = filed(unit, line)
    approve_target(proposal, by=superior)
    with pytest.raises(Refused, match="already been approved"):
        approve_target(proposal, by=superior)


def test_a_target_is_approved_one_level_above_and_nowhere_else(db_session: object) -> None:
    cluster = a_cluster()
    town, other = a_town(cluster), a_town(cluster)
    unit = a_unit(town)
    proposal = filed(unit, line_for(unit))
    others = [an_actor(other), an_actor(cluster), an_actor(town, {Role.MANAGER}), an_actor(unit, {Role.MANAGER})]
    for somebody in (*others, an_actor(a_department(town, unit), {Role.OFFICIAL}), an_actor(an_operator())):
        with pytest.raises(NotYours):
            approve_target(proposal, by=somebody)
    approve_target(proposal, by=an_actor(town, {Role.OFFICIAL}))


def test_a_target_is_filed_by_the_unit_or_from_above_it(db_session: object) -> None:
    cluster = a_cluster()
    town, other = a_town(cluster), a_town(cluster)
    unit, neighbour = a_unit(town), a_unit(town)
    line = line_for(unit)
    for node, role in ((unit, Role.BUYER), (town, Role.OFFICIAL), (cluster, Role.OFFICIAL)):
        filed(unit, line, an_actor(node, {role}))
    for node, role in ((neighbour, Role.MANAGER), (other, Role.OFFICIAL), (town, Role.MANAGER)):
        with pytest.raises(NotYours):
            filed(unit, line, an_actor(node, {role}))


def test_a_cluster_has_nobody_above_it_so_a_second_official_of_its_own_approves(db_session: object) -> None:
    cluster = a_cluster()
    author = an_actor(cluster, {Role.OFFICIAL})
    line = line_for(cluster)
    with pytest.raises(Refused, match="somebody other"):
        approve_target(filed(cluster, line, author), by=author)
    approve_target(filed(cluster, line, author), by=an_actor(cluster, {Role.OFFICIAL}))


def test_nobody_sets_a_target_without_a_reason(db_session: object) -> None:
    unit = a_unit()
    with pytest.raises(Refused) as refusal:
        filed(unit, line_for(unit), reason="  ")
    assert refusal.value.field == "reason"


def test_a_target_line_names_at_least_one_purpose(db_session: object) -> None:
    unit = a_unit()
    with pytest.raises(Refused) as refusal:
        file_target(
            a_scheme(unit), unit.id, 2026, TargetForm.AMOUNT, [], amount=Money(1), reason="because", by=an_actor(unit)
        )
    assert refusal.value.field == "purposes"
