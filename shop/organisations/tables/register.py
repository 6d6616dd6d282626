"""The register's tables as they are taken away: units of a year, suppliers, applications, counties, a team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.organisations.models import Membership
from shop.organisations.queries.applications import WaitingApplication
from shop.organisations.queries.register import CountyRow, TreeRow
from shop.organisations.words import roles_in_words
from shop.web.language import current


def units_table(rows: Iterable[TreeRow], year: int) -> Table:
    """The tree of a year, a unit in each row."""
    language = current()
    comma = "、" if language == "zh" else ", "
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row.unit.named(language), width=34),
        Column(_("Level"), Cell.NUMBER, lambda row: row.depth + 1),
        Column(_("Kind of unit"), Cell.TEXT, lambda row: row.unit.unit_kind.label),
        Column(_("Canteen"), Cell.TEXT, lambda row: row.unit.canteen.label if row.unit.level == "leaf" else None),
        Column(_("Supervised by"), Cell.TEXT, lambda row: comma.join(one.named(language) for one in row.supervisors)),
        Column(_("Merged into"), Cell.TEXT, lambda row: row.successor.named(language) if row.successor else None),
        Column(_("Merged on"), Cell.DAY, lambda row: row.unit.merged_on),
    ]
    return Table(_("Units in %(year)s", year=year), columns, rows)


def suppliers_table(suppliers: Iterable[Any], benefits: Mapping[int, Any], counties: Mapping[str, Any]) -> Table:
    """The suppliers as they stand; people linked by two of them are in both, so that they are not added up."""
    language = current()

    def linked(supplier: Any, what: str) -> Any:
        benefit = benefits.get(supplier.id)
        return getattr(benefit, what) if benefit else None

    columns = [
        Column(_("Supplier"), Cell.TEXT, lambda supplier: supplier.named(language), width=34),
        Column(_("Kind of supplier"), Cell.TEXT, lambda supplier: supplier.supplier_kind.label),
        Column(_("County"), Cell.TEXT, lambda supplier: counties[supplier.county_code].named(language)),
        Column(_("Linked households"), Cell.NUMBER, lambda supplier: linked(supplier, "households"), width=14),
        Column(_("Linked people"), Cell.NUMBER, lambda supplier: linked(supplier, "people"), width=14),
        Column(_("State"), Cell.TEXT, lambda supplier: supplier.status.label),
        Column(_("Since"), Cell.DAY, lambda supplier: supplier.status_since),
    ]
    return Table(_("Suppliers"), columns, suppliers)


def applications_table(rows: Iterable[WaitingApplication], counties: Mapping[str, Any]) -> Table:
    """Who wants to sell here, and for how long that waits."""
    language = current()
    columns = [
        Column(_("Supplier"), Cell.TEXT, lambda row: row.named(language), width=34),
        Column(_("County"), Cell.TEXT, lambda row: counties[row.county_code].named(language)),
        Column(_("State"), Cell.TEXT, lambda row: row.status.label),
        Column(_("Since"), Cell.DAY, lambda row: row.since),
        Column(_("Days in this state"), Cell.NUMBER, lambda row: row.days, width=14),
    ]
    return Table(_("Applications"), columns, rows)


def counties_tables(rows: Sequence[CountyRow], clusters: Mapping[int, Any], people: Mapping[int, str]) -> list[Table]:
    """The days of counties' aid status, and of their pairings, with who decided them."""
    language = current()
    first = [
        Column(_("County"), Cell.TEXT, lambda row: row[0].named(language)),
        Column(_("Code"), Cell.TEXT, lambda row: row[0].code, width=10),
    ]
    last = [
        Column(_("First day"), Cell.DAY, lambda row: row[1].valid_from),
        Column(_("Last day"), Cell.DAY, lambda row: row[1].valid_to),
        Column(_("Entered at set-up"), Cell.TEXT, lambda row: _("yes") if row[1].founding else None, width=14),
        Column(_("Proposed by"), Cell.TEXT, lambda row: people.get(row[1].proposed_by_id), width=16),
        Column(_("Approved by"), Cell.TEXT, lambda row: people.get(row[1].approved_by_id), width=16),
        Column(_("Approved on"), Cell.DAY, lambda row: row[1].approved_at),
    ]
    paired = Column(_("Paired with"), Cell.TEXT, lambda row: clusters[row[1].cluster_id].named(language), width=30)
    aid = [(row.county, fact) for row in rows for fact in row.aid]
    pairings = [(row.county, fact) for row in rows for fact in row.pairings]
    return [Table(_("Aided counties"), [*first, *last], aid), Table(_("Pairings"), [*first, paired, *last], pairings)]


def members_table(members: Iterable[Membership]) -> Table:
    """Who acts for an organisation, and as what."""
    language = current()
    columns = [
        Column(_("Person"), Cell.TEXT, lambda held: held.person.name, width=16),
        Column(_("Job title"), Cell.TEXT, lambda held: held.title or None, width=20),
        Column(_("Roles"), Cell.TEXT, lambda held: roles_in_words(held.roles, language), width=30),
        Column(_("Without approval up to"), Cell.MONEY, _limit),
        Column(_("Since"), Cell.DAY, lambda held: held.since),
        Column(_("State"), Cell.TEXT, lambda held: _("Active") if held.active else _("Has left"), width=12),
    ]
    return Table(_("Our team"), columns, members)


def _limit(held: Membership) -> Money | None:
    return held.order_limit if Role.BUYER in held.roles else None
