"""Order lines: what they were placed as, and what is on its way of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.ordering.models import Order, OrderLine, PlacedLine
from shop.ordering.pricing import price_for
from shop.ordering.services.expectations import still_expected
from shop.tally.models import OnItsWay
from shop.tally.proofs.reading import Verified, named, paged
from shop.tally.proofs.rulebook import RuleBook
from shop.tally.rules import judge


def order_lines(counts: Verified) -> Iterator[Difference]:
    """Lines have the facts, terms and price that they were placed with, and expect what is not decided of them.

    What is on its way is their sum, under the verdict of the day on which they are due.
    """
    book, due = RuleBook(), dict[tuple[Any, ...], int]()
    statement = (
        select(OrderLine, Order, PlacedLine)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(PlacedLine, PlacedLine.id == OrderLine.id)
    )
    for line, order, placed in paged(statement, OrderLine.id, lambda row: int(row[0].id)):
        if placed is None:
            yield Difference(f"Order line {line.id}, what it was placed as", "none", "one row")
            continue
        for name, found, expected in _checks(line, order, placed):
            if found != expected:
                yield Difference(f"Order line {line.id}, {name}", found, expected)
        if not line.expected:
            continue
        for scheme_id, version in book.on(order.cluster_id, order.deliver_on).items():
            state = judge(line.facts, version.rules).state
            year = order.deliver_on.year
            key = (scheme_id, year, order.unit_id, line.facts.purpose, line.facts.origin_county, state)
            due[key] = due.get(key, 0) + line.expected.fen
    yield from _on_its_way(counts, due)


def _checks(line: OrderLine, order: Order, placed: PlacedLine) -> Iterator[tuple[str, object, object]]:
    yield "cluster", line.cluster_id, order.cluster_id
    yield "facts", line.facts, placed.facts
    yield "terms", line.terms, placed.terms
    yield "packs, at most", max(line.packs_ordered, placed.packs), placed.packs
    if line.packs_ordered == placed.packs or line.terms is None:
        yield "unit price", line.unit_price, placed.unit_price
    elif line.packs_ordered:  # of a line that was dropped whole nothing is left to pay
        yield "unit price", line.unit_price, price_for(line.terms.tiers, line.packs_ordered)
    yield "expected", line.expected, still_expected(line, order_is_open=order.is_open)


def _on_its_way(counts: Verified, due: dict[tuple[Any, ...], int]) -> Iterator[Difference]:
    for row in db.session.execute(select(OnItsWay)).scalars():
        counts.on_its_way += 1
        key = (row.scheme_id, row.year, row.unit_id, row.purpose, row.county_code, row.verdict)
        fen = due.pop(key, 0)
        if row.amount.fen != fen:
            yield Difference(f"On its way {named(key)}", row.amount, Money(fen))
    for key, fen in due.items():
        yield Difference(f"On its way {named(key)}", "none", Money(fen))
