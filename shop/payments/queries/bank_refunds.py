"""What money the other way is read with: payments of which something is left, and refunds the other side tells of."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import OrderBalance, Payment, PaymentShare, Refund
from shop.payments.models.bank import BankLine, RefundSighting
from shop.payments.queries.bank_claims import columns, pays
from shop.payments.queries.bank_matching import known_sides, numbers_of
from shop.payments.queries.receipts import money, worth, worth_in_columns
from shop.payments.readings import NOTHING, Side, Transfer, plain_name
from shop.payments.refund_matching import GivingBack, OfOrder, Part, Refundable, SeenRefund, read_back
from shop.payments.remittance import numbers_named

MOST_PAYMENTS = 400


def given_back_by(line: BankLine, owner: Actor) -> Transfer | None:
    """The line as money given back; nothing for a payment."""
    amount = line.amount if pays(owner) else -line.amount
    if amount.fen <= 0:
        return None
    return Transfer(line.id, line.booked_on, amount, numbers_named(line.text), line.name, line.account)


def read_refunds(
    lines: Iterable[BankLine], owner: Actor, known: Sequence[Side] | None = None
) -> dict[int, tuple[GivingBack, ...]]:
    """What each line may give back as things stand now, by line id. Ten statements or fewer."""
    transfers = [transfer for line in lines if (transfer := given_back_by(line, owner))]
    if not transfers:
        return {}
    sides = known_sides(owner) if known is None else known
    payments, told = refundable(owner, _asked(owner, transfers, sides)), told_of(owner, transfers)
    return {transfer.id: read_back(transfer, payments, sides, told) for transfer in transfers}


@dataclass(frozen=True, slots=True)
class ToldRefund:
    """Money given back as a line's page shows it: of which payment, so much of which order, by how many banks."""

    number: str
    parts: tuple[tuple[str | None, Money], ...]
    told_by: int


def refundable_between(owner: Actor, other_id: int) -> list[Refundable]:
    """The payments between two of which something is left, the newest first."""
    _mine, other = columns(Payment, owner)
    return refundable(owner, other == other_id)


def refundable(owner: Actor, which: ColumnElement[bool]) -> list[Refundable]:
    """The owner's transfers of which something is left, the newest first. Four statements."""
    mine, other = columns(Payment, owner)
    asked = (
        select(Payment.id, Payment.number, other.label("other_id"), Payment.amount)
        .where(mine == owner.organisation_id, Payment.way == PaymentWay.TRANSFER, which)
        .order_by(Payment.id.desc())
        .limit(MOST_PAYMENTS)
    )
    rows = db.session.execute(asked).all()
    ids = [row.id for row in rows]
    if not ids:
        return []
    put, back = _sums(PaymentShare, ids), _sums(Refund, ids)
    orders = _orders({order_id for _payment_id, order_id in put if order_id is not None})
    found = []
    for row in rows:
        of_orders = []
        for (payment_id, order_id), shared in put.items():
            left = shared - back.get((payment_id, order_id), NOTHING)
            if payment_id == row.id and order_id is not None and left:
                number, over = orders[order_id]
                of_orders.append(OfOrder(order_id, number, left, min(left, over)))
        given = Money(sum(amount.fen for (payment_id, _order), amount in put.items() if payment_id == row.id))
        waits = row.amount - given - back.get((row.id, None), NOTHING)
        of_orders.sort(key=lambda one: one.order_id)
        one = Refundable(row.id, row.number, row.other_id, row.amount, waits, tuple(of_orders))
        if one.left:
            found.append(one)
    return found


def told_of(owner: Actor, transfers: Sequence[Transfer]) -> list[SeenRefund]:
    """Refunds of these amounts that the other side's bank tells of and the owner's does not."""
    mine, other = columns(Payment, owner)
    own, theirs = aliased(RefundSighting), aliased(RefundSighting)
    amounts = [amount for transfer in transfers for amount in (transfer.amount, -transfer.amount)]
    asked = (
        select(theirs.match_id, Payment.id, other.label("other_id"), BankLine.booked_on, BankLine.text, BankLine.amount)
        .join(BankLine, BankLine.id == theirs.line_id)
        .join(Refund, (Refund.source == MoneySource.BANK_LINE) & (Refund.source_id == theirs.match_id))
        .join(Payment, Payment.id == Refund.payment_id)
        .outerjoin(own, (own.match_id == theirs.match_id) & (own.owner_id == owner.organisation_id))
        .where(
            mine == owner.organisation_id,
            theirs.owner_id != owner.organisation_id,
            own.line_id.is_(None),
            BankLine.amount.in_(amounts),
        )
        .distinct()
        .order_by(theirs.match_id)
    )
    rows = db.session.execute(asked).all()
    parts = parts_of_refunds({row.match_id for row in rows})
    return [
        SeenRefund(
            row.match_id,
            row.id,
            row.other_id,
            Transfer(0, row.booked_on, Money(abs(row.amount.fen)), numbers_named(row.text)),
            parts[row.match_id],
        )
        for row in rows
    ]


