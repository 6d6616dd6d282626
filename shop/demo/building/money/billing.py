"""How the demo's suppliers invoice what was accepted, and how the other side checks it.

Once a month each supplier looks at what is open. What is old enough is invoiced, all of a unit and profile on one
paper; a day later finance holds it against the acceptances. A family farm is invoiced by its buyers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from shop.demo.building.money.desk import Desk, on_day
from shop.demo.building.money.papers import OpenLine, kind_for, paper_of
from shop.demo.building.money.samples import sample_pdf, sample_xml
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine, Purchase
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice, InvoicedLine
from shop.payments.services.checking import check
from shop.payments.services.files import add_file
from shop.payments.services.registering import register

OPEN_LINES = (
    select(
        InvoicedLine.unit_id,
        Purchase.invoice_profile_id,
        InvoicedLine.consignment_line_id,
        InvoicedLine.acceptance_line_id,
        InvoicedLine.order_id,
        InvoicedLine.accepted_at,
        InvoicedLine.accepted,
        InvoicedLine.invoiced,
        InvoicedLine.reduced,
        OrderLine.product_name,
        OrderLine.tax_rate,
    )
    .join(AcceptanceLine, AcceptanceLine.id == InvoicedLine.acceptance_line_id)
    .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
    .join(Order, Order.id == InvoicedLine.order_id)
    .join(Purchase, Purchase.id == Order.purchase_id)
    .where(
        InvoicedLine.supplier_id == bindparam("supplier_id"),
        InvoicedLine.accepted_at < bindparam("before"),
        InvoicedLine.invoiced + InvoicedLine.reduced < InvoicedLine.accepted,
    )
    .order_by(InvoicedLine.unit_id, Purchase.invoice_profile_id, InvoicedLine.consignment_line_id)
)
RIPE_AFTER = timedelta(days=25)
"""What is younger waits for the next month, so that a paper holds a good month's deliveries and none is two old."""

RIPE_BEFORE = timedelta(days=100)
"""More than a year ago many invoiced by the quarter."""

FORGOTTEN = 8
"""So many accepted lines are not invoiced after sixty days."""

ONE_IN = 9
"""Of other suppliers' invoices one in so many has its file in the register."""


class Billing:
    """The suppliers' invoices. Pairs in ``settled`` invoice their settlements instead (`settling`)."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.settled: frozenset[tuple[int, int]] = frozenset()
        self.shown = [desk.id_of("coop"), desk.id_of("workshop")]
        self.forgotten: dict[int, int] = {}
        self.numbers = 0
        self.odd: Callable[[int, list[OpenLine]], bool] = lambda _supplier_id, _group: False

    def plan(self) -> None:
        """Every month from the second on, the suppliers one after the other."""
        for month in self.desk.months():
            for n, supplier_id in enumerate(self.desk.suppliers):
                self.desk.plan(on_day(month, 5, 9, 4 * n), self._bill, supplier_id)

    def _bill(self, supplier_id: int) -> None:
        registered = []
        for group in self.groups(supplier_id):
            since = clock.shanghai_day(group[0].accepted_at)
            if (group[0].unit_id, supplier_id) in self.settled and since >= self.desk.lately:
                continue
            lines = [line for line in group if not self._is_forgotten(line)]
            if lines and clock.now() - lines[0].accepted_at >= self._patience and not self.odd(supplier_id, lines):
                registered.append(self.invoice(supplier_id, [(line, line.open) for line in lines]).id)
        if registered:
            self.desk.later(self.check, registered, days=self.desk.chance.uniform(0.8, 2))

    def _is_forgotten(self, line: OpenLine) -> bool:
        """Whether a line is one of those that nobody invoices; of a unit one at most."""
        if line.chain in self.forgotten.values():
            return True
        age = (self.desk.today - clock.shanghai_day(line.accepted_at)).days
        if len(self.forgotten) >= FORGOTTEN or line.unit_id in self.forgotten or not 62 <= age <= 95:
            return False
        self.forgotten[line.unit_id] = line.chain
        return True

    @property
    def _patience(self) -> timedelta:
        return RIPE_AFTER if clock.today() >= self.desk.lately else RIPE_BEFORE

    def groups(self, supplier_id: int, before: date | None = None) -> Iterator[list[OpenLine]]:
        """What is open of a supplier by unit and profile, accepted before a day or the month."""
        moment = clock.at_shanghai(before or clock.today().replace(day=1))
        rows = db.session.execute(OPEN_LINES, {"supplier_id": supplier_id, "before": moment}).all()
        groups: dict[tuple[int, int], list[OpenLine]] = {}
        for unit_id, profile_id, chain, line_id, order_id, at, accepted, invoiced, reduced, goods, rate in rows:
            left, untouched = accepted - invoiced - reduced, not invoiced and not reduced
            line = OpenLine(unit_id, profile_id, chain, line_id, order_id, at, left, goods, rate, untouched)
            groups.setdefault((unit_id, profile_id), []).append(line)
        for lines in groups.values():
            yield sorted(lines, key=lambda line: (line.accepted_at, line.chain))

    def invoice(
        self, supplier_id: int, parts: Sequence[tuple[OpenLine, Money]], *, kind: InvoiceKind | None = None
    ) -> Invoice:
        """Put one paper for these parts into the register, sometimes with its file."""
        chance, supplier = self.desk.chance, self.desk.suppliers[supplier_id]
        kind = kind or kind_for(supplier, chance.random())
        side, by = self._registers(kind, supplier_id, parts[0][0].unit_id)
        invoice = register(
            paper_of(kind, self.next_key(), supplier, clock.today(), parts),
            {line.line_id: amount for line, amount in parts},
            unit_id=parts[0][0].unit_id,
            profile_id=parts[0][0].profile_id,
            supplier_id=supplier_id,
            side=side,
            by=by,
        )
        if clock.today() >= self.desk.lately and (supplier_id in self.shown or self.numbers % ONE_IN == 0):
            self.add_sample(invoice, by)
        return invoice

    def next_key(self) -> str:
        """What the number of the next paper is made of."""
        self.numbers += 1
        return f"{self.numbers}"

    def add_sample(self, invoice: Invoice, by: Actor) -> None:
        """The file that would be the e-invoice itself."""
        if self.numbers // ONE_IN % 3:
            add_file(invoice, sample_pdf(invoice), f"样例-{invoice.official_number}.pdf", invoice.side, by=by)
        else:
            add_file(invoice, sample_xml(invoice), f"样例-{invoice.official_number}.xml", invoice.side, by=by)

    def _registers(self, kind: InvoiceKind, supplier_id: int, unit_id: int) -> tuple[Side, Actor]:
        if kind is InvoiceKind.PURCHASE:
            return Side.BUYER, self.desk.finance(unit_id)
        return Side.SUPPLIER, self.desk.seller(supplier_id)

    def check(self, invoice_ids: Sequence[int]) -> None:
        """The other side holds papers against what was accepted; what was disputed or withdrawn meanwhile is left."""
        asked = select(Invoice).where(Invoice.id.in_(invoice_ids)).order_by(Invoice.id)
        for invoice in db.session.execute(asked).scalars().all():
            if invoice.status is InvoiceStatus.REGISTERED and not invoice.unallocated:
                side, by = self.other_side(invoice)
                check(invoice, side, by=by)

    def other_side(self, invoice: Invoice) -> tuple[Side, Actor]:
        """Who answers to an invoice: the side that did not register it."""
        if invoice.side is Side.BUYER:
            return Side.SUPPLIER, self.desk.seller(int(invoice.supplier_id or 0))
        return Side.BUYER, self.desk.finance(invoice.unit_id)
