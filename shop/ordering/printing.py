"""An order as a paper: the words of its page, in the language that is spoken, without anybody's telephone number."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from shop.documents.pdf import Column, Paper
from shop.documents.services import Head
from shop.documents.words import PaperKind
from shop.kernel import clock
from shop.kernel.money import in_words
from shop.ordering.lowering import charges_of, comes_to
from shop.ordering.models import Order, OrderLine
from shop.web import filters
from shop.web.language import current


def order_head(order: Order, unit: Any, supplier: Any) -> Head:
    """What the check page of the paper shows."""
    return Head(
        kind=PaperKind.ORDER,
        series=order.number,
        unit=unit,
        supplier=supplier,
        day=clock.shanghai_day(order.placed_at),
        total=comes_to(order),
        state=order.status.label,
        cluster_id=order.cluster_id,
    )


def order_paper(order: Order, unit: Any, supplier: Any, placed_by: str) -> Paper:
    """A purchase order (采购订单) as it stands."""
    purchase, charges, amount = order.purchase, charges_of(order), comes_to(order)
    profile = purchase.invoice_profile
    weighed = any(line.weighed for line in order.lines)
    facts = [
        (_("Buyer"), party(unit)),
        (_("Supplier"), party(supplier)),
        (_("Invoice to"), profile["title"]),
        (_("Tax number"), profile["tax_number"]),
        (_("Buyer’s number"), purchase.own_number),
        (_("Purpose"), str(purchase.purpose.label)),
        (_("Placed"), filters.moment(order.placed_at)),
        (_("Wanted on"), filters.day(order.deliver_on)),
        (_("Promised for"), filters.day(order.promised_on) if order.promised_on else ""),
        (_("Deliver to"), purchase.address["address"]),
        (_("Note"), purchase.note),
    ]
    return Paper(
        title=_("Purchase order"),
        number=order.number,
        state=str(order.status.label),
        facts=[(name, said) for name, said in facts if said],
        columns=(
            Column(_("No."), number=True),
            Column(_("Goods"), wide=True),
            Column(_("Packs"), number=True),
            Column(_("Quantity"), number=True),
            Column(_("Unit price"), number=True),
            Column(_("VAT")),
            Column(_("Amount"), number=True),
        ),
        rows=[_row(number, line) for number, line in enumerate(order.lines, start=1)],
        sums=[
            (_("Goods by estimated weight") if weighed else _("Goods"), filters.money(amount - charges)),
            (_("Freight, not counted towards a target"), filters.money(charges)),
        ],
        total={"name": _("Total"), "words": in_words(amount), "figure": filters.money(amount)},
        notes=[
            _(
                "Prices include tax. What is sold by weight is paid by the weight accepted, at the unit price above."
                " Only what is accepted counts."
            )
            if weighed
            else _("Prices include tax. Only what is accepted is paid and counts.")
        ],
        signatures=[
            (_("For the buyer, with seal"), placed_by),
            (_("For the supplier, with seal"), ""),
            (_("Date"), ""),
        ],
    )


def party(organisation: Any) -> str:
    """Who somebody is on a paper: the name, and the credit code if there is one."""
    name = filters.named(organisation)
    return f"{name}（{organisation.credit_code}）" if organisation.credit_code else name


def _row(number: int, line: OrderLine) -> list[str]:
    due, language = line.content * line.packs_due, current()
    quantity = filters.amount(due, line.measure.value)
    basis = line.measure.label if line.weighed else line.pack_named(language)
    pack = line.pack_named(language)
    return [
        str(number),
        f"{line.named(language)}\n{pack}" + (f" · {_('forward order')}" if line.forward else "") + producer_below(line),
        str(line.packs_due),
        _("about %(amount)s", amount=quantity) if line.weighed else quantity,
        f"{filters.price(line.unit_price)}\n{_('per %(basis)s', basis=basis)}",
        str(line.tax_rate.label),
        filters.money(line.amount(due)),
    ]


def producer_below(line: OrderLine) -> str:
    """For whom the goods of a line are sold, as the line of a cell below others; empty for the supplier's own."""
    if not line.producer_name:
        return ""
    return "\n" + str(_("Producer: %(name)s", name=line.producer_named(current())))
