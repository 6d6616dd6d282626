"""What organisations are called: for pages that name many of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from shop.extensions import db
from shop.kernel.questions import NamesIn
from shop.organisations.models import CountyOffice, Operator, Organisation, Unit

OFFICE, UNIT = CountyOffice.__table__, Unit.__table__


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """An organisation's two names, its place in addresses, and its unified social credit code."""

    id: int
    name: str
    name_english: str
    slug: str
    credit_code: str | None = None

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


def names_of(organisation_ids: Iterable[int]) -> dict[int, OrganisationName]:
    """The names of organisations by id; one query, and none for nobody."""
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return {}
    table = Organisation.__table__
    columns = (table.c.id, table.c.name, table.c.name_english, table.c.slug, table.c.credit_code)
    asked = select(*columns).where(table.c.id.in_(wanted))
    return {row.id: OrganisationName(*row) for row in db.session.execute(asked)}


def known_names(named: Iterable[OrganisationName], language: str) -> dict[str, str]:
    """Names that a page has already, in a language by registered name."""
    return {name.name: name.named(language) for name in named}


def offices_of(county_code: str) -> Sequence[int]:
    """The ids of a county's offices. One statement."""
    return db.session.execute(select(OFFICE.c.id).where(OFFICE.c.county_code == county_code)).scalars().all()


def leading_offices_of(cluster_id: int | None) -> Sequence[int]:
    """The ids of the cluster itself and of the town that leads it. One statement."""
    leads = or_(UNIT.c.id == cluster_id, UNIT.c.leads)
    asked = select(UNIT.c.id).where(UNIT.c.cluster_id == cluster_id, leads).order_by(UNIT.c.id)
    return db.session.execute(asked).scalars().all()


def operators() -> Sequence[int]:
    """The ids of whoever runs the marketplace. One statement."""
    return db.session.execute(select(Operator.__table__.c.id)).scalars().all()


def names_in(language: str, registered: Iterable[str]) -> dict[str, str]:
    """The names in a language by registered name, for papers that keep the registered one. No query for Chinese."""
    wanted = sorted(set(registered))
    if language == "zh" or not wanted:
        return dict(zip(wanted, wanted, strict=True))
    table = Organisation.__table__
    rows = db.session.execute(select(table.c.name, table.c.name_english).where(table.c.name.in_(wanted)))
    return {row.name: row.name_english for row in rows}


def answer_names_in(question: NamesIn) -> dict[str, str]:
    """What organisations are called in a language, for rooms below this one."""
    return names_in(question.language, question.registered)
