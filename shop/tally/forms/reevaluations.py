"""What is typed to have purchases judged anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from shop.tally.queries.candidates import Candidate
from shop.web.forms import LONGEST_REASON, ShopForm, TextField


class ReevaluationForm(ShopForm):
    """Which purchases, and why; what is chosen was found by a search that stands in the address."""

    entries = SelectMultipleField(_l("Purchases in question"))
    reason = TextField(_l("Reason"), longest=LONGEST_REASON)

    @classmethod
    def among(cls, found: Sequence[Candidate]) -> ReevaluationForm:
        """The form with the purchases that were found; all that would change are chosen at first."""
        changing = [str(one.entry.id) for one in found if one.changes]
        form = cls(entries=changing)
        form.entries.choices = [(str(one.entry.id), "") for one in found]
        return form

    def chosen(self) -> list[int]:
        """The entries that were ticked."""
        return [int(value) for value in self.entries.data or ()]

    def ticked(self, entry_id: int) -> bool:
        """Whether a purchase is ticked."""
        data: Any = self.entries.data or ()
        return str(entry_id) in data


class AnswerForm(ShopForm):
    """What is said to a proposal."""

    answer = TextField(_l("Reason"), longest=LONGEST_REASON)
