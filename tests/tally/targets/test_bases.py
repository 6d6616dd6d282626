"""Base figures: who files them, what follows from them, and the year's end (DOMAIN rules 5 and 6)."""

from datetime import date

import pytest

from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused
from shop.organisations.words import Canteen
from shop.tally.bases import Beside, OnALine, beside
from shop.tally.queries.bases import newest_bases
from shop.tally.queries.targets import lines_of
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import BaseFigure, BaseKind, TargetForm
from tests.clocks import SettableClock
from tests.factories import a_town, a_unit, an_actor
from tests.factories.tally import a_scheme, superior_of
from tests.factories.targets import a_base, a_filed_base

A_MILLION = 100_000_000


@pytest.mark.parametrize(
    ("form", "figure", "rate", "base", "yuan"),
    [
        (TargetForm.CANTEEN_RATE, BaseFigure.CANTEEN, 1000, 2 * A_MILLION, "200000"),
        (TargetForm.UNION_RATE, BaseFigure.UNION, 3000, 7_654_321, "22962.96"),
        (TargetForm.PER_HEAD, BaseFigure.HEADS, 20_000, 150, "30000"),
    ],
)
def test_a_line_follows_the_base_figure_that_it_stands_on(
    db_session: object, form: TargetForm, figure: BaseFigure, rate: int, base: int, yuan: str
) -> None:
    unit = a_unit()
    each = {"base": 1000, "rate": rate, "reason": "plan", "by": an_actor(unit)}
    proposal = file_target(a_scheme(unit), unit.id, 2026, form, [Purpose.CANTEEN], **each)  # type: ignore[arg-type]
    approve_target(proposal, by=superior_of(unit, 2026))
    a_base(unit, base, figure)
    (line,) = lines_of([unit.id], 2026)[unit.id]
    assert (line.current.amount, line.current.base) == (Money.yuan(yuan), base)
    assert (line.current.n, line.current.holds_from) == (2, date(2026, 6, 1))
    assert line.current.reason == "annual accounts"


def test_the_actual_figure_is_asked_for_in_december_and_changes_no_target(
    db_session: object, clock: SettableClock
) -> None:
    unit = a_unit()
    each = {"base": A_MILLION, "rate": 1000, "reason": "plan", "by": an_actor(unit)}
    proposal = file_target(a_scheme(unit), unit.id, 2026, TargetForm.CANTEEN_RATE, [Purpose.CANTEEN], **each)  # type: ignore[arg-type]
    approve_target(proposal, by=superior_of(unit, 2026))
    clock.at(2026, 11, 30)
    with pytest.raises(Refused, match="from 1 December 2026 on") as refusal:
        a_filed_base(unit, 2 * A_MILLION, kind=BaseKind.ACTUAL)
    assert refusal.value.field == "kind"
    clock.at(2027, 1, 15)
    a_base(unit, 2 * A_MILLION, kind=BaseKind.ACTUAL, year=2026)
    (line,) = lines_of([unit.id], 2026)[unit.id]
    assert [revision.amount for revision in line.revisions] == [Money.yuan(100_000)]
    assert newest_bases([unit.id], [2026]) == {(unit.id, 2026, BaseFigure.CANTEEN, BaseKind.ACTUAL): 2 * A_MILLION}


def test_planned_actual_and_last_years_figures_stand_side_by_side() -> None:
    line = OnALine(TargetForm.CANTEEN_RATE, 1000, A_MILLION, Money.yuan(100_000))
    assert beside([line], {}, {BaseFigure.CANTEEN: 2 * A_MILLION}, {BaseFigure.CANTEEN: 90_000_000}) == [
        Beside(BaseFigure.CANTEEN, A_MILLION, 2 * A_MILLION, 90_000_000, Money.yuan(100_000), Money.yuan(200_000))
    ]


def test_the_newest_approved_figure_holds(db_session: object) -> None:
    unit = a_unit()
    a_base(unit, 1)
    a_base(unit, 2)
    a_filed_base(unit, 3)
    assert list(newest_bases([unit.id], [2026]).values()) == [2]


def test_a_figure_waits_once(db_session: object) -> None:
    unit = a_unit()
    a_filed_base(unit)
    with pytest.raises(Refused, match="already and awaits approval"):
        a_filed_base(unit)
    a_filed_base(unit, 120, BaseFigure.HEADS)


@pytest.mark.parametrize(
    ("canteen", "shares", "sentence"),
    [
        (Canteen.OWN, False, None),
        (Canteen.OUTSOURCED, False, None),
        (Canteen.SHARED, False, None),
        (Canteen.SHARED, True, "The canteen is shared"),
        (Canteen.NONE, False, "has no canteen"),
    ],
)
def test_canteen_spend_is_filed_by_who_has_the_canteen(
    db_session: object, canteen: Canteen, shares: bool, sentence: str | None
) -> None:
    town = a_town()
    unit = a_unit(town, canteen=canteen, filing_unit_id=a_unit(town).id if shares else None)
    scheme, each = a_scheme(unit), {"base": 1, "rate": 1000, "reason": "plan", "by": an_actor(unit)}

    def file_rate() -> None:
        file_target(scheme, unit.id, 2026, TargetForm.CANTEEN_RATE, [Purpose.CANTEEN], **each)  # type: ignore[arg-type]

    if sentence is None:
        a_filed_base(unit)
        file_rate()
        return
    with pytest.raises(Refused, match=sentence) as refusal:
        a_filed_base(unit)
    assert refusal.value.field == "figure"
    with pytest.raises(Refused, match=sentence):
        file_rate()
    a_filed_base(unit, 30, BaseFigure.HEADS)


def test_a_parent_has_no_base_figure(db_session: object) -> None:
    town = a_town()
    with pytest.raises(Refused, match="Only units that buy"):
        a_filed_base(town, by=superior_of(town, 2026))
