"""What a bank line may pay for: pure, without a database, the same from either side of the trade.

A reading is *certain* when the text names orders by codes whose check character is right, all of one other side, and
whoever paid is known as that side; only such lines are booked without a hand. What rests on amount and payer is
*likely* and takes one click. Everything else is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shop.kernel.money import Money, total
from shop.payments.adding_up import orders_that_add_up
from shop.payments.readings import (
    NOTHING,
    Because,
    Claim,
    Proposal,
    Reading,
    Seen,
    Side,
    Strength,
    Transfer,
    min_of,
    plain_name,
    same_transfer,
)

MOST_SUGGESTED = 6


@dataclass
class Matching:
    """Reads lines one after the other; what a certain one pays is owed no more when the next one is read.

    ``own_accounts_alone`` holds on a unit's side: a code does not make certain what went to a strange account.
    ``settlements`` is what is open of each of their orders, the longest due first, by the settlement's number.
    """

    claims: Sequence[Claim]
    sides: Sequence[Side]
    seen: Sequence[Seen] = ()
    own_accounts_alone: bool = False
    settlements: Mapping[str, Sequence[tuple[int, Money]]] = field(default_factory=dict)
    _left: dict[int, Money] = field(default_factory=dict)
    _room: dict[int, Money] = field(default_factory=dict)
    _attached: set[tuple[bool, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._left = {claim.order_id: claim.due for claim in self.claims}
        self._room = {claim.order_id: max(claim.room, claim.due) for claim in self.claims}
        self._by_number = {claim.number: claim for claim in self.claims}
        self._by_id = {claim.order_id: claim for claim in self.claims}
        self._sides = {side.id: side for side in self.sides}
        self._by_other: dict[int, list[Claim]] = {}
        for claim in sorted(self.claims, key=lambda claim: (claim.since, claim.order_id)):
            self._by_other.setdefault(claim.other_id, []).append(claim)
        self._by_name: dict[str, set[int]] = {}
        for side in self.sides:
            for known in side.names | side.accounts:
                self._by_name.setdefault(known, set()).add(side.id)

    def read(self, transfers: Iterable[Transfer]) -> list[Reading]:
        """A reading of each, the oldest line first."""
        return [self._read(transfer) for transfer in sorted(transfers, key=lambda line: (line.booked_on, line.id))]

    def named_by(self, transfers: Iterable[Transfer]) -> set[int]:
        """Whom the names and accounts on some lines may mean."""
        return {other_id for transfer in transfers for other_id in self._known(transfer)}

    def _read(self, transfer: Transfer) -> Reading:
        known = self._known(transfer)
        found = self._by_code(transfer, known)
        if not found or found[0].strength is not Strength.CERTAIN:
            found += [more for more in self._by_payer(transfer, known) if _is_new(more, found)]
        if not found:
            found = self._by_amount(transfer)
        order = list(Strength)
        reading = Reading(transfer, tuple(sorted(found, key=lambda one: order.index(one.strength))[:MOST_SUGGESTED]))
        if reading.certain:
            self._book(reading.certain)
        return reading

    def _book(self, certain: Proposal) -> None:
        if certain.payment_id is not None:
            self._attached.add((False, certain.payment_id))
            return
        if certain.announced_id is not None:
            self._attached.add((True, certain.announced_id))
        for order_id, amount in certain.shares:
            self._left[order_id] -= amount
            self._room[order_id] -= amount

    def _known(self, transfer: Transfer) -> dict[int, Because]:
        """Whose name or account it is, and by which of the two."""
        known = dict.fromkeys(self._by_name.get(plain_name(transfer.name), set()), Because.PAYER)
        if transfer.account:
            known |= dict.fromkeys(self._by_name.get(transfer.account, set()), Because.ACCOUNT)
        return known

    def _by_code(self, transfer: Transfer, known: Mapping[int, Because]) -> list[Proposal]:
        named, most, how = self._named(transfer.codes)
        others = list(dict.fromkeys(claim.other_id for claim in named))
        found = []
        for other_id in others:
            because, strength = self._by_whom(transfer, other_id, known, how)
            if len(others) > 1:
                because, strength = (*because, Because.SEVERAL_SIDES), Strength.POSSIBLE
            mine = [claim for claim in named if claim.other_id == other_id]
            filled = self._fill(transfer, other_id, mine, because, strength, ahead=True, most=most)
            if seen := self._seen_by(transfer, other_id):
                found.append(_known_as(seen, replace(filled, because=(*because, Because.SEEN))))
                continue
            if not filled.shares:
                filled = replace(filled, strength=min_of(strength, Strength.LIKELY), because=(*because, Because.PAID))
            found.append(filled)
        return found

    def _named(self, codes: Iterable[str]) -> tuple[list[Claim], dict[int, Money], Because]:
        """The orders that codes name, and at most how much of those that only a settlement's code names."""
        named: dict[int, Claim] = {}
        most: dict[int, Money] = {}
        straight = False
        for code in dict.fromkeys(codes):
            if claim := self._by_number.get(code):
                named[claim.order_id], straight = claim, True
            for order_id, still_open in self.settlements.get(code, ()):
                if order_id in self._by_id:
                    named[order_id] = self._by_id[order_id]
                    most[order_id] = most.get(order_id, NOTHING) + still_open
        most = {order_id: part for order_id, part in most.items() if named[order_id].number not in codes}
        return list(named.values()), most, Because.CODE if straight else Because.SETTLEMENT

    def _by_whom(
        self, transfer: Transfer, other_id: int, known: Mapping[int, Because], how: Because
    ) -> tuple[tuple[Because, ...], Strength]:
        """Whether whoever stands on the line is the other side of the order or settlement whose code it carries."""
        accounts = self._sides[other_id].accounts if other_id in self._sides else frozenset()
        if self.own_accounts_alone and transfer.account and accounts and transfer.account not in accounts:
            return (how, Because.OTHER_ACCOUNT), Strength.POSSIBLE
        if other_id in known:
            return (how, known[other_id]), Strength.CERTAIN
        return (how, Because.SOMEBODY_ELSE if known else Because.STRANGER), Strength.LIKELY

    def _by_payer(self, transfer: Transfer, known: Mapping[int, Because]) -> list[Proposal]:
        found = []
        for other_id, how in known.items():
            if seen := self._seen_by(transfer, other_id):
                found.append(self._as_seen(seen, (how, Because.SEEN), Strength.LIKELY))
            owed = [claim for claim in self._by_other.get(other_id, []) if self._left[claim.order_id].fen > 0]
            found += self._of_payer(transfer, other_id, owed, how)
        likely = {one.other_id for one in found if one.strength is Strength.LIKELY}
        if len(likely) > 1:  # a name that several share, such as a treasury's
            return [replace(one, strength=Strength.POSSIBLE) for one in found]
        return found

    def _of_payer(self, transfer: Transfer, other_id: int, owed: Sequence[Claim], how: Because) -> list[Proposal]:
        for claim in owed:
            if self._left[claim.order_id] == transfer.amount:
                return [self._fill(transfer, other_id, [claim], (how,), Strength.LIKELY)]
        dues = [(claim.order_id, self._left[claim.order_id]) for claim in owed]
        together = orders_that_add_up(dues, transfer.amount)
        if together:
            chosen = [claim for claim in owed if claim.order_id in together]
            return [self._fill(transfer, other_id, chosen, (how, Because.SEVERAL), Strength.LIKELY)]
        return [self._fill(transfer, other_id, owed, (how, Because.OLDEST), Strength.POSSIBLE)]

    def _by_amount(self, transfer: Transfer) -> list[Proposal]:
        """Nobody is known by the name: whoever owes just as much, or has told of such a transfer."""
        stranger = (Because.SEEN, Because.STRANGER)
        found = [self._as_seen(seen, stranger, Strength.POSSIBLE) for seen in self._waiting(transfer)]
        owed = [claim for claim in self.claims if self._left[claim.order_id] == transfer.amount]
        how = (Because.STRANGER,)
        return found + [self._fill(transfer, claim.other_id, [claim], how, Strength.POSSIBLE) for claim in owed]

    def _fill(
        self,
        transfer: Transfer,
        other_id: int,
        claims: Sequence[Claim],
        because: tuple[Because, ...],
        strength: Strength,
        *,
        ahead: bool = False,
        most: Mapping[int, Money] | None = None,
    ) -> Proposal:
        """So much for each order in turn, until nothing is left of the amount or owed.

        What is left goes ``ahead`` to goods of the same orders that are still to come. ``most`` is the limit of some.
        """
        limit = most or {}
        left, shares = transfer.amount, dict.fromkeys((claim.order_id for claim in claims), NOTHING)
        for room in (self._left, self._room) if ahead else (self._left,):
            for claim in claims:
                there = min(room[claim.order_id], limit.get(claim.order_id, room[claim.order_id]))
                more = min(left, there - shares[claim.order_id])
                if more.fen > 0:
                    shares[claim.order_id] += more
                    left -= more
        given = {order_id: share for order_id, share in shares.items() if share}
        owed = {order_id: min(self._left[order_id], limit.get(order_id, self._left[order_id])) for order_id in shares}
        beyond = any(share > owed[order_id] for order_id, share in given.items())
        short = NOTHING if beyond else total(owed[order_id] - shares[order_id] for order_id in given)
        if limit and not beyond:
            short = total(max(owed[order_id] - share, NOTHING) for order_id, share in shares.items())
        how = Because.OVER if left else Because.AHEAD if beyond else Because.UNDER if short else Because.EXACT
        added = (how,) if given else ()
        return Proposal(other_id, strength, (*because, *added), tuple(given.items()), rest=left, short=short)

    def _seen_by(self, transfer: Transfer, other_id: int) -> Seen | None:
        """What that side has told of and our bank has not: a payment before what is announced, then the nearest."""
        mine = [seen for seen in self._waiting(transfer) if seen.other_id == other_id]
        return min(mine, key=lambda seen: _nearest(seen, transfer), default=None)

    def _as_seen(self, seen: Seen, because: tuple[Because, ...], strength: Strength) -> Proposal:
        """What the other side has told of; of what a payer has announced, as far as its orders still come to it."""
        shares = tuple(
            (order_id, min(share, self._room[order_id]))
            for order_id, share in seen.shares
            if self._room.get(order_id, NOTHING).fen > 0
        )
        rest = seen.amount - total(share for _order_id, share in shares) if seen.announced else NOTHING
        return _known_as(seen, Proposal(seen.other_id, strength, because, shares, rest=rest))

    def _waiting(self, transfer: Transfer) -> list[Seen]:
        return [
            seen
            for seen in self.seen
            if (seen.announced, seen.id) not in self._attached
            and same_transfer(transfer, seen.amount, seen.booked_on, seen.codes)
        ]


def _is_new(more: Proposal, found: Sequence[Proposal]) -> bool:
    said = {(one.other_id, one.shares, one.payment_id, one.announced_id) for one in found}
    return (more.other_id, more.shares, more.payment_id, more.announced_id) not in said


def _nearest(seen: Seen, transfer: Transfer) -> tuple[bool, timedelta, int]:
    return (seen.announced, abs(seen.booked_on - transfer.booked_on), seen.id)


def _known_as(seen: Seen, proposal: Proposal) -> Proposal:
    return replace(proposal, announced_id=seen.id) if seen.announced else replace(proposal, payment_id=seen.id)
