"""The tally's other tables: what waits for its proof, targets, the way from order to count, parts added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.tally.adding_up import Part
from shop.tally.evidence import EvidenceKind
from shop.tally.queries.targets import Line
from shop.tally.queries.waiting import Waiting
from shop.tally.standing import Standing, share
from shop.tally.waterfall import Fall
from shop.web.language import current


def waiting_table(lines: Iterable[Waiting], kind: EvidenceKind) -> Table:
    """Purchases that have waited too long for an invoice or a payment."""
    language = current()
    unpaid = kind is EvidenceKind.PAID
    columns = [
        Column(_("Entry"), Cell.NUMBER, lambda line: line.entry_id, width=11),
        Column(_("Goods"), Cell.TEXT, lambda line: line.words("product", language), width=30),
        Column(_("Unit"), Cell.TEXT, lambda line: line.words("unit", language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda line: line.words("supplier", language), width=30),
        Column(_("Counts on"), Cell.DAY, lambda line: line.counts_on),
        Column(_("Days ago"), Cell.NUMBER, lambda line: line.days, width=10),
        Column(_("Accepted"), Cell.MONEY, lambda line: line.worth, total=True),
        Column(_("Not paid") if unpaid else _("Not invoiced"), Cell.MONEY, lambda line: line.missing, total=True),
    ]
    title = _("Not paid in 90 days") if unpaid else _("Not invoiced in 60 days")
    return Table(title, columns, lines, whole_label=_("Total"))


def targets_table(rows: Iterable[Any]) -> Table:
    """Every target line of every node; a node's own sums stand beside its first line. Levels hold each other, so
    nothing is added up: a total of it would count every yuan several times.
    """
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].node.named(current()), width=34),
        Column(_("Level"), Cell.NUMBER, lambda row: row[0].depth + 1),
        Column(_("For"), Cell.TEXT, lambda row: _purposes(row[1]), width=30),
        Column(_("How it is calculated"), Cell.TEXT, lambda row: row[2] or _("No target"), width=50),
        Column(_("First approved"), Cell.MONEY, lambda row: row[1].first.amount if row[1] else None),
        Column(_("Current target"), Cell.MONEY, lambda row: row[1].current.amount if row[1] else None),
        Column(_("Target of the unit"), Cell.MONEY, lambda row: row[0].standing.target if row[3] else None),
        Column(_("Allocated to units below"), Cell.MONEY, lambda row: row[0].standing.allocated if row[3] else None),
        Column(_("Unallocated"), Cell.MONEY, lambda row: row[0].standing.rest if row[3] else None),
        Column(_("Revisions"), Cell.NUMBER, lambda row: len(row[1].revisions) if row[1] else None, width=10),
    ]
    listed = (
        (row, line, how, first)
        for row in rows
        for first, (line, how) in zip((True, *[False] * 99), row.lines or [(None, "")], strict=False)
    )
    return Table(_("Targets at every level"), columns, listed)


def falls_table(falls: Sequence[Fall]) -> Table:
    """From what was ordered to what counts; its last row is what is come to."""
    ordered = falls[0].amount
    columns = [
        Column(_("Step"), Cell.TEXT, lambda fall: fall.step.label, width=40),
        Column(_("Why it does not count"), Cell.TEXT, _reason, width=40),
        Column(_("Amount"), Cell.MONEY, lambda fall: fall.amount),
        Column(_("Share of what was ordered"), Cell.SHARE, lambda fall: share(fall.amount, ordered)),
    ]
    return Table(_("Why it is not more"), columns, falls)


def together_table(rows: Iterable[tuple[Part, Standing]], whole: Standing | None) -> Table:
    """Parts of one's own choice; added up only where none of them holds another."""
    summed = whole is not None
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].name, width=34),
        Column(_("Completion"), Cell.SHARE, lambda row: row[1].completion, total=summed),
        *(
            Column(label, Cell.MONEY, _standing(figure), total=summed)
            for label, figure in ((_("Target"), "target"), (_("Counted"), "counted"), (_("On its way"), "on_its_way"))
        ),
        Column(_("Units with a target"), Cell.COUNT, lambda row: row[1].leaves, total=summed),
        Column(_("Reached their target"), Cell.COUNT, lambda row: row[1].reached, total=summed),
        Column(_("Shortfall"), Cell.MONEY, _standing("missing"), total=summed),
    ]
    return Table(_("Add up units of your choice"), columns, rows, (None, whole) if summed else None, _("Together"))


def _reason(fall: Fall) -> Any:
    return fall.reason.label if fall.reason else None


def _standing(figure: str) -> Any:
    return lambda row: getattr(row[1], figure)


def _purposes(line: Line | None) -> str | None:
    if line is None:
        return None
    return ("、" if current() == "zh" else ", ").join(str(purpose.label) for purpose in line.ordered_purposes)
