"""What a bank line is read with: who owes what, under what names, and what the other side has told of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, or_, select, type_coerce
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.books import MoneySource
from shop.payments.models import OrderBalance, PairBalance, Payment
from shop.payments.models.bank import BankLine, PaymentSighting
from shop.payments.queries.payer_names import sides_of
from shop.payments.queries.receipts import paid_of, worth_of
from shop.payments.readings import SAME_TRANSFER_WITHIN, Claim, Proposal, Reading, Seen, Side, Transfer
from shop.payments.remittance import codes_in
from shop.payments.transfer_matching import Matching

MOST_CLAIMS = 2_000
MOST_OWED_SHOWN = 60
MOST_OTHERS = 400
NUMBER = re.compile(r"([A-Z]{0,2}\d{6})([0-9A-Z]{5})(\d{0,3})")

Found = Reading


@dataclass(frozen=True, slots=True)
class Numbers:
    """What orders and payments are called, by id."""

    orders: dict[int, str] = field(default_factory=dict)
    payments: dict[int, str] = field(default_factory=dict)


def pays(owner: Actor) -> bool:
    """Whether the owner of a line is the side that pays."""
    return owner.organisation_kind is OrganisationKind.UNIT


def transfer_of(line: BankLine, owner: Actor) -> Transfer | None:
    """The line as a payment for orders; nothing for money the other way."""
    amount = -line.amount if pays(owner) else line.amount
    if amount.fen <= 0:
        return None
    return Transfer(line.id, line.booked_on, amount, order_numbers_in(line.text), line.name, line.account)


def order_numbers_in(text: str) -> tuple[str, ...]:
    """The numbers, with their dashes, whose codes stand in a text."""
    found = (NUMBER.fullmatch(code) for code in codes_in(text))
    return tuple("-".join(part for part in one.groups() if part) for one in found if one)


def read_lines(lines: Iterable[BankLine], owner: Actor) -> dict[int, Reading]:
    """What each line may pay for as things stand now, by line id."""
    transfers = [transfer for line in lines if (transfer := transfer_of(line, owner))]
    if not transfers:
        return {}
    return {reading.transfer.id: reading for reading in matching_for(owner, transfers).read(transfers)}


def matching_for(owner: Actor, transfers: Sequence[Transfer]) -> Matching:
    """What these transfers are read with: ten statements or fewer, however many they are."""
    named = _named(owner, {code for transfer in transfers for code in transfer.codes})
    sides = sides_of(owner, {*others_of(owner), *(claim.other_id for claim in named)})
    claims = {claim.order_id: claim for claim in _owed_by(owner, transfers, sides)}
    claims |= {claim.order_id: claim for claim in named}
    return Matching(list(claims.values()), sides, _seen(owner, transfers), own_accounts_alone=pays(owner))


def others_of(owner: Actor) -> list[int]:
    """With whom the owner has had anything to do in money, by id."""
    mine, other = _columns(PairBalance, owner)
    return list(db.session.execute(select(other).where(mine == owner.organisation_id).limit(MOST_OTHERS)).scalars())


def orders_owed(owner: Actor, other_id: int) -> list[Claim]:
    """What is owed between the owner and another side, the oldest first."""
    _mine, other = _columns(OrderBalance, owner)
    asked = _open(owner).where(other == other_id).order_by(OrderBalance.due_on, OrderBalance.order_id)
    return _claims(owner, asked.limit(MOST_OWED_SHOWN))


def numbers_in(proposals: Iterable[Proposal]) -> Numbers:
    """What the orders and payments of some proposals are called."""
    proposals = list(proposals)
    order_ids = {order_id for proposal in proposals for order_id, _amount in proposal.shares}
    payment_ids = {proposal.payment_id for proposal in proposals if proposal.payment_id is not None}
    orders = select(Order.id, Order.number).where(Order.id.in_(order_ids))
    payments = select(Payment.id, Payment.number).where(Payment.id.in_(payment_ids))
    return Numbers(
        dict(db.session.execute(orders).all()) if order_ids else {},
        dict(db.session.execute(payments).all()) if payment_ids else {},
    )


def key_of(proposal: Proposal) -> str:
    """What a proposal is known by in a form: if it has changed meanwhile, it is another one."""
    said = (proposal.other_id, [(order_id, amount.fen) for order_id, amount in proposal.shares], proposal.payment_id)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def _columns(model: Any, owner: Actor) -> tuple[Any, Any]:
    """The owner's own column of a table with both sides, and the other one."""
    return (model.unit_id, model.supplier_id) if pays(owner) else (model.supplier_id, model.unit_id)


