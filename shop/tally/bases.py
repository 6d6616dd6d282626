"""Base figures as they stand side by side: filed, actual, last year's, and what the target would come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.tally.targets import amount_of_target
from shop.tally.words import BASES, BaseFigure, TargetForm

ASKED_FROM = (12, 1)
"""The month and day of the year from which its actual base figures are asked for."""


def actual_is_asked(year: int, today: date) -> bool:
    """From 1 December of a year on its actual base figures are asked for."""
    return today >= date(year, *ASKED_FROM)


def refuse_early_actual(year: int, today: date) -> None:
    """Refuse an actual figure of a year that is not near its end."""
    if not actual_is_asked(year, today):
        raise Refused(
            _l("The actual figure of %(year)s can be filed from 1 December %(year)s on.", year=str(year)), field="kind"
        )


@dataclass(frozen=True, slots=True)
class OnALine:
    """A target line as far as base figures go: how it is reckoned, and what it is on."""

    form: TargetForm
    rate: int | None
    base: int | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of a unit's year: as planned, as it came, last year's; and the targets reckoned from it."""

    figure: BaseFigure
    filed: int | None
    actual: int | None
    last_year: int | None
    target: Money | None
    on_actual: Money | None


def beside(
    lines: Iterable[OnALine],
    filed: dict[BaseFigure, int],
    actual: dict[BaseFigure, int],
    last_year: dict[BaseFigure, int],
) -> list[Beside]:
    """Every figure that is filed or that a line stands on. What the target comes to on the actual base changes nothing.

    Where no figure was filed by itself the one that its line stands on is shown.
    """
    found = []
    standing = [line for line in lines if line.form in BASES]
    for figure in BaseFigure:
        on_it = [line for line in standing if BASES[line.form] is figure]
        planned = filed.get(figure, on_it[0].base if on_it else None)
        if planned is None and figure not in actual and figure not in last_year:
            continue
        found.append(
            Beside(
                figure=figure,
                filed=planned,
                actual=actual.get(figure),
                last_year=last_year.get(figure),
                target=_sum([line.amount for line in on_it]) if on_it else None,
                on_actual=_on(on_it, actual.get(figure)),
            )
        )
    return found


def _on(lines: Sequence[OnALine], base: int | None) -> Money | None:
    if not lines or base is None:
        return None
    return _sum([amount_of_target(line.form, base=base, rate=line.rate, amount=None) for line in lines])


def _sum(amounts: Sequence[Money]) -> Money:
    return Money(sum(amount.fen for amount in amounts))
