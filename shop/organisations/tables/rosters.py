"""Rosters as offices take them away, with names masked, and whom they link, everybody once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.organisations.identity import masked_name
from shop.organisations.queries.reached import Linked
from shop.organisations.queries.rosters import HouseholdRow, RosterStanding
from shop.web.language import current


def rosters_table(rows: Iterable[RosterStanding], linked: Mapping[int, Linked], stated: Mapping[int, Any]) -> Table:
    """How rosters stand; who is linked by two suppliers is on both, so that people are not added up."""
    language = current()

    def of(found: Mapping[int, Any], what: str) -> Any:
        return lambda row: getattr(found[row.supplier.id], what) if row.supplier.id in found else None

    def confirmed(what: str) -> Any:
        return lambda row: getattr(row.confirmation, what) if row.confirmation else None

    columns = [
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier.named(language), width=34),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=24),
        Column(_("Households, stated"), Cell.NUMBER, of(stated, "households"), width=16),
        Column(_("People, stated"), Cell.NUMBER, of(stated, "people"), width=16),
        Column(_("Households on the roster today"), Cell.NUMBER, of(linked, "households"), width=16),
        Column(_("People on the roster today"), Cell.NUMBER, of(linked, "people"), width=16),
        Column(_("Confirmed households"), Cell.NUMBER, confirmed("households"), width=16),
        Column(_("Confirmed people"), Cell.NUMBER, confirmed("people"), width=16),
        Column(_("Confirmed as of"), Cell.DAY, confirmed("as_of")),
        Column(_("Changes since"), Cell.NUMBER, lambda row: row.changes, width=14),
    ]
    return Table(_("Rosters of linked households"), columns, rows)


def households_table(rows: Iterable[HouseholdRow]) -> Table:
    """A roster as an office reads it: nobody is named in full."""
    language = current()
    columns = [
        Column(_("No."), Cell.NUMBER, lambda row: row.household.number),
        Column(_("Head of household"), Cell.TEXT, lambda row: masked_name(row.household.head_name), width=16),
        Column(_("People"), Cell.NUMBER, lambda row: row.people, width=10),
        Column(_("Township"), Cell.TEXT, lambda row: row.township.named(language) if row.township else None),
        Column(_("Village"), Cell.TEXT, lambda row: row.household.village or None),
        Column(_("Linked since"), Cell.DAY, lambda row: row.household.since),
        Column(_("Linked until"), Cell.DAY, lambda row: row.household.until),
        Column(
            _("Confirmed by the county"),
            Cell.TEXT,
            lambda row: _("yes") if row.household.confirmation_id else _("no"),
            width=16,
        ),
    ]
    return Table(_("Linked households"), columns, rows)


def linked_table(title: str, first: str, rows: Iterable[tuple[Any, Linked]], whole: Linked) -> Table:
    """Linked people by something; the last row has everybody once, which may be fewer than the rows come to."""
    columns = [
        Column(first, Cell.TEXT, lambda row: row[0], width=34),
        Column(_("Households"), Cell.COUNT, lambda row: row[1].households, total=True),
        Column(_("People"), Cell.COUNT, lambda row: row[1].people, total=True),
        Column(_("Confirmed households"), Cell.COUNT, lambda row: row[1].confirmed_households, total=True),
        Column(_("Confirmed people"), Cell.COUNT, lambda row: row[1].confirmed_people, total=True),
    ]
    return Table(title, columns, rows, ("", whole), _("Everybody once"))
