"""A supplier's statement of a month: what each unit was charged, paid and got back, and what the marketplace took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.organisations.queries import OrganisationName
from shop.payments.books import Account, PostingKind, PostingSource
from shop.payments.models import MonthlyStatement, Payment, Posting, Refund
from shop.payments.queries.receipts import UNDOES, money

NOTHING = Money(0)

OF_THE_UNIT = (Account.RECEIVABLE, Account.UNALLOCATED)
ADDS = {
    PostingKind.GOODS: Account.SALES,
    PostingKind.CHARGE: Account.FREIGHT,
    PostingKind.PAYMENT: Account.UNALLOCATED,
}
"""Which account a posting of the kind credits when it adds; turned round, it takes away."""


COLUMNS = {
    "goods": _l("Goods"),
    "reductions": _l("Reductions"),
    "charges": _l("Freight"),
    "charged": _l("Charged"),
    "paid": _l("Paid"),
    "undone": _l("Entered by mistake"),
    "refunds": _l("Given back"),
    "fees": _l("Fees"),
    "received": _l("Net received"),
}
"""The figures of a statement, by the name of the row's attribute."""

RARE = ("undone",)
"""Left out where there is nothing of it."""

LOWERS = (Posting.source == PostingSource.REDUCTION).label("lowers")
KEY = (
    Posting.supplier_id,
    Posting.unit_id,
    Posting.kind,
    LOWERS,
    UNDOES.label("undoes"),
    Posting.debit,
    Posting.credit,
)


@dataclass(slots=True)
class StatementRow:
    """What passed between a supplier and a unit in a month; ``refunds`` and ``fees`` are taken off what was paid.

    ``reductions`` are what both sides agreed to invoice lower, below nothing if they were more than what ended.
    ``undone`` is what was entered by mistake, of this month or an earlier one, and was taken back: it never came.

    The marketplace takes nothing from what suppliers sell: fees are always nothing, and the paper says so.
    """

    unit_id: int
    goods: Money = NOTHING
    reductions: Money = NOTHING
    charges: Money = NOTHING
    paid: Money = NOTHING
    undone: Money = NOTHING
    refunds: Money = NOTHING
    fees: Money = NOTHING

    @property
    def charged(self) -> Money:
        return self.goods + self.reductions + self.charges

    @property
    def received(self) -> Money:
        """What is left of what was paid."""
        return self.paid - self.undone - self.refunds - self.fees


NAMES = ("unit_name", "unit_name_english")
"""How a numbered statement names a unit; those that were issued before names were kept have none."""

AMOUNTS = tuple(column.name for column in fields(StatementRow) if column.name != "unit_id")


def series_of(supplier_id: int, day: date) -> str:
    """What a supplier's statements of a month are numbered by, such as ``M2611-00012``; `day` is any of it."""
    return f"M{day:%y%m}-{supplier_id:05d}"


def statement_of(actor: Actor, month: date) -> list[StatementRow]:
    """The actor's month (of any day in it) as it stands now, unit by unit. One query."""
    return of_month(month, actor.organisation_id).get(actor.organisation_id, [])


def of_month(month: date, supplier_id: int | None = None) -> dict[int, list[StatementRow]]:
    """What passed in the month (of any day in it), by supplier, each unit by unit. One query."""
    first = month.replace(day=1)
    statement = (
        select(*KEY, func.sum(Posting.amount))
        .outerjoin(Refund, (Posting.source == PostingSource.REFUND) & (Refund.id == Posting.source_id))
        .outerjoin(Payment, Payment.id == Refund.payment_id)
        .where(
            Posting.at >= clock.at_shanghai(first),
            Posting.at < clock.at_shanghai(month_after(first)),
            Posting.kind.in_([*ADDS, PostingKind.REFUND]),
        )
        .group_by(*KEY)
        .order_by(Posting.supplier_id, Posting.unit_id)
    )
    if supplier_id is not None:
        statement = statement.where(Posting.supplier_id == supplier_id)
    rows: dict[tuple[int, int], StatementRow] = {}
    for owner_id, unit_id, kind, lowers, undoes, debit, credit, summed in db.session.execute(statement):
        row = rows.setdefault((owner_id, unit_id), StatementRow(unit_id))
        _enter(row, kind, lowers or undoes, debit, credit, money(summed))
    by_supplier: dict[int, list[StatementRow]] = {}
    for (owner_id, _unit), row in rows.items():
        by_supplier.setdefault(owner_id, []).append(row)
    return by_supplier


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def as_issued(rows: Sequence[StatementRow], names: Mapping[int, OrganisationName]) -> str:
    """What a numbered statement keeps of its rows: JSON, amounts in fen, each unit with both names of its day."""
    return json.dumps(
        [
            {"unit_id": row.unit_id}
            | dict(zip(NAMES, (names[row.unit_id].name, names[row.unit_id].name_english), strict=True))
            | {name: getattr(row, name).fen for name in AMOUNTS}
            for row in rows
        ],
        ensure_ascii=False,
    )


def issued_rows(statement: MonthlyStatement) -> list[StatementRow]:
    """The rows of a numbered statement, as they were issued."""
    return [
        StatementRow(row["unit_id"], **{name: Money(row[name]) for name in AMOUNTS})
        for row in json.loads(statement.rows)
    ]


def names_as_issued(statement: MonthlyStatement, today: Mapping[int, OrganisationName]) -> dict[int, OrganisationName]:
    """The names of a numbered statement's day beside those of today, which stand for what it has not kept."""
    kept = {row["unit_id"]: [row[name] for name in NAMES] for row in json.loads(statement.rows) if NAMES[0] in row}
    names = {
        number: replace(today[number], name=name, name_english=english) for number, (name, english) in kept.items()
    }
    supplier = replace(today[statement.supplier_id], name=statement.supplier_name)
    return {**today, **names, statement.supplier_id: supplier}


def issued(actor: Actor, number: str) -> MonthlyStatement:
    """A numbered statement of the actor's own; raises ``NotYours``."""
    found = db.session.execute(
        select(MonthlyStatement).where(
            MonthlyStatement.number == number, MonthlyStatement.supplier_id == actor.organisation_id
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def issued_for(actor: Actor, day: date) -> MonthlyStatement | None:
    """The numbered statement of the actor's own for the month of a day, once it is issued."""
    month = (MonthlyStatement.supplier_id == actor.organisation_id, MonthlyStatement.month == day.replace(day=1))
    return db.session.execute(select(MonthlyStatement).where(*month)).scalar_one_or_none()


def _enter(row: StatementRow, kind: PostingKind, apart: bool, debit: Account, credit: Account, amount: Money) -> None:
    if kind is PostingKind.REFUND:
        back = Money(amount.fen * ((debit in OF_THE_UNIT) - (credit in OF_THE_UNIT)))  # turned: it did not arrive
        if apart:
            row.undone += back
        else:
            row.refunds += back
        return
    signed = amount if credit is ADDS[kind] else -amount
    if apart:
        row.reductions += signed
    elif kind is PostingKind.GOODS:
        row.goods += signed
    elif kind is PostingKind.CHARGE:
        row.charges += signed
    else:
        row.paid += signed
