"""Writing the money ledger: postings and the balances they move, in the transaction of what caused them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, case, func, insert, select, type_coerce

from shop.extensions import db
from shop.fulfilment.events import GoodsAccepted
from shop.kernel import clock
from shop.kernel.dialects import add_up
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING
from shop.ordering.models import ChargeLine, OrderLine
from shop.payments.books import CHARGE, GOODS, Effect, Flow, PostingSource, effect
from shop.payments.events import InvoiceAgreedLower
from shop.payments.models import OrderBalance, PairBalance, Posting
from shop.payments.queries.terms import days_to_pay
from shop.payments.terms import due_on


class Move(NamedTuple):
    """One amount to be posted; a negative one goes the other way round, nothing at all is not posted."""

    flow: Flow
    amount: Money
    unit_id: int
    supplier_id: int
    order_id: int | None
    source: PostingSource
    source_id: int
    n: int = 1


def charge_goods(accepted: GoodsAccepted) -> None:
    """Goods were accepted (or an acceptance corrected): the unit owes their worth, and the freight of their order."""
    parties = (accepted.unit_id, accepted.supplier_id)
    order_ids = {line.order_id for line in accepted.lines}
    moves = [
        Move(GOODS, line.amount, *parties, line.order_id, PostingSource.ACCEPTANCE_LINE, line.acceptance_line_id)
        for line in accepted.lines
    ]
    if order_ids:
        moves += _charges(order_ids, *parties)
    first_day = clock.shanghai_day(accepted.first_accepted_at)
    post(accepted.cluster_id, moves, due=due_on(first_day, days_to_pay(accepted.unit_id)))


def charge_less(agreed: InvoiceAgreedLower) -> None:
    """Both sides agree that accepted goods are invoiced lower (or take that back): the unit owes so much less."""
    parties = (agreed.unit_id, agreed.supplier_id)
    moves = [
        Move(GOODS, -line.lowered, *parties, line.order_id, PostingSource.REDUCTION, line.reduction_id)
        for line in agreed.lines
    ]
    post(agreed.cluster_id, moves)


def post(cluster_id: int, moves: Iterable[Move], *, due: date | None = None) -> None:
    """Write postings and move the balances; ``due`` is when orders that owe nothing yet are to be paid."""
    now, rows = clock.now(), []
    by_order: dict[tuple[int, int, int], Effect] = {}
    by_pair: dict[tuple[int, int], Effect] = {}
    for move in moves:
        if not move.amount:
            continue
        flow, amount = (move.flow, move.amount) if move.amount.fen > 0 else (move.flow.turned(), -move.amount)
        row = move._asdict() | flow._asdict() | {"cluster_id": cluster_id, "at": now, "amount": amount}
        del row["flow"]
        rows.append(row)
        moved = effect(*flow, amount.fen)
        pair = (move.unit_id, move.supplier_id)
        by_pair[pair] = _sum(by_pair.get(pair, Effect()), moved)
        if move.order_id is not None:
            order = (move.order_id, *pair)
            by_order[order] = _sum(by_order.get(order, Effect()), moved)
    if not rows:
        return
    db.session.execute(insert(Posting.__table__), rows)
    _move_balances(cluster_id, by_order, by_pair, due)


def _sum(one: Effect, other: Effect) -> Effect:
    return Effect(*map(sum, zip(one, other, strict=True)))


def _move_balances(
    cluster_id: int,
    by_order: dict[tuple[int, int, int], Effect],
    by_pair: dict[tuple[int, int], Effect],
    due: date | None,
) -> None:
    orders = [
        {
            "order_id": order_id,
            "cluster_id": cluster_id,
            "unit_id": unit_id,
            "supplier_id": supplier_id,
            "due_on": due,
            "charged": Money(moved.charged),
            "paid": Money(moved.paid),
        }
        for (order_id, unit_id, supplier_id), moved in by_order.items()
    ]
    pairs = [
        {"unit_id": unit_id, "supplier_id": supplier_id, "cluster_id": cluster_id}
        | {name: Money(fen) for name, fen in moved._asdict().items()}
        for (unit_id, supplier_id), moved in by_pair.items()
    ]
    own = ("cluster_id", "unit_id", "supplier_id", "due_on")
    add_up(db.session(), OrderBalance.__table__, ["order_id"], orders, kept=own)
    add_up(db.session(), PairBalance.__table__, ["unit_id", "supplier_id"], pairs, kept=("cluster_id",))


def _charges(order_ids: Iterable[int], unit_id: int, supplier_id: int) -> list[Move]:
    """What is still to be charged of the orders' freight: all of it once anything is accepted, and nothing else."""
    rows: Sequence[Any] = db.session.execute(charges_as_posted(ChargeLine.order_id.in_(sorted(order_ids)))).all()
    return [
        Move(
            CHARGE,
            (row.amount if row.accepted and row.accepted > NOTHING else Money(0)) - Money(int(row.posted or 0)),
            unit_id,
            supplier_id,
            row.order_id,
            PostingSource.CHARGE_LINE,
            row.id,
            n=row.postings + 1,
        )
        for row in rows
    ]


def charges_as_posted(which: ColumnElement[bool]) -> Any:
    """Charge lines with what their orders have accepted, and how much (fen) was posted of each in how many rows."""
    accepted = (
        select(func.sum(OrderLine.accepted, type_=OrderLine.accepted.type))
        .where(OrderLine.order_id == ChargeLine.order_id)
        .correlate(ChargeLine)
        .scalar_subquery()
    )
    mine = (Posting.source == PostingSource.CHARGE_LINE) & (Posting.source_id == ChargeLine.id)
    return (
        select(
            ChargeLine.id,
            ChargeLine.order_id,
            ChargeLine.amount,
            accepted.label("accepted"),
            func.sum(owed_by()).label("posted"),
            func.count(Posting.id).label("postings"),
        )
        .outerjoin(Posting, mine)
        .where(which)
        .group_by(ChargeLine.id, ChargeLine.order_id, ChargeLine.amount)
        .order_by(ChargeLine.id)
    )


def owed_by() -> Any:
    """Fen of a posting as the unit owes them: more when the receivable is debited, less when it is credited."""
    fen = type_coerce(Posting.amount, BigInteger)
    return case((Posting.debit == CHARGE.debit, fen), else_=-fen)
