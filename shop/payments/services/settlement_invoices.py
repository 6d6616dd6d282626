"""An agreed settlement is invoiced by invoices of the register, and finance of the unit checks both there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.payments.billed import Bill
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, Settlement, SettlementInvoice
from shop.payments.queries.settlement_bills import billing_of, chosen_for
from shop.payments.services import checking
from shop.payments.services.allocating import parts_of
from shop.payments.services.locks import locked_invoices, locked_lines
from shop.payments.services.papers import Paper
from shop.payments.services.registering import register
from shop.payments.services.settling import note, stepping, tell_other
from shop.payments.settling import SettlementStep


def choose_invoices(settlement: Settlement, invoice_ids: Collection[int], *, by: Actor) -> None:
    """The supplier says by which invoices of the register it was invoiced, now or before; until it is checked, anew."""
    settlement, side = stepping(settlement, SettlementStep.INVOICE, by)
    wanted = sorted(set(invoice_ids))
    if not wanted:
        raise Refused(_l("Please choose the invoices of this settlement, or register one."), field="invoice")
    mine = (
        (Invoice.unit_id == settlement.unit_id)
        & (Invoice.supplier_id == settlement.supplier_id)
        & (Invoice.profile_id == settlement.profile_id)
    )
    found = {row.id: row for row in db.session.execute(select(Invoice).where(mine, Invoice.id.in_(wanted))).scalars()}
    if set(found) != set(wanted):
        raise NotYours
    for row in found.values():
        if row.status is InvoiceStatus.WITHDRAWN:
            raise Refused(_l("Invoice %(number)s was withdrawn.", number=row.official_number), field="invoice")
    _say(settlement, wanted, by)
    if settlement.invoiced_at is None:
        settlement.invoiced_at, settlement.invoiced_by_id = clock.now(), by.person_id
    numbers = ", ".join(found[invoice_id].official_number for invoice_id in wanted)
    note(settlement, "settlement.invoiced", by, invoices=numbers)
    tell_other(settlement, side, "settlement_invoiced")


def register_for(settlement: Settlement, paper: Paper, parts: Mapping[int, Money], *, by: Actor) -> Invoice:
    """The supplier puts an invoice of the settlement into the register; it is one of its invoices from then on."""
    settlement, _side = stepping(settlement, SettlementStep.INVOICE, by, lambda _held: _chains_of(parts))
    invoice = register(
        paper,
        parts,
        unit_id=settlement.unit_id,
        profile_id=settlement.profile_id,
        supplier_id=settlement.supplier_id,
        side=Side.SUPPLIER,
        by=by,
    )
    choose_invoices(settlement, [*chosen_for(settlement.id), invoice.id], by=by)
    return invoice


def mark_checked(settlement: Settlement, reason: str = "", *, by: Actor) -> None:
    """Finance of the unit has checked the settlement and its invoices, which are checked in the register with it.

    A difference to the fen wants a reason, which the supplier reads.
    """
    settlement, side = stepping(settlement, SettlementStep.CHECK, by, _accepted_on)
    locked_lines(_accepted_on(settlement))
    locked_invoices(chosen_for(settlement.id))
    billing = billing_of(settlement)
    if not billing.counting and not settlement.invoices:
        raise Refused(_l("None of its invoices is left in the register: the supplier has to choose them anew."))
    for bill in billing.counting:
        if bill.disputed:
            raise Refused(_l("Invoice %(number)s is disputed: settle that first.", number=bill.official_number))
    if billing.counting and billing.difference and not reason.strip():
        raise Refused(_l("The invoices differ from the settlement: please say why that is right."), field="reason")
    for bill in billing.counting:
        if _to_be_checked(bill):
            checking.check(db.session.get_one(Invoice, bill.id), Side.BUYER, by=by)
    settlement.checked_at, settlement.checked_by_id = clock.now(), by.person_id
    said = {"reason": reason.strip()} if reason.strip() else {}
    note(settlement, "settlement.checked", by, **said)
    tell_other(settlement, side, "settlement_checked")


def _accepted_on(settlement: Settlement) -> list[int]:
    """The consignment lines of which anything stands on the chosen invoices, also those outside the settlement."""
    return sorted({line_id for invoice_id in chosen_for(settlement.id) for line_id in parts_of(invoice_id)})


def _chains_of(acceptance_line_ids: Iterable[int]) -> list[int]:
    asked = select(AcceptanceLine.consignment_line_id).where(AcceptanceLine.id.in_(sorted(acceptance_line_ids)))
    return list(db.session.execute(asked).scalars())


def _to_be_checked(bill: Bill) -> bool:
    """Whether the unit's finance has yet to check it: not what its own side issued, nor what belongs to no goods."""
    return bill.status is InvoiceStatus.REGISTERED and bill.side is Side.SUPPLIER and bool(bill.allocated)


def _say(settlement: Settlement, wanted: Collection[int], by: Actor) -> None:
    """Write what changes; the settlement is held."""
    now = chosen_for(settlement.id)
    newest = select(func.max(SettlementInvoice.n)).where(SettlementInvoice.settlement_id == settlement.id)
    n = db.session.execute(newest).scalar() or 0
    changes = [(invoice_id, True) for invoice_id in sorted(set(wanted) - set(now))]
    changes += [(invoice_id, False) for invoice_id in sorted(set(now) - set(wanted))]
    for number, (invoice_id, is_chosen) in enumerate(changes, start=n + 1):
        db.session.add(
            SettlementInvoice(
                cluster_id=settlement.cluster_id,
                settlement_id=settlement.id,
                invoice_id=invoice_id,
                n=number,
                chosen=is_chosen,
                at=clock.now(),
                by_id=by.person_id,
            )
        )
    db.session.flush()
