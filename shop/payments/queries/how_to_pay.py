"""What a transfer for an order needs: answered for the orders' own pages, which know nothing of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.questions import HowToPay, MoneyAnswer, PayeeAnswer
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.payments.gateway import is_set_up
from shop.payments.models import OrderBalance
from shop.payments.models.payees import PayeeAccount
from shop.payments.queries.online import ahead_of
from shop.payments.remittance import code_of

NEW_FOR = timedelta(days=30)
"""So long after an account replaced another one buyers are asked to make sure of it: it is how payers are deceived."""


def answer_how_to_pay(question: HowToPay) -> dict[int, PayeeAnswer]:
    """The code and the account of each order, and that of its supplier. One query, more for what waits for money."""
    approved = (PayeeAccount.supplier_id == Order.supplier_id) & PayeeAccount.approved_at.is_not(None)
    asked = (
        select(Order.id, Order.number, Order.pay_until, OrderBalance, PayeeAccount)
        .outerjoin(OrderBalance, OrderBalance.order_id == Order.id)
        .outerjoin(PayeeAccount, approved)
        .where(Order.id.in_(question.order_ids))
        .order_by(Order.id, PayeeAccount.id)
    )
    answers: dict[int, PayeeAnswer] = {}
    ever: dict[int, list[PayeeAccount]] = {}
    waiting: list[int] = []
    online = is_set_up()
    for order_id, number, pay_until, balance, account in db.session.execute(asked):
        owed = MoneyAnswer(balance.charged, balance.paid, balance.due_on) if balance else None
        answers[order_id] = PayeeAnswer(code_of(number), owed=owed, online=online)
        waiting += [order_id] if pay_until else []
        ever.setdefault(order_id, []).extend([account] if account else [])
    ahead = _ahead(waiting) if waiting else {}
    return {
        order_id: replace(_with_account(answer, ever[order_id]), ahead=ahead.get(order_id))
        for order_id, answer in answers.items()
    }


def _ahead(order_ids: Sequence[int]) -> dict[int, Money]:
    """What is waited for before delivery, of the orders that wait."""
    waiting = select(Order).where(Order.id.in_(order_ids), Order.pay_until.is_not(None), Order.status == Status.PLACED)
    orders = db.session.execute(waiting.options(selectinload(Order.lines))).scalars()
    return {order.id: ahead_of(order) for order in orders}


def _with_account(answer: PayeeAnswer, ever: list[PayeeAccount]) -> PayeeAnswer:
    """``ever`` are the supplier's accounts that were in force, the one that is last."""
    account = next((account for account in ever if account.in_force), None)
    if account is None or account.approved_at is None:
        return answer
    return replace(
        answer,
        account_name=account.account_name,
        bank=account.bank,
        branch=account.branch,
        account_number=account.number_in_fours,
        since=clock.shanghai_day(account.approved_at),
        is_new=len(ever) > 1 and clock.now() - account.approved_at < NEW_FOR,
    )


def how_to_pay(supplier_id: int, number: str) -> PayeeAnswer:
    """The code of an order's or a settlement's number, and the supplier's account. One query."""
    asked = select(PayeeAccount).where(PayeeAccount.supplier_id == supplier_id, PayeeAccount.approved_at.is_not(None))
    ever = db.session.execute(asked.order_by(PayeeAccount.id)).scalars()
    return _with_account(PayeeAnswer(code_of(number)), list(ever))
