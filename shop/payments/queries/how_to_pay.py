"""What a transfer for an order needs: answered for the orders' own pages, which know nothing of money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.questions import HowToPay, MoneyAnswer, PayeeAnswer
from shop.ordering.models import Order
from shop.payments.models import OrderBalance
from shop.payments.models.payees import PayeeAccount
from shop.payments.remittance import code_of

NEW_FOR = timedelta(days=30)
"""So long after an account replaced another one buyers are asked to make sure of it: it is how payers are deceived."""


def answer_how_to_pay(question: HowToPay) -> dict[int, PayeeAnswer]:
    """The code and the account of each order, and the account of its supplier. One query."""
    approved = (PayeeAccount.supplier_id == Order.supplier_id) & PayeeAccount.approved_at.is_not(None)
    asked = (
        select(Order.id, Order.number, OrderBalance, PayeeAccount)
        .outerjoin(OrderBalance, OrderBalance.order_id == Order.id)
        .outerjoin(PayeeAccount, approved)
        .where(Order.id.in_(question.order_ids))
        .order_by(Order.id, PayeeAccount.id)
    )
    answers: dict[int, PayeeAnswer] = {}
    ever: dict[int, list[PayeeAccount]] = {}
    for order_id, number, balance, account in db.session.execute(asked):
        owed = MoneyAnswer(balance.charged, balance.paid, balance.due_on) if balance else None
        answers[order_id] = PayeeAnswer(code_of(number), owed=owed)
        ever.setdefault(order_id, []).extend([account] if account else [])
    return {order_id: _with_account(answer, ever[order_id]) for order_id, answer in answers.items()}


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
