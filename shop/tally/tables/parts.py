"""A figure along one dimension, and through the twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.documents.tables import Cell, Column, Table
from shop.tally.months import Month
from shop.tally.queries.breakdowns import Part
from shop.tally.standing import share
from shop.tally.words import VerdictState
from shop.web.language import current

HEADS = {
    "counties": (_l("By county"), _l("County the goods come from")),
    "categories": (_l("By category"), _l("Category")),
    "purposes": (_l("By purpose"), _l("Purpose")),
    "suppliers": (_l("By supplier"), _l("Supplier")),
    "kinds": (_l("By kind of supplier"), _l("Kind of supplier")),
    "certified": (_l("By certificate"), _l("Certificate")),
    "channels": (_l("By channel"), _l("Channel")),
}
"""By what is broken down: the table's name, and the head of its first column."""


def parts_table(
    parts: Sequence[Part], total: Part, verdicts: Sequence[VerdictState], charted: VerdictState, by: str
) -> Table:
    """A row for each part: a verdict in each column, with the share of the one that is looked at."""
    title, head = HEADS[by]
    whole = total.of(charted).amount
    columns = [Column(head, Cell.TEXT, lambda part: part.named(current()), width=34)]
    for verdict in verdicts:
        columns.append(_amount(verdict.label, verdict))
        if verdict == charted:
            columns.append(
                Column(_("Share"), Cell.SHARE, lambda part: share(part.of(charted).amount, whole), total=True)
            )
    columns += [
        Column(_("Weight (kg)"), Cell.QUANTITY, lambda part: part.of(*verdicts).weight, total=True),
        Column(_("Entries"), Cell.COUNT, lambda part: part.of(*verdicts).entries, total=True),
    ]
    return Table(str(title), columns, parts, total, _("Total"))


def months_table(months: Sequence[Month], total: Part, *, towards_a_target: bool) -> Table:
    """The twelve months: what was counted, what had been so far, and what should have been."""
    so_far = _("Towards the target, so far") if towards_a_target else _("Counted so far")
    columns = [
        Column(_("Month"), Cell.TEXT, lambda row: row[0].name, width=12),
        _of_part(_("Counted"), VerdictState.COUNTED),
        Column(so_far, Cell.MONEY, lambda row: row[0].cumulated),
        *(
            [
                Column(_("Pace"), Cell.MONEY, lambda row: row[0].due),
                Column(_("Ahead or behind"), Cell.MONEY, lambda row: row[0].gap),
            ]
            if towards_a_target
            else []
        ),
        _of_part(_("Not counted"), VerdictState.NOT_COUNTED),
        Column(_("Weight (kg)"), Cell.QUANTITY, lambda row: row[1].of().weight, total=True),
        Column(_("Entries"), Cell.COUNT, lambda row: row[1].of().entries, total=True),
    ]
    return Table(_("By month"), columns, [(month, month.part) for month in months], (None, total), _("Full year"))


def _amount(label: Any, verdict: VerdictState) -> Column:
    return Column(label, Cell.MONEY, lambda part: part.of(verdict).amount, total=True)


def _of_part(label: Any, verdict: VerdictState) -> Column:
    return Column(label, Cell.MONEY, lambda row: row[1].of(verdict).amount, total=True)
