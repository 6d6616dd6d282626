"""What the operator reads about online payment: the inbox, payments, comparisons, and what is owed to suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.payments.models import Comparison, InboxEvent, OnlinePayment, PayOut
from shop.payments.words_online import EventState, OnlineState

PER_PAGE = 50
Columns = TypeVarTuple("Columns")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the inbox is asked for; what is empty lets everything pass."""

    state: EventState | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which online payments are asked for."""

    state: OnlineState | None = None
    text: str = ""


def inbox_page(asked: InboxFilter, page: int, *, per_page: int = PER_PAGE) -> Sequence[InboxEvent]:
    """A page of reports, the newest first. One query."""
    statement = _reports(select(InboxEvent), asked).order_by(InboxEvent.id.desc())
    return db.session.execute(_paged(statement, page, per_page)).scalars().all()


def inbox_count(asked: InboxFilter) -> int:
    return db.session.execute(_reports(select(func.count()).select_from(InboxEvent), asked)).scalar_one()


def counts_by_state() -> dict[EventState, int]:
    """How many reports stand in each state. One query."""
    asked = select(InboxEvent.state, func.count()).group_by(InboxEvent.state)
    return {state: int(count) for state, count in db.session.execute(asked)}


def report(event_id: int) -> InboxEvent:
    """One report; ``NotYours`` if there is none."""
    return _there(db.session.get(InboxEvent, event_id))


def payments_page(asked: PaymentFilter, page: int, *, per_page: int = PER_PAGE) -> Sequence[OnlinePayment]:
    """A page of online payments with their refunds, the newest first. Two queries."""
    statement = _payments(select(OnlinePayment), asked).order_by(OnlinePayment.id.desc())
    statement = statement.options(selectinload(OnlinePayment.refunds))
    return db.session.execute(_paged(statement, page, per_page)).scalars().all()


def payments_count(asked: PaymentFilter) -> int:
    return db.session.execute(_payments(select(func.count()).select_from(OnlinePayment), asked)).scalar_one()


def payment_by_key(key: str) -> OnlinePayment:
    """One online payment with its refunds; ``NotYours`` if there is none."""
    asked = select(OnlinePayment).where(OnlinePayment.key == key).options(selectinload(OnlinePayment.refunds))
    return _there(db.session.execute(asked).scalar_one_or_none())


def reports_about(payment: OnlinePayment) -> Sequence[InboxEvent]:
    """What Stripe reported about a payment, the oldest first. One query."""
    names = [name for name in (payment.stripe_id, payment.intent_id) if name]
    names += [refund.stripe_id for refund in payment.refunds if refund.stripe_id]
    asked = select(InboxEvent).where(InboxEvent.subject.in_(names)).order_by(InboxEvent.made_at, InboxEvent.id)
    return db.session.execute(asked).scalars().all()


def comparisons(count: int = 30) -> Sequence[Comparison]:
    """The newest comparisons with what they found. Two queries."""
    asked = select(Comparison).order_by(Comparison.id.desc()).limit(count)
    return db.session.execute(asked.options(selectinload(Comparison.differences))).scalars().all()


def pay_outs(supplier_id: int | None = None, count: int = 50) -> Sequence[PayOut]:
    """What was paid out last, the newest first. One query."""
    asked = select(PayOut).order_by(PayOut.id.desc()).limit(count)
    if supplier_id is not None:
        asked = asked.where(PayOut.supplier_id == supplier_id)
    return db.session.execute(asked).scalars().all()


def _reports(statement: Select[*Columns], asked: InboxFilter) -> Select[*Columns]:
    if asked.state is not None:
        statement = statement.where(InboxEvent.state == asked.state)
    if asked.text:
        columns = (InboxEvent.event_id, InboxEvent.kind, InboxEvent.subject, InboxEvent.order_number)
        statement = statement.where(or_(*(column.icontains(asked.text, autoescape=True) for column in columns)))
    return statement


def _payments(statement: Select[*Columns], asked: PaymentFilter) -> Select[*Columns]:
    if asked.state is not None:
        statement = statement.where(OnlinePayment.state == asked.state)
    if asked.text:
        columns = (OnlinePayment.order_number, OnlinePayment.stripe_id, OnlinePayment.intent_id, OnlinePayment.payer)
        statement = statement.where(or_(*(column.icontains(asked.text, autoescape=True) for column in columns)))
    return statement


def _paged(statement: Any, page: int, per_page: int) -> Any:
    return statement.limit(per_page).offset((page - 1) * per_page)


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotYours
    return found
