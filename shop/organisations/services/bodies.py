"""Schools, hospitals and villages of the aided side are entered, one by one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import AidedBody, County, Township
from shop.organisations.policies import may_enter_body
from shop.organisations.queries.coverage import counties_paired
from shop.organisations.services.counties import the_county
from shop.organisations.services.naming import in_latin, text_of
from shop.organisations.words_pairs import BodyKind

LONGEST_NAME, LONGEST_ENGLISH = 80, 120


@dataclass(frozen=True, slots=True)
class Entered:
    """What is said of a body; without an English name English pages show the pinyin."""

    kind: BodyKind
    name: str
    county_code: str
    township_code: str | None = None
    name_english: str = ""


def enter_body(said: Entered, *, by: Actor | None) -> AidedBody:
    """A body of a county is registered. Raises ``Refused`` for one that is registered already, ``NotYours``."""
    require_enterer(said.county_code, by)
    county = _held(said.county_code)
    body = _made(said, county, by)
    if _there(said, body.name):
        raise Refused(_l("This is registered already, of the same kind and in the same county."), field="name")
    db.session.add(body)
    db.session.flush()
    record(by, "aided_body.entered", "aided_body", body.id, name=body.name, kind=body.kind.value)
    return body


def enter_bodies(rows: Sequence[Entered], *, by: Actor) -> int:
    """All of them, or none: those that are registered already are passed over. Returns how many are new."""
    new = 0
    for code in sorted({row.county_code for row in rows}):
        require_enterer(code, by)
        _held(code)
    known = known_names({row.county_code for row in rows})
    for row in rows:
        body = _made(row, db.session.get_one(County, row.county_code), by)
        if (row.county_code, row.kind, body.name) in known:
            continue
        known.add((row.county_code, row.kind, body.name))
        db.session.add(body)
        new += 1
    db.session.flush()
    for code in sorted({row.county_code for row in rows}) if new else ():
        record(by, "aided_body.sheet_entered", "county", int(code), count=new)
    return new


def require_enterer(county_code: str, by: Actor | None) -> None:
    """Raises ``NotYours`` for a county that is none of the actor's: an official's cluster is paired with it today."""
    if by is None:
        return
    if not may_enter_body(by, county_code):
        raise NotYours
    if by.is_official:
        paired = counties_paired(by.cluster_id, clock.today()).where(County.code == county_code)
        asked = select(County.code).where(County.code == county_code, County.code.in_(paired))
        if db.session.execute(asked).first() is None:
            raise NotYours


def known_names(counties: set[str]) -> set[tuple[str, BodyKind, str]]:
    """What is registered of these counties: county, kind and name. One statement."""
    asked = select(AidedBody.county_code, AidedBody.kind, AidedBody.name)
    rows = db.session.execute(asked.where(AidedBody.county_code.in_(sorted(counties))))
    return {(code, kind, name) for code, kind, name in rows}


def _held(code: str) -> County:
    """The county, held until the transaction ends, so that two who enter the same enter it once."""
    county = the_county(code)
    db.session.refresh(county, with_for_update=True)
    return county


def _made(said: Entered, county: County, by: Actor | None) -> AidedBody:
    name = text_of(said.name, LONGEST_NAME, field="name")
    english = said.name_english.strip()
    if len(english) > LONGEST_ENGLISH:
        raise Refused(
            _l("This is too long: at most %(count)d characters.", count=LONGEST_ENGLISH), field="name_english"
        )
    if said.township_code is not None:
        township = db.session.get(Township, said.township_code)
        if township is None or township.county_code != county.code:
            raise Refused(_l("This township does not belong to the county."), field="township")
    return AidedBody(
        kind=said.kind,
        name=name,
        name_english=english or in_latin(name)[:LONGEST_ENGLISH],
        county_code=county.code,
        township_code=said.township_code,
        entered_by_id=by.person_id if by else None,
        entered_by_name=by.person_name if by else "",
        entered_at=clock.now(),
    )


def _there(said: Entered, name: str) -> bool:
    asked = select(AidedBody.id).where(
        AidedBody.county_code == said.county_code, AidedBody.kind == said.kind, AidedBody.name == name
    )
    return db.session.execute(asked).first() is not None
