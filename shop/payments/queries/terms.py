"""On which terms units buy on account, and whether one may order more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.questions import OnWhichTerms, PayingTerms
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine
from shop.ordering.paying import PayBy
from shop.payments.models import OrderBalance, PaymentTerms
from shop.payments.terms import DAYS_TO_PAY, why_not

IN_FORCE = (PaymentTerms.decided_at.is_not(None), PaymentTerms.refused_because.is_(None))


def terms_in_force(unit_id: int) -> PaymentTerms | None:
    """The newest terms that were approved for a unit; without any, the usual days and no limit hold. One query."""
    statement = select(PaymentTerms).where(PaymentTerms.unit_id == unit_id, *IN_FORCE)
    return db.session.execute(statement.order_by(PaymentTerms.id.desc()).limit(1)).scalar_one_or_none()


def days_to_pay(unit_id: int) -> int:
    """Within how many days of an order's first acceptance the unit pays. One query."""
    days = select(PaymentTerms.days).where(PaymentTerms.unit_id == unit_id, *IN_FORCE)
    found = db.session.execute(days.order_by(PaymentTerms.id.desc()).limit(1)).scalar_one_or_none()
    return DAYS_TO_PAY if found is None else found


def all_terms_of(unit_id: int) -> Sequence[PaymentTerms]:
    """Everything that was asked for, the newest first. One query."""
    statement = select(PaymentTerms).where(PaymentTerms.unit_id == unit_id).order_by(PaymentTerms.id.desc())
    return db.session.execute(statement).scalars().all()


def waiting_terms() -> Sequence[PaymentTerms]:
    """What waits for the operator, the oldest first. One query."""
    statement = select(PaymentTerms).where(PaymentTerms.decided_at.is_(None)).order_by(PaymentTerms.id)
    return db.session.execute(statement).scalars().all()


def terms_for(actor: Actor, terms_id: int) -> PaymentTerms:
    """What was asked for, for the operator who decides; ``NotYours`` for anybody else."""
    terms = db.session.get(PaymentTerms, terms_id) if actor.is_operator else None
    if terms is None:
        raise NotYours
    return terms


def answer_on_which_terms(question: OnWhichTerms, *, online: bool, deposit: int) -> PayingTerms:
    """On which terms a unit may order. One query, two where its credit is limited.

    What is paid before delivery is nothing that it will owe.
    """
    newest = select(PaymentTerms.id).where(PaymentTerms.unit_id == question.unit_id, *IN_FORCE)
    agreed = newest.order_by(PaymentTerms.id.desc()).limit(1).scalar_subquery()
    owing = select(
        func.min(OrderBalance.due_on),
        func.sum(OrderBalance.charged),
        func.sum(OrderBalance.paid),
        select(PaymentTerms.credit_limit).where(PaymentTerms.id == agreed).scalar_subquery(),
        select(PaymentTerms.days).where(PaymentTerms.id == agreed).scalar_subquery(),
    ).where(OrderBalance.unit_id == question.unit_id, OrderBalance.charged > OrderBalance.paid)
    oldest_due, charged, paid, allowed, days = db.session.execute(owing).one()
    coming = Money(0)
    if allowed is not None:
        expected = select(func.sum(OrderLine.expected)).join(Order, Order.id == OrderLine.order_id)
        expected = expected.where(Order.unit_id == question.unit_id, Order.pay_by == PayBy.ON_ACCOUNT)
        coming = db.session.execute(expected).scalar_one() or Money(0)
    no_credit = why_not(
        oldest_due=oldest_due,
        owes=(charged or Money(0)) - (paid or Money(0)),
        coming=coming + question.amount,
        limit=allowed,
        today=clock.today(),
    )
    return PayingTerms(
        days or DAYS_TO_PAY, agreed=days is not None, no_credit=no_credit, online=online, deposit=deposit
    )
