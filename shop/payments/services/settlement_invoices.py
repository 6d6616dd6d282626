"""An agreed settlement is invoiced by the supplier and checked by finance of the unit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.payments.models import Settlement
from shop.payments.services.settling import note, stepping, tell_other
from shop.payments.settling import SettlementStep


def note_invoice(settlement: Settlement, invoices: str, *, by: Actor) -> None:
    """The supplier has invoiced it, now or before; ``invoices`` are the invoices' numbers."""
    settlement, side = stepping(settlement, SettlementStep.INVOICE, by)
    if not invoices.strip():
        raise Refused(_l("Please enter the number of the invoice."), field="invoices")
    settlement.invoiced_at, settlement.invoiced_by_id = clock.now(), by.person_id
    settlement.invoices = invoices.strip()
    note(settlement, "settlement.invoiced", by, invoices=settlement.invoices)
    tell_other(settlement, side, "settlement_invoiced")


def mark_checked(settlement: Settlement, *, by: Actor) -> None:
    """Finance of the unit has checked settlement and invoice: it can be paid."""
    settlement, side = stepping(settlement, SettlementStep.CHECK, by)
    settlement.checked_at, settlement.checked_by_id = clock.now(), by.person_id
    note(settlement, "settlement.checked", by)
    tell_other(settlement, side, "settlement_checked")
