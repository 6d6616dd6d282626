"""The table of units: a row each, with the addresses of the entries behind its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.queries.scopes import Scope
from shop.tally.queries.trees import Node
from shop.tally.standing import Standing

Ledger = Callable[..., str]
"""Makes the address of the entries that match some filters."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node in the table; ``ledger`` makes addresses of its entries, ``gap`` is its lead over the pace (a share)."""

    node: Node
    depth: int
    standing: Standing
    gap: Decimal | None
    ledger: Ledger

    @property
    def apart(self) -> str:
        """The address of the entries that its target has no line for."""
        return self.ledger(verdict="counted", purpose=others(self.standing))


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "target": lambda row: _money(row.standing.target),
    "first": lambda row: _money(row.standing.first_target),
    "counted": lambda row: row.standing.counted,
    "way": lambda row: row.standing.on_its_way,
    "completion": lambda row: _ratio(row.standing.completion),
    "gap": lambda row: _ratio(row.gap),
    "reached": lambda row: (_share(row.standing.reached, row.standing.leaves), row.standing.leaves),
    "apart": lambda row: row.standing.apart,
    "not_counted": lambda row: row.standing.not_counted,
    "missing": lambda row: row.standing.missing,
}


def others(standing: Standing) -> list[Purpose]:
    """The purposes that a node's target does not name."""
    return [purpose for purpose in Purpose if purpose not in standing.purposes]


def rows_of(
    scope: Scope,
    standings: Mapping[int, Standing],
    pace: Decimal,
    ledger: Ledger,
    *,
    lower: bool,
    sort: str | None,
) -> list[Row]:
    """The rows of a scope in the order asked for; with ``lower`` each is followed by everything below it."""

    def descend(nodes: Iterable[int], depth: int) -> Iterator[Row]:
        for row in _sorted((_row(scope, node, depth, standings[node], pace, ledger) for node in nodes), sort):
            yield row
            if lower:
                yield from descend(scope.branch.children(row.node.id), depth + 1)

    return list(descend(scope.rows, 0))


def _row(scope: Scope, node_id: int, depth: int, standing: Standing, pace: Decimal, ledger: Ledger) -> Row:
    completion = standing.completion
    gap = None if completion is None else completion - pace

    def of_node(**filters: Any) -> str:
        return ledger(**filters | {"node": node_id})

    return Row(scope.branch.nodes[node_id], depth, standing, gap, of_node)


def _sorted(rows: Iterable[Row], sort: str | None) -> list[Row]:
    found = list(rows)
    key = SORTS.get((sort or "").lstrip("-"))
    if key is not None:
        found.sort(key=key, reverse=str(sort).startswith("-"))
    return found


def _money(amount: Money | None) -> Money:
    return Money(-1) if amount is None else amount


def _ratio(ratio: Decimal | None) -> Decimal:
    return Decimal(-9) if ratio is None else ratio


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole if whole else Decimal(-1)
