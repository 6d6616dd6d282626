"""How a bank line is known again when it comes a second time. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from shop.payments.readings import plain_name
from shop.payments.statement_columns import BankRow


def with_digests(rows: Iterable[BankRow]) -> Iterator[tuple[str, BankRow]]:
    """Each row with what it is known by: what it says, and how many equal ones stand before it in the same sheet.

    Two equal transfers of one day are two lines; the same two in an overlapping sheet are the same two. The bank's own
    number, where there is one, says more than names and texts, which banks write differently from sheet to sheet.
    """
    before: Counter[str] = Counter()
    for row in rows:
        said = _said(row)
        before[said] += 1
        yield hashlib.sha256(f"{said}|{before[said]}".encode()).hexdigest(), row


def _said(row: BankRow) -> str:
    about = [row.serial] if row.serial else [plain_name(row.name), row.account, plain_name(row.text)]
    return repr((row.booked_on.isoformat(), row.amount.fen, *about))
