"""Acceptances → entries, and acceptances → what order lines say was accepted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.clock import shanghai_day
from shop.kernel.money import Money, amount_of
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order, OrderLine
from shop.tally.models import Entry
from shop.tally.proofs.reading import Difference, Verified, paged
from shop.tally.words import Channel, EntryKind, Source


class Accepted(NamedTuple):
    """An acceptance line with all that its entry is proved from.

    ``old`` is the line it corrects, ``first`` the first note of its chain, ``root_id`` the chain's first entry.
    """

    line: AcceptanceLine
    note: Acceptance
    order_line: OrderLine
    order: Order
    entry: Entry | None
    old: AcceptanceLine | None
    first: Acceptance
    root_id: int | None


def entries_against_acceptances(counts: Verified) -> Iterator[Difference]:
    """Each acceptance line is rounded right, and its difference to the line it corrects stands in the book once."""
    matched = 0
    for row in _accepted_lines():
        line, note, order_line = row.line, row.note, row.order_line
        counts.acceptance_lines += 1
        where = f"Acceptance {note.number}, line {line.id}"
        due = amount_of(line.accepted, line.unit_price, order_line.price_basis)
        if line.amount != due:
            yield Difference(f"{where}, amount", line.amount, due)
        before_amount, before_quantity = (row.old.amount, row.old.accepted) if row.old else (Money(0), Quantity(0))
        amount, quantity = line.amount - before_amount, line.accepted - before_quantity
        if row.entry is None:
            if amount or quantity:
                yield Difference(f"{where}, entry", "none", amount)
            continue
        matched += 1
        for name, found, expected in _checks(row, row.entry, amount, quantity):
            if found != expected:
                yield Difference(f"Entry {row.entry.id} of {where.lower()}, {name}", found, expected)
    written = db.session.execute(select(func.count()).select_from(Entry)).scalar_one()
    if written != matched:
        yield Difference("Entries written from acceptances", written, matched)


def _checks(row: Accepted, entry: Entry, amount: Money, quantity: Quantity) -> Iterator[tuple[str, object, object]]:
    """What an entry says beside what its sources say."""
    order, order_line, facts = row.order, row.order_line, row.order_line.facts
    day = shanghai_day(row.first.accepted_at)
    corrects = None if entry.id == row.root_id else row.root_id
    yield "amount", entry.amount, amount
    yield "quantity", entry.quantity, quantity
    yield "counting day", entry.counts_on, day
    yield "counting year", entry.counts_year, day.year
    yield "unit", entry.unit_id, order.unit_id
    yield "cluster", entry.cluster_id, order.cluster_id
    yield "supplier", entry.supplier_id, order.supplier_id
    yield "facts", entry.facts, facts
    yield "origin county", entry.origin_county, facts.origin_county
    yield "supplier’s county", entry.supplier_county, facts.supplier_county
    yield "category", entry.category_id, order_line.category_id
    yield "purpose", entry.purpose, facts.purpose
    yield "measure", entry.measure, order_line.measure
    yield "channel", entry.channel, Channel.PLATFORM
    yield "corrects", entry.corrects_id, corrects
    yield "kind", entry.kind, EntryKind.PURCHASE if corrects is None else EntryKind.CORRECTION


def _accepted_lines() -> Iterator[Accepted]:
    entry, old, first = aliased(Entry), aliased(AcceptanceLine), aliased(Acceptance)
    sibling, written = aliased(AcceptanceLine), aliased(Entry)
    root_id = (
        select(func.min(written.id))
        .join(sibling, sibling.id == written.source_id)
        .where(written.source == Source.ACCEPTANCE, sibling.consignment_line_id == AcceptanceLine.consignment_line_id)
        .correlate(AcceptanceLine)
        .scalar_subquery()
    )
    statement = (
        select(
            AcceptanceLine,
            Acceptance,
            OrderLine,
            Order,
            entry,
            old,
            first,
            root_id.label("root_id"),
        )
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(first, (first.consignment_id == Acceptance.consignment_id) & (first.n == 1))
        .outerjoin(entry, (entry.source == Source.ACCEPTANCE) & (entry.source_id == AcceptanceLine.id) & (entry.n == 1))
        .outerjoin(
            old,
            (old.acceptance_id == Acceptance.corrects_id)
            & (old.consignment_line_id == AcceptanceLine.consignment_line_id),
        )
    )
    yield from starmap(Accepted, paged(statement, AcceptanceLine.id, lambda row: int(row[0].id)))


def order_lines_against_acceptances() -> Iterator[Difference]:
    """What an order line says was accepted is the sum of the newest acceptances of its consignments."""
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    newest = (
        select(
            AcceptanceLine.order_line_id,
            func.sum(AcceptanceLine.accepted).label("accepted"),
            func.sum(AcceptanceLine.amount).label("amount"),
        )
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .where(Acceptance.id.not_in(corrected))
        .group_by(AcceptanceLine.order_line_id)
        .subquery()
    )
    statement = (
        select(OrderLine.id, OrderLine.accepted, OrderLine.accepted_amount, newest.c.accepted, newest.c.amount)
        .outerjoin(newest, newest.c.order_line_id == OrderLine.id)
        .where(
            (OrderLine.accepted != func.coalesce(newest.c.accepted, 0))
            | (OrderLine.accepted_amount != func.coalesce(newest.c.amount, 0))
        )
        .order_by(OrderLine.id)
    )
    for line_id, accepted, amount, due, due_amount in db.session.execute(statement):
        yield Difference(
            f"Order line {line_id}, accepted", f"{accepted} for {amount}", f"{due or 0} for {due_amount or 0}"
        )
