"""How units and suppliers stand with each other: balances, what is due, payments, the account of one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order
from shop.payments.books import CHARGING, Account, PostingKind, PostingSource
from shop.payments.models import OrderBalance, OrderReminder, PairBalance, Payment, PaymentShare, Posting, Refund
from shop.payments.queries.receipts import UNDOES

PER_PAGE = 30
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Due:
    """An order that something is owed of (or too much was paid for), and since when it is late."""

    number: str
    unit_id: int
    supplier_id: int
    charged: Money
    paid: Money
    due_on: date | None
    before_at: datetime | None = None
    after_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def reminded_at(self) -> datetime | None:
        """When the buyer was last reminded of it."""
        return max((at for at in (self.before_at, self.after_at, self.asked_at) if at is not None), default=None)

    @property
    def open(self) -> Money:
        return self.charged - self.paid

    @property
    def late(self) -> bool:
        """The last day to pay in time is over."""
        return self.open.fen > 0 and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Step:
    """A line of an order's account; ``left`` is what is owed after it."""

    at: datetime
    kind: PostingKind
    charged: Money
    paid: Money
    left: Money
    payment: str | None
    undoes: bool = False

    @property
    def label(self) -> Any:
        """What happened: what was entered by mistake was not given back."""
        return _l("Entered by mistake, taken back") if self.undoes else self.kind.label


def own(actor: Actor, table: Any) -> ColumnElement[bool]:
    """The rows of the actor's own side; all of them for the operator."""
    if actor.is_operator:
        return true()
    columns: dict[OrganisationKind, ColumnElement[int]] = {
        OrganisationKind.SUPPLIER: table.supplier_id,
        OrganisationKind.UNIT: table.unit_id,
    }
    column = columns.get(actor.organisation_kind)
    return false() if column is None else column == actor.organisation_id


def standings_of(actor: Actor) -> Sequence[PairBalance]:
    """How the actor's side stands with each of those it trades with, whoever owes most first. One query."""
    owed = PairBalance.charged - PairBalance.paid
    return db.session.execute(select(PairBalance).where(own(actor, PairBalance)).order_by(owed.desc())).scalars().all()


