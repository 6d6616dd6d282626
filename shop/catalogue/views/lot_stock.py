"""The stock history of a lot: every movement and how the five figures stood after it."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _

from shop.catalogue import policies
from shop.catalogue.queries.lots import lot_for
from shop.catalogue.queries.movements import FIGURES, PER_PAGE, Moved, all_movements_of, movement_count, movements_of
from shop.catalogue.views.lot_pages import LOT, bp, sheet_of
from shop.kernel import clock
from shop.kernel.questions import NumbersOfLines, ask
from shop.web.asking import page_in
from shop.web.guards import actor, allowed


@bp.get(f"/lots/{LOT}/stock")
@allowed(policies.may_read_lots)
def stock(lot_id: int) -> str:
    """The movements in their order, a page at a time; the last figures are the lot's."""
    lot, product = lot_for(actor(), lot_id)
    total, page = movement_count(lot.id), page_in("page")
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


@bp.get(f"/lots/{LOT}/stock/export")
@allowed(policies.may_read_lots)
def stock_export(lot_id: int) -> Response:
    """The same as a sheet, whole."""
    lot, _product = lot_for(actor(), lot_id)
    moved = list(all_movements_of(lot.id))
    orders, names = _orders_of(moved), figure_names()
    head = [_("Day"), _("Time"), _("What happened"), _("Order"), _("Reason"), _("Who")]
    head += [_("%(figure)s, change", figure=names[name]) for name in FIGURES]
    head += [_("%(figure)s, after it", figure=names[name]) for name in FIGURES]
    rows = [
        [clock.shanghai_day(row.at), f"{clock.in_shanghai(row.at):%H:%M}", row.kind.label]
        + [orders.get(row.order_line_id or 0, ""), row.reason, row.who]
        + [figure.amount for figure in (*row.changed, *row.stood)]
        for row in moved
    ]
    return sheet_of(lot.code, head, rows, f"lot-{lot.id}.xlsx")


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
