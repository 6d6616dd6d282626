"""How a node of the tree stands in a year: its target, what is counted, what is on its way. Pure (DOMAIN rule 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple, Protocol

from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.words import VerdictState

NOTHING = Money(0)


MONTHS = range(1, 13)


class LineFigures(NamedTuple):
    """A target line of a node: what it covers, and its first approved and current amount.

    ``held`` are the amounts in the order of their revisions, each with the month (1–12) from which it holds; without
    them the current amount holds all year.
    """

    unit_id: int
    purposes: frozenset[Purpose]
    first: Money
    current: Money
    held: tuple[tuple[int, Money], ...] = ()

    def in_month(self, month: int) -> Money:
        """What the line came to in a month: the newest of the revisions that held in it."""
        amounts = [amount for since, amount in self.held if since <= month]
        return amounts[-1] if amounts else self.current


class Booked(NamedTuple):
    """So much of a unit's year under a purpose and a verdict; ``on_its_way`` if it is ordered and not yet accepted.

    What is ``invoiced`` and ``paid`` comes in rows of its own, which have no purpose and add nothing to any amount.
    """

    unit_id: int
    purpose: Purpose | None
    verdict: VerdictState
    amount: Money
    on_its_way: bool = False
    invoiced: Money = NOTHING
    paid: Money = NOTHING


class Tree(Protocol):
    """A part of the year's tree, as far as summing needs it."""

    def children(self, node_id: int) -> Sequence[int]:
        """The nodes directly below."""

    def below(self, node_id: int) -> Sequence[int]:
        """The node itself and everything under it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a node stands in a year, everything below it included; amounts in fen.

    ``counted`` is all that counts; ``apart`` the part of it whose purpose no line of the node's own target names, which
    is shown apart and fills no target. A node without a line has no target, and nothing apart. ``allocated`` is the sum
    of the children's targets (``None`` without children), ``leaves`` how many units below have a target, ``reached``
    how many of them have reached it, ``missing`` the sum of what the others lack: a surplus hides nobody. ``invoiced``
    and ``paid`` are of what is counted. ``monthly`` are the twelve months' targets, each as it held then.
    """

    target: Money | None = None
    first_target: Money | None = None
    monthly: tuple[Money, ...] = ()
    purposes: frozenset[Purpose] = frozenset()
    counted: Money = NOTHING
    invoiced: Money = NOTHING
    paid: Money = NOTHING
    apart: Money = NOTHING
    on_its_way: Money = NOTHING
    on_its_way_apart: Money = NOTHING
    not_counted: Money = NOTHING
    pending: Money = NOTHING
    disputed: Money = NOTHING
    allocated: Money | None = None
    leaves: int = 0
    reached: int = 0
    missing: Money = NOTHING

    @property
    def towards(self) -> Money:
        """What counts towards the target."""
        return self.counted - self.apart

    @property
    def completion(self) -> Decimal | None:
        """What counts towards the target ÷ target; nothing where there is no target."""
        return share(self.towards, self.target)

    @property
    def on_its_way_share(self) -> Decimal | None:
        """What is on its way towards the target ÷ target."""
        return share(self.on_its_way - self.on_its_way_apart, self.target)

    @property
    def shortfall(self) -> Money:
        """What the node itself lacks, never below zero."""
        return NOTHING if self.target is None else max(self.target - self.towards, NOTHING)

    @property
    def is_reached(self) -> bool:
        return self.target is not None and self.towards >= self.target

    @property
    def rest(self) -> Money | None:
        """What the node's target has beyond its children's; below zero it is over-allocated."""
        return None if self.target is None or self.allocated is None else self.target - self.allocated

    @property
    def is_over_allocated(self) -> bool:
        return self.rest is not None and self.rest < NOTHING


def share(part: Money, whole: Money | None) -> Decimal | None:
    """A ratio of two amounts; nothing where the whole is nothing."""
    if whole is None or whole.fen <= 0:
        return None
    return Decimal(part.fen) / whole.fen


@dataclass(slots=True)
class _Own:
    """What is written of one node alone."""

    target: int | None = None
    first: int = 0
    monthly: list[int] = field(default_factory=lambda: [0] * len(MONTHS))
    purposes: set[Purpose] = field(default_factory=set)
    booked: dict[tuple[Purpose, VerdictState | None], int] = field(default_factory=lambda: defaultdict(int))
    invoiced: int = 0
    paid: int = 0


ON_ITS_WAY = None
"""The place of a verdict for what has none yet."""


