"""Rows that record what a transaction did and that nothing in it needs again: gathered, and written at its end.

A deed leaves a dozen lines in the trail and as many notices. One by one they would cost more than the deed. They are
written before the commit, so they stand or fall with it; a savepoint that is rolled back takes its own with it; and
whoever reads them before the commit makes them be written first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

from sqlalchemy import event, insert
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.util import find_tables

_KEY = "shop.late_rows"


class Follower(Protocol):
    """What is to be written whenever rows of a model are."""

    def wanted(self) -> Sequence[Any]:
        """The columns of the new rows that it has to see; none if nothing follows now."""

    def follow(self, rows: Sequence[Any]) -> None:
        """Write it, all rows together."""


_followers: dict[type[Any], Follower] = {}

# What statements read is found out once for those that are built once.
_asks: WeakKeyDictionary[Any, frozenset[Any]] = WeakKeyDictionary()


@dataclass(slots=True)
class _Gathered:
    """The transaction's rows so far, how many of them are written, and both numbers as of each open savepoint.

    ``waiting`` are the models of rows that are not written.
    """

    rows: list[tuple[type[Any], Mapping[str, Any]]] = field(default_factory=list)
    written: int = 0
    waiting: set[type[Any]] = field(default_factory=set)
    savepoints: dict[SessionTransaction, tuple[int, int]] = field(default_factory=dict)


def _gathered(session: Session) -> _Gathered:
    gathered: _Gathered | None = session.info.get(_KEY)
    if gathered is None:
        gathered = session.info[_KEY] = _Gathered()
    return gathered


def add_late(session: Session, model: type[Any], row: Mapping[str, Any]) -> None:
    """Have a row of a model (column by column) written when the transaction is about to be committed."""
    if not session.in_transaction():
        session.begin()  # a rollback of a session that has not begun tells nobody
    gathered = _gathered(session)
    gathered.rows.append((model, row))
    gathered.waiting.add(model)


def follow(model: type[Any], follower: Follower) -> None:
    """Let what follows from rows of a model be written with them, in the same transaction and as a whole batch.

    Asked beforehand, ``follower`` says which columns of the new rows it wants to see; with none it is not called.
    """
    _followers[model] = follower


def write_late(session: Session) -> None:
    """Write what was gathered and is not written yet: one statement for each table, in the order in which it came."""
    gathered = _gathered(session)
    by_model: dict[type[Any], list[Mapping[str, Any]]] = {}
    for model, row in gathered.rows[gathered.written :]:
        by_model.setdefault(model, []).append(row)
    gathered.written = len(gathered.rows)
    gathered.waiting.clear()
    for model, rows in by_model.items():
        follower = _followers.get(model)
        columns = follower.wanted() if follower else ()
        if follower and columns:
            made = session.execute(insert(model.__table__).returning(*columns), rows).all()
            follower.follow(made)
        else:
            session.execute(insert(model.__table__), rows)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if not session.in_nested_transaction():
        write_late(session)


@event.listens_for(Session, "do_orm_execute")
def _write_before_reading(state: ORMExecuteState) -> None:
    waiting = _gathered(state.session).waiting
    if not waiting or state.is_insert:
        return
    asked = _asks.get(state.statement)
    if asked is None:
        asked = _asks[state.statement] = _tables_of(state)
    if any(model.__table__ in asked for model in waiting):
        write_late(state.session)


def _tables_of(state: ORMExecuteState) -> frozenset[Any]:
    """The tables of the models that a statement names at its top; if it names none, those it reads further down."""
    mappers = state.all_mappers
    if mappers:
        return frozenset(table for mapper in mappers for table in mapper.tables)
    return frozenset(find_tables(cast("ClauseElement", state.statement)) if state.is_select else ())


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        gathered = _gathered(session)
        gathered.savepoints[transaction] = (len(gathered.rows), gathered.written)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was gathered since the savepoint did not happen, and what was written since is to be written again."""
    gathered = _gathered(session)
    if transaction.nested and transaction in gathered.savepoints:
        count, written = gathered.savepoints[transaction]
        del gathered.rows[count:]
        gathered.written = min(gathered.written, written)
        gathered.waiting = {model for model, _row in gathered.rows[gathered.written :]}


@event.listens_for(Session, "after_transaction_end")
def _clear(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_KEY, None)
