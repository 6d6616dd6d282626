"""A shop that has been busy for long: the rows of its business are copied, each copy with numbers of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, String, Table, case, cast, func, insert, literal, select, true, type_coerce

from shop.extensions import Base, db

STRIDE = 10_000
"""How far the keys of a copy are from those of the copy before; the business copied has fewer rows of each kind."""

BEGINNINGS = (
    "purchase",
    "consignment",
    "entry",
    "trail_entry",
    "notice",
    "reservation",
    "payment",
    "inbox_event",
    "invoice",
    "bank_statement",
    "outgoing_mail",
    "listing_import",
    "offline_purchase",
    "reevaluation",
    "export_job",
    "bulletin",
)
"""What grows, and with it whatever points there."""

POINTERS = {
    ("reservation", "order_line_id"),
    ("entry", "source_id"),
    ("invoice_allocation", "offline_purchase_id"),
    ("outgoing_mail", "notice_id"),
    ("bulletin", "snapshot_id"),
    ("bulletin", "serial"),
    *((table, "source_id") for table in ("posting", "payment", "refund")),
}
"""Keys of rows that grow, which no foreign key says."""

NAMES = frozenset({"number", "key", "stripe_id", "intent_id", "event_id", "official_number", "order_number", "token"})
"""Columns in which no two rows say the same."""

SUMS, ROOM = ("sha256", "digest"), 8
"""Sums that are unique: a copy has one of its own, of the same length or less."""

LONG, LAST = 24, 5
"""Names of at most so many signs may be full; so many are taken by the number of a copy."""

SUBJECTS = ("purchase", "order", "consignment", "acceptance", "invoice")
"""What the trail tells of and that grows."""


def growing() -> list[Table]:
    """The tables that grow with the trade, those pointed at before those that point."""
    names = set(BEGINNINGS)
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name in names for key in table.foreign_keys):
            names.add(table.name)
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def grow(start: int, stop: int) -> None:
    """Copies number `start` up to but not including `stop` of everything that was there before the first."""
    tables = growing()
    names = {table.name for table in tables}
    for table in tables:
        copies = select(literal(start).label("n")).cte("copies", recursive=True)
        copies = copies.union_all(select(copies.c.n + 1).where(copies.c.n < stop - 1))
        columns = list(table.columns)
        values = [_copied(column, copies.c.n, names) for column in columns]
        first = select(*values).select_from(table).join(copies, true()).where(_is_original(table))
        db.session.execute(insert(table).from_select([column.name for column in columns], first))


def _fitting(column: Column[Any]) -> Any:
    """A name, or its last signs where the number of a copy would not fit behind it."""
    text, longest = type_coerce(column, String), getattr(column.type, "length", None)
    if longest is None or longest > LONG:
        return text
    kept = longest - LAST
    return case((func.length(text) > kept, func.substr(text, func.length(text) - kept + 1)), else_=text)


def _copied(column: Column[Any], n: Any, names: set[str]) -> Any:
    named = column.name in NAMES and not isinstance(column.type, Integer)  # the number of a row is no name
    if named or (column.table.name, column.name) == ("invoice_file", "name"):
        return _fitting(column) + "-" + cast(n, String)
    if column.name in SUMS:
        return func.substr(column, 1 + ROOM) + "-" + cast(n, String)
    if column.name == "subject_id" or (column.name == "id" and column.primary_key):
        return column + n * STRIDE
    points = any(key.column.table.name in names for key in column.foreign_keys)
    return column + n * STRIDE if points or (column.table.name, column.name) in POINTERS else column


def _is_original(table: Table) -> Any:
    original = next(iter(table.primary_key)) < STRIDE
    return original & table.c.subject_kind.in_(SUBJECTS) if table.name == "trail_entry" else original
