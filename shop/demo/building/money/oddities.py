"""The invoices of the demo that do not simply agree: one of each kind, again and again, in the last half-year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from itertools import cycle

from sqlalchemy import select

from shop.demo.building.money.billing import Billing
from shop.demo.building.money.papers import OpenLine, one_line, paper, turned
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice, InvoicedLine, LowerProposal, OrderBalance
from shop.payments.paper import PaperLine
from shop.payments.services.allocating import parts_of
from shop.payments.services.checking import check, dispute, withdraw
from shop.payments.services.lowering import agree_lower, propose_lower
from shop.payments.services.registering import register, register_red

LOWERED = "开袋后成色略差，按少开的金额结算。"
WRONG_TITLE = "抬头的税号少了一位，请开红字后重开。"
TOO_MUCH = "发票比验收金额多，请核对运费是否开了进去。"
TOO_LITTLE = "发票比验收少，请说明差额。"
MISTYPED = "登记时抄错了发票号码。"
FREIGHT_IN_IT = "运费（演示）"

Case = Callable[[int, list[OpenLine]], None]


class Oddities:
    """What a supplier does with a group of lines instead of invoicing it plainly."""

    def __init__(self, billing: Billing) -> None:
        self.billing = billing
        self.desk = billing.desk
        cases: Sequence[Case] = (self._lower, self._wrong_title, self._too_little, self._mistyped, self._too_much)
        self._next = cycle(cases)
        self._seen = 0
        self.since = self.desk.today - timedelta(days=190)

    def takes(self, supplier_id: int, group: list[OpenLine]) -> bool:
        """Whether something odd is done with the group; then it is done."""
        if clock.today() < self.since or not all(line.untouched for line in group):
            return False
        self._seen += 1
        if self._seen % (2 if supplier_id in self.billing.shown else 11) != 1:
            return False
        next(self._next)(supplier_id, group)
        return True

    def _plainly(self, supplier_id: int, group: list[OpenLine]) -> Invoice:
        return self.billing.invoice(supplier_id, [(line, line.open) for line in group])

    def _lower(self, supplier_id: int, group: list[OpenLine]) -> None:
        """One line is invoiced a little lower, and both sides agree to that: it counts lower as well."""
        line = max(group, key=lambda one: one.open)
        less = Money(line.open.fen // 50 // 100 * 100)
        if not less or self._is_paid(line.order_id):
            self.desk.later(self.billing.check, [self._plainly(supplier_id, group).id], days=1)
            return
        parts = [(one, one.open - less if one is line else one.open) for one in group]
        invoice = self.billing.invoice(supplier_id, parts)
        side, by = invoice.side, self._by(invoice)
        proposal = propose_lower(invoice, line.chain, less, LOWERED, side, by=by)
        self.desk.later(self._agree, proposal.id, days=1)

    def _agree(self, proposal_id: int) -> None:
        proposal = db.session.get_one(LowerProposal, proposal_id)
        invoice = db.session.get_one(Invoice, proposal.invoice_id)
        side, by = self.billing.other_side(invoice)
        agree_lower(proposal, side, by=by)
        check(invoice, side, by=by)

    def _wrong_title(self, supplier_id: int, group: list[OpenLine]) -> None:
        """Finance sends a paper back; the seller takes all of it back by a red letter and issues it anew."""
        invoice = self._plainly(supplier_id, group)
        self.desk.later(self._dispute, invoice.id, WRONG_TITLE, days=1)
        self.desk.later(self._take_back, invoice.id, supplier_id, days=3)

    def _take_back(self, invoice_id: int, supplier_id: int) -> None:
        invoice = db.session.get_one(Invoice, invoice_id)
        lines = [PaperLine(line.what, line.net, line.rate, line.tax) for line in invoice.lines]
        self._again(supplier_id, self.red_letter(invoice, lines))
        self.desk.later(self._agree_after_all, invoice_id, days=2)

    def _agree_after_all(self, invoice_id: int) -> None:
        """What was in question about a paper is settled."""
        invoice = db.session.get_one(Invoice, invoice_id)
        side, by = self.billing.other_side(invoice)
        check(invoice, side, by=by)

    def _again(self, supplier_id: int, chains: Collection[int]) -> None:
        """Invoice lines that are free, and have the papers checked."""
        for group in self.billing.groups(supplier_id, self._tomorrow()):
            free = [line for line in group if line.chain in chains]
            if free:
                self.desk.later(self.billing.check, [self._plainly(supplier_id, free).id], days=1)

    def red_letter(self, invoice: Invoice, lines: Sequence[PaperLine]) -> set[int]:
        """Take these lines of an invoice back; returns which consignment lines lost their part by it."""
        supplier = self.desk.suppliers[int(invoice.supplier_id or 0)]
        number = self.billing.next_key()
        red = paper(InvoiceKind.RED, number, supplier, clock.today(), turned(lines))
        back = self._on(invoice) if -red.total > invoice.unallocated else {}
        parts = {line.acceptance_line_id: line.invoiced for line in back}
        registered = register_red(invoice, red, parts, invoice.side, by=self._by(invoice))
        self.desk.later(self.billing.check, [registered.id], days=1)
        return {line.consignment_line_id for line in back}

    def _on(self, invoice: Invoice) -> Sequence[InvoicedLine]:
        """The accepted lines that stand on an invoice, and on no other."""
        chains = parts_of(invoice.id)
        asked = select(InvoicedLine).where(InvoicedLine.consignment_line_id.in_(chains))
        return db.session.execute(asked).scalars().all()

    def _too_little(self, supplier_id: int, group: list[OpenLine]) -> None:
        """A paper of a little less than was accepted, and nobody has said why yet."""
        line = max(group, key=lambda one: one.open)
        less = Money(line.open.fen // 40 // 100 * 100)
        parts = [(one, one.open - less if one is line else one.open) for one in group]
        invoice = self.billing.invoice(supplier_id, parts)
        self.desk.later(self._dispute, invoice.id, TOO_LITTLE, days=1)
        if clock.today() < self.desk.today - timedelta(days=45):
            self.desk.later(self._add_the_rest, invoice.id, supplier_id, line.chain, days=9)

    def _add_the_rest(self, invoice_id: int, supplier_id: int, chain: int) -> None:
        """The seller invoices what was left out, and finance is content with both papers."""
        self._again(supplier_id, {chain})
        self._agree_after_all(invoice_id)

    def _too_much(self, supplier_id: int, group: list[OpenLine]) -> None:
        """The freight is on the paper as well and belongs to no accepted line; later a red letter takes it off."""
        first, supplier = group[0], self.desk.suppliers[supplier_id]
        amount = Money(sum(line.open.fen for line in group))
        lines = [
            one_line(f"*农产品*{first.goods}（演示）"[:120], amount, first.rate),
            one_line(FREIGHT_IN_IT, Money(8000), first.rate),
        ]
        invoice = register(
            paper(InvoiceKind.ORDINARY, self.billing.next_key(), supplier, clock.today(), lines),
            {line.line_id: line.open for line in group},
            unit_id=first.unit_id,
            profile_id=first.profile_id,
            supplier_id=supplier_id,
            side=Side.SUPPLIER,
            by=self.desk.seller(supplier_id),
        )
        self.desk.later(self._dispute, invoice.id, TOO_MUCH, days=2)
        if clock.today() < self.desk.today - timedelta(days=60):
            self.desk.later(self._take_freight_off, invoice.id, days=12)

    def _take_freight_off(self, invoice_id: int) -> None:
        invoice = db.session.get_one(Invoice, invoice_id)
        self.red_letter(invoice, [one_line(FREIGHT_IN_IT, invoice.unallocated, invoice.lines[-1].rate)])
        self.desk.later(self._agree_after_all, invoice_id, days=2)

    def _mistyped(self, supplier_id: int, group: list[OpenLine]) -> None:
        """Registered with a wrong number, withdrawn, and registered again."""
        wrong = self._plainly(supplier_id, group)
        withdraw(wrong, MISTYPED, wrong.side, by=self._by(wrong))
        self.desk.later(self.billing.check, [self._plainly(supplier_id, group).id], days=1)

    def _dispute(self, invoice_id: int, reason: str) -> None:
        invoice = db.session.get_one(Invoice, invoice_id)
        if invoice.status is InvoiceStatus.REGISTERED:
            side, by = self.billing.other_side(invoice)
            dispute(invoice, reason, side, by=by)

    def _by(self, invoice: Invoice) -> Actor:
        if invoice.side is Side.BUYER:
            return self.desk.finance(invoice.unit_id)
        return self.desk.seller(int(invoice.supplier_id or 0))

    def _tomorrow(self) -> date:
        return clock.today() + timedelta(days=1)

    def _is_paid(self, order_id: int) -> bool:
        balance = db.session.execute(select(OrderBalance.paid).where(OrderBalance.order_id == order_id))
        return bool(balance.scalar())