def _open(owner: Actor) -> Select[OrderBalance, str]:
    mine, _other = _columns(OrderBalance, owner)
    asked = select(OrderBalance, Order.number).join(Order, Order.id == OrderBalance.order_id)
    return asked.where(mine == owner.organisation_id, OrderBalance.charged > OrderBalance.paid)


def _owed_by(owner: Actor, transfers: Sequence[Transfer], sides: Sequence[Side]) -> list[Claim]:
    """What is owed by whoever the lines may name, and whatever is owed to the fen as they say."""
    likely = Matching((), sides).named_by(transfers)
    _mine, other = _columns(OrderBalance, owner)
    due = type_coerce(OrderBalance.charged, BigInteger) - type_coerce(OrderBalance.paid, BigInteger)
    amounts = {transfer.amount.fen for transfer in transfers}
    asked = _open(owner).where(or_(other.in_(likely), due.in_(amounts)))
    return _claims(owner, asked.order_by(OrderBalance.due_on, OrderBalance.order_id).limit(MOST_CLAIMS))


def _claims(owner: Actor, asked: Select[OrderBalance, str]) -> list[Claim]:
    return [
        Claim(
            balance.order_id,
            number,
            balance.supplier_id if pays(owner) else balance.unit_id,
            balance.open,
            balance.due_on or clock.today(),
        )
        for balance, number in db.session.execute(asked.execution_options(populate_existing=True)).all()
    ]


def _named(owner: Actor, numbers: Iterable[str]) -> list[Claim]:
    """The owner's orders that codes name, whatever is owed for them: goods that are to come can be paid ahead."""
    mine, other = _columns(Order, owner)
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    asked = (
        select(
            Order.id, Order.number, other.label("other_id"), Order.placed_at, OrderBalance.charged, OrderBalance.due_on
        )
        .outerjoin(OrderBalance, OrderBalance.order_id == Order.id)
        .where(Order.number.in_(wanted), mine == owner.organisation_id)
    )
    orders = db.session.execute(asked).all()
    ids = [order.id for order in orders]
    worth, paid = worth_of(ids), paid_of(ids)
    nothing = Money(0)
    return [
        Claim(
            order.id,
            order.number,
            order.other_id,
            max((order.charged or nothing) - paid.get(order.id, nothing), nothing),
            order.due_on or clock.shanghai_day(order.placed_at),
            max(worth[order.id] - paid.get(order.id, nothing), nothing),
        )
        for order in orders
    ]


def _seen(owner: Actor, transfers: Sequence[Transfer]) -> list[Seen]:
    """Payments of these amounts that the other side's bank or a hand has told of and the owner's bank has not."""
    mine, other = _columns(Payment, owner)
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
            Payment.amount.in_({transfer.amount for transfer in transfers}),
        )
        .order_by(Payment.id)
        .limit(MOST_CLAIMS)
    )
    return [
        Seen(
            row.id, row.other_id, row.amount, row.told_on or row.booked_on, order_numbers_in(row.text or row.reference)
        )
        for row in db.session.execute(asked)
    ]


def told_by_a_bank(unit_id: int, supplier_id: int, amount: Money, day: date) -> str | None:
    """The number of a payment of this amount and of about this day that a bank has told of already."""
    asked = (
        select(Payment.number)
        .join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
        .where(
            Payment.unit_id == unit_id,
            Payment.supplier_id == supplier_id,
            Payment.amount == amount,
            Payment.booked_on.between(day - SAME_TRANSFER_WITHIN, day + SAME_TRANSFER_WITHIN),
        )
        .order_by(Payment.id.desc())
        .limit(1)
    )
    return db.session.execute(asked).scalar_one_or_none()
