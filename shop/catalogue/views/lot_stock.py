"""The stock history of a lot: every movement and how the five figures stood after it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue import policies
from shop.catalogue.models import Lot
from shop.catalogue.queries.lots import lot_for
from shop.catalogue.queries.movements import FIGURES, PER_PAGE, Moved, movement_count, movements_of
from shop.catalogue.tables.lots import movements_table
from shop.catalogue.views.lot_pages import LOT, bp
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.kernel.questions import NumbersOfLines, ask
from shop.web.asking import page_in
from shop.web.filters import named
from shop.web.guards import actor, allowed


@bp.get(f"/lots/{LOT}/stock")
@allowed(policies.may_read_lots)
def stock(lot_id: int) -> ResponseReturnValue:
    """The movements in their order, a page at a time; the last figures are the lot's."""
    lot, product = lot_for(actor(), lot_id)
    total, page = movement_count(lot.id), page_in("page")
    if asked_as():
        return send_list(lambda: _table(lot), total, f"lot-{lot.id}", (_("Product"), named(product)))
    rows = movements_of(lot.id, page)
    return render_template(
        "lots/stock.html",
        lot=lot,
        product=product,
        rows=rows,
        orders=_orders_of(rows),
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        names=figure_names(),
        FIGURES=FIGURES,
    )


def _table(lot: Lot) -> Table:
    moved = movements_of(lot.id, 1, per_page=MOST_AT_ONCE)
    return movements_table(lot.code, moved, _orders_of(moved), figure_names())


def figure_names() -> dict[str, str]:
    """What the five figures are called."""
    return {
        "received": _("Received"),
        "available": _("Free"),
        "reserved": _("Reserved"),
        "shipped": _("Shipped"),
        "written_off": _("Written off"),
    }


def _orders_of(rows: list[Moved]) -> dict[int, str]:
    lines = frozenset(row.order_line_id for row in rows if row.order_line_id is not None)
    found: dict[int, str] = ask(NumbersOfLines(lines)) if lines else {}
    return found
