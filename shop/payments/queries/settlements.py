"""Settlements as their two sides read them, and what waits to be settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.models import InvoiceProfile
from shop.organisations.queries import was_in_scope
from shop.payments.books import CHARGING, Account, PostingSource
from shop.payments.models import LineDispute, Posting, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.accounts import PER_PAGE, own
from shop.payments.queries.receipts import money, paid_of
from shop.payments.services.books import owed_by
from shop.payments.settling import SettlementState, still_open


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a unit, supplier and invoice profile nobody has settled yet: the sum, of how many lines, since when."""

    unit_id: int
    supplier_id: int
    profile_id: int
    profile_title: str
    amount: Money
    lines: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What of an order is in a settlement, and what of that is still to be paid."""

    order_id: int
    number: str
    amount: Money
    open: Money


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Under which condition a settlement exists for the actor: both sides, officials of its branch, the operator."""
    mine = own(actor, Settlement)
    return mine | was_in_scope(actor, Settlement.unit_id, Settlement.proposed_at) if actor.is_official else mine


def settlement_for(actor: Actor, number: str) -> Settlement:
    """One settlement; ``NotYours`` if it does not exist for the actor. One query."""
    statement = select(Settlement).where(Settlement.number == number, may_be_seen_by(actor))
    settlement = db.session.execute(statement).scalar_one_or_none()
    if settlement is None:
        raise NotYours
    return settlement


def settlements_of(actor: Actor, state: SettlementState | None, *, page: int) -> tuple[int, Sequence[Settlement]]:
    """The actor's settlements, the newest first: how many, and a page of them. Two queries."""
    mine = may_be_seen_by(actor)
    if state is not None:
        mine = and_(mine, Settlement.state == state)
    count = db.session.execute(select(func.count()).select_from(Settlement).where(mine)).scalar_one()
    statement = select(Settlement).where(mine).order_by(Settlement.id.desc())
    return count, db.session.execute(statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).scalars().all()


