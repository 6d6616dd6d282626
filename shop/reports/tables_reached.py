"""People reached as tables that are taken away; small groups are as they are on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.reports.masking import SMALLEST, Told
from shop.reports.reached import Group, Reached
from shop.web.language import current


def reached_tables(found: Reached) -> list[Table]:
    """The whole, by what is below it, by mechanism, county and township, and workshops' jobs.

    Rows overlap wherever somebody is linked by suppliers of two of them, so nothing is added up.
    """
    tables = [_table(_("Together"), _("Together"), [found.whole])]
    parts = (
        (_("By unit"), _("Unit"), found.parts),
        (_("By benefit mechanism"), _("Benefit mechanism"), found.mechanisms),
        (_("By county of the supplier"), _("County"), found.counties),
        (_("By township where they live"), _("Township"), found.townships),
    )
    tables += [_table(title, head, rows) for title, head, rows in parts if rows]
    if found.workshops:
        tables.append(_jobs_table(found))
    return tables


def told_words(group: Group, figure: int) -> str:
    """A figure as it may be told."""
    if group.told is Told.FEW:
        return str(_("fewer than %(number)d", number=SMALLEST))
    if group.told is Told.WITHHELD:
        return str(_("not told"))
    return f"{figure:,}"


def _table(title: str, head: str, rows: Sequence[Group]) -> Table:
    language = current()

    def figure(name: str) -> Any:
        return lambda row: told_words(row, getattr(row.linked, name))

    columns = [
        Column(head, Cell.TEXT, lambda row: row.named(language) or _("not stated") if row.key is not None else title),
        Column(_("Linked people"), Cell.TEXT, figure("people"), width=16),
        Column(
            _("Confirmed people"),
            Cell.TEXT,
            lambda row: told_words(row, row.linked.confirmed_people) if row.told is Told.WHOLE else None,
            width=16,
        ),
        Column(_("Linked households"), Cell.TEXT, figure("households"), width=16),
        Column(_("Suppliers"), Cell.NUMBER, lambda row: row.suppliers or None, width=12),
    ]
    return Table(title, columns, rows)


def _jobs_table(found: Reached) -> Table:
    language = current()
    columns = [
        Column(_("Workshop"), Cell.TEXT, lambda row: row.named(language), width=34),
        Column(_("As of"), Cell.DAY, lambda row: row.as_of),
        Column(_("Jobs"), Cell.COUNT, lambda row: row.jobs, total=True),
        Column(_("Of which held by linked people"), Cell.COUNT, lambda row: row.linked, total=True),
    ]
    return Table(_("Jobs in workshops"), columns, found.workshops, whole_label=_("Together"))