def stand(
    tree: Tree, nodes: Iterable[int], lines: Iterable[LineFigures], booked: Iterable[Booked]
) -> dict[int, Standing]:
    """The standing of each node: its own targets, and the purchases of everything below it."""
    own: dict[int, _Own] = defaultdict(_Own)
    for line in lines:
        mine = own[line.unit_id]
        mine.target = (mine.target or 0) + line.current.fen
        mine.first += line.first.fen
        for month in MONTHS:
            mine.monthly[month - 1] += line.in_month(month).fen
        mine.purposes |= line.purposes
    for row in booked:
        if row.on_its_way and row.verdict is not VerdictState.COUNTED:
            continue
        if row.purpose is None:
            own[row.unit_id].invoiced += row.invoiced.fen
            own[row.unit_id].paid += row.paid.fen
            continue
        verdict = ON_ITS_WAY if row.on_its_way else row.verdict
        own[row.unit_id].booked[row.purpose, verdict] += row.amount.fen
    return {node: _standing(tree, node, own) for node in nodes}


def _standing(tree: Tree, node: int, own: Mapping[int, _Own]) -> Standing:
    mine = own.get(node, _Own())
    below, children = tree.below(node), tree.children(node)
    leaves = [_alone(own[unit]) for unit in below if unit in own and not tree.children(unit)]
    with_target = [leaf for leaf in leaves if leaf.target is not None]
    amounts = _amounts(mine, [own[unit] for unit in below if unit in own])
    return replace(
        amounts,
        allocated=Money(sum(own[child].target or 0 for child in children if child in own)) if children else None,
        leaves=len(with_target),
        reached=sum(leaf.is_reached for leaf in with_target),
        missing=Money(sum(leaf.shortfall.fen for leaf in with_target)),
    )


def _alone(mine: _Own) -> Standing:
    """A leaf by itself, as far as reaching its target goes."""
    return _amounts(mine, [mine])


def _amounts(mine: _Own, all_below: Iterable[_Own]) -> Standing:
    """A node's target beside what is booked under it."""
    sums: dict[VerdictState | None, int] = defaultdict(int)
    apart: dict[VerdictState | None, int] = defaultdict(int)
    invoiced = paid = 0
    for unit in all_below:
        invoiced, paid = invoiced + unit.invoiced, paid + unit.paid
        for (purpose, verdict), fen in unit.booked.items():
            sums[verdict] += fen
            if mine.target is not None and purpose not in mine.purposes:
                apart[verdict] += fen
    return Standing(
        target=None if mine.target is None else Money(mine.target),
        first_target=None if mine.target is None else Money(mine.first),
        monthly=() if mine.target is None else tuple(Money(fen) for fen in mine.monthly),
        purposes=frozenset(mine.purposes),
        counted=Money(sums[VerdictState.COUNTED]),
        invoiced=Money(invoiced),
        paid=Money(paid),
        apart=Money(apart[VerdictState.COUNTED]),
        on_its_way=Money(sums[ON_ITS_WAY]),
        on_its_way_apart=Money(apart[ON_ITS_WAY]),
        not_counted=Money(sums[VerdictState.NOT_COUNTED]),
        pending=Money(sums[VerdictState.PENDING]),
        disputed=Money(sums[VerdictState.DISPUTED]),
    )


def together(standings: Iterable[Standing]) -> Standing:
    """Units that share no node, such as those of a department, looked at together: plain sums of their own standings.

    What a unit without a target bought fills nobody's target, so it is apart here.
    """
    all_of_them = list(standings)
    targets = [one for one in all_of_them if one.target is not None]
    without = [one for one in all_of_them if one.target is None]
    return Standing(
        target=_sum(one.target for one in targets) if targets else None,
        first_target=_sum(one.first_target for one in targets) if targets else None,
        monthly=tuple(_sum(month) for month in zip(*(one.monthly for one in targets), strict=True)),
        counted=_sum(one.counted for one in all_of_them),
        invoiced=_sum(one.invoiced for one in all_of_them),
        paid=_sum(one.paid for one in all_of_them),
        apart=_sum([*(one.apart for one in targets), *(one.counted for one in without)]) if targets else NOTHING,
        on_its_way=_sum(one.on_its_way for one in all_of_them),
        on_its_way_apart=(
            _sum([*(one.on_its_way_apart for one in targets), *(one.on_its_way for one in without)])
            if targets
            else NOTHING
        ),
        not_counted=_sum(one.not_counted for one in all_of_them),
        pending=_sum(one.pending for one in all_of_them),
        disputed=_sum(one.disputed for one in all_of_them),
        leaves=sum(one.leaves for one in all_of_them),
        reached=sum(one.reached for one in all_of_them),
        missing=_sum(one.missing for one in all_of_them),
    )


def _sum(amounts: Iterable[Money | None]) -> Money:
    return Money(sum(amount.fen for amount in amounts if amount is not None))
