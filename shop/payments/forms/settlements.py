"""What is chosen about settlements."""

from __future__ import annotations

import re
from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.web.forms import LONGEST_REASON, DayField, ShopForm, TextField, YuanField


class SeenForm(ShopForm):
    """Somebody agrees to an amount that the page showed."""

    seen = YuanField()

    @property
    def shown(self) -> Money | None:
        """What it came to on the page."""
        return cast("Money | None", self.seen.data)


class ChoiceForm(ShopForm):
    """Settle with whom, for which invoice profile, up to which day: what the address of the page asks for."""

    other = TextField(longest=20)
    profile = TextField(longest=20)
    until = DayField(_l("Up to and including"))

    @property
    def day(self) -> date | None:
        """The last day that is settled; nothing for today."""
        return cast("date | None", self.until.data)

    @property
    def profile_id(self) -> int:
        """The number of the invoice profile; none of ours if it is no number."""
        return number_in(self.profile.data)

    def pair_for(self, actor: Actor) -> tuple[int, int]:
        """The unit and the supplier: the actor's own organisation and the other one."""
        ours, other = actor.organisation_id, number_in(self.other.data)
        return (other, ours) if actor.is_supplier else (ours, other)


class StepForm(SeenForm):
    """A step in the life of a settlement: on which line, why, with which invoices."""

    settled_line = TextField(longest=20)
    reason = TextField(_l("Reason"), longest=LONGEST_REASON)
    invoice = SelectMultipleField(_l("Invoices"), coerce=lambda typed: number_in(str(typed)), validate_choice=False)

    @property
    def said(self) -> str:
        """The reason that was typed; nothing if none was."""
        return self.reason.data or ""

    @property
    def chosen(self) -> list[int]:
        """The invoices that were chosen; none of ours for what is no number."""
        return list(self.invoice.data or [])

    @property
    def line_id(self) -> int:
        """The number of the line; none of ours if it is no number."""
        return number_in(self.settled_line.data)


def number_in(typed: str | None) -> int:
    """A row's number that was chosen and not typed; 0, which no row has, for anything else."""
    return int(typed) if typed and re.fullmatch(r"[0-9]{1,15}", typed) else 0
