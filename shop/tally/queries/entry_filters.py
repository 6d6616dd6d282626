"""What of the entries is asked for, as conditions on them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, exists, func, not_, select, type_coerce
from sqlalchemy.orm import aliased

from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierKind
from shop.tally.evidence import Grade
from shop.tally.models import Entry, Verdict
from shop.tally.queries.evidence import is_graded
from shop.tally.words import Certified, Channel, Condition, EntryKind, OrderedWhen, Source, VerdictState

SUPPLIER = Supplier.__table__
VALID = '"certificate_valid":true'
"""How facts that are packed say it; `kernel.columns.Packed` writes keys and values in one way only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is empty lets everything pass."""

    month: int | None = None
    county: str | None = None
    category: int | None = None
    purposes: tuple[Purpose, ...] = ()
    supplier: int | None = None
    verdict: VerdictState | None = None
    reason: Condition | None = None
    kind: EntryKind | None = None
    channel: Channel | None = None
    grade: Grade | None = None
    supplier_kind: SupplierKind | None = None
    certified: Certified | None = None
    ordered: OrderedWhen | None = None

    def packed(self) -> dict[str, Any]:
        """As plain words and numbers, to be kept; what is empty is left out."""
        words = {one.name: getattr(self, one.name) for one in fields(self)} | {"purposes": None}
        kept = {name: word for name, word in words.items() if word is not None}
        plain = {name: word.value if isinstance(word, StrEnum) else word for name, word in kept.items()}
        return plain | {"purposes": [purpose.value for purpose in self.purposes]}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Wanted:
        """The same again."""
        words: dict[str, Any] = {name: KINDS[name](word) if name in KINDS else word for name, word in kept.items()}
        return cls(**words | {"purposes": tuple(Purpose(word) for word in kept.get("purposes", ()))})


KINDS: Mapping[str, type[StrEnum]] = {
    "verdict": VerdictState,
    "reason": Condition,
    "kind": EntryKind,
    "channel": Channel,
    "grade": Grade,
    "supplier_kind": SupplierKind,
    "certified": Certified,
    "ordered": OrderedWhen,
}


def conditions_of(wanted: Wanted, year: int) -> list[ColumnElement[bool]]:
    equal: tuple[tuple[Any, Any], ...] = (
        (Entry.origin_county, wanted.county),
        (Entry.category_id, wanted.category),
        (Entry.supplier_id, wanted.supplier),
        (Verdict.state, wanted.verdict),
        (Verdict.failed, wanted.reason),
        (Entry.kind, wanted.kind),
        (Entry.channel, wanted.channel),
    )
    conditions = [column == value for column, value in equal if value is not None]
    if wanted.month is not None:
        conditions.append(Entry.counts_on.between(*_first_and_last(year, wanted.month)))
    if wanted.grade is not None:
        conditions.append(is_graded(wanted.grade))
    if wanted.purposes:
        conditions.append(Entry.purpose.in_(wanted.purposes))
    if wanted.supplier_kind is not None:
        kind = select(SUPPLIER.c.id).where(SUPPLIER.c.supplier_kind == wanted.supplier_kind)
        conditions.append(Entry.supplier_id.in_(kind))
    if wanted.certified is not None:
        is_certified = type_coerce(Entry.facts, Text()).contains(VALID)
        conditions.append(is_certified if wanted.certified is Certified.YES else not_(is_certified))
    if wanted.ordered is not None:
        same = ordered_in_same_year(year)
        conditions.append(same if wanted.ordered is OrderedWhen.SAME else not_(same))
    return conditions


def ordered_in_same_year(year: int) -> ColumnElement[bool]:
    """Entries, corrections included, of goods that were ordered in a year of Shanghai."""
    first = aliased(Entry)
    return exists(
        select(first.id)
        .join(AcceptanceLine, AcceptanceLine.id == first.source_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(first.id == func.coalesce(Entry.corrects_id, Entry.id), first.source == Source.ACCEPTANCE)
        .where(placed_in(year))
        .correlate(Entry)
    )


def placed_in(year: int) -> ColumnElement[bool]:
    """Orders placed in a year of Shanghai."""
    first, end = clock.at_shanghai(date(year, 1, 1)), clock.at_shanghai(date(year + 1, 1, 1))
    return and_(Order.placed_at >= first, Order.placed_at < end)


def _first_and_last(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