def parts_of_refunds(match_ids: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    """What refunds of bank lines come to now, by their matches: so much of which order, or of none. One statement."""
    wanted = sorted(set(match_ids))
    asked = (
        select(Refund.source_id, Refund.order_id, func.sum(Refund.amount, type_=Refund.amount.type))
        .where(Refund.source == MoneySource.BANK_LINE, Refund.source_id.in_(wanted))
        .group_by(Refund.source_id, Refund.order_id)
    )
    found: dict[int, list[Part]] = defaultdict(list)
    for match_id, order_id, amount in db.session.execute(asked) if wanted else ():
        if amount:
            found[match_id].append((order_id, amount))
    return {match_id: tuple(sorted(found[match_id], key=lambda part: part[0] or 0)) for match_id in wanted}


def key_of_refund(one: GivingBack) -> str:
    """What a suggestion is known by in a form: if it has changed meanwhile, it is another one."""
    said = (one.payment_id, [(order_id, amount.fen) for order_id, amount in one.parts], one.match_id)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def other_of_payment(owner: Actor, payment_id: int) -> int | None:
    """With whom the owner had a payment; nobody where it is not the owner's."""
    mine, other = columns(Payment, owner)
    asked = select(other).where(Payment.id == payment_id, mine == owner.organisation_id)
    return db.session.execute(asked).scalar_one_or_none()


def refund_told_of(line_id: int) -> ToldRefund | None:
    """The payment of which a line gives back, how much of which orders, and how many banks tell of it."""
    asked = (
        select(RefundSighting.match_id, Payment.number)
        .join(Refund, (Refund.source == MoneySource.BANK_LINE) & (Refund.source_id == RefundSighting.match_id))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(RefundSighting.line_id == line_id)
        .limit(1)
    )
    row = db.session.execute(asked).one_or_none()
    if row is None:
        return None
    told = select(func.count()).select_from(RefundSighting).where(RefundSighting.match_id == row.match_id)
    parts = parts_of_refunds([row.match_id])[row.match_id]
    numbers = numbers_of({order_id for order_id, _amount in parts if order_id is not None}, ()).orders
    named = tuple((numbers[order_id] if order_id is not None else None, amount) for order_id, amount in parts)
    return ToldRefund(row.number, named, db.session.execute(told).scalar_one())


def refund_numbers(line_ids: Sequence[int]) -> dict[int, str]:
    """The number of the payment of which each line gives back, by line id. One query or none."""
    if not line_ids:
        return {}
    asked = (
        select(RefundSighting.line_id, Payment.number)
        .join(Refund, (Refund.source == MoneySource.BANK_LINE) & (Refund.source_id == RefundSighting.match_id))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(RefundSighting.line_id.in_(line_ids))
        .distinct()
    )
    return dict(db.session.execute(asked).all())


def _asked(owner: Actor, transfers: Sequence[Transfer], sides: Sequence[Side]) -> ColumnElement[bool]:
    """Payments of whoever the lines name, of the orders they name, and of their amounts."""
    _mine, other = columns(Payment, owner)
    names = {plain_name(transfer.name) for transfer in transfers} | {transfer.account for transfer in transfers}
    likely = [side.id for side in sides if (side.names | side.accounts) & (names - {""})]
    codes = {code for transfer in transfers for code in transfer.codes}
    of_orders = select(PaymentShare.payment_id).join(Order, Order.id == PaymentShare.order_id)
    return or_(
        other.in_(likely),
        Payment.id.in_(of_orders.where(Order.number.in_(codes))),
        Payment.amount.in_({transfer.amount for transfer in transfers}),
    )


def _sums(rows: type[PaymentShare | Refund], ids: Sequence[int]) -> dict[tuple[int, int | None], Money]:
    summed = select(rows.payment_id, rows.order_id, func.sum(rows.amount)).where(rows.payment_id.in_(ids))
    grouped = summed.group_by(rows.payment_id, rows.order_id)
    return {(payment_id, order_id): money(amount) for payment_id, order_id, amount in db.session.execute(grouped)}


def _orders(ids: set[int]) -> dict[int, tuple[str, Money]]:
    """What orders are called, and by how much they are paid beyond all that they may still come to. One statement."""
    asked = (
        select(Order.id, Order.number, OrderBalance.paid)
        .add_columns(*(column.label(name) for name, column in worth_in_columns().items()))
        .outerjoin(OrderBalance, OrderBalance.order_id == Order.id)
    )
    rows = db.session.execute(asked.where(Order.id.in_(sorted(ids)))).all() if ids else ()
    return {
        row.id: (
            row.number,
            max((row.paid or NOTHING) - worth(money(row.goods), money(row.charges), money(row.lowered)), NOTHING),
        )
        for row in rows
    }
