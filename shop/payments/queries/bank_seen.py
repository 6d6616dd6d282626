"""What the other side has told of already: payments of a bank's or a hand's word, and what payers have announced."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.books import MoneySource
from shop.payments.models import Payment, Refund
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import BankLine, PaymentSighting
from shop.payments.queries.bank_claims import MOST_CLAIMS, columns, pays
from shop.payments.readings import Seen, Transfer
from shop.payments.remittance import numbers_named

UNSEEN = (AnnouncedState.WAITING, AnnouncedState.DENIED)
"""What the payee may still come to see."""

UNDONE = exists().where(Refund.source == Payment.source, Refund.source_id == Payment.source_id)
"""A payment that was entered by mistake."""


def seen(owner: Actor, transfers: Sequence[Transfer]) -> list[Seen]:
    """What of these amounts the other side has told of and the owner's bank has not."""
    found = _payments(owner, transfers)
    return found if pays(owner) else [*found, *_announced(owner, transfers)]


def _payments(owner: Actor, transfers: Sequence[Transfer]) -> list[Seen]:
    mine, other = columns(Payment, owner)
    own, theirs = aliased(PaymentSighting), aliased(PaymentSighting)
    owner_id = owner.organisation_id
    asked = (
        select(Payment.id, other.label("other_id"), Payment.amount, Payment.booked_on, Payment.reference)
        .add_columns(BankLine.booked_on.label("told_on"), BankLine.text)
        .outerjoin(own, (own.payment_id == Payment.id) & (own.owner_id == owner_id))
        .outerjoin(theirs, (theirs.payment_id == Payment.id) & (theirs.owner_id != owner_id))
        .outerjoin(BankLine, BankLine.id == theirs.line_id)
        .where(
            mine == owner_id,
            own.line_id.is_(None),
            or_(theirs.line_id.is_not(None), Payment.source == MoneySource.BY_HAND),
            ~UNDONE,
            Payment.amount.in_({transfer.amount for transfer in transfers}),
        )
        .order_by(Payment.id)
        .limit(MOST_CLAIMS)
    )
    return [
        Seen(row.id, row.other_id, row.amount, row.told_on or row.booked_on, numbers_named(row.text or row.reference))
        for row in db.session.execute(asked)
    ]


def _announced(owner: Actor, transfers: Sequence[Transfer]) -> list[Seen]:
    asked = (
        select(AnnouncedPayment)
        .where(
            AnnouncedPayment.supplier_id == owner.organisation_id,
            AnnouncedPayment.state.in_(UNSEEN),
            AnnouncedPayment.amount.in_({transfer.amount for transfer in transfers}),
        )
        .order_by(AnnouncedPayment.line_id)
        .limit(MOST_CLAIMS)
    )
    return [
        Seen(
            one.line_id,
            one.unit_id,
            one.amount,
            one.booked_on,
            numbers_named(one.reference),
            announced=True,
            shares=tuple((order_id, Money(fen)) for order_id, fen in one.shares),
        )
        for one in db.session.execute(asked).scalars()
    ]
