"""What money the other way may give back: of which payment, and of which orders. Pure, the same from either side.

Nothing of it is certain: giving back is always somebody's click.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shop.kernel.money import Money
from shop.payments.readings import NOTHING, Because, Side, Strength, Transfer, plain_name, same_transfer

MOST_SUGGESTED = 3

Part = tuple[int | None, Money]
"""So much of an order, or of what is for none."""


@dataclass(frozen=True, slots=True)
class OfOrder:
    """What of a payment is for an order now; ``over`` is how much of it the order does not come to any more."""

    order_id: int
    number: str
    left: Money
    over: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Refundable:
    """A payment of which something is left: ``waits`` is for no order yet."""

    payment_id: int
    number: str
    other_id: int
    amount: Money
    waits: Money
    orders: tuple[OfOrder, ...] = ()

    @property
    def left(self) -> Money:
        return Money(self.waits.fen + sum(one.left.fen for one in self.orders))

    @property
    def too_much(self) -> Money:
        """What is for no order or beyond what its orders come to."""
        return Money(self.waits.fen + sum(one.over.fen for one in self.orders))

    def parts(self, amount: Money, first: Iterable[str] = ()) -> tuple[Part, ...]:
        """Whence an amount is given back: of the orders named, of what is too much, of the youngest orders."""
        named = [one for one in self.orders if one.number in set(first)]
        rooms: list[Part] = [(one.order_id, one.left) for one in named]
        rooms += [(None, self.waits), *((one.order_id, one.over) for one in self.orders)]
        rooms += [(one.order_id, one.left) for one in reversed(self.orders)]
        most: dict[int | None, Money] = {None: self.waits} | {one.order_id: one.left for one in self.orders}
        given: dict[int | None, Money] = {}
        for order_id, room in rooms:
            taken = given.get(order_id, NOTHING)
            more = min(amount, room, most[order_id] - taken)
            if more.fen > 0:
                given[order_id] = taken + more
                amount -= more
        return tuple(given.items())


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """What the other side's bank tells of (``told``) and ours does not: a refund by the match that booked it."""

    match_id: int
    payment_id: int
    other_id: int
    told: Transfer
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class GivingBack:
    """One way to read money the other way: it gives back so much of a payment. ``match_id`` names a known refund."""

    other_id: int
    payment_id: int
    strength: Strength
    because: tuple[Because, ...]
    parts: tuple[Part, ...]
    match_id: int | None = None


def read_back(
    transfer: Transfer, payments: Sequence[Refundable], sides: Sequence[Side], told: Sequence[SeenRefund] = ()
) -> tuple[GivingBack, ...]:
    """What a line may give back, the best first; nothing where nobody is known by it and no amount fits.

    That so much is left of a payment is said only where nothing else speaks for any.
    """
    known = _known(transfer, sides)
    found = [_as_told(transfer, one, known) for one in told if _is_told(transfer, one)]
    youngest_first = sorted(payments, key=lambda one: one.payment_id, reverse=True)
    found += [one for payment in youngest_first if (one := _of(transfer, payment, known))]
    order = list(Strength)
    ranked = sorted(found, key=lambda one: (order.index(one.strength), Because.PAYMENTS in one.because))
    better = [one for one in ranked if Because.PAYMENTS not in one.because or Because.CODE in one.because]
    return tuple((better or ranked)[:MOST_SUGGESTED])


def _known(transfer: Transfer, sides: Sequence[Side]) -> Mapping[int, Because]:
    name = plain_name(transfer.name)
    known = {side.id: Because.PAYER for side in sides if name and name in side.names}
    return known | {
        side.id: Because.ACCOUNT for side in sides if transfer.account and transfer.account in side.accounts
    }


def _is_told(transfer: Transfer, one: SeenRefund) -> bool:
    return same_transfer(transfer, one.told.amount, one.told.booked_on, one.told.codes)


def _as_told(transfer: Transfer, one: SeenRefund, known: Mapping[int, Because]) -> GivingBack:
    whom = known.get(one.other_id, Because.STRANGER)
    strength = Strength.POSSIBLE if whom is Because.STRANGER and not transfer.codes else Strength.LIKELY
    return GivingBack(one.other_id, one.payment_id, strength, (whom, Because.SEEN), one.parts, one.match_id)


def _of(transfer: Transfer, payment: Refundable, known: Mapping[int, Because]) -> GivingBack | None:
    if payment.left < transfer.amount:
        return None
    named = [one.number for one in payment.orders if one.number in transfer.codes]
    whom = known.get(payment.other_id)
    fits = Because.TOO_MUCH if payment.too_much == transfer.amount else None
    fits = fits or (Because.WHOLE if payment.amount == payment.left == transfer.amount else None)
    if not named and whom is None and fits is None:
        return None
    by_whom = whom or (Because.SOMEBODY_ELSE if known else Because.STRANGER)
    because = (Because.CODE, by_whom) if named else (by_whom,)
    is_likely = bool(named) or (whom is not None and fits is not None)
    return GivingBack(
        payment.other_id,
        payment.payment_id,
        Strength.LIKELY if is_likely else Strength.POSSIBLE,
        (*because, fits or Because.PAYMENTS),
        payment.parts(transfer.amount, named),
    )
