"""Goods that were invoiced on delivery and then corrected: what is not accepted any more goes back by a red letter."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from shop.demo.building.money.billing import Billing
from shop.demo.building.money.oddities import Oddities
from shop.demo.building.money.papers import one_line
from shop.extensions import db
from shop.fulfilment.models import Acceptance, CorrectionProposal
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel import clock
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice

MOST = 6
BACK = "*农产品*退回部分（演示）"


class Returned:
    """Some suppliers send the invoice with the goods. Where a correction comes after it, a red letter follows."""

    def __init__(self, billing: Billing, oddities: Oddities) -> None:
        self.billing, self.oddities = billing, oddities
        self.desk = billing.desk
        self.done: set[int] = set()

    def plan(self) -> None:
        """Every evening since last summer, until there are enough of them."""
        day = self.desk.today - timedelta(days=240)
        while day < self.desk.today:
            self.desk.plan(clock.at_shanghai(day, 17, 30), self._invoice_at_once)
            day += timedelta(days=1)

    def _invoice_at_once(self) -> None:
        if len(self.done) >= MOST:
            return
        asked = (
            select(CorrectionProposal.acceptance_id, Acceptance.supplier_id)
            .join(Acceptance, Acceptance.id == CorrectionProposal.acceptance_id)
            .where(
                CorrectionProposal.status == ProposalStatus.OPEN,
                CorrectionProposal.proposed_at > clock.now() - timedelta(hours=8),
            )
            .order_by(CorrectionProposal.id)
        )
        for acceptance_id, supplier_id in db.session.execute(asked).all():
            if acceptance_id not in self.done:
                self.done.add(acceptance_id)
                self._invoice(acceptance_id, supplier_id)

    def _invoice(self, acceptance_id: int, supplier_id: int) -> None:
        note = db.session.get_one(Acceptance, acceptance_id)
        mine = {line.id for line in note.lines}
        tomorrow = clock.today() + timedelta(days=1)
        for group in self.billing.groups(supplier_id, tomorrow):
            parts = [(line, line.open) for line in group if line.line_id in mine]
            if parts:
                invoice = self.billing.invoice(supplier_id, parts)
                self.desk.later(self._follow, invoice.id, days=4)

    def _follow(self, invoice_id: int) -> None:
        """What the correction freed is taken back by a red letter; then the rest is checked."""
        invoice = db.session.get_one(Invoice, invoice_id)
        if invoice.status is InvoiceStatus.REGISTERED and invoice.unallocated:
            self.oddities.red_letter(invoice, [one_line(BACK, invoice.unallocated, invoice.lines[0].rate)])
        self.desk.later(self.billing.check, [invoice_id], days=1)
