"""Counties, their offices, and the dated facts about them: aid status and pairing."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum, auto
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.days import for_the_reader
from shop.kernel.events import publish
from shop.kernel.questions import FirstOpenDay, ask
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import CountyStandingChanged
from shop.organisations.models import AidStatus, County, CountyOffice, Pairing, Township
from shop.organisations.policies import Fact, may_approve, may_propose
from shop.organisations.services import facts
from shop.organisations.services.naming import Names, christen, text_of
from shop.organisations.services.units import the_cluster

LONGEST_NAME = 60
LONGEST_ENGLISH_NAME = 80

Standing = TypeVar("Standing", AidStatus, Pairing)


class Step(Enum):
    """What becomes of a fact about a county."""

    PROPOSED = auto()
    FOUNDED = auto()
    APPROVED = auto()
    WITHDRAWN = auto()
    END_PROPOSED = auto()
    ENDED = auto()
    END_WITHDRAWN = auto()


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
        raise Refused(_l("This county is already registered."), field="code")
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

    Nobody (``by=None``) states it while the shop is set up: a founding fact, which holds at once.
    """
    return _proposed(AidStatus(county_code=the_county(county_code).code), valid_from, valid_to, by)


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
    county, cluster = the_county(county_code), the_cluster(cluster_id)
    pairing = Pairing(
        cluster_id=cluster.id, county_code=county.code, remark=remark[:200], remark_english=remark_english[:200]
    )
    return _proposed(pairing, valid_from, valid_to, by)


def approve_fact(fact: AidStatus | Pairing, *, by: Actor) -> None:
    """A second person approves, and from now on the fact decides figures within its days (DOMAIN rule 10)."""
    _require_approver(fact, by)
    _refuse_locked(fact, fact.valid_from)
    facts.approve(fact, by=by)
    _tell(fact, Step.APPROVED, by)


def end_fact(fact: AidStatus | Pairing, last: date, *, by: Actor) -> None:
    """The fact is to hold until a day and no longer: in force once a second person has approved it (`approve_end`)."""
    _require_proposer(fact, by)
    facts.propose_end(fact, last, by=by)
    _tell(fact, Step.END_PROPOSED, by)


def approve_end(fact: AidStatus | Pairing, *, by: Actor) -> None:
    """A second person approves the end, and after its day the fact decides no figures any more."""
    _require_approver(fact, by)
    facts.approve_end(fact, by=by)
    _tell(fact, Step.ENDED, by)


def withdraw_proposal(fact: AidStatus | Pairing, *, by: Actor) -> None:
    """What waits for a second person is proposed no more. Whoever may propose or approve it may take it back."""
    if not may_propose_of(fact, by) and not may_approve_of(fact, by):
        raise NotYours
    step = Step.END_WITHDRAWN if fact.end_is_proposed else Step.WITHDRAWN
    facts.withdraw(fact)
    _tell(fact, step, by)


def the_county(code: str) -> County:
    """A county that is entered; raises ``NotYours`` for any other."""
    county = db.session.get(County, code)
    if county is None:
        raise NotYours
    return county


def _proposed(fact: Standing, valid_from: date, valid_to: date | None, by: Actor | None) -> Standing:
    if by is not None:
        _require_proposer(fact, by)
        _refuse_locked(fact, valid_from)
        _refuse_twice(fact)
    facts.propose(fact, valid_from, valid_to, by=by)
    _tell(fact, Step.PROPOSED if by else Step.FOUNDED, by)
    return fact


def _refuse_twice(fact: AidStatus | Pairing) -> None:
    """One proposal of a kind waits at a time, so that the same form sent twice proposes once."""
    kind = type(fact)
    waiting = select(kind.id).where(kind.county_code == fact.county_code, kind.approved_at.is_(None))
    if isinstance(fact, Pairing):
        waiting = waiting.where(Pairing.cluster_id == fact.cluster_id)
    if db.session.execute(waiting.limit(1)).first():
        raise Refused(_l("This has already been proposed: a second person must approve it, or it must be withdrawn."))


def _refuse_locked(fact: AidStatus | Pairing, valid_from: date) -> None:
    """A fact that decides figures takes effect in no month whose book is locked; of an aided county, nobody's."""
    first = ask(FirstOpenDay(fact.cluster_id if isinstance(fact, Pairing) else None))
    if first is not None and valid_from < first:
        raise Refused(
            _l(
                "The book is locked for the months before %(day)s: this cannot take effect earlier.",
                day=for_the_reader(first),
            ),
            field="since",
        )


def may_propose_of(fact: AidStatus | Pairing, by: Actor) -> bool:
    """Whether somebody may propose such a fact, or its end."""
    if isinstance(fact, Pairing):
        return may_propose(by, Fact.PAIRING, county_code=fact.county_code, cluster_id=fact.cluster_id)
    return may_propose(by, Fact.AID, county_code=fact.county_code)


def may_approve_of(fact: AidStatus | Pairing, by: Actor) -> bool:
    """Whether somebody may approve it, unless it was they who proposed it."""
    if isinstance(fact, Pairing):
        return may_approve(by, Fact.PAIRING, cluster_id=fact.cluster_id)
    return may_approve(by, Fact.AID)


def _require_proposer(fact: AidStatus | Pairing, by: Actor) -> None:
    if not may_propose_of(fact, by):
        raise NotYours


def _require_approver(fact: AidStatus | Pairing, by: Actor) -> None:
    if not may_approve_of(fact, by):
        raise NotYours


ACTIONS = {
    Step.PROPOSED: ("county.aid_proposed", "county.pairing_proposed"),
    Step.FOUNDED: ("county.aid_recognised", "county.paired"),
    Step.APPROVED: ("county.aid_recognised", "county.paired"),
    Step.WITHDRAWN: ("county.aid_withdrawn", "county.pairing_withdrawn"),
    Step.END_PROPOSED: ("county.aid_end_proposed", "county.pairing_end_proposed"),
    Step.ENDED: ("county.aid_ended", "county.pairing_ended"),
    Step.END_WITHDRAWN: ("county.aid_end_withdrawn", "county.pairing_end_withdrawn"),
}
"""What the trail calls a step, of aid status and of a pairing."""


def _tell(fact: AidStatus | Pairing, step: Step, by: Actor | None) -> None:
    paired = isinstance(fact, Pairing)
    told = facts.days_of(fact)
    if step in (Step.END_PROPOSED, Step.ENDED):
        told["valid_to"] = fact.ends_on.isoformat() if fact.ends_on else None
    cluster_id = fact.cluster_id if isinstance(fact, Pairing) else None
    record(by, ACTIONS[step][paired], "county", int(fact.county_code), cluster_id=cluster_id, **told)
    if step in (Step.FOUNDED, Step.APPROVED, Step.ENDED):
        publish(CountyStandingChanged(fact.county_code))
