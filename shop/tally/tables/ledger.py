"""The ledger's table: a row for each entry, with what a page of it has no room for."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from shop.catalogue.words import Measure
from shop.documents.tables import Cell, Column, Table
from shop.kernel.quantity import Quantity
from shop.tally.queries.entries import Line
from shop.web.language import current


def ledger_table(lines: Iterable[Line], year: int) -> Table:
    """The entries as they come; what is sold by weight and what is counted in pieces stand apart, and are added up so.

    Corrections and returns have their own sign, so the total is what the page says. What is invoiced and paid stands
    beside the purchase, once, and not beside what corrects it.
    """
    language = current()
    no_rules = _("No rules")
    columns = [
        Column(_("Entry"), Cell.NUMBER, lambda line: line.id, width=11),
        Column(_("Counts on"), Cell.DAY, lambda line: line.counts_on),
        Column(_("Kind"), Cell.TEXT, lambda line: line.kind.label, width=10),
        Column(_("Goods"), Cell.TEXT, lambda line: line.words("product", language), width=30),
        Column(_("Unit"), Cell.TEXT, lambda line: line.words("unit", language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda line: line.words("supplier", language), width=30),
        Column(_("From"), Cell.TEXT, lambda line: line.words("county", language), width=14),
        Column(_("Purpose"), Cell.TEXT, lambda line: line.purpose.label, width=16),
        Column(_("Weight (kg)"), Cell.QUANTITY, lambda line: _measured(line, Measure.KILOGRAM), total=True),
        Column(_("Pieces"), Cell.QUANTITY, lambda line: _measured(line, Measure.PIECE), total=True, width=12),
        Column(_("Amount"), Cell.MONEY, lambda line: line.amount, total=True),
        Column(_("Evidence"), Cell.TEXT, lambda line: line.grade.label, width=14),
        Column(_("Invoiced"), Cell.MONEY, lambda line: line.proved.invoiced if line.proved else None, total=True),
        Column(_("Paid"), Cell.MONEY, lambda line: line.proved.paid if line.proved else None, total=True),
        Column(_("Verdict"), Cell.TEXT, lambda line: line.state.label if line.state else no_rules, width=14),
        Column(
            _("Why it does not count"), Cell.TEXT, lambda line: line.failed.label if line.failed else None, width=40
        ),
    ]
    return Table(_("Ledger of %(year)s", year=year), columns, lines, whole_label=_("Total"))


def _measured(line: Line, measure: Measure) -> Quantity | None:
    return line.quantity if line.measure is measure else None
