"""Reminding units of what they owe: a few days before it is due, then every week while it is overdue, then no more.

A supplier may ask about an order by hand, but not so often that it would be rude. What is said, and whether it is still
worth saying, is decided when the mail goes out (`notices.reminding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_ignoring, locked
from shop.kernel.money import total
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.ordering.models import Order
from shop.organisations.models import Organisation
from shop.payments.models import OrderBalance, OrderReminder, PaymentReminder
from shop.payments.terms import ASK_AGAIN_AFTER, REMIND_BEFORE, REMIND_EVERY

MOST_REMINDED = 100
MOST_NAMED = 20
"""How many orders a reminder names; it says how many more there are."""

ORGANISATION = Organisation.__table__
UNPAID = OrderBalance.charged > OrderBalance.paid


def remind_of_overdue() -> int:
    """Once a week each unit reads what it has not paid in time. A batch at a time; returns how many were reminded."""
    late = UNPAID & (OrderBalance.due_on < clock.today())
    week = or_(PaymentReminder.reminded_at.is_(None), PaymentReminder.reminded_at <= clock.now() - REMIND_EVERY)
    return _remind("payment_overdue", late, week, OrderReminder.after_at.key, reminded_at=clock.now())


def remind_of_due_soon() -> int:
    """Some days ahead each unit reads once of each order that it will be due. A batch at a time; returns how many."""
    today = clock.today()
    told = select(OrderReminder.order_id).where(OrderReminder.before_at.is_not(None))
    soon = UNPAID & OrderBalance.due_on.between(today, today + REMIND_BEFORE) & OrderBalance.order_id.not_in(told)
    not_today = or_(PaymentReminder.soon_on.is_(None), PaymentReminder.soon_on < today)
    return _remind("payment_due_soon", soon, not_today, OrderReminder.before_at.key, soon_on=today)


def ask_about(order: Order, *, by: Actor) -> None:
    """The supplier asks the buyer about an order that is overdue; ``Refused`` if it is not, or it is too soon."""
    insert_ignoring(db.session(), OrderReminder.__table__, ["order_id"], [{"order_id": order.id}])
    reminder = db.session.execute(locked(select(OrderReminder).where(OrderReminder.order_id == order.id))).scalar_one()
    owed = locked(select(OrderBalance).where(OrderBalance.order_id == order.id))  # as it stands now: it may be paid
    balance = db.session.execute(owed).scalar_one_or_none()
    if balance is None or balance.open.fen <= 0 or balance.due_on is None or balance.due_on >= clock.today():
        raise Refused(_l("Nothing of this order is overdue."))
    last = reminder.last_at
    if last is not None and clock.now() < last + ASK_AGAIN_AFTER:
        raise Refused(
            _l("The buyer was reminded of this order less than %(days)d days ago.", days=ASK_AGAIN_AFTER.days)
        )
    reminder.asked_at, reminder.asked_by_id = clock.now(), by.person_id
    db.session.flush()
    record(by, "order.asked_about", "order", order.id, cluster_id=order.cluster_id, amount=balance.open.fen)
    tell(
        order.unit_id,
        "payment_asked",
        subject=("money", ""),
        supplier=by.organisation_name,
        number=order.number,
        amount=balance.open.fen,
        day=balance.due_on.isoformat(),
        orders=1,
        bills={str(order.id): {"number": order.number, "supplier": by.organisation_name}},
    )


def _remind(kind: str, of: ColumnElement[bool], units_turn: ColumnElement[bool], column: str, **noted: Any) -> int:
    """Tell each unit whose turn it is of these orders. As many statements for a hundred units as for one.

    Of several workers one tells a unit: its row is locked, passed over by others meanwhile, and then not due any more.
    """
    units = db.session.execute(
        select(OrderBalance.unit_id)
        .outerjoin(PaymentReminder, PaymentReminder.unit_id == OrderBalance.unit_id)
        .where(of, units_turn)
        .distinct()
        .order_by(OrderBalance.unit_id)
        .limit(MOST_REMINDED)
    ).scalars()
    rows = [{"unit_id": unit_id} for unit_id in units]
    insert_ignoring(db.session(), PaymentReminder.__table__, ["unit_id"], rows)
    due = select(PaymentReminder.unit_id).where(
        PaymentReminder.unit_id.in_([row["unit_id"] for row in rows]), units_turn
    )
    claimed = list(db.session.execute(locked(due.order_by(PaymentReminder.unit_id), skip=True)).scalars())
    if not claimed:
        return 0
    db.session.execute(update(PaymentReminder).where(PaymentReminder.unit_id.in_(claimed)).values(**noted))
    bills = _bills(of, claimed)
    for unit_id in claimed:
        _tell(kind, unit_id, [bill for bill in bills if bill.unit_id == unit_id])
    _note([bill.order_id for bill in bills], column)
    return len(claimed)


def _bills(of: ColumnElement[bool], unit_ids: Sequence[int]) -> Sequence[Any]:
    """The orders to be reminded of, what was due longest first. One query."""
    asked = (
        select(
            OrderBalance.order_id,
            OrderBalance.unit_id,
            OrderBalance.charged,
            OrderBalance.paid,
            Order.number,
            ORGANISATION.c.name,
        )
        .join(Order, Order.id == OrderBalance.order_id)
        .join(ORGANISATION, ORGANISATION.c.id == OrderBalance.supplier_id)
        .where(of, OrderBalance.unit_id.in_(unit_ids))
    )
    return db.session.execute(asked.order_by(OrderBalance.due_on, OrderBalance.order_id)).all()


def _tell(kind: str, unit_id: int, bills: Sequence[Any]) -> None:
    if not bills:
        return
    amount = total(bill.charged - bill.paid for bill in bills)
    named = {str(bill.order_id): {"number": bill.number, "supplier": bill.name} for bill in bills[:MOST_NAMED]}
    tell(unit_id, kind, subject=("money", ""), amount=amount.fen, orders=len(bills), bills=named)


def _note(order_ids: Iterable[int], column: str) -> None:
    """Each order remembers when its buyer was reminded. Two statements."""
    ids = sorted(order_ids)
    insert_ignoring(db.session(), OrderReminder.__table__, ["order_id"], [{"order_id": order_id} for order_id in ids])
    reminded = update(OrderReminder).where(OrderReminder.order_id.in_(ids)).values({column: clock.now()})
    db.session.execute(reminded.execution_options(synchronize_session=False))
