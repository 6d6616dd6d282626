"""What a bank line is read with: who owes what, under what names, and what the other side has told of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.ordering.models import Order
from shop.payments.models import PairBalance, Payment
from shop.payments.models.bank import BankLine
from shop.payments.queries.bank_claims import columns, named, owed_by, pays, settlements_named
from shop.payments.queries.bank_seen import seen
from shop.payments.queries.payer_names import sides_of
from shop.payments.readings import Proposal, Reading, Side, Transfer
from shop.payments.refund_matching import GivingBack
from shop.payments.remittance import numbers_named
from shop.payments.transfer_matching import Matching

MOST_OTHERS = 400

Found = Reading


@dataclass(frozen=True, slots=True)
class Numbers:
    """What orders and payments are called, by id."""

    orders: dict[int, str] = field(default_factory=dict)
    payments: dict[int, str] = field(default_factory=dict)


def transfer_of(line: BankLine, owner: Actor) -> Transfer | None:
    """The line as a payment for orders; nothing for money the other way."""
    amount = -line.amount if pays(owner) else line.amount
    if amount.fen <= 0:
        return None
    return Transfer(line.id, line.booked_on, amount, numbers_named(line.text), line.name, line.account)


def read_lines(lines: Iterable[BankLine], owner: Actor, sides: Sequence[Side] | None = None) -> dict[int, Reading]:
    """What each line may pay for as things stand now, by line id; ``sides`` are those known, if they are known."""
    transfers = [transfer for line in lines if (transfer := transfer_of(line, owner))]
    if not transfers:
        return {}
    return {reading.transfer.id: reading for reading in matching_for(owner, transfers, sides).read(transfers)}


def known_sides(owner: Actor) -> list[Side]:
    """All with whom the owner has had anything to do in money, with their names, most owed first. Four statements."""
    others = others_of(owner)
    sides = {side.id: side for side in sides_of(owner, others)}
    return [sides[other_id] for other_id in others]


def matching_for(owner: Actor, transfers: Sequence[Transfer], known: Sequence[Side] | None = None) -> Matching:
    """What these transfers are read with: fifteen statements or fewer, however many they are."""
    codes = {code for transfer in transfers for code in transfer.codes}
    settled, told = settlements_named(owner, codes), seen(owner, transfers)
    settled_ids = {order_id for parts in settled.values() for order_id, _open in parts}
    claimed = named(owner, codes, settled_ids | {order_id for one in told for order_id, _share in one.shares})
    sides = list(known_sides(owner) if known is None else known)
    sides += sides_of(owner, {claim.other_id for claim in claimed} - {side.id for side in sides})
    claims = {claim.order_id: claim for claim in owed_by(owner, transfers, sides)}
    claims |= {claim.order_id: claim for claim in claimed}
    return Matching(list(claims.values()), sides, told, own_accounts_alone=pays(owner), settlements=settled)


def others_of(owner: Actor) -> list[int]:
    """With whom the owner has had anything to do in money: most owed first, then by id."""
    mine, other = columns(PairBalance, owner)
    asked = select(other).where(mine == owner.organisation_id)
    return list(
        db.session.execute(
            asked.order_by((PairBalance.charged - PairBalance.paid).desc(), other).limit(MOST_OTHERS)
        ).scalars()
    )


def numbers_in(proposals: Sequence[Proposal], backs: Sequence[GivingBack] = ()) -> Numbers:
    """What the orders and payments of some suggestions are called."""
    order_ids = {order_id for proposal in proposals for order_id, _amount in proposal.shares}
    order_ids |= {order_id for one in backs for order_id, _amount in one.parts if order_id is not None}
    payment_ids = {one.payment_id for one in proposals if one.payment_id is not None}
    return numbers_of(order_ids, payment_ids | {one.payment_id for one in backs})


def numbers_of(order_ids: Collection[int], payment_ids: Collection[int]) -> Numbers:
    """What orders and payments are called. Two queries or fewer."""
    orders = select(Order.id, Order.number).where(Order.id.in_(order_ids))
    payments = select(Payment.id, Payment.number).where(Payment.id.in_(payment_ids))
    return Numbers(
        dict(db.session.execute(orders).all()) if order_ids else {},
        dict(db.session.execute(payments).all()) if payment_ids else {},
    )


def key_of(proposal: Proposal) -> str:
    """What a proposal is known by in a form: if it has changed meanwhile, it is another one."""
    shares = [(order_id, amount.fen) for order_id, amount in proposal.shares]
    said = (proposal.other_id, shares, proposal.payment_id, proposal.announced_id)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]
