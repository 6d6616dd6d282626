"""Whom a scope's purchases reach in a year: everybody once, by those below it, by mechanism, county and township."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money
from shop.organisations.mechanisms import Mechanism, mechanisms_in
from shop.organisations.models import BenefitRecord, County, Organisation, Supplier
from shop.organisations.queries.jobs import newest_jobs
from shop.organisations.queries.reached import Linked, linked_by_group, linked_by_township
from shop.organisations.words import BenefitSource, SupplierKind
from shop.reports.masking import Told, few, told
from shop.tally.queries.reach import Reach, bought_from, reach_day, reach_of
from shop.tally.queries.scopes import Scope

SUPPLIER, ORGANISATION = Supplier.__table__.c, Organisation.__table__.c


@dataclass(slots=True)
class Group:
    """A row: a part of the scope, so many suppliers and whom they link.

    ``key`` is a node's id, a mechanism or a code.
    """

    key: Any
    name: str
    name_english: str
    suppliers: int
    linked: Linked = field(default_factory=Linked)
    told: Told = Told.WHOLE

    def named(self, language: str) -> str:
        if isinstance(self.key, Mechanism):
            return str(self.key.label)
        return self.name if language == "zh" else self.name_english


class Jobs(NamedTuple):
    """A workshop with its newest statement of jobs; without one there are no figures."""

    id: int
    name: str
    name_english: str
    slug: str
    as_of: date | None = None
    jobs: int | None = None
    linked: int | None = None

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Reached:
    """Everything that the page shows. ``whole`` is told like a group of its own."""

    day: date
    reach: Reach
    whole: Group
    parts: Sequence[Group] = ()
    mechanisms: Sequence[Group] = ()
    counties: Sequence[Group] = ()
    townships: Sequence[Group] = ()
    workshops: Sequence[Jobs] = ()


@dataclass(slots=True)
class _Seller:
    id: int
    name: str
    name_english: str
    slug: str
    kind: SupplierKind
    county: tuple[str, str, str]
    ways: frozenset[Mechanism] = field(default_factory=frozenset)


def reached_in(scope: Scope, scheme_id: int | None = None, *, sees_rosters: bool = False) -> Reached:
    """Whom a scope reaches in its year, by its end or by today. Six statements beside the scope's own."""
    day, bought = reach_day(scope), bought_from(scope, scheme_id)
    sellers = _sellers(_sold(bought), day)
    groups = _parts(scope, bought), _by_mechanism(sellers.values()), _by_county(sellers.values())
    everything = [(one, ids) for rows in groups for one, ids in rows]
    members = [(at, supplier) for at, (_one, ids) in enumerate(everything) for supplier in ids]
    found = linked_by_group(members, day)
    for at, (one, _ids) in enumerate(everything):
        one.linked = found.get(at, Linked())
    parts, mechanisms, counties = ([one for one, _ids in rows] for rows in groups)
    townships = _townships(sellers, day)
    for rows in (parts, mechanisms, counties, townships):
        for row, how in zip(rows, told([row.linked for row in rows], sees_rosters=sees_rosters), strict=True):
            row.told = how
    reach = reach_of(scope, scheme_id)
    whole = Group(None, "", "", reach.suppliers, reach.linked)
    whole.told = told([reach.linked], sees_rosters=sees_rosters)[0]
    return Reached(
        day,
        reach,
        whole,
        parts,
        mechanisms,
        counties,
        townships,
        _workshops(sellers.values(), day, sees_rosters=sees_rosters),
    )


Rows = list[tuple[Group, set[int]]]


def _sold(bought: Iterable[tuple[int, int, Money]]) -> set[int]:
    """The suppliers of whom something counts in all that was bought."""
    sums: dict[int, Money] = defaultdict(Money)
    for _unit, supplier, amount in bought:
        sums[supplier] += amount
    return {supplier for supplier, amount in sums.items() if amount > Money(0)}


def _parts(scope: Scope, bought: Sequence[tuple[int, int, Money]]) -> Rows:
    """Those directly below the scope, each with the suppliers it bought from."""
    if scope.county_code is not None or not scope.rows:
        return []
    rows: Rows = []
    for node_id in scope.rows:
        node, below = scope.branch.nodes[node_id], set(scope.branch.below(node_id))
        ids = _sold(one for one in bought if one[0] in below)
        rows.append((Group(node_id, node.name, node.name_english, len(ids)), ids))
    return rows


def _by_mechanism(sellers: Iterable[_Seller]) -> Rows:
    by: dict[Mechanism, set[int]] = defaultdict(set)
    for seller in sellers:
        for way in seller.ways:
            by[way].add(seller.id)
    return [(Group(way, "", "", len(by[way])), by[way]) for way in Mechanism if by[way]]


def _by_county(sellers: Iterable[_Seller]) -> Rows:
    by: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for seller in sellers:
        by[seller.county].add(seller.id)
    return [(Group(*county, len(ids)), ids) for county, ids in sorted(by.items())]


def _townships(sellers: Mapping[int, _Seller], day: date) -> list[Group]:
    """Where the linked households live; how many suppliers link them is not asked."""
    return [
        Group(town.code if town else "", town.name if town else "", town.name_english if town else "", 0, linked)
        for town, linked in linked_by_township(sellers, day)
    ]


def _workshops(sellers: Iterable[_Seller], day: date, *, sees_rosters: bool) -> list[Jobs]:
    workshops = sorted((one for one in sellers if one.kind is SupplierKind.WORKSHOP), key=lambda one: one.id)
    stated = newest_jobs([one.id for one in workshops], day)
    rows = []
    for one in workshops:
        said = stated.get(one.id)
        linked = None if said is None or (few(said.linked) and not sees_rosters) else said.linked
        figures = (said.as_of, said.jobs, linked) if said else (None, None, None)
        rows.append(Jobs(one.id, one.name, one.name_english, one.slug, *figures))
    return rows


def _sellers(ids: set[int], day: date) -> dict[int, _Seller]:
    """Suppliers by id with their county and the ways that they state. One statement, or none."""
    if not ids:
        return {}
    later = aliased(BenefitRecord)
    newest = (
        select(func.max(later.as_of))
        .where(later.supplier_id == SUPPLIER.id, later.as_of <= day, later.source == BenefitSource.STATED)
        .scalar_subquery()
    )
    record = (
        (BenefitRecord.supplier_id == SUPPLIER.id)
        & (BenefitRecord.source == BenefitSource.STATED)
        & (BenefitRecord.as_of == newest)
    )
    asked = (
        select(
            SUPPLIER.id,
            ORGANISATION.name,
            ORGANISATION.name_english,
            ORGANISATION.slug,
            SUPPLIER.supplier_kind,
            County.code,
            County.name,
            County.name_english,
            BenefitRecord.mechanism,
            BenefitRecord.mechanism_english,
        )
        .join_from(Supplier.__table__, Organisation.__table__, ORGANISATION.id == SUPPLIER.id)
        .join(County, County.code == SUPPLIER.county_code)
        .outerjoin(BenefitRecord, record)
        .where(SUPPLIER.id.in_(sorted(ids)))
    )
    return {
        number: _Seller(number, name, english, slug, kind, (code, county, county_en), mechanisms_in(*said))
        for number, name, english, slug, kind, code, county, county_en, *words in db.session.execute(asked)
        for said in [[word for word in words if word]]
    }
