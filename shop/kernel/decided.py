"""Rows that live and then stand: some columns never change, others not after a decision, and no decided row is deleted.

Refused by triggers on both databases (`trigger_statements`, run by the migrations) whose names are those of
`append_only`, because bulk statements and raw SQL pass every service. In the migration stands which columns a guard
knows; a test changes every column of every such table by raw SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from shop.kernel import append_only
from shop.kernel.append_only import FUNCTION, Keys, taken


class Decided:
    """Mixed into a model whose table has such guards; a test looks for them after every migration."""

    guarded: ClassVar[set[str]] = set()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        Decided.guarded.add(str(cls.__tablename__))  # type: ignore[attr-defined]


def trigger_statements(
    table: str,
    dialect: str,
    keys: Keys,
    *,
    fixed: Sequence[str],
    closed: Mapping[str, Sequence[str]],
    alone: Mapping[str, str] | None = None,
    stays: str = "",
) -> list[str]:
    """The SQL that guards one table.

    ``fixed`` columns never change. ``closed`` says under which condition on the row as it was (``OLD.``) which others
    do not change any more. ``keys`` are what an INSERT OR REPLACE of SQLite would throw rows out for; so would an
    UPDATE OR REPLACE by a partial unique index: ``alone`` names for each such index the column that is unique where
    a condition holds (``{}`` stands for the row that is asked). Rows that may go while nothing is decided say in
    ``stays`` when they do not any more: a condition on ``OLD.``, which may ask other tables.
    """
    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    changes = _changed(fixed, differs)
    changes += [f"({when} AND ({' OR '.join(_changed(columns, differs))}))" for when, columns in closed.items()]
    if dialect == "postgresql":
        return [
            (
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"FOR EACH ROW WHEN ({' OR '.join(changes)}) EXECUTE FUNCTION {FUNCTION}()"
            ),
            *_kept(table, stays),
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            ),
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    when = f"WHEN ({stays}) " if stays else ""
    crowded = [_crowded(table, where, column) for where, column in (alone or {}).items()]
    changed = " OR ".join([*changes, *crowded])
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN ({changed}) {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when}{refuse}",
        (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN ({' OR '.join([taken(table, keys), *crowded])}) {refuse}"
        ),
    ]


def drop_statements(table: str, dialect: str) -> list[str]:
    """The SQL that takes a table's guards away."""
    function = [f"DROP FUNCTION IF EXISTS {_stays(table)}()"] if dialect == "postgresql" else []
    return [*append_only.drop_statements(table, dialect), *function]


def _kept(table: str, stays: str) -> list[str]:
    """No row is deleted on PostgreSQL, or none that stays: a trigger asks other tables in a function alone."""
    function = _stays(table) if stays else FUNCTION
    guard = f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    if not stays:
        return [guard]
    asks = (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {stays} THEN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
    )
    return [asks, guard]


def _stays(table: str) -> str:
    return f"{table}_stays"


def _changed(columns: Sequence[str], differs: str) -> list[str]:
    return [f"NEW.{name} {differs} OLD.{name}" for name in columns]


def _crowded(table: str, where: str, column: str) -> str:
    """Another row is there already that a row like the new one would be thrown out for."""
    return (
        f"({where.format('NEW')} AND EXISTS (SELECT 1 FROM {table} AS other WHERE other.id IS NOT NEW.id"
        f" AND other.{column} = NEW.{column} AND {where.format('other')}))"
    )
