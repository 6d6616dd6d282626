"""Open lines of a bank that are suggested for the same order: who books one of them looks at the other first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.payments.models.bank import BankLine, BankLineState, LineState
from shop.payments.queries.bank_matching import matching_for, transfer_of
from shop.payments.readings import Proposal, Reading, Side, Transfer
from shop.payments.remittance import code_of
from shop.payments.transfer_matching import Matching

MOST_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Rival:
    """Another line, and for which orders it is suggested as well."""

    line: BankLine
    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """What each line may pay for as things stand now, by line id, and which others there are for the same orders."""

    found: Mapping[int, Reading] = field(default_factory=dict)
    _suggested: Mapping[int, tuple[BankLine, frozenset[int]]] = field(default_factory=dict)

    def rivals(self, line_id: int, proposal: Proposal) -> list[Rival]:
        """The other open lines whose best suggestion names an order of this one, the oldest first."""
        mine = {order_id for order_id, _amount in proposal.shares}
        others = [
            Rival(line, tuple(sorted(mine & order_ids)))
            for other_id, (line, order_ids) in self._suggested.items()
            if other_id != line_id and mine & order_ids
        ]
        return sorted(others, key=lambda one: (one.line.booked_on, one.line.id))


def read_among_others(lines: Iterable[BankLine], owner: Actor, sides: Sequence[Side] | None = None) -> Readings:
    """The readings of some open lines, beside those of the owner's other open lines that are like them.

    Only lines that are alike can be suggested for the same order: they name it, or whoever pays, or are of its amount.
    One statement more than the readings alone.
    """
    mine = {line.id: line for line in lines}
    transfers = [transfer for line in mine.values() if (transfer := transfer_of(line, owner))]
    if not transfers:
        return Readings()
    others = {line.id: line for line in _alike(transfers, mine, owner)}
    further = [transfer for line in others.values() if (transfer := transfer_of(line, owner))]
    matching = matching_for(owner, [*transfers, *further], sides)
    read = {reading.transfer.id: reading for reading in _anew(matching).read(transfers)}
    beside = {reading.transfer.id: reading for reading in _anew(matching).read(further)}
    both = mine | others
    suggested = {number: (both[number], _orders_of(reading)) for number, reading in (beside | read).items()}
    return Readings(read, suggested)


def _alike(transfers: Sequence[Transfer], mine: Mapping[int, BankLine], owner: Actor) -> Sequence[BankLine]:
    """Other open lines of the same amounts or payers, or that name the same numbers, the newest first."""
    amounts = {mine[transfer.id].amount for transfer in transfers}
    names, accounts = ({getattr(one, of) for one in transfers} - {""} for of in ("name", "account"))
    named = [BankLine.text.contains(code_of(number)) for one in transfers for number in one.codes]
    alike = or_(BankLine.amount.in_(amounts), BankLine.name.in_(names), BankLine.account.in_(accounts), *named)
    asked = (
        select(BankLine)
        .join(BankLineState, BankLineState.line_id == BankLine.id)
        .where(BankLineState.owner_id == owner.organisation_id, BankLineState.state == LineState.OPEN)
        .where(BankLine.id.not_in(list(mine)), alike)
        .order_by(BankLine.booked_on.desc(), BankLine.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return db.session.execute(asked).scalars().all()


def _anew(matching: Matching) -> Matching:
    """The same before it has read anything: what a certain line takes up is for its own reading alone."""
    return Matching(
        matching.claims,
        matching.sides,
        matching.seen,
        own_accounts_alone=matching.own_accounts_alone,
        settlements=matching.settlements,
    )


def _orders_of(reading: Reading) -> frozenset[int]:
    """The orders of its best suggestion; a payment that is known already takes nothing from anybody."""
    if not reading.proposals or reading.proposals[0].payment_id is not None:
        return frozenset()
    return frozenset(order_id for order_id, _amount in reading.proposals[0].shares)
