"""Delivery and acceptance notes as papers: the words of their pages, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.documents.pdf import Column, Paper
from shop.documents.services import Head
from shop.documents.words import PaperKind
from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment
from shop.fulfilment.queries import NotePage
from shop.kernel import clock
from shop.kernel.money import in_words
from shop.ordering.printing import producer_below
from shop.web import filters
from shop.web.language import current


def delivery_head(consignment: Consignment, names: Mapping[int, Any]) -> Head:
    """What the check page of a delivery note shows; goods on the road have no total."""
    return Head(
        kind=PaperKind.DELIVERY_NOTE,
        series=consignment.number,
        unit=names[consignment.unit_id],
        supplier=names[consignment.supplier_id],
        day=clock.shanghai_day(consignment.shipped_at or consignment.packed_at),
        state=consignment.status.label,
        cluster_id=consignment.cluster_id,
    )


def delivery_note(consignment: Consignment, names: Mapping[int, Any], people: Mapping[int, str], seller: Any) -> Paper:
    """The note (送货单) that travels with the goods: the driver has to find and to call people."""
    address, language = consignment.address, current()

    def call(name: str, phone: str) -> str:
        return str(_("%(name)s, %(phone)s", name=name, phone=phone))

    facts = [
        (_("Supplier"), filters.named(names[consignment.supplier_id])),
        (_("Call the supplier"), call(seller.name, seller.phone) if seller else ""),
        (_("Delivered to"), filters.named(names[consignment.unit_id])),
        (_("Receives it"), call(address["contact"], address["phone"])),
        (_("Address"), address["address"]),
        (_("Sent"), filters.moment(consignment.shipped_at) if consignment.shipped_at else ""),
        (_("Expected"), filters.day(consignment.expected_on) if consignment.expected_on else ""),
        (_("Carrier"), consignment.carrier),
        (_("Number plate"), consignment.vehicle),
        (_("Waybill"), consignment.waybill),
        (_("Kept on the way"), str(consignment.cold_chain.label)),
    ]
    rows = []
    for number, line in enumerate(consignment.lines, start=1):
        ordered = line.order_line
        rows.append(
            [
                str(number),
                f"{ordered.named(language)}\n{ordered.pack_named(language)}{producer_below(ordered)}",
                line.lot.code,
                filters.day(line.lot.harvest_from),
                filters.day(line.lot.best_before),
                str(line.packs),
                filters.amount(line.quantity, ordered.measure.value),
                ordered.order.number,
            ]
        )
    return Paper(
        title=_("Delivery note"),
        number=consignment.number,
        state=str(consignment.status.label),
        facts=[(name, said) for name, said in facts if said],
        columns=(
            Column(_("No."), number=True),
            Column(_("Goods"), wide=True),
            Column(_("Lot")),
            Column(_("Harvested from")),
            Column(_("Best before")),
            Column(_("Packs"), number=True),
            Column(_("Quantity"), number=True),
            Column(_("Order")),
        ),
        rows=rows,
        notes=[
            _(
                "Please weigh and check the goods on arrival. What is accepted or refused is written on the acceptance"
                " note, and only that counts."
            )
        ],
        signatures=(
            (_("For the supplier"), people.get(consignment.shipped_by_id or consignment.packed_by_id, "")),
            (_("Driver"), ""),
            (_("Received for the unit"), ""),
        ),
    )


def acceptance_head(acceptance: Acceptance, page: NotePage) -> Head:
    """What the check page of an acceptance note shows."""
    return Head(
        kind=PaperKind.ACCEPTANCE,
        series=acceptance.number,
        unit=page.organisations[acceptance.unit_id],
        supplier=page.organisations[acceptance.supplier_id],
        day=clock.shanghai_day(acceptance.accepted_at),
        total=page.amount,
        state=_title(acceptance),
        cluster_id=acceptance.cluster_id,
    )


def acceptance_note(acceptance: Acceptance, page: NotePage) -> Paper:
    """The note (验收单) of what was taken in, as both sides hold it: the same whoever asks for it."""
    consignment = acceptance.consignment
    profiles = [purchase.invoice_profile for purchase in page.purchases]
    facts = [
        (_("Unit"), filters.named(page.organisations[acceptance.unit_id])),
        (_("Supplier"), filters.named(page.organisations[acceptance.supplier_id])),
        (_("Invoice to"), _each(profile["title"] for profile in profiles)),
        (_("Tax number"), _each(profile["tax_number"] for profile in profiles)),
        (_("Buyer’s number"), _each(purchase.own_number for purchase in page.purchases)),
        (_("Consignment"), consignment.number),
        (_("Delivered to"), consignment.address["address"]),
        (_("Arrived"), filters.moment(consignment.arrived_at)),
        (
            _("Temperature on arrival"),
            f"{consignment.arrival_celsius} °C" if consignment.arrival_celsius is not None else "",
        ),
        (_("Recorded"), filters.moment(acceptance.accepted_at)),
        (_("Corrects"), page.corrected.number if page.corrected else ""),
        (_("Note"), acceptance.note),
    ]
    signers = [(_("For the unit"), name) for name in acceptance.signers]
    delivered = _("Delivered by") if acceptance.n == 1 else _("For the supplier")
    return Paper(
        title=str(_title(acceptance)),
        number=acceptance.number,
        facts=[(name, said) for name, said in facts if said],
        columns=(
            Column(_("Goods"), wide=True),
            Column(_("Shipped"), number=True),
            Column(_("Gross"), number=True),
            Column(_("Tare"), number=True),
            Column(_("Net"), number=True),
            Column(_("Accepted"), number=True),
            Column(_("Refused"), number=True),
            Column(_("Price"), number=True),
            Column(_("Amount"), number=True),
        ),
        rows=[_noted(line) for line in page.lines],
        total={"name": _("Total"), "words": in_words(page.amount), "figure": filters.money(page.amount)},
        notes=[_("Charges such as freight are not part of this amount and are never counted.")],
        signatures=[*signers, (delivered, acceptance.deliverer)],
    )


def _title(acceptance: Acceptance) -> Any:
    return _l("Acceptance note") if acceptance.n == 1 else _l("Corrected acceptance note")


def _noted(line: AcceptanceLine) -> list[str]:
    sent, ordered, language = line.consignment_line, line.consignment_line.order_line, current()
    beneath = [
        _("Producer: %(name)s", name=ordered.producer_named(language)) if ordered.producer_name else "",
        _("Lot %(code)s", code=sent.lot.code),
        _("Order %(number)s", number=ordered.order.number),
        _("Refused: %(reason)s", reason=line.refused_reason) if line.refused_reason else "",
        _("Price reduced: %(reason)s", reason=line.reduced_reason) if line.reduced_reason else "",
    ]
    basis = ordered.measure.label if ordered.weighed else ordered.pack_named(language)
    return [
        "\n".join([ordered.named(language), *(said for said in beneath if said)]),
        filters.figure(sent.quantity),
        filters.figure(line.gross),
        filters.figure(line.tare) if line.gross is not None else "–",
        filters.figure(line.net),
        filters.amount(line.accepted, ordered.measure.value),
        filters.figure(line.refused) if line.refused else "–",
        f"{filters.price(line.unit_price)}\n{_('per %(basis)s', basis=basis)}",
        filters.money(line.amount),
    ]


def _each(words: Any) -> str:
    """Each of them once."""
    return " · ".join(dict.fromkeys(word for word in words if word))
