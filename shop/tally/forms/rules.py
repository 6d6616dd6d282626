"""What is typed about schemes and their rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from shop.kernel.purposes import Purpose
from shop.tally.rules import Rules
from shop.tally.words import CONDITIONS, Condition
from shop.web.forms import DayField, ShopForm, TextField, needed


class SchemeForm(ShopForm):
    """A new yardstick."""

    name = TextField(_l("Chinese name of the scheme"), longest=120)
    name_english = TextField(_l("English name of the scheme"), longest=120)
    code = TextField(
        _l("Scheme code"),
        longest=32,
        description=_l("Small letters, digits and hyphens; it stands in addresses and exports."),
    )


class RulesForm(ShopForm):
    """A version of a scheme's rules: what is asked for, what counts, and from when until when."""

    conditions = SelectMultipleField(_l("A purchase counts if"))
    purposes = SelectMultipleField(_l("Purposes that count"))
    valid_from = DayField(_l("Holds from"), [needed(_l("Please enter the first day."))])
    valid_to = DayField(_l("Holds until"), description=_l("Leave it empty if it holds until further notice."))

    @classmethod
    def of(cls, rules: Rules, valid_from: date | None) -> RulesForm:
        """The form, filled with the rules that it begins from."""
        given: dict[str, Any] = {
            "conditions": [one.value for one in rules.conditions],
            "purposes": sorted(one.value for one in rules.purposes),
        }
        form = cls(valid_from=valid_from, **given)
        form.conditions.choices = [(one.value, CONDITIONS[one]) for one in Condition]
        form.purposes.choices = Purpose.choices()
        return form

    def said(self) -> Rules:
        """The rules that were ticked, the conditions in the order in which they are told."""
        ticked = set(self.conditions.data or ())
        return Rules(
            conditions=tuple(one for one in Condition if one.value in ticked),
            purposes=frozenset(Purpose(word) for word in self.purposes.data or ()),
        )
