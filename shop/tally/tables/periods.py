"""Months of the book, a year as locked and as corrected, and what was judged anew, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.tally.queries.corrected import Change
from shop.tally.queries.periods import Row as MonthRow
from shop.tally.queries.reevaluations import Line as JudgedAnew
from shop.tally.queries.reevaluations import Row as Proposal
from shop.tally.queries.replay import Changed
from shop.web.language import current


def months_table(rows: Iterable[MonthRow]) -> Table:
    """The months of the book with what each has brought."""
    columns = [
        Column(_("Month"), Cell.TEXT, lambda row: row.month.named, width=16),
        Column(_("How it stands"), Cell.TEXT, lambda row: row.state.label, width=24),
        Column(_("Entries written in it"), Cell.COUNT, lambda row: row.entries, total=True),
        Column(_("Added to what counts"), Cell.MONEY, lambda row: row.counted, total=True),
        Column(_("Last step"), Cell.TEXT, lambda row: row.last.step.action.label if row.last else None),
        Column(_("Last step by"), Cell.TEXT, lambda row: row.last.by if row.last else None, width=16),
        Column(_("Last step on"), Cell.DAY, lambda row: row.last.step.at if row.last else None),
    ]
    return Table(_("Months of the book"), columns, rows, whole_label=_("Total"))


def compared_table(rows: Iterable[tuple[Any, Any]], year: int) -> Table:
    """A year by unit: as locked, corrected since, in open months, and today."""
    language = current()
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row[0].named(language), width=34),
        Column(_("As locked"), Cell.MONEY, lambda row: row[1].as_locked, total=True),
        Column(_("Corrected since"), Cell.MONEY, lambda row: row[1].corrected, total=True),
        Column(_("As corrected"), Cell.MONEY, lambda row: row[1].as_corrected, total=True),
        Column(_("Open months"), Cell.MONEY, lambda row: row[1].open, total=True),
        Column(_("Counts today"), Cell.MONEY, lambda row: row[1].today, total=True),
    ]
    return Table(_("%(year)s as locked and as corrected", year=year), columns, rows, whole_label=_("Total"))


def differences_table(rows: Iterable[Change], year: int) -> Table:
    """What was written since the last lock and changes a year."""
    language = current()
    columns = [
        Column(_("Entry"), Cell.NUMBER, lambda row: row.entry_id, width=11),
        Column(_("Kind"), Cell.TEXT, lambda row: row.kind.label, width=12),
        Column(_("Verdict before"), Cell.TEXT, lambda row: row.before.label if row.before else None, width=14),
        Column(_("Verdict"), Cell.TEXT, lambda row: row.state.label, width=14),
        Column(_("Unit"), Cell.TEXT, lambda row: row.words("unit", language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.words("supplier", language), width=30),
        Column(_("Counts on"), Cell.DAY, lambda row: row.counts_on),
        Column(_("Written"), Cell.MOMENT, lambda row: row.at),
        Column(_("Change in what counts"), Cell.MONEY, lambda row: row.amount, total=True),
    ]
    title = _("What makes the difference in %(year)s", year=year)
    return Table(title, columns, rows, whole_label=_("Total"))


def reevaluations_table(rows: Iterable[Proposal]) -> Table:
    """Proposals to judge purchases anew, and what became of them."""
    waits = _("Waits for a second person")
    columns = [
        Column(_("Number"), Cell.TEXT, lambda row: row.reevaluation.number, width=16),
        Column(_("Counting rules"), Cell.TEXT, lambda row: row.scheme.named(current())),
        Column(_("Aim"), Cell.TEXT, lambda row: row.reevaluation.aim.label, width=30),
        Column(
            _("State"), Cell.TEXT, lambda row: row.reevaluation.outcome.label if row.reevaluation.outcome else waits
        ),
        Column(_("Number of purchases"), Cell.COUNT, lambda row: row.purchases, total=True),
        Column(_("Reason"), Cell.TEXT, lambda row: row.reevaluation.reason, width=40),
        Column(_("Proposed by"), Cell.TEXT, lambda row: row.proposed_by, width=16),
        Column(_("Proposed on"), Cell.DAY, lambda row: row.reevaluation.proposed_at),
        Column(_("Decided by"), Cell.TEXT, lambda row: row.decided_by, width=16),
    ]
    return Table(_("Purchases judged anew"), columns, rows, whole_label=_("Total"))


def judged_anew_table(lines: Iterable[JudgedAnew]) -> Table:
    """The purchases of one proposal, with their verdicts before and after."""
    language = current()
    columns = [
        Column(_("Entry"), Cell.NUMBER, lambda line: line.entry.id, width=11),
        Column(_("Unit"), Cell.TEXT, lambda line: line.words("unit", language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda line: line.words("supplier", language), width=30),
        Column(_("Counts on"), Cell.DAY, lambda line: line.entry.counts_on),
        Column(_("Amount, corrections included"), Cell.MONEY, lambda line: line.worth, total=True),
        Column(_("Verdict before"), Cell.TEXT, lambda line: line.before.state.label, width=14),
        Column(_("New verdict"), Cell.TEXT, lambda line: line.line.state.label, width=14),
        Column(_("Change in what counts"), Cell.MONEY, lambda line: line.moves, total=True),
    ]
    return Table(_("Purchases in question"), columns, lines, whole_label=_("Total"))


def replayed_table(rows: Iterable[Changed], names: dict[int, str]) -> Table:
    """The entries that would count otherwise."""

    def told(which: str) -> tuple[Any, Any, Any]:
        def day(row: Changed) -> Any:
            return getattr(row, which).day

        def verdict(row: Changed) -> Any:
            return getattr(row, which).judgement[0].label

        def reason(row: Changed) -> Any:
            failed = getattr(row, which).judgement[1]
            return failed.label if failed else None

        return day, verdict, reason

    before, after = told("before"), told("after")
    columns = [
        Column(_("Entry"), Cell.NUMBER, lambda row: row.entry_id, width=11),
        Column(_("Unit"), Cell.TEXT, lambda row: names.get(row.unit_id), width=30),
        Column(_("Amount (yuan)"), Cell.MONEY, lambda row: row.amount, total=True),
        Column(_("Counts on"), Cell.DAY, before[0]),
        Column(_("Verdict today"), Cell.TEXT, before[1], width=14),
        Column(_("Reason today"), Cell.TEXT, before[2], width=40),
        Column(_("Replayed day"), Cell.DAY, after[0]),
        Column(_("Replayed verdict"), Cell.TEXT, after[1], width=14),
        Column(_("Replayed reason"), Cell.TEXT, after[2], width=40),
    ]
    return Table(_("Replay"), columns, rows, whole_label=_("Total"))
