"""Lines of one's own bank, and what Stripe tells, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.payments.models import InboxEvent, OnlinePayment
from shop.payments.models.bank import BankLineState
from shop.payments.tables.money import Names, both_sides


def lines_table(lines: Iterable[BankLineState], payments: Mapping[int, str], refunds: Mapping[int, str]) -> Table:
    """What the bank wrote and what became of it; what went out has its own sign."""
    columns = [
        Column(_("Day"), Cell.DAY, lambda row: row.line.booked_on),
        Column(_("The other side"), Cell.TEXT, lambda row: row.line.name or None, width=30),
        Column(_("Account of the other side"), Cell.TEXT, lambda row: row.line.account or None),
        Column(_("Text of the transfer"), Cell.TEXT, lambda row: row.line.text or None, width=40),
        Column(_("Serial number"), Cell.TEXT, lambda row: row.line.serial or None),
        Column(_("Amount"), Cell.MONEY, lambda row: row.line.amount, total=True),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=16),
        Column(_("Payment"), Cell.TEXT, lambda row: payments.get(row.line_id), width=20),
        Column(_("Refunded"), Cell.TEXT, lambda row: refunds.get(row.line_id), width=20),
    ]
    return Table(_("Bank lines"), columns, lines, whole_label=_("Total"))


def online_table(payments: Iterable[OnlinePayment], names: Names) -> Table:
    """Every attempt to pay online, and what went back."""
    columns = [
        Column(_("Begun"), Cell.MOMENT, lambda row: row.begun_at),
        Column(_("Order"), Cell.TEXT, lambda row: row.order_number, width=20),
        *both_sides(names),
        Column(_("Kind"), Cell.TEXT, lambda row: row.kind.label, width=14),
        Column(_("Amount"), Cell.MONEY, lambda row: row.amount, total=True),
        Column(_("Refunded"), Cell.MONEY, lambda row: row.refunded, total=True),
        Column(_("Standing"), Cell.TEXT, lambda row: row.state.label, width=16),
    ]
    return Table(_("Online payments"), columns, payments, whole_label=_("Total"))


def inbox_table(reports: Iterable[InboxEvent]) -> Table:
    """What Stripe reported, without what it wrote of payers."""
    columns = [
        Column(_("Came in"), Cell.MOMENT, lambda row: row.received_at),
        Column(_("Kind"), Cell.TEXT, lambda row: row.kind, width=34),
        Column(_("Order"), Cell.TEXT, lambda row: row.order_number or None, width=20),
        Column(_("Standing"), Cell.TEXT, lambda row: row.state.label, width=16),
        Column(_("Why"), Cell.TEXT, lambda row: row.why.label if row.why else None, width=40),
        Column(_("Tries"), Cell.NUMBER, lambda row: row.attempts),
        Column(_("Next try"), Cell.MOMENT, lambda row: row.next_try_at),
    ]
    return Table(_("What Stripe reported"), columns, reports)