def waiting_for(actor: Actor) -> list[Waiting]:
    """What of the actor's side waits to be settled, the longest waiting first. One query."""
    statement = (
        select(
            Posting.unit_id,
            Posting.supplier_id,
            Purchase.invoice_profile_id,
            InvoiceProfile.title,
            func.sum(owed_by()),
            func.count(Posting.id),
            func.min(Posting.at),
        )
        .join(Order, Order.id == Posting.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .join(InvoiceProfile, InvoiceProfile.id == Purchase.invoice_profile_id)
        .where(own(actor, Order), _unsettled())
        .group_by(Posting.unit_id, Posting.supplier_id, Purchase.invoice_profile_id, InvoiceProfile.title)
        .order_by(func.min(Posting.at))
    )
    return [
        Waiting(unit_id, supplier_id, profile_id, title, money(amount), lines, since)
        for unit_id, supplier_id, profile_id, title, amount, lines, since in db.session.execute(statement)
    ]


def profile_between(unit_id: int, supplier_id: int, profile_id: int) -> str:
    """The title that a unit ordered under at a supplier; ``NotYours`` if it never did. One query."""
    statement = (
        select(InvoiceProfile.title)
        .join(Purchase, Purchase.invoice_profile_id == InvoiceProfile.id)
        .join(Order, Order.purchase_id == Purchase.id)
        .where(InvoiceProfile.id == profile_id, Order.unit_id == unit_id, Order.supplier_id == supplier_id)
        .limit(1)
    )
    title = db.session.execute(statement).scalar_one_or_none()
    if title is None:
        raise NotYours
    return title


def lines_to_settle(unit_id: int, supplier_id: int, profile_id: int, until: date) -> list[SettlementLine]:
    """What was accepted up to a day and nobody has settled yet, as lines that belong to no settlement. One query."""
    before = aliased(AcceptanceLine)
    statement = (
        select(Posting, AcceptanceLine, OrderLine, Acceptance.number, before)
        .join(Order, Order.id == Posting.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .outerjoin(
            AcceptanceLine,
            and_(Posting.source == PostingSource.ACCEPTANCE_LINE, AcceptanceLine.id == Posting.source_id),
        )
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .outerjoin(
            before,
            and_(
                before.acceptance_id == Acceptance.corrects_id,
                before.consignment_line_id == AcceptanceLine.consignment_line_id,
            ),
        )
        .where(
            Order.unit_id == unit_id,
            Order.supplier_id == supplier_id,
            Purchase.invoice_profile_id == profile_id,
            Posting.at < clock.at_shanghai(until + timedelta(days=1)),
            _unsettled(),
        )
        .order_by(Posting.order_id, Posting.id)
    )
    return [_line(*row) for row in db.session.execute(statement)]


def lines_of(settlement: Settlement) -> list[tuple[SettlementLine, str, bool]]:
    """The lines by order, with the order's number and whether they were left in. One query.

    A withdrawn settlement shows what it was.
    """
    statement = (
        select(SettlementLine, Order.number, SettlementClaim.posting_id)
        .join(Order, Order.id == SettlementLine.order_id)
        .outerjoin(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementLine.settlement_id == settlement.id)
        .order_by(SettlementLine.order_id, SettlementLine.id)
    )
    gone = settlement.state is SettlementState.WITHDRAWN
    return [(line, number, gone or claim is not None) for line, number, claim in db.session.execute(statement)]


def disputes_of(settlement: Settlement) -> Sequence[LineDispute]:
    """What was questioned, the oldest first. One query."""
    statement = select(LineDispute).where(LineDispute.settlement_id == settlement.id).order_by(LineDispute.id)
    return db.session.execute(statement).scalars().all()


def line_on(settlement: Settlement, line_id: int) -> SettlementLine:
    """A line of the settlement that is still in it; ``Refused`` if it is not. One query."""
    statement = (
        select(SettlementLine)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementLine.id == line_id, SettlementLine.settlement_id == settlement.id)
    )
    line = db.session.execute(statement).scalar_one_or_none()
    if line is None:
        raise Refused(_l("This line is not in the settlement: please choose another one."), field="settled_line")
    return line


def parts_of(settlements: Iterable[Settlement]) -> dict[int, list[Part]]:
    """What the agreed ones among these settlements come to and have open, order by order, by settlement id.

    What was paid for an order pays its oldest settlement first. Two queries, however many there are.
    """
    ids = [settlement.id for settlement in settlements if settlement.state is SettlementState.CONFIRMED]
    if not ids:
        return {}
    inside = aliased(SettlementLine)
    statement = (
        select(SettlementLine.order_id, Order.number, SettlementClaim.settlement_id, func.sum(SettlementLine.amount))
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .join(Settlement, Settlement.id == SettlementClaim.settlement_id)
        .join(Order, Order.id == SettlementLine.order_id)
        .where(
            Settlement.state == SettlementState.CONFIRMED,
            SettlementLine.order_id.in_(select(inside.order_id).where(inside.settlement_id.in_(ids))),
        )
        .group_by(SettlementLine.order_id, Order.number, SettlementClaim.settlement_id)
        .order_by(SettlementLine.order_id, SettlementClaim.settlement_id)
    )
    orders: dict[tuple[int, str], list[tuple[int, Money]]] = defaultdict(list)
    for order_id, number, settlement_id, amount in db.session.execute(statement):
        orders[order_id, number].append((settlement_id, money(amount)))
    paid, found = paid_of(order_id for order_id, _number in orders), defaultdict(list)
    for (order_id, number), shares in orders.items():
        left = still_open([amount for _id, amount in shares], paid.get(order_id, Money(0)))
        for (settlement_id, amount), open_part in zip(shares, left, strict=True):
            found[settlement_id].append(Part(order_id, number, amount, open_part))
    return {settlement_id: found[settlement_id] for settlement_id in ids}


def open_of(parts: Iterable[Part]) -> Money:
    """What is still to be paid of a settlement."""
    return total(part.open for part in parts)


def _unsettled() -> Any:
    return and_(Posting.kind.in_(CHARGING), ~exists().where(SettlementClaim.posting_id == Posting.id))


def _line(
    posting: Posting,
    accepted: AcceptanceLine | None,
    ordered: OrderLine | None,
    note: str | None,
    before: AcceptanceLine | None,
) -> SettlementLine:
    """A posting as a settlement says it. What a correction changed is a difference of its own."""
    owed = posting.amount if posting.debit is Account.RECEIVABLE else -posting.amount
    line = SettlementLine(
        cluster_id=posting.cluster_id,
        posting_id=posting.id,
        order_id=posting.order_id,
        kind=posting.kind,
        day=clock.shanghai_day(posting.at),
        note=note or "",
        correction=before is not None,
        amount=owed,
    )
    if accepted is not None and ordered is not None:
        line.product_name, line.product_name_english = ordered.product_name, ordered.product_name_english
        line.pack_name, line.pack_name_english = ordered.pack_name, ordered.pack_name_english
        line.measure, line.weighed, line.tax_rate = ordered.measure, ordered.weighed, ordered.tax_rate
        line.quantity = accepted.accepted - before.accepted if before else accepted.accepted
        line.unit_price = accepted.unit_price
    return line
