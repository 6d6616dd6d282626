"""Monthly settlements of the demo's larger units with their usual suppliers: proposed, questioned, agreed, invoiced.

The last months end at every stage: one waits for the other side, one has a line in question, one is not invoiced yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import bindparam, exists, select

from shop.demo import records
from shop.demo.building.money.billing import Billing
from shop.demo.building.money.desk import on_day
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.ordering.models import Order, Purchase
from shop.payments.books import CHARGING
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import (
    Invoice,
    InvoiceAllocation,
    InvoicedLine,
    Posting,
    Settlement,
    SettlementClaim,
    SettlementLine,
)
from shop.payments.queries.settlement_bills import billing_of
from shop.payments.queries.settlements import lines_of
from shop.payments.services.settled_lines import clear, dispute, take_out
from shop.payments.services.settlement_invoices import choose_invoices, mark_checked
from shop.payments.services.settlements import confirm, propose
from shop.payments.services.settlements import withdraw as withdraw_settlement
from shop.payments.settling import SettlementSide

WAITING = (
    select(Purchase.invoice_profile_id)
    .join(Order, Order.purchase_id == Purchase.id)
    .join(Posting, Posting.order_id == Order.id)
    .where(
        Order.unit_id == bindparam("unit_id"),
        Order.supplier_id == bindparam("supplier_id"),
        Posting.kind.in_(CHARGING),
        Posting.at < bindparam("before"),
        ~exists().where(SettlementClaim.posting_id == Posting.id),
    )
    .distinct()
    .order_by(Purchase.invoice_profile_id)
)
UNITS = 6
UNITS_OF_EACH = 3
SUPPLIERS_OF_EACH = 2
QUESTIONS = ("这一单的数量请再核一次，我方验收单少一件。", "价格与订单不符，请核对。", "该笔已在上月结算单中，请查。")
FREIGHT_APART = "运费另行开票。"
TOO_EARLY = "本月还有一车未到，到货后一并结算。"


class Settling:
    """The pairs that settle by the month, and how each month of theirs goes."""

    def __init__(self, billing: Billing, favourites: dict[str, list[str]]) -> None:
        self.billing = billing
        self.desk = billing.desk
        self.favourites = favourites
        self.pairs = list(dict.fromkeys(self._pairs(favourites)))
        billing.settled = frozenset(self.pairs)
        self.rounds = 0
        self.unfinished: dict[int, int] = {}

    def _pairs(self, favourites: dict[str, list[str]]) -> Iterator[tuple[int, int]]:
        """The demo's canteen with all its usual suppliers, those that sign in with some, other large units with two."""
        ids, canteen = self.desk.stage.supplier_ids, self.desk.id_of("buyer")
        usual = {number: [ids[key] for key in favourites[unit.key]] for number, unit in self._large(canteen)}
        mine = [ids[key] for key in favourites[self.desk.units[canteen].key]]
        for supplier_id in dict.fromkeys([*self.billing.shown, *mine]):
            yield canteen, supplier_id
        for supplier_id in self.billing.shown:
            for unit_id in [number for number, known in usual.items() if supplier_id in known][:UNITS_OF_EACH]:
                yield unit_id, supplier_id
        for unit_id in list(usual)[:UNITS]:
            for supplier_id in usual[unit_id][:SUPPLIERS_OF_EACH]:
                yield unit_id, supplier_id

    def _large(self, canteen: int) -> Iterator[tuple[int, records.Unit]]:
        for number, unit in self.desk.units.items():
            if unit.large and number != canteen and unit.key in self.favourites:
                yield number, unit

    def plan(self) -> None:
        """On the second of every month of late, of what was accepted before the month."""
        for month in self.desk.months(self.desk.lately):
            for n, pair in enumerate(self.pairs):
                self.desk.plan(on_day(month, 2, 10, 5 * n), self._propose, *pair)

    def _propose(self, unit_id: int, supplier_id: int) -> None:
        until = clock.today().replace(day=1) - timedelta(days=1)
        before = clock.at_shanghai(until + timedelta(days=1))
        pair = {"unit_id": unit_id, "supplier_id": supplier_id, "before": before}
        for profile_id in db.session.execute(WAITING, pair).scalars().all():
            self.rounds += 1
            by_unit = self.rounds % 5 == 0
            by = self.desk.finance(unit_id) if by_unit else self.desk.seller(supplier_id)
            made = propose(unit_id=unit_id, supplier_id=supplier_id, profile_id=profile_id, until=until, by=by)
            self._go_on(made.id, self._stage_of(unit_id, supplier_id) if self._is_last(until) else None)

    def _stage_of(self, unit_id: int, supplier_id: int) -> int:
        """The how manieth it is of the last month that the canteen, or a supplier that signs in, has in hand."""
        whose = unit_id if unit_id == self.desk.id_of("buyer") else supplier_id
        if whose == supplier_id and supplier_id not in self.billing.shown:
            return 0
        self.unfinished[whose] = self.unfinished.get(whose, 0) + 1
        return self.unfinished[whose]

    def _is_last(self, until: date) -> bool:
        """Whether nothing is proposed any more after what was proposed up to this day."""
        following = (until + timedelta(days=33)).replace(day=1)
        return on_day(following, 2) >= self.desk.stage.timeline.end

    def _go_on(self, settlement_id: int, stage: int | None) -> None:
        """Mostly the other side agrees in two days. The first ones of the last month stop on the way, at each stage."""
        hours = self.desk.chance.uniform(6, 40)
        if stage == 1:
            return
        if stage == 2:
            self.desk.later(self._question, settlement_id, False, hours=hours)
        elif stage is None and self.rounds % 10 == 3:
            self.desk.later(self._withdraw, settlement_id, hours=hours)
        elif not stage and self.rounds % 5 == 2:
            self.desk.later(self._question, settlement_id, True, hours=hours)
        else:
            self.desk.later(self._agree, settlement_id, stage != 3, stage != 4, hours=hours)

    def _question(self, settlement_id: int, goes_on: bool) -> None:
        settlement = db.session.get_one(Settlement, settlement_id)
        line, question = lines_of(settlement)[0][0], QUESTIONS[settlement_id % len(QUESTIONS)]
        dispute(settlement, line.id, question, by=self._other(settlement))
        if goes_on:
            self.desk.later(self._answer, settlement_id, line.id, hours=20)

    def _answer(self, settlement_id: int, line_id: int) -> None:
        """The line is taken out, to be settled the next time, or the question was a mistake."""
        settlement = db.session.get_one(Settlement, settlement_id)
        if settlement_id % 3 and len(lines_of(settlement)) > 1:
            take_out(settlement, line_id, by=self._proposer(settlement))
        else:
            clear(settlement, line_id, by=self._other(settlement))
        self.desk.later(self._agree, settlement_id, hours=3)

    def _withdraw(self, settlement_id: int) -> None:
        """A truck is still on its way: everything waits for the next month."""
        settlement = db.session.get_one(Settlement, settlement_id)
        withdraw_settlement(settlement, TOO_EARLY, by=self._proposer(settlement))

    def _agree(self, settlement_id: int, invoices: bool = True, checks: bool = True) -> None:
        settlement = db.session.get_one(Settlement, settlement_id)
        confirm(settlement, by=self._other(settlement))
        if invoices:
            self.desk.later(self._invoice, settlement_id, checks, hours=self.desk.chance.uniform(20, 40))

    def _invoice(self, settlement_id: int, checks: bool) -> None:
        """The supplier (of a family farm the buyer) puts one paper for the goods into the register."""
        settlement = db.session.get_one(Settlement, settlement_id)
        invoice = self._paper_for(settlement)
        papers = [invoice] if invoice else self._papers_before(settlement)
        if papers:
            note_papers(settlement, papers, by=self.desk.seller(settlement.supplier_id))
        if papers and checks:
            self.desk.later(self._check, settlement_id, [paper.id for paper in papers], hours=22)

    def _papers_before(self, settlement: Settlement) -> list[Invoice]:
        """The papers by which all of it was invoiced before."""
        asked = (
            select(Invoice.id)
            .join(InvoiceAllocation, InvoiceAllocation.invoice_id == Invoice.id)
            .join(InvoicedLine, InvoicedLine.consignment_line_id == InvoiceAllocation.consignment_line_id)
            .join(SettlementLine, SettlementLine.order_id == InvoicedLine.order_id)
            .where(
                SettlementLine.settlement_id == settlement.id,
                Invoice.status == InvoiceStatus.CHECKED,
                Invoice.allocated > Money(0),
            )
        )
        papers = select(Invoice).where(Invoice.id.in_(asked)).order_by(Invoice.id)
        return list(db.session.execute(papers).scalars())

    def _paper_for(self, settlement: Settlement) -> Invoice | None:
        """One paper for what is settled; the orders of lines that were taken out wait with them."""
        lines = lines_of(settlement)
        orders = {line.order_id for line, _number, kept in lines if kept}
        orders -= {line.order_id for line, _number, kept in lines if not kept}
        for group in self.billing.groups(settlement.supplier_id, settlement.period_to + timedelta(days=1)):
            if (group[0].unit_id, group[0].profile_id) == (settlement.unit_id, settlement.profile_id):
                parts = [(line, line.open) for line in group if line.order_id in orders]
                if parts:
                    return self.billing.invoice(settlement.supplier_id, parts)
        return None

    def _check(self, settlement_id: int, invoice_ids: list[int]) -> None:
        settlement = db.session.get_one(Settlement, settlement_id)
        self.billing.check(invoice_ids)
        check_settlement(settlement, by=self.desk.finance(settlement.unit_id))

    def _proposer(self, settlement: Settlement) -> Actor:
        return self._of(settlement, settlement.proposed_side is SettlementSide.UNIT)

    def _other(self, settlement: Settlement) -> Actor:
        return self._of(settlement, settlement.proposed_side is not SettlementSide.UNIT)

    def _of(self, settlement: Settlement, unit: bool) -> Actor:
        return self.desk.finance(settlement.unit_id) if unit else self.desk.seller(settlement.supplier_id)


def note_papers(settlement: Settlement, papers: Sequence[Invoice], *, by: Actor) -> None:
    """The supplier says by which papers a settlement was invoiced."""
    choose_invoices(settlement, [paper.id for paper in papers], by=by)


def check_settlement(settlement: Settlement, *, by: Actor) -> None:
    """Finance is content with a settlement and its papers, which are for its goods alone."""
    mark_checked(settlement, FREIGHT_APART if billing_of(settlement).difference else "", by=by)
