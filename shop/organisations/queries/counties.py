"""Counties, and their standing on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    String,
    bindparam,
    literal,
    or_,
    select,
    union_all,
)

from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.organisations.models import AidStatus, County, Pairing, Township
from shop.organisations.models.counties import DatedFact


@dataclass(frozen=True, slots=True)
class CountyStanding:
    """A county on a day: whether it is an aided one, and whether it is paired with the cluster asked about."""

    aided: bool = False
    paired: bool = False


def county_by_code(code: str) -> County:
    """The county with this GB/T 2260 code; raises ``NotYours``."""
    found = db.session.get(County, code)
    if found is None:
        raise NotYours
    return found


def townships_in(county_code: str) -> Sequence[Township]:
    """The townships of a county, by code. One statement."""
    asked = select(Township).where(Township.county_code == county_code).order_by(Township.code)
    return db.session.execute(asked).scalars().all()


def pairing_facts(cluster_id: int, county_codes: Collection[str], on: date) -> dict[str, CountyStanding]:
    """The standing of each county on a day, by code; only approved facts are facts. One query."""
    if not county_codes:
        return {}
    codes = sorted(set(county_codes))
    asked = {"codes": codes, "cluster_id": cluster_id, "day": on}
    facts = {(fact, code) for fact, code in db.session.execute(_standing(), asked)}
    return {code: CountyStanding(("aided", code) in facts, ("paired", code) in facts) for code in codes}


@cache
def _standing() -> CompoundSelect[str, str]:
    codes = bindparam("codes", expanding=True, type_=String)
    day = bindparam("day", type_=Date)
    aided = select(literal("aided").label("fact"), AidStatus.county_code).where(
        AidStatus.county_code.in_(codes), in_force(AidStatus, day)
    )
    paired = select(literal("paired").label("fact"), Pairing.county_code).where(
        Pairing.cluster_id == bindparam("cluster_id"), Pairing.county_code.in_(codes), in_force(Pairing, day)
    )
    return union_all(aided, paired)


def in_force(facts: type[DatedFact], on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition under which a dated fact is approved and valid on a day."""
    begun, ended = facts.valid_from <= on, facts.valid_to < on
    return facts.approved_at.is_not(None) & begun & or_(facts.valid_to.is_(None), ~ended)
