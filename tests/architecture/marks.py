"""Words that give away whose something is, written into every text that a unit or its officials have typed."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Select, String, Table, Text, select, text, update

from shop.extensions import Base

TYPED = frozenset(
    "remark remark_english contractor_name reason title address bank label contact note own_number end_reason answer "
    "refused_reason reduced_reason paper_day_reason carrier vehicle waybill deliverer decision_reason reference goods "
    "file_name what unit_name unit_name_english person_name organisation_name text profile_title signed_as "
    "refused_because".split()
)
"""The columns of text that people fill in; codes, numbers and the names of what anybody may buy are none."""

SHARED = frozenset("unit organisation person supplier county scheme product lot".split())
"""What stands above the rows of many units, so that it does not say whose they are."""


def mark_of(slug: str) -> str:
    """The word that says whose it is, and that nobody would type."""
    return f"Zq{slug.replace('-', '')}qZ"


def mark(connection: Connection, clusters: Mapping[int, str], units: Mapping[int, str]) -> dict[str, set[str]]:
    """Mark everything of these clusters; the numbers by which papers are known, by whose they are.

    ``clusters`` and ``units`` are ids by short name. What is append-only is marked too, so the database must be one
    that nobody else uses.
    """
    for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    numbers: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        for owner, ids in _rows(connection, table, clusters, units).items():
            _write(connection, table, owner, ids)
            if "number" in table.c and table.name != "issued_paper":
                known = connection.execute(select(table.c.number).where(table.c.id.in_(ids))).scalars()
                numbers.setdefault(owner, set()).update(str(number) for number in known if len(str(number)) > 5)
    for unit_id, slug in units.items():
        for column in ("name", "name_english"):
            _append(connection, _table("organisation"), column, [unit_id], slug)
        people = select(_table("membership").c.person_id).where(_table("membership").c.organisation_id == unit_id)
        _append(connection, _table("person"), "name", list(connection.execute(people).scalars()), slug)
    return numbers


def _rows(
    connection: Connection, table: Table, clusters: Mapping[int, str], units: Mapping[int, str]
) -> dict[str, list[int]]:
    """The ids of a table's rows by whose they are: of a unit, by the row itself or by what it hangs on, or of all."""
    if "id" not in table.c or not ({"cluster_id", "unit_id"} & set(table.c.keys())):
        return {}
    found: dict[str, list[int]] = {}
    unit = _unit_of(table)
    if unit is not None:
        for row_id, unit_id in connection.execute(unit):
            if unit_id in units:
                found.setdefault(units[unit_id], []).append(row_id)
    elif "cluster_id" in table.c:
        for row_id, cluster_id in connection.execute(select(table.c.id, table.c.cluster_id)):
            if cluster_id in clusters:
                found.setdefault(clusters[cluster_id], []).append(row_id)
    return found


def _unit_of(table: Table, depth: int = 3) -> Select[Any] | None:
    """Each row's id with the unit that it belongs to, over at most so many foreign keys; nothing if there is none."""
    if "unit_id" in table.c:
        return select(table.c.id, table.c.unit_id)
    for column in _hangs_on(table) if depth else ():
        parent = next(iter(column.foreign_keys)).column.table
        above = _unit_of(parent, depth - 1) if "id" in parent.c else None
        if above is not None:
            whose = above.subquery()
            return select(table.c.id, whose.c.unit_id).join(whose, whose.c.id == column)
    return None


def _hangs_on(table: Table) -> Iterator[Column[Any]]:
    """Foreign keys that every row has, to what is of one unit; a cluster or a person is above many."""
    for column in table.c:
        if column.foreign_keys and not column.nullable and not column.primary_key:
            parent = next(iter(column.foreign_keys)).column.table.name
            if parent not in (
                "unit",
                "organisation",
                "person",
                "supplier",
                "county",
                "scheme",
                "product",
                "lot",
                table.name,
            ):
                yield column


def _write(connection: Connection, table: Table, owner: str, ids: list[int]) -> None:
    for column in table.c:
        if column.name in TYPED and isinstance(column.type, String | Text) and not column.foreign_keys:
            _append(connection, table, column.name, ids, owner)


def _append(connection: Connection, table: Table, column: str, ids: list[int], owner: str) -> None:
    written = table.c[column].op("||")(f" {mark_of(owner)}")
    connection.execute(update(table).where(table.c.id.in_(ids), table.c[column] != "").values({column: written}))


def _table(name: str) -> Table:
    metadata: MetaData = Base.metadata
    return metadata.tables[name]
