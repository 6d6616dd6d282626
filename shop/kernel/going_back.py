"""Migrations that go back: what the older schema has no place for is not forgotten in silence.

A downgrade asks first, in one sentence each, and changes nothing while there is such a row. All steps of one command
are one transaction on both databases, so that those that went before are undone as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa


def refuse_to_forget(connection: sa.Connection, reasons: Mapping[str, str]) -> None:
    """Raise ``RuntimeError``, which the command prints, if a table (``FROM`` and ``WHERE`` of SQL) has such rows.

    ``reasons`` are sentences, with ``{count}`` for how many rows there are, and what they are asked by.
    """
    said = []
    for sentence, rows in reasons.items():
        count = connection.execute(sa.text(f"SELECT COUNT(*) {rows}")).scalar_one()
        if count:
            said.append(sentence.format(count=count))
    if said:
        raise RuntimeError(" ".join([*said, "Nothing was changed. To go back all the same, restore a backup."]))
