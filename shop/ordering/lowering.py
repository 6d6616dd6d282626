"""What less of an order would be: how many packs stay ordered, at which price, with which freight. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.kernel import money
from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.ordering.pricing import check_packs, price_for


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a line: ``wanted`` packs are still to come, ``ordered`` counts what was not promised too."""

    line: OrderLine
    wanted: int
    ordered: int
    unit_price: UnitPrice

    @property
    def is_less(self) -> bool:
        return self.wanted != self.line.packs_due

    @property
    def is_dearer(self) -> bool:
        """Whether what is kept costs more each than before."""
        return self.wanted > 0 and self.unit_price > self.line.unit_price

    def amount(self, packs: int) -> Money:
        """What so many packs of the line come to."""
        return amount_of(self.line.content * packs, self.unit_price, self.line.price_basis)


@dataclass(frozen=True, slots=True)
class Lowered:
    """An order as it would be, beside what it is now."""

    order: Order
    kept: Sequence[Kept]

    @property
    def less(self) -> list[Kept]:
        """The lines of which there would be less."""
        return [kept for kept in self.kept if kept.is_less]

    @property
    def goods(self) -> Money:
        """The goods still to come or taken in, by their estimate."""
        return money.total(kept.amount(kept.wanted) for kept in self.kept)

    @property
    def freight(self) -> Money:
        """What is owed for the way under the terms that the order copied, if anything still comes."""
        if not any(kept.wanted for kept in self.kept):
            return Money(0)
        if self.order.freight_terms is None:
            return charges_of(self.order)
        return self.order.freight_terms.due(money.total(kept.amount(kept.ordered) for kept in self.kept))

    @property
    def total(self) -> Money:
        return self.goods + self.freight


def lowered(order: Order, packs: Mapping[int, int]) -> Lowered:
    """The order with so many packs of some lines (by line id) still wanted. Raises ``Refused`` beside the line."""
    wanted = {line.id: packs.get(line.id, line.packs_due) for line in order.lines}
    result = Lowered(order, [_kept(line, wanted[line.id]) for line in order.lines])
    if not result.less:
        raise Refused(_l("Nothing was reduced."))
    return result


def comes_to(order: Order) -> Money:
    """What is promised, or ordered while nothing is promised yet, by its estimate, with its charges."""
    return money.total(line.amount(line.content * line.packs_due) for line in order.lines) + charges_of(order)


def charges_of(order: Order) -> Money:
    """Freight and whatever else is charged beside the goods."""
    return money.total(charge.amount for charge in order.charges)


def _kept(line: OrderLine, wanted: int) -> Kept:
    """So many packs of a line are still wanted; what the supplier did not promise stays ordered, and short."""
    if wanted == line.packs_due:
        return Kept(line, wanted, line.packs_ordered, line.unit_price)
    field = f"packs_{line.id}"
    if line.packs_shipped:
        raise Refused(
            _l(
                "Part of %(product)s has been shipped: the rest can be closed short, but not reduced.",
                product=line.product_name,
            ),
            field=field,
        )
    if not 0 <= wanted <= line.packs_due:
        raise Refused(_l("Between 0 and %(most)d packs can be kept.", most=line.packs_due), field=field)
    ordered = wanted + line.packs_short if wanted else 0
    if not wanted or line.terms is None:
        return Kept(line, wanted, ordered, line.unit_price)
    # A supplier that promised less has left the multiple itself.
    multiple = 1 if line.packs_short else line.terms.multiple
    check_packs(ordered, minimum=line.terms.minimum, multiple=multiple, field=field)
    return Kept(line, wanted, ordered, price_for(line.terms.tiers, ordered))
