"""Bank statements: taken in once, read once, each line kept once however often it comes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.documents.sheets import Row, read_sheet
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_ignoring, insert_unless_there, locked
from shop.kernel.refusals import Refused
from shop.payments.digests import with_digests
from shop.payments.models.bank import BankLine, BankLineState, BankStatement, ColumnMap, LineState
from shop.payments.services.bank_booking import match_new_lines
from shop.payments.statement_columns import BankRow, faults_of, read_rows
from shop.payments.statement_heads import Column, Columns, find_head, signature_of

MOST_FAULTS_KEPT = 200


def receive_statement(file_name: str, data: bytes, *, by: Actor) -> tuple[BankStatement, bool]:
    """A bank's sheet is uploaded; the same file again is the same statement, and ``False`` says that it was known.

    Where its columns have been chosen before, it is read at once. Raises ``Refused`` for what is no sheet.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    known = _statement(by.organisation_id, sha256)
    if known is not None:
        return known, False
    rows = read_sheet(data)
    row = {
        "cluster_id": by.cluster_id,
        "owner_id": by.organisation_id,
        "file_name": _name_of(file_name),
        "sha256": sha256,
        "uploaded_by_id": by.person_id,
        "uploaded_by_name": by.person_name,
        "uploaded_at": clock.now(),
        "sheet": [[row.number, list(row.cells)] for row in rows],
        "row_count": len(rows),
        "new_lines": 0,
        "known_lines": 0,
        "passed_over": 0,
        "faults": [],
    }
    is_new = insert_unless_there(db.session(), BankStatement.__table__, ["owner_id", "sha256"], row)
    statement = cast("BankStatement", _statement(by.organisation_id, sha256))
    if not is_new:
        return statement, False
    record(by, "bank_statement.received", "bank_statement", statement.id, name=statement.file_name, rows=len(rows))
    remembered = columns_remembered(by.organisation_id, find_head(rows).signature)
    if remembered is not None:
        read_statement(statement, find_head(rows).row.number, remembered, by=by)
    return statement, True


def read_statement(statement: BankStatement, head_row: int, columns: Columns, *, by: Actor) -> None:
    """Somebody has said which column is which: the lines are kept, and those that are certain are booked."""
    held = db.session.execute(locked(select(BankStatement).where(BankStatement.id == statement.id))).scalar_one()
    if held.read_at is not None:
        raise Refused(_l("This statement has been read already."))
    wrong = faults_of(columns)
    if wrong:
        raise ColumnsRefused(wrong)
    rows = rows_of(held)
    read = read_rows(rows, head_row, columns, until=clock.today() + timedelta(days=1))
    if not read.rows:
        raise Refused(_l("Not one row can be read like this. Please look at the columns, and at the row of the heads."))
    new = _keep_lines(held, read.rows)
    held.head_row, held.columns, held.read_at = (
        head_row,
        {str(name): place for name, place in columns.items()},
        clock.now(),
    )
    held.new_lines, held.known_lines, held.passed_over = len(new), len(read.rows) - len(new), read.passed_over
    held.faults = [[fault.number, fault.fault.value, fault.said[:80]] for fault in read.faults[:MOST_FAULTS_KEPT]]
    _remember(by.organisation_id, rows, head_row, columns)
    record(by, "bank_statement.read", "bank_statement", held.id, new=len(new), known=held.known_lines)
    match_new_lines(new, by=by)


class ColumnsRefused(Refused):
    """A choice of columns that will not do; ``by_column`` says why."""

    def __init__(self, by_column: Mapping[Column, Any]) -> None:
        super().__init__(_l("Please choose the columns again."))
        self.by_column = by_column


def rows_of(statement: BankStatement) -> tuple[Row, ...]:
    """The sheet as it was uploaded."""
    return tuple(Row(int(number), tuple(cells)) for number, cells in statement.sheet)


def columns_remembered(owner_id: int, signature: str) -> dict[Column, int] | None:
    """What the owner chose for a sheet with this head before."""
    key = hashlib.sha256(signature.encode()).hexdigest()
    kept = db.session.get(ColumnMap, (owner_id, key))
    return None if kept is None else {Column(name): place for name, place in kept.columns.items()}


def _statement(owner_id: int, sha256: str) -> BankStatement | None:
    asked = select(BankStatement).where(BankStatement.owner_id == owner_id, BankStatement.sha256 == sha256)
    return db.session.execute(asked).scalar_one_or_none()


def _keep_lines(statement: BankStatement, rows: Iterable[BankRow]) -> list[BankLine]:
    """Lines that were not there yet; two uploads at once write them in one order, and wait for each other."""
    kept: list[dict[str, Any]] = [
        {
            "cluster_id": statement.cluster_id,
            "owner_id": statement.owner_id,
            "statement_id": statement.id,
            "row_number": row.number,
            "booked_on": row.booked_on,
            "amount": row.amount,
            "name": row.name,
            "account": row.account,
            "text": row.text,
            "serial": row.serial,
            "digest": digest,
        }
        for digest, row in with_digests(rows)
    ]
    kept.sort(key=lambda row: str(row["digest"]))
    days = [row["booked_on"] for row in kept]
    known = select(BankLine.digest).where(
        BankLine.owner_id == statement.owner_id, BankLine.booked_on.between(min(days), max(days))
    )
    before = set(db.session.execute(known).scalars())
    fresh = [row for row in kept if row["digest"] not in before]
    insert_ignoring(db.session(), BankLine.__table__, ["owner_id", "digest"], fresh)
    new = (
        select(BankLine).where(BankLine.statement_id == statement.id).order_by(BankLine.booked_on, BankLine.row_number)
    )
    lines = list(db.session.execute(new).scalars())
    states = [
        {"line_id": line.id, "cluster_id": line.cluster_id, "owner_id": line.owner_id, "state": LineState.OPEN}
        for line in lines
    ]
    insert_ignoring(db.session(), BankLineState.__table__, ["line_id"], states)
    return lines


def _remember(owner_id: int, rows: Iterable[Row], head_row: int, columns: Columns) -> None:
    """By what stands in the row of the heads, so that the same bank's next sheet is not asked about."""
    head = next((row for row in rows if row.number == head_row), None)
    if head is None:
        return
    key = hashlib.sha256(signature_of(head).encode()).hexdigest()
    chosen = {str(name): place for name, place in columns.items()}
    row = {"owner_id": owner_id, "signature": key, "columns": chosen, "chosen_at": clock.now()}
    if not insert_unless_there(db.session(), ColumnMap.__table__, ["owner_id", "signature"], row):
        kept = db.session.get_one(ColumnMap, (owner_id, key))
        kept.columns, kept.chosen_at = chosen, clock.now()


def _name_of(file_name: str) -> str:
    """The file's own name without folders and control signs: it is shown, never opened."""
    return re.sub(r"[^\w.()（）\- ]", "", file_name.replace("\\", "/").rpartition("/")[2])[-120:] or "–"
