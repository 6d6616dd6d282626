"""Consignments → acceptances → entries, and what order lines say of both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import BigInteger, case, false, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment, ConsignmentLine
from shop.fulfilment.services.notes import load_of
from shop.fulfilment.weighing import Weighing, check
from shop.kernel.clock import shanghai_day
from shop.kernel.columns import QuantityColumn
from shop.kernel.money import Money, amount_of
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.tally.models import Entry
from shop.tally.proofs.reading import Verified, paged
from shop.tally.words import Channel, EntryKind, Source


class Accepted(NamedTuple):
    """An acceptance line with all that it and its entry are proved from.

    ``old`` is the line it corrects, ``first`` the first note of its chain.
    """

    line: AcceptanceLine
    note: Acceptance
    sent: ConsignmentLine
    order_line: OrderLine
    order: Order
    entry: Entry | None
    old: AcceptanceLine | None
    first: Acceptance


def entries_against_acceptances(counts: Verified) -> Iterator[Difference]:
    """Each acceptance line could be accepted, and its difference to the line it corrects stands in the book once."""
    matched, roots = 0, _roots()
    for row in _accepted_lines():
        line, note = row.line, row.note
        counts.acceptance_lines += 1
        where = f"Acceptance {note.number}, line {line.id}"
        for name, found, expected in _checks_of_line(row):
            if found != expected:
                yield Difference(f"{where}, {name}", found, expected)
        before_amount, before_quantity = (row.old.amount, row.old.accepted) if row.old else (Money(0), Quantity(0))
        amount, quantity = line.amount - before_amount, line.accepted - before_quantity
        if row.entry is None:
            if amount or quantity:
                yield Difference(f"{where}, entry", "none", amount)
            continue
        matched += 1
        for name, found, expected in _checks(row, row.entry, amount, quantity, roots.get(line.consignment_line_id)):
            if found != expected:
                yield Difference(f"Entry {row.entry.id} of {where.lower()}, {name}", found, expected)
    from_acceptances = select(func.count()).select_from(Entry).where(Entry.source == Source.ACCEPTANCE)
    written = db.session.execute(from_acceptances).scalar_one()
    if written != matched:
        yield Difference("Entries written from acceptances", written, matched)


def _checks_of_line(row: Accepted) -> Iterator[tuple[str, object, object]]:
    """What an acceptance line says beside the consignment, the order and the rules of the scales."""
    line, note, order = row.line, row.note, row.order
    yield "amount", line.amount, amount_of(line.accepted, line.unit_price, row.order_line.price_basis)
    yield "unit", note.unit_id, order.unit_id
    yield "supplier", note.supplier_id, order.supplier_id
    yield "cluster", (line.cluster_id, note.cluster_id), (order.cluster_id, order.cluster_id)
    yield "consignment", row.sent.consignment_id, note.consignment_id
    yield "order line", line.order_line_id, row.sent.order_line_id
    agreed = row.order_line.unit_price
    try:
        check(Weighing.of(line, agreed), load_of(row.sent, row.order_line), today=shanghai_day(note.accepted_at))
    except Refused as refusal:
        name = (refusal.field or "").removesuffix(f"_{row.sent.id}")
        yield name, "what the scales refuse", f"otherwise: {refusal.message}"


def _checks(
    row: Accepted, entry: Entry, amount: Money, quantity: Quantity, root_id: int | None
) -> Iterator[tuple[str, object, object]]:
    """What an entry says beside what its sources say; ``root_id`` is the first entry of a chain of corrections."""
    order, order_line, facts = row.order, row.order_line, row.order_line.facts
    day = shanghai_day(row.first.accepted_at)
    corrects = None if entry.id == root_id else root_id
    yield "amount", entry.amount, amount
    yield "quantity", entry.quantity, quantity
    yield "counting day", entry.counts_on, day
    yield "counting year", entry.counts_year, day.year
    yield "moment", entry.written_at, row.note.accepted_at
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


def _roots() -> dict[int, int]:
    """The first entry of every consignment line that was corrected; of all others it is their only one."""
    corrected, note = aliased(AcceptanceLine), aliased(Acceptance)
    lines = select(corrected.consignment_line_id).join(note, note.id == corrected.acceptance_id).where(note.n > 1)
    statement = (
        select(AcceptanceLine.consignment_line_id, func.min(Entry.id))
        .join(Entry, (Entry.source == Source.ACCEPTANCE) & (Entry.source_id == AcceptanceLine.id))
        .where(AcceptanceLine.consignment_line_id.in_(lines))
        .group_by(AcceptanceLine.consignment_line_id)
    )
    return dict(db.session.execute(statement).all())


def _accepted_lines() -> Iterator[Accepted]:
    entry, old, first = aliased(Entry), aliased(AcceptanceLine), aliased(Acceptance)
    statement = (
        select(
            AcceptanceLine,
            Acceptance,
            ConsignmentLine,
            OrderLine,
            Order,
            entry,
            old,
            first,
        )
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(ConsignmentLine, ConsignmentLine.id == AcceptanceLine.consignment_line_id)
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


def notes_against_consignments() -> Iterator[Difference]:
    """A note is of its consignment's two sides; a correction names the note before it and was agreed by another."""
    before = aliased(Acceptance)
    corrects = (
        (Acceptance.n > 1)
        & (before.consignment_id == Acceptance.consignment_id)
        & (before.n == Acceptance.n - 1)
        & (before.accepted_at <= Acceptance.accepted_at)
        & (Acceptance.agreed_by_id != Acceptance.accepted_by_id)
    )
    is_first = (Acceptance.n == 1) & Acceptance.corrects_id.is_(None)
    sides = (
        (Acceptance.unit_id == Consignment.unit_id)
        & (Acceptance.supplier_id == Consignment.supplier_id)
        & (Acceptance.cluster_id == Consignment.cluster_id)
    )
    statement = (
        select(Acceptance.number, sides, Acceptance.n, before.number)
        .join(Consignment, Consignment.id == Acceptance.consignment_id)
        .outerjoin(before, before.id == Acceptance.corrects_id)
        .where(~sides | ~(is_first | func.coalesce(corrects, false())))
        .order_by(Acceptance.id)
    )
    for number, agrees, n, old in db.session.execute(statement):
        if not agrees:
            yield Difference(f"Acceptance {number}, its two sides", "others", "those of its consignment")
        else:
            yield Difference(f"Acceptance {number}, what it corrects", old or "nothing", f"the note before note {n}")


