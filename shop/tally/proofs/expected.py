"""Order lines → what is on its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.expectations import still_expected
from shop.tally.models import OnItsWay
from shop.tally.proofs.reading import Difference, Verified, named, paged
from shop.tally.rules import judge
from shop.tally.services.ledger import rule_sets_on


def on_its_way_against_lines(counts: Verified) -> Iterator[Difference]:
    """Lines expect what is not decided of them; what is on its way is their sum, under the verdict of their day."""
    due: dict[tuple[Any, ...], int] = {}
    statement = select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id)
    known: dict[tuple[int, Any], Any] = {}
    for line, order in paged(statement, OrderLine.id, lambda row: row[0].id):
        expected = still_expected(line, order_is_open=order.is_open)
        if line.expected != expected:
            yield Difference(f"Order line {line.id}, expected", line.expected, expected)
        if not line.expected:
            continue
        asked = (order.cluster_id, order.deliver_on)
        if asked not in known:
            known[asked] = rule_sets_on(order.cluster_id, [order.deliver_on])
        for (scheme_id, day), rule_set in known[asked].items():
            state = judge(line.facts, rule_set.rules).state
            key = (scheme_id, day.year, order.unit_id, line.facts.purpose, line.facts.origin_county, state)
            due[key] = due.get(key, 0) + line.expected.fen
    for row in db.session.execute(select(OnItsWay)).scalars():
        counts.on_its_way += 1
        key = (row.scheme_id, row.year, row.unit_id, row.purpose, row.county_code, row.verdict)
        fen = due.pop(key, 0)
        if row.amount.fen != fen:
            yield Difference(f"On its way {named(key)}", row.amount, Money(fen))
    for key, fen in due.items():
        yield Difference(f"On its way {named(key)}", "none", Money(fen))
