"""A target line, a base figure: what a unit or its superior types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField

from shop.documents.fields import PaperField
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused
from shop.tally.filing import LONGEST_REASON
from shop.tally.models import BaseFiling, TargetProposal
from shop.tally.queries.targets import Line
from shop.tally.services.bases import Stated
from shop.tally.words import BaseFigure, BaseKind, TargetForm
from shop.web.filters import month_name
from shop.web.forms import DecimalNumberField, ShopForm, TextField, YuanField, needed

HUNDREDTHS = 100


def months_from(earliest: date) -> list[tuple[str, str]]:
    """The months from which a changed target can hold: this one and the later ones of its year."""
    return [(date(earliest.year, m, 1).isoformat(), month_name(m)) for m in range(earliest.month, 13)]


def chosen_month(field: Any) -> date | None:
    """The first day of the month that was chosen; nothing where the form does not ask."""
    return date.fromisoformat(field.data) if field is not None and field.data else None


class LineForm(ShopForm):
    """A target line in one of its four forms; the fields that its form does not ask for are taken away."""

    purposes = SelectMultipleField(_l("For purchases for"), choices=Purpose.choices)
    amount = YuanField(_l("Amount of the year"), [needed(_l("Please enter an amount of zero or more."))])
    base = DecimalNumberField(_l("Base figure"), [needed(_l("Please enter the base figure."))])
    rate = DecimalNumberField(_l("Rate"), [needed(_l("Please enter the rate."))])
    holds_from = SelectField(_l("Holds from"), description=_l("The months before keep what they were due."))
    reason = TextField(
        _l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why the target is set at this amount.")
    )

    @classmethod
    def of(
        cls,
        form: TargetForm,
        *,
        line: Line | None = None,
        earliest: date,
        base: int | None = None,
        anew: TargetProposal | None = None,
    ) -> Self:
        """Filled in like what was returned, like the line that is changed, or with the approved base figure."""
        known: dict[str, Any] = {"purposes": [Purpose.CANTEEN.value]}
        before = anew or (line.current if line else None)
        if before is not None:
            known = {"amount": before.amount, "base": _shown(form, before.base), "rate": _rate_shown(form, before.rate)}
        if base is not None:
            known["base"] = _shown(form, base)
        if anew is not None:
            known |= {"purposes": [purpose.value for purpose in anew.purposes], "reason": anew.reason}
        found = cls(**known)
        del_unused(found, form, changes=line is not None)
        if "holds_from" in found:
            found.holds_from.choices = months_from(earliest)
        return found

    def figures(self, form: TargetForm) -> dict[str, Any]:
        """What was typed, in the terms of the services; raises ``Refused`` for a fraction of what has none."""
        if form is TargetForm.AMOUNT:
            return {"amount": self.amount.data}
        rate = cast("Decimal", self.rate.data) * HUNDREDTHS
        if rate != rate.to_integral_value():
            raise Refused(_l("Please enter at most two decimals."), field="rate")
        return {"base": base_of(form, cast("Decimal", self.base.data), "base"), "rate": int(rate)}


def del_unused(found: LineForm, form: TargetForm, *, changes: bool) -> None:
    """Take away what a form of target does not ask for, and what cannot be changed in a line that is there."""
    unused = ["base", "rate"] if form is TargetForm.AMOUNT else ["amount"]
    unused.append("purposes" if changes else "holds_from")
    for name in unused:
        del found[name]


def base_of(form: TargetForm | BaseFigure, typed: Decimal, field: str) -> int:
    """Fen of a yearly spend, or heads; raises ``Refused`` beside ``field`` for parts of a fen or of a person."""
    in_heads = form in (TargetForm.PER_HEAD, BaseFigure.HEADS)
    number = typed if in_heads else typed * HUNDREDTHS
    if number != number.to_integral_value():
        raise Refused(
            _l("Please enter a whole number.") if in_heads else _l("Please enter at most two decimals."), field=field
        )
    return int(number)


def _shown(form: TargetForm | BaseFigure, base: int | None) -> Decimal | None:
    if base is None or form in (TargetForm.PER_HEAD, BaseFigure.HEADS):
        return None if base is None else Decimal(base)
    return Money(base).in_yuan.quantize(Decimal("0.01"))


def _rate_shown(form: TargetForm, rate: int | None) -> Decimal | None:
    return None if rate is None else (Decimal(rate) / HUNDREDTHS).normalize() + 0


class BaseForm(ShopForm):
    """A base figure of a unit's year, with its evidence."""

    figure = SelectField(_l("Which figure"))
    kind = RadioField(_l("As planned, or as it came"), choices=BaseKind.choices)
    value = DecimalNumberField(
        _l("Figure"),
        [needed(_l("Please enter the base figure."))],
        description=_l("Yuan of the whole year; for people, their number."),
    )
    holds_from = SelectField(
        _l("Targets follow it from"),
        description=_l("The months before keep what they were due. An actual figure changes no target."),
    )
    reason = TextField(
        _l("Where the figure comes from"),
        longest=LONGEST_REASON,
        needed=_l("Please say where the figure comes from."),
        description=_l("Such as the annual accounts of last year, or the register of staff."),
    )
    file = PaperField(_l("Evidence"))

    @classmethod
    def of(cls, earliest: date, *, asks_actual: bool, anew: BaseFiling | None = None, **known: Any) -> Self:
        """Filled in like what was returned; the actual figure is offered from 1 December on."""
        known = {"kind": BaseKind.FILED.value} | known
        if anew is not None:
            known |= {
                "value": _shown(anew.figure, anew.value),
                "reason": anew.reason,
            }
        form = cls(**known)
        form.figure.choices = BaseFigure.choices()
        form.holds_from.choices = months_from(earliest)
        if not asks_actual or anew is not None:
            del form["kind"]
        if anew is not None:
            del form["figure"]
        return form

    def stated(self, anew: BaseFiling | None) -> Stated:
        """What was typed, once the form is valid; what is filed ``anew`` is the same figure again."""
        figure = anew.figure if anew is not None else BaseFigure(self.figure.data)
        kind = anew.kind if anew is not None else BaseKind.FILED
        if "kind" in self:
            kind = BaseKind(self.kind.data)
        return Stated(
            figure,
            kind,
            base_of(figure, cast("Decimal", self.value.data), "value"),
            self.reason.data or "",
            chosen_month(self.holds_from) if kind is BaseKind.FILED else None,
        )
