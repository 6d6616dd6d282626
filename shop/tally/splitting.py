"""Splitting a parent's target over its children: always Σ children + rest = parent. Pure (DOMAIN rule 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.refusals import Refused

NOTHING = Money(0)
YUAN = 100


@dataclass(frozen=True, slots=True)
class Child:
    """A child with its target as it stands, ``fixed`` being what of it lines come to that a split leaves alone.

    One that ``keeps`` its target has no amount of its own to change: its lines are rates, or yuan per head.
    ``weight`` is its part by a formula: fen or heads, never below zero.
    """

    id: int
    before: Money
    fixed: Money = NOTHING
    keeps: bool = False
    weight: int = 0

    @property
    def stays(self) -> Money:
        """What of its target no split changes."""
        return self.before if self.keeps else self.fixed


def spread(fen: int, weights: Sequence[int]) -> list[int]:
    """Fen spread in whole yuan by weights, largest remainder first; of equal remainders the earlier one.

    What is no whole yuan is left over, and so is everything where no weight is above zero.
    """
    whole, total = max(fen, 0) // YUAN, sum(weights)
    if total <= 0:
        return [0] * len(weights)
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(whole * weights[at] % total), at))
    for at in by_remainder[: whole - sum(parts)]:
        parts[at] += 1
    return [part * YUAN for part in parts]


def by_formula(amount: Money, children: Sequence[Child], keep_back: Money) -> dict[int, Money]:
    """Each child's target when what is left of the parent's is spread by weights; ``keep_back`` stays unallocated.

    Raises ``Refused`` where nobody has a weight. What stays with the children is never taken away: if it comes to more
    than there is nothing is spread, and the parent is over-allocated.
    """
    moving = [child for child in children if not child.keeps]
    if not any(child.weight > 0 for child in moving):
        raise Refused(_l("There are no figures to split by: split by hand, or by another formula."), field="method")
    left = amount.fen - keep_back.fen - sum(child.stays.fen for child in children)
    shares = dict(zip(moving, spread(left, [child.weight for child in moving]), strict=True))
    return {child.id: Money(child.stays.fen + shares.get(child, 0)) for child in children}


def checked(children: Sequence[Child], wanted: Mapping[int, Money]) -> dict[int, Money]:
    """What each child is to have, for all of them: who is not named keeps what it has. Raises ``Refused``.

    Nobody gets less than what of its target stays, and who keeps its target keeps it.
    """
    after = {}
    for child in children:
        amount = wanted.get(child.id, child.before)
        if child.keeps and amount != child.before:
            raise Refused(
                _l("This target follows from a rate or a number of people: a split does not change it."),
                field=f"child_{child.id}",
            )
        if amount < NOTHING:
            raise Refused(_l("Please enter an amount of zero or more."), field=f"child_{child.id}")
        if amount < child.stays:
            raise Refused(
                _l("This is less than what its other target lines come to, which a split does not change."),
                field=f"child_{child.id}",
            )
        after[child.id] = amount
    if all(after[child.id] == child.before for child in children):
        raise Refused(_l("Nothing would change: every unit already has this target."))
    return after


def rest_of(amount: Money, after: Mapping[int, Money]) -> Money:
    """What the parent has beyond its children; below zero it is over-allocated."""
    return Money(amount.fen - sum(given.fen for given in after.values()))
