"""The register of invoices, and what is missing from it, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.organisations.queries import OrganisationName
from shop.payments.queries.invoices import Listed
from shop.payments.queries.missing import Missing
from shop.web.language import current

Names = Mapping[int, OrganisationName]


def invoices_table(invoices: Iterable[Listed], names: Names) -> Table:
    """The register; red letters have their own sign."""
    language = current()
    columns = [
        Column(_("Register number"), Cell.TEXT, lambda row: row.number, width=18),
        Column(_("Invoice number"), Cell.TEXT, lambda row: row.official_number, width=24),
        Column(_("Invoice code"), Cell.TEXT, lambda row: row.code or None, width=14),
        Column(_("Kind"), Cell.TEXT, lambda row: row.kind.label),
        Column(_("Date of issue"), Cell.DAY, lambda row: row.issued_on),
        Column(_("Name of the seller"), Cell.TEXT, lambda row: row.seller_name, width=30),
        Column(_("Invoice title"), Cell.TEXT, lambda row: row.title, width=30),
        Column(_("Unit"), Cell.TEXT, lambda row: names[row.unit_id].named(language), width=30),
        Column(_("Amount with tax"), Cell.MONEY, lambda row: row.total, total=True),
        Column(_("Put to goods"), Cell.MONEY, lambda row: row.allocated, total=True),
        Column(_("Taken back"), Cell.MONEY, lambda row: row.taken_back, total=True),
        Column(_("Not put to goods"), Cell.MONEY, lambda row: row.unallocated, total=True),
        Column(_("State"), Cell.TEXT, lambda row: row.status.label, width=16),
    ]
    return Table(_("Invoices"), columns, invoices, whole_label=_("Total"))


def missing_table(lines: Iterable[Missing]) -> Table:
    """Accepted lines that no checked invoice proves whole."""
    language = current()
    columns = [
        Column(_("Acceptance note"), Cell.TEXT, lambda row: row.note, width=20),
        Column(_("Order"), Cell.TEXT, lambda row: row.order_number, width=20),
        Column(_("Product"), Cell.TEXT, lambda row: row.named(language), width=30),
        Column(_("Unit"), Cell.TEXT, lambda row: row.unit_named(language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier_named(language), width=30),
        Column(_("Accepted on"), Cell.DAY, lambda row: row.accepted_at),
        Column(_("Days ago"), Cell.NUMBER, lambda row: row.days, width=10),
        Column(_("Accepted"), Cell.MONEY, lambda row: row.accepted, total=True),
        Column(_("Invoiced, not checked yet"), Cell.MONEY, lambda row: row.unchecked, total=True),
        Column(_("Missing amount"), Cell.MONEY, lambda row: row.missing, total=True),
    ]
    return Table(_("Missing invoices"), columns, lines, whole_label=_("Total"))
