"""What is owed, paid, announced and settled, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.money import Money
from shop.organisations.queries import OrganisationName
from shop.payments.models import Payment, Settlement
from shop.payments.models.announced import AnnouncedPayment
from shop.payments.queries.accounts import Due
from shop.web.language import current

Names = Mapping[int, OrganisationName]


def both_sides(names: Names) -> list[Column]:
    """The unit and the supplier of a row."""
    language = current()
    return [
        Column(_("Unit"), Cell.TEXT, lambda row: names[row.unit_id].named(language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda row: names[row.supplier_id].named(language), width=30),
    ]


def due_table(orders: Iterable[Due], names: Names) -> Table:
    """Orders with an open account; what was paid too much has its own sign."""
    columns = [
        Column(_("Order"), Cell.TEXT, lambda row: row.number, width=20),
        *both_sides(names),
        Column(_("Due"), Cell.DAY, lambda row: row.due_on),
        Column(_("Overdue"), Cell.TEXT, lambda row: _("yes") if row.late else None, width=10),
        Column(_("Reminded on"), Cell.DAY, lambda row: row.reminded_at),
        Column(_("Owed"), Cell.MONEY, lambda row: row.charged, total=True),
        Column(_("Paid"), Cell.MONEY, lambda row: row.paid, total=True),
        Column(_("Open"), Cell.MONEY, lambda row: row.open, total=True),
    ]
    return Table(_("Orders to be paid"), columns, orders, whole_label=_("Total"))


def payments_table(payments: Iterable[Payment], names: Names) -> Table:
    """Every payment once."""
    columns = [
        Column(_("Payment"), Cell.TEXT, lambda row: row.number, width=20),
        Column(_("Booked on"), Cell.DAY, lambda row: row.booked_on),
        *both_sides(names),
        Column(_("How"), Cell.TEXT, lambda row: row.way.label, width=16),
        Column(_("Reference"), Cell.TEXT, lambda row: row.reference or None, width=30),
        Column(_("Amount"), Cell.MONEY, lambda row: row.amount, total=True),
    ]
    return Table(_("Payments"), columns, payments, whole_label=_("Total"))


def announced_table(announced: Iterable[AnnouncedPayment], names: Names) -> Table:
    """Transfers that payers' banks tell of."""
    columns = [
        Column(_("Booked on"), Cell.DAY, lambda row: row.booked_on),
        *both_sides(names),
        Column(_("Reference"), Cell.TEXT, lambda row: row.reference or None, width=30),
        Column(_("Amount"), Cell.MONEY, lambda row: row.amount, total=True),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=18),
        Column(_("Reason"), Cell.TEXT, lambda row: row.reason or None, width=30),
    ]
    return Table(_("Announced transfers"), columns, announced, whole_label=_("Total"))


def settlements_table(settlements: Iterable[Settlement], names: Names, left: Mapping[int, Money]) -> Table:
    """What was settled; ``left`` is what is still to be paid of the agreed ones."""
    comma = "、" if current() == "zh" else ", "
    columns = [
        Column(_("Settlement"), Cell.TEXT, lambda row: row.number, width=20),
        *both_sides(names),
        Column(_("Invoice title"), Cell.TEXT, lambda row: row.profile_title, width=30),
        Column(_("From day"), Cell.DAY, lambda row: row.period_from),
        Column(_("Up to"), Cell.DAY, lambda row: row.period_to),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=16),
        Column(_("Marked as"), Cell.TEXT, lambda row: comma.join(str(mark.label) for mark in row.marks), width=18),
        Column(_("Goods value"), Cell.MONEY, lambda row: row.goods, total=True),
        Column(_("Other charges"), Cell.MONEY, lambda row: row.charges, total=True),
        Column(_("Amount"), Cell.MONEY, lambda row: row.total, total=True),
        Column(_("To be paid"), Cell.MONEY, lambda row: left.get(row.id), total=True),
    ]
    return Table(_("Settlements"), columns, settlements, whole_label=_("Total"))
