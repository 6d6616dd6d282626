"""How a target is split: an amount for each child, typed, reckoned, or pasted from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from shop.kernel.money import Money
from shop.tally.filing import LONGEST_REASON
from shop.tally.forms.targets import chosen_month, months_from
from shop.tally.queries.trees import Node
from shop.tally.services.splits import Wish
from shop.tally.splitting import Child
from shop.tally.words import SplitMethod
from shop.web.forms import ShopForm, TextField, YuanField, needed, plain, read_number

LONGEST_SHEET = 20_000


class SplitForm(ShopForm):
    """The split itself; a field for each child that can be given another amount is added by `split_form`."""

    holds_from = SelectField(_l("Holds from"), description=_l("The months before keep what they were due."))
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why the target is split like this."))

    def wish(self, children: Sequence[Child], method: SplitMethod) -> Wish:
        """What was typed, once the form is valid; ``method`` is what filled the table in."""
        return Wish(
            method=method,
            amounts={child.id: self[name(child.id)].data for child in children if name(child.id) in self},
            reason=self.reason.data or "",
            holds_from=chosen_month(self.holds_from),
        )


def name(child_id: int) -> str:
    """What a child's field is called."""
    return f"child_{child_id}"


def split_form(
    children: Sequence[Child],
    nodes: Mapping[int, Node],
    language: str,
    earliest: date,
    amounts: Mapping[int, Money],
    *,
    blank: bool = False,
    reason: str = "",
) -> SplitForm:
    """The form for these children, filled in with amounts; ``blank`` leaves aside what was sent."""
    moving = [child for child in children if not child.keeps]
    fields = {
        name(child.id): YuanField(
            nodes[child.id].named(language), [needed(_l("Please enter an amount of zero or more."))]
        )
        for child in moving
    }
    known: dict[str, Any] = {name(child.id): amounts.get(child.id, child.before) for child in moving}
    sent = {"formdata": None} if blank else {}
    form: SplitForm = type("SplitForm", (SplitForm,), fields)(**known, reason=reason, **sent)
    form.holds_from.choices = months_from(earliest)
    return form


class SheetForm(ShopForm):
    """Rows copied from a spreadsheet: a unit's name and its amount."""

    sheet = TextAreaField(
        _l("Rows from a sheet"),
        description=_l(
            "Copy two columns: the unit’s name and its amount in yuan. Units that are not named keep theirs."
        ),
    )

    def read(self, nodes: Iterable[Node], kept: Mapping[int, Money]) -> dict[int, Money]:
        """The amounts by unit; what cannot be read is said row by row beside the field, and nothing comes back.

        Who keeps its target (``kept``) may be named with what it has, and with nothing else.
        """
        by_name = {written.casefold(): node.id for node in nodes for written in (node.name, node.name_english)}
        found: dict[int, Money] = {}
        faults = []
        for number, row in enumerate((self.sheet.data or "")[:LONGEST_SHEET].splitlines(), start=1):
            if not plain(row):
                continue
            called, typed = _parts(row)
            unit_id, amount = by_name.get(called.casefold()), _amount(typed)
            if unit_id is None:
                faults.append(_("Row %(number)s: no unit here is called “%(name)s”.", number=number, name=called[:40]))
            elif unit_id in found:
                faults.append(_("Row %(number)s: %(name)s stands in the sheet twice.", number=number, name=called))
            elif amount is None:
                faults.append(_("Row %(number)s: “%(typed)s” is no amount in yuan.", number=number, typed=typed[:40]))
            elif kept.get(unit_id, amount) != amount:
                faults.append(
                    _("Row %(number)s: a split does not change the target of %(name)s.", number=number, name=called)
                )
            else:
                found[unit_id] = amount
        if not found and not faults:
            faults.append(_("Please paste at least one row."))
        self.sheet.errors = [*self.sheet.errors, *faults]
        return {} if faults else found


def _amount(typed: str) -> Money | None:
    try:
        return Money.yuan(read_number(typed))
    except ValueError:
        return None


def _parts(row: str) -> tuple[str, str]:
    """A row's first and last column, between tabs or, without one, at the last space."""
    if "\t" in row:
        columns = [plain(column) for column in row.split("\t") if plain(column)]
        return columns[0], columns[-1] if len(columns) > 1 else ""
    called, _space, typed = plain(row).rpartition(" ")
    return (called.strip(), typed) if called else (typed, "")