class Moved(NamedTuple):
    """What became of an order line: packs and thousandths sent and accepted, thousandths decided, fen."""

    packs_shipped: int
    shipped: Quantity
    decided: Quantity
    packs_accepted: int
    accepted: Quantity
    accepted_amount: Money

    def __str__(self) -> str:
        return (
            f"{self.packs_shipped} packs sent, {self.shipped}, {self.decided} of it decided; "
            f"{self.packs_accepted} packs accepted, {self.accepted} for {self.accepted_amount}"
        )


def order_lines_against_deliveries() -> Iterator[Difference]:
    """What an order line says was sent and accepted is the sum of its consignments and their newest notes."""
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    noted = select(Acceptance.consignment_id)
    is_decided = ConsignmentLine.consignment_id.in_(noted)
    nothing = literal(NOTHING, QuantityColumn())
    sent = (
        select(
            ConsignmentLine.order_line_id,
            func.sum(ConsignmentLine.packs).label("packs"),
            func.sum(ConsignmentLine.quantity).label("quantity"),
            func.sum(case((is_decided, ConsignmentLine.quantity), else_=nothing)).label("decided"),
        )
        .join(Consignment, Consignment.id == ConsignmentLine.consignment_id)
        .where(Consignment.status != ConsignmentStatus.PACKED)
        .group_by(ConsignmentLine.order_line_id)
        .subquery()
    )
    newest = (
        select(
            AcceptanceLine.order_line_id,
            func.sum(AcceptanceLine.packs_accepted).label("packs"),
            func.sum(AcceptanceLine.accepted).label("accepted"),
            func.sum(AcceptanceLine.amount).label("amount"),
        )
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .where(Acceptance.id.not_in(corrected))
        .group_by(AcceptanceLine.order_line_id)
        .subquery()
    )
    stands = [getattr(OrderLine, name) for name in Moved._fields]
    columns = (sent.c.packs, sent.c.quantity, sent.c.decided, newest.c.packs, newest.c.accepted, newest.c.amount)
    due = [func.coalesce(type_coerce(column, BigInteger()), 0) for column in columns]
    off = [type_coerce(figure, BigInteger()) != sum_ for figure, sum_ in zip(stands, due, strict=True)]
    statement = (
        select(OrderLine.id, *stands, *due)
        .outerjoin(sent, sent.c.order_line_id == OrderLine.id)
        .outerjoin(newest, newest.c.order_line_id == OrderLine.id)
        .where(or_(*off))
        .order_by(OrderLine.id)
    )
    for line_id, *figures in db.session.execute(statement):
        packs, quantity, decided, packs_accepted, accepted, fen = (int(figure) for figure in figures[6:])
        should = Moved(packs, Quantity(quantity), Quantity(decided), packs_accepted, Quantity(accepted), Money(fen))
        yield Difference(f"Order line {line_id}, deliveries", Moved(*figures[:6]), should)
