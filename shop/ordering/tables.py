"""Orders as both sides take them away: an order in each row, and what was ordered line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from shop.catalogue.words import Measure
from shop.documents.tables import Cell, Column, Table
from shop.kernel.quantity import Quantity
from shop.ordering.models import OrderLine
from shop.ordering.queries.listing import Listed
from shop.ordering.queries.sales import Sale
from shop.web.language import current

Numbered = tuple[str, OrderLine]


def orders_tables(orders: Sequence[Listed]) -> list[Table]:
    """A unit's orders, and their lines."""
    language = current()
    columns = [
        Column(_("Order"), Cell.TEXT, lambda row: row.order.number, width=20),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier.named(language), width=30),
        Column(_("Purchase number"), Cell.TEXT, lambda row: row.order.purchase.number, width=20),
        Column(_("Our order number"), Cell.TEXT, lambda row: row.order.purchase.own_number or None, width=18),
        Column(_("Purpose"), Cell.TEXT, lambda row: row.order.purchase.purpose.label, width=16),
        Column(_("Placed"), Cell.MOMENT, lambda row: row.order.placed_at),
        Column(_("Delivery"), Cell.DAY, lambda row: row.order.promised_on or row.order.deliver_on),
        Column(_("Ordered"), Cell.MONEY, lambda row: row.ordered, total=True),
        Column(_("Accepted"), Cell.MONEY, lambda row: row.accepted, total=True),
        Column(_("State"), Cell.TEXT, lambda row: row.order.status.label, width=18),
    ]
    whole = Table(_("Orders"), columns, orders, whole_label=_("Total"))
    return [whole, lines_table((row.order.number, line) for row in orders for line in row.lines)]


def sales_tables(sales: Sequence[Sale]) -> list[Table]:
    """A supplier's orders, and their lines."""
    language = current()
    columns = [
        Column(_("Order"), Cell.TEXT, lambda sale: sale.number, width=20),
        Column(_("Unit"), Cell.TEXT, lambda sale: sale.unit_named(language), width=30),
        Column(_("Placed"), Cell.MOMENT, lambda sale: sale.placed_at),
        Column(_("Delivery"), Cell.DAY, lambda sale: sale.due_on),
        Column(_("Goods value"), Cell.MONEY, lambda sale: sale.estimate, total=True),
        Column(_("Packs to ship"), Cell.COUNT, lambda sale: sale.packs_open, total=True, width=14),
        Column(_("State"), Cell.TEXT, lambda sale: sale.status.label, width=18),
    ]
    whole = Table(_("Orders"), columns, sales, whole_label=_("Total"))
    return [whole, lines_table((sale.number, line) for sale in sales for line in sale.lines)]


def lines_table(lines: Iterable[Numbered]) -> Table:
    """The lines of orders; kilograms and pieces stand apart."""
    language = current()
    columns = [
        Column(_("Order"), Cell.TEXT, lambda row: row[0], width=20),
        Column(_("Product"), Cell.TEXT, lambda row: row[1].named(language), width=30),
        Column(_("Pack size"), Cell.TEXT, lambda row: row[1].pack_named(language), width=22),
        Column(_("Packs ordered"), Cell.COUNT, lambda row: row[1].packs_ordered, total=True, width=14),
        Column(_("Packs confirmed"), Cell.COUNT, lambda row: row[1].packs_confirmed, total=True, width=14),
        Column(_("Packs shipped"), Cell.COUNT, lambda row: row[1].packs_shipped, total=True, width=14),
        Column(_("Packs accepted"), Cell.COUNT, lambda row: row[1].packs_accepted, total=True, width=14),
        Column(_("Accepted (kg)"), Cell.QUANTITY, _accepted(Measure.KILOGRAM), total=True),
        Column(_("Accepted (pieces)"), Cell.QUANTITY, _accepted(Measure.PIECE), total=True),
        Column(_("Goods value, ordered"), Cell.MONEY, lambda row: row[1].estimate, total=True),
        Column(_("Goods value, accepted"), Cell.MONEY, lambda row: row[1].accepted_amount, total=True),
    ]
    return Table(_("Order lines"), columns, lines, whole_label=_("Total"))


def _accepted(measure: Measure) -> Any:
    def of(row: Numbered) -> Quantity | None:
        return row[1].accepted if row[1].measure is measure else None

    return of
