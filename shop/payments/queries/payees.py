"""Into which accounts suppliers are paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.questions import AccountAnswer, AccountOf
from shop.kernel.refusals import NotYours
from shop.payments.models.payees import PayeeAccount

MOST_SHOWN = 30


def payees_of(supplier_ids: Iterable[int]) -> dict[int, PayeeAccount]:
    """The account in force of each supplier that has one. One query."""
    asked = select(PayeeAccount).where(
        PayeeAccount.supplier_id.in_(sorted(set(supplier_ids))),
        PayeeAccount.approved_at.is_not(None),
        PayeeAccount.ended_at.is_(None),
    )
    return {account.supplier_id: account for account in db.session.execute(asked).scalars()}


def payee_history(supplier_id: int) -> Sequence[PayeeAccount]:
    """Every account that the supplier had or asked for, the newest first."""
    asked = select(PayeeAccount).where(PayeeAccount.supplier_id == supplier_id).order_by(PayeeAccount.id.desc())
    return db.session.execute(asked.limit(MOST_SHOWN)).scalars().all()


def answer_account_of(question: AccountOf) -> AccountAnswer | None:
    """The account that was asked for last and waits, or else the one in force. One query."""
    asked = select(PayeeAccount).where(
        PayeeAccount.supplier_id == question.supplier_id, PayeeAccount.ended_at.is_(None)
    )
    account = db.session.execute(asked.order_by(PayeeAccount.id.desc()).limit(1)).scalar_one_or_none()
    if account is None:
        return None
    return AccountAnswer(account.account_name, account.bank, account.branch, account.account_number[-4:], account.waits)


def payees_waiting() -> Sequence[PayeeAccount]:
    """What waits for a second person, the oldest first."""
    waiting = select(PayeeAccount).where(PayeeAccount.approved_at.is_(None), PayeeAccount.ended_at.is_(None))
    return db.session.execute(waiting.order_by(PayeeAccount.id).limit(100)).scalars().all()


def payee_for(actor: Actor, account_id: int) -> PayeeAccount:
    """An account of the actor's own supplier, any for the operator; raises ``NotYours``."""
    account = db.session.get(PayeeAccount, account_id)
    if account is None or not (actor.is_operator or account.supplier_id == actor.organisation_id):
        raise NotYours
    return account
