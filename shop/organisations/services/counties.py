"""Counties, their offices, and the dated facts about them: aid status and pairing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import CountyStandingChanged
from shop.organisations.models import AidStatus, County, CountyOffice, Pairing, Township
from shop.organisations.models.counties import DatedFact
from shop.organisations.policies import may_state_county_facts
from shop.organisations.services.naming import Names, christen, text_of
from shop.organisations.services.units import the_cluster

LONGEST_NAME = 60
LONGEST_ENGLISH_NAME = 80

Fact = TypeVar("Fact", AidStatus, Pairing)


def enter_county(
    code: str,
    *,
    name: str,
    name_english: str,
    prefecture: str,
    prefecture_english: str,
    hall: str,
    about: str = "",
    about_english: str = "",
    by: Actor | None,
) -> County:
    """A county under its GB/T 2260 code; ``hall`` groups the counties that are shown together."""
    if not re.fullmatch(r"[1-9]\d{5}", code, re.ASCII):
        raise Refused(_l("A county's code has six digits."), field="code")
    if db.session.get(County, code) is not None:
        raise Refused(_l("This county is entered already."), field="code")
    county = County(
        code=code,
        name=text_of(name, LONGEST_NAME, field="name"),
        name_english=text_of(name_english, LONGEST_ENGLISH_NAME, field="name_english"),
        prefecture=prefecture,
        prefecture_english=prefecture_english,
        hall=hall,
        about=about,
        about_english=about_english,
    )
    db.session.add(county)
    db.session.flush()
    record(by, "county.entered", "county", int(code), name=county.name)
    return county


def enter_township(code: str, *, name: str, name_english: str, by: Actor | None) -> Township:
    """A town or township under its nine-digit code, the first six of which are its county's."""
    if not re.fullmatch(r"[1-9]\d{8}", code, re.ASCII):
        raise Refused(_l("A township's code has nine digits."), field="code")
    county = the_county(code[:6])
    township = Township(
        code=code,
        county_code=county.code,
        name=text_of(name, LONGEST_NAME, field="name"),
        name_english=text_of(name_english, LONGEST_ENGLISH_NAME, field="name_english"),
    )
    db.session.add(township)
    db.session.flush()
    record(by, "county.township_entered", "county", int(county.code), name=township.name)
    return township


def open_county_office(
    county_code: str, names: Names, *, credit_code: str | None = None, by: Actor | None
) -> CountyOffice:
    """The office of a county that recommends suppliers and certifies products."""
    county = the_county(county_code)
    office = christen(CountyOffice(county_code=county.code), names, credit_code)
    db.session.flush()
    record(by, "county.office_opened", "county", int(county.code), name=office.name)
    return office


def recognise_aid(county_code: str, *, valid_from: date, valid_to: date | None = None, by: Actor | None) -> AidStatus:
    """A county is an aided one in a span of days: in force once a second person has approved it (`approve_fact`).

    Nobody (``by=None``) states it while the shop is set up, and then it holds at once.
    """
    _check_authority(by)
    county = the_county(county_code)
    status = _proposed(AidStatus(county_code=county.code), valid_from, valid_to, by)
    record(by, "county.aid_proposed" if by else "county.aid_recognised", "county", int(county.code), **_told(status))
    return status


def pair(
    cluster_id: int,
    county_code: str,
    *,
    valid_from: date,
    valid_to: date | None = None,
    remark: str = "",
    remark_english: str = "",
    by: Actor | None,
) -> Pairing:
    """A cluster and a county are paired in a span of days: approved and set up as in `recognise_aid`."""
    _check_authority(by)
    county, cluster = the_county(county_code), the_cluster(cluster_id)
    pairing = Pairing(cluster_id=cluster.id, county_code=county.code, remark=remark, remark_english=remark_english)
    _proposed(pairing, valid_from, valid_to, by)
    action = "county.pairing_proposed" if by else "county.paired"
    record(by, action, "county", int(county.code), cluster_id=cluster.id, **_told(pairing))
    return pairing


def approve_fact(fact: AidStatus | Pairing, *, by: Actor) -> None:
    """A second person approves, and from now on the fact decides figures within its days (DOMAIN rule 10)."""
    _check_authority(by)
    if fact.approved_at is not None:
        raise Refused(_l("This is approved already."))
    if fact.proposed_by_id == by.person_id:
        raise Refused(_l("Who proposed this cannot approve it: a second person must."))
    fact.approved_by_id, fact.approved_at = by.person_id, clock.now()
    db.session.flush()
    paired = isinstance(fact, Pairing)
    record(
        by,
        "county.paired" if paired else "county.aid_recognised",
        "county",
        int(fact.county_code),
        cluster_id=fact.cluster_id if isinstance(fact, Pairing) else None,
        **_told(fact),
    )
    publish(CountyStandingChanged(fact.county_code))


def _check_authority(by: Actor | None) -> None:
    if by is not None and not may_state_county_facts(by):
        raise NotYours


def the_county(code: str) -> County:
    """A county that is entered; raises ``NotYours`` for any other."""
    county = db.session.get(County, code)
    if county is None:
        raise NotYours
    return county


def _proposed(fact: Fact, valid_from: date, valid_to: date | None, by: Actor | None) -> Fact:
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("It ends before it begins."), field="valid_to")
    fact.valid_from, fact.valid_to = valid_from, valid_to
    fact.proposed_by_id, fact.proposed_at = (by.person_id if by else None), clock.now()
    fact.approved_at = None if by else clock.now()
    db.session.add(fact)
    db.session.flush()
    if fact.approved_at is not None:
        publish(CountyStandingChanged(fact.county_code))
    return fact


def _told(fact: DatedFact) -> dict[str, Any]:
    return {
        "valid_from": fact.valid_from.isoformat(),
        "valid_to": fact.valid_to.isoformat() if fact.valid_to else None,
    }