def due_orders(actor: Actor, *, late: bool, page: int, per_page: int = PER_PAGE) -> tuple[int, list[Due]]:
    """Orders with an open account, the longest due first: how many there are, and a page of them. Two queries."""
    is_open = and_(own(actor, OrderBalance), OrderBalance.charged != OrderBalance.paid)
    if late:
        is_open = and_(is_open, OrderBalance.charged > OrderBalance.paid, OrderBalance.due_on < clock.today())
    total = db.session.execute(select(func.count()).select_from(OrderBalance).where(is_open)).scalar_one()
    statement = (
        select(
            Order.number,
            OrderBalance.unit_id,
            OrderBalance.supplier_id,
            OrderBalance.charged,
            OrderBalance.paid,
            OrderBalance.due_on,
            OrderReminder.before_at,
            OrderReminder.after_at,
            OrderReminder.asked_at,
        )
        .join(Order, Order.id == OrderBalance.order_id)
        .outerjoin(OrderReminder, OrderReminder.order_id == OrderBalance.order_id)
        .where(is_open)
        .order_by(OrderBalance.due_on, OrderBalance.order_id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return total, [Due(*row) for row in db.session.execute(statement)]


def late_total(actor: Actor) -> Money:
    """What is owed and late, all together. One query."""
    statement = select(func.sum(OrderBalance.charged), func.sum(OrderBalance.paid)).where(
        own(actor, OrderBalance), OrderBalance.charged > OrderBalance.paid, OrderBalance.due_on < clock.today()
    )
    charged, paid = db.session.execute(statement).one()
    return (charged or Money(0)) - (paid or Money(0))


def payments_of(actor: Actor, *, page: int, per_page: int = PER_PAGE) -> tuple[int, Sequence[Payment]]:
    """The payments of the actor's side, the newest first: how many, and a page of them. Two queries."""
    mine = own(actor, Payment)
    total = db.session.execute(select(func.count()).select_from(Payment).where(mine)).scalar_one()
    statement = select(Payment).where(mine).order_by(Payment.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return total, db.session.execute(statement).scalars().all()


def payment_for(actor: Actor, number: str) -> Payment:
    """One payment of the actor's side; ``NotYours`` if there is none."""
    statement = select(Payment).where(Payment.number == number, own(actor, Payment))
    payment = db.session.execute(statement).scalar_one_or_none()
    if payment is None:
        raise NotYours
    return payment


def shares_of(payment: Payment) -> list[tuple[str, int, Money]]:
    """What of a payment is for which order now, refunds taken off: number, order id, amount. Two queries."""
    put = (
        select(Order.number, Order.id, func.sum(PaymentShare.amount))
        .join(Order, Order.id == PaymentShare.order_id)
        .where(PaymentShare.payment_id == payment.id)
        .group_by(Order.number, Order.id)
        .order_by(Order.id)
    )
    back = (
        select(Refund.order_id, func.sum(Refund.amount))
        .where(Refund.payment_id == payment.id, Refund.order_id.is_not(None))
        .group_by(Refund.order_id)
    )
    returned = dict(db.session.execute(back).all())
    rows = [
        (number, order_id, amount - (returned.get(order_id) or Money(0)))
        for number, order_id, amount in db.session.execute(put)
    ]
    return [row for row in rows if row[2]]


def refunds_of(payment: Payment) -> Sequence[Refund]:
    """What was given back of a payment, the oldest first. One query."""
    return db.session.execute(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.id)).scalars().all()


def open_orders_of(payment: Payment) -> list[tuple[Order, Money]]:
    """The payer's orders at the payee of which something is owed, the longest due first, with how much. One query."""
    statement = (
        select(Order, OrderBalance.charged, OrderBalance.paid)
        .join(OrderBalance, OrderBalance.order_id == Order.id)
        .where(
            OrderBalance.unit_id == payment.unit_id,
            OrderBalance.supplier_id == payment.supplier_id,
            OrderBalance.charged > OrderBalance.paid,
        )
        .order_by(OrderBalance.due_on, Order.id)
    )
    return [(order, charged - paid) for order, charged, paid in db.session.execute(statement)]


def order_between(payment: Payment, number: str) -> Order:
    """The payer's order at the payee with this number; ``Refused`` if there is none. One query."""
    statement = select(Order).where(
        Order.number == number, Order.unit_id == payment.unit_id, Order.supplier_id == payment.supplier_id
    )
    order = db.session.execute(statement).scalar_one_or_none()
    if order is None:
        raise Refused(_l("This order is not one of this unit at this supplier."), field="order")
    return order


def account_of(order: Order) -> list[Step]:
    """What was charged and paid of an order, in order, with what was left after each. One query."""
    statement = (
        select(Posting, Payment.number, UNDOES)
        .outerjoin(PaymentShare, and_(Posting.source == PostingSource.SHARE, PaymentShare.id == Posting.source_id))
        .outerjoin(Refund, and_(Posting.source == PostingSource.REFUND, Refund.id == Posting.source_id))
        .outerjoin(Payment, or_(Payment.id == PaymentShare.payment_id, Payment.id == Refund.payment_id))
        .where(
            Posting.order_id == order.id,
            or_(Posting.debit == Account.RECEIVABLE, Posting.credit == Account.RECEIVABLE),
        )
        .order_by(Posting.id)
    )
    left, steps = Money(0), []
    for posting, number, undoes in db.session.execute(statement):
        owed = posting.amount if posting.debit is Account.RECEIVABLE else -posting.amount
        left += owed
        charges = posting.kind in CHARGING
        charged, paid = (owed, Money(0)) if charges else (Money(0), -owed)
        steps.append(Step(posting.at, posting.kind, charged, paid, left, number, bool(undoes)))
    return steps
