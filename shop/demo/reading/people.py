"""Who works where, from people.toml: the eight sign-ins, and a person for every post of every organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shop.demo.invented import credit_code, person_name, phone
from shop.demo.reading.tables import FactsAreWrong, Table, bilingual
from shop.demo.records import County, Membership, Operator, Person, Supplier, Unit
from shop.kernel.actor import OrganisationKind, Role
from shop.kernel.money import Money
from shop.organisations.words import UnitKind, UnitLevel

COUNTY_OF_THE_OPERATOR = "442000"
ENTERPRISE = "91"


@dataclass(frozen=True, slots=True)
class _Workplace:
    """An organisation as posts see it: ``sorts`` are the words that a post's ``of`` may name."""

    key: str
    kind: OrganisationKind
    sorts: frozenset[str]
    order_limit: Money | None = None

    def employs(self, roles: frozenset[Role], table: Table) -> Membership:
        limit = self.order_limit if Role.BUYER in roles else None
        return Membership(self.key, self.kind, roles, bilingual(table, "title"), limit)


def operator(data: Table) -> Operator:
    table = data["operator"]
    code = credit_code(table["key"], registrar=ENTERPRISE, division=COUNTY_OF_THE_OPERATOR)
    return Operator(table["key"], bilingual(table), code)


def people(
    data: Table, units: Iterable[Unit], suppliers: Iterable[Supplier], counties: Iterable[County], operates: Operator
) -> list[Person]:
    """The sign-ins first, then the staff in the order of their organisations."""
    workplaces = {place.key: place for place in _workplaces(units, suppliers, counties, operates)}
    sign_ins = [_sign_in(table, workplaces) for table in data["sign_in"]]
    return [*sign_ins, *_staff(data, workplaces, sign_ins)]


def _workplaces(
    units: Iterable[Unit], suppliers: Iterable[Supplier], counties: Iterable[County], operates: Operator
) -> Iterator[_Workplace]:
    for unit in units:
        yield _Workplace(unit.key, OrganisationKind.UNIT, frozenset(_sorts(unit)), unit.order_limit)
    for supplier in suppliers:
        yield _Workplace(supplier.key, OrganisationKind.SUPPLIER, frozenset({"supplier"}))
    for county in counties:
        yield _Workplace(county.office_key, OrganisationKind.COUNTY_OFFICE, frozenset({"county"}))
    yield _Workplace(operates.key, OrganisationKind.OPERATOR, frozenset({"operator"}))


def _sorts(unit: Unit) -> Iterator[str]:
    yield unit.level.value
    if unit.level is UnitLevel.LEAF:
        yield "large leaf" if unit.large else "small leaf"
    if unit.kind is UnitKind.DEPARTMENT:
        yield "department"


def _roles(table: Table) -> frozenset[Role]:
    return frozenset(Role(role) for role in table["roles"])


def _sign_in(table: Table, workplaces: dict[str, _Workplace]) -> Person:
    memberships = []
    for written in table["memberships"]:
        if written["organisation"] not in workplaces:
            raise FactsAreWrong(f"{table['email']} works for an unknown organisation")
        memberships.append(workplaces[written["organisation"]].employs(_roles(written), written))
    return Person(
        key=table["key"],
        name=bilingual(table),
        email=table["email"],
        phone=phone(table["key"]),
        memberships=tuple(memberships),
        sign_in=True,
    )


def _staff(data: Table, workplaces: dict[str, _Workplace], sign_ins: list[Person]) -> Iterator[Person]:
    surnames, given = ([(sign, sound) for sign, sound in data["names"][part]] for part in ("surnames", "given"))
    taken = {person.name.zh for person in sign_ins}
    held = {
        (membership.organisation, role)
        for person in sign_ins
        for membership in person.memberships
        for role in membership.roles
    }
    for place in workplaces.values():
        for post, table in data["posts"].items():
            roles = _roles(table)
            filled = not table.get("beside_sign_ins") and all((place.key, role) in held for role in roles)
            if table["of"] not in place.sorts or filled:
                continue
            key = f"{place.key}.{post.replace('_', '-')}"
            name = person_name(key, surnames, given, taken=taken)
            yield Person(key, name, f"{key}@demo.example", phone(key), (place.employs(roles, table),))
