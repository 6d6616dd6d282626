"""How many people and households suppliers link, each counted once: by the keyed hash of the ID number, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, case, column, func, or_, select, values

from shop.extensions import db
from shop.organisations.models import LinkedHousehold, LinkedPerson, Township
from shop.organisations.queries.scopes import LinkedScope, everybody, of_county, of_suppliers


class Linked(NamedTuple):
    """Distinct households and people on rosters, and how many of them a county office has confirmed."""

    households: int = 0
    people: int = 0
    confirmed_households: int = 0
    confirmed_people: int = 0


def people_reached(scope: LinkedScope, on: date) -> Linked:
    """Whom the scope reaches on a day, everybody once however many suppliers link them. One statement."""
    return Linked(*(int(figure) for figure in db.session.execute(linked_asked(scope, on)).one()))


def reached_by_suppliers(supplier_ids: Iterable[int], on: date) -> dict[int, Linked]:
    """The same for each of these suppliers. Who is linked by two is in both. One statement."""
    return _grouped(LinkedPerson.supplier_id, of_suppliers(supplier_ids), on)


def reached_by_supplier(county_code: str, on: date) -> dict[int, Linked]:
    """The same for each supplier of a county. Who is linked by two is in both. One statement."""
    return _grouped(LinkedPerson.supplier_id, of_county(county_code), on)


def reached_by_township(county_code: str, on: date) -> dict[str | None, Linked]:
    """The same for each township where households of a county's suppliers live; ``None`` where none is named."""
    return _grouped(LinkedHousehold.township_code, of_county(county_code), on)


def linked_on(table: type[LinkedHousehold] | type[LinkedPerson], on: date) -> ColumnElement[bool]:
    """The condition under which a household or a person is linked on a day."""
    return and_(~table.struck, table.since <= on, or_(table.until.is_(None), table.until >= on))


def _grouped(by: Any, scope: LinkedScope, on: date) -> dict[Any, Linked]:
    rows = db.session.execute(linked_asked(scope, on, by).group_by(by))
    return {key: Linked(*(int(figure) for figure in figures)) for key, *figures in rows}


def linked_asked(scope: LinkedScope, on: date, *by: Any) -> Select[*tuple[Any, ...]]:
    """The statement behind all of these: the four figures of `Linked`, in their order, after what they are ``by``."""
    households, people = LinkedHousehold.head_hash, LinkedPerson.id_hash
    return (
        select(
            *by,
            func.count(households.distinct()).label("households"),
            func.count(people.distinct()).label("people"),
            func.count(case((LinkedHousehold.confirmation_id.is_not(None), households)).distinct()).label("seen"),
            func.count(case((LinkedPerson.confirmation_id.is_not(None), people)).distinct()).label("people_seen"),
        )
        .select_from(LinkedPerson)
        .join(LinkedHousehold, LinkedHousehold.id == LinkedPerson.household_id)
        .where(linked_on(LinkedPerson, on), linked_on(LinkedHousehold, on), scope.condition)
    )


def linked_by_group(groups: Iterable[tuple[int, int]], on: date) -> dict[int, Linked]:
    """The same for groups of suppliers that may overlap: pairs of a group and a supplier. One statement, or none.

    Everybody is once in each group, and in every group of whoever links them.
    """
    pairs = sorted(set(groups))
    if not pairs:
        return {}
    member = values(column("key", Integer), column("supplier_id", Integer), name="member").data(pairs).cte("member")
    asked = linked_asked(everybody(), on, member.c.key).join(member, member.c.supplier_id == LinkedPerson.supplier_id)
    rows = db.session.execute(asked.group_by(member.c.key))
    return {key: Linked(*(int(figure) for figure in figures)) for key, *figures in rows}


def linked_by_township(suppliers: Iterable[int], on: date) -> list[tuple[Township | None, Linked]]:
    """The same for each township where households of these suppliers live, by code. One statement, or none."""
    ids = sorted(set(suppliers))
    if not ids:
        return []
    by = (Township.code, Township.name, Township.name_english)
    asked = linked_asked(of_suppliers(ids), on, *by).outerjoin(Township, Township.code == LinkedHousehold.township_code)
    found: list[tuple[Township | None, Linked]] = []
    for code, name, english, *figures in db.session.execute(asked.group_by(*by).order_by(Township.code)):
        town = None if code is None else Township(code=code, name=name, name_english=english)
        found.append((town, Linked(*(int(figure) for figure in figures))))
    return found
