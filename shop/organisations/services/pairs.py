"""A unit of the donor side and a body of the aided side are paired: proposed by one person, decided by another.

Whoever proposes or decides holds the body's row first, then the pairing's: two proposals of one pair become one.
"""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from shop.audit.services import record
from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import PairMoved
from shop.organisations.models import AidedBody, BodyPair, County, Unit
from shop.organisations.pair_life import MOVES, PARTNERS, Hand, PairStep, after, steps_from
from shop.organisations.policies import may_decide_pair, may_propose_pair
from shop.organisations.queries.coverage import counties_paired
from shop.organisations.queries.units import units_in_scope
from shop.organisations.services.naming import text_of
from shop.organisations.words import UnitLevel
from shop.organisations.words_pairs import PairState

LONGEST_REASON = 300
ENDINGS = (PairStep.END, PairStep.APPROVE_END)
"""Steps that the trail tells with the last day, and not with the first."""
OPEN = (PairState.PROPOSED, PairState.PAIRED, PairState.ENDING)


def check_pair(body: AidedBody, unit: Unit, since: date, *, by: Actor) -> None:
    """Whether it can be proposed at all, to be asked before its file is read. Raises ``NotYours`` and ``Refused``."""
    if not may_propose_of(body, unit, by):
        raise NotYours
    if unit.level is not UnitLevel.LEAF or unit.unit_kind not in PARTNERS[body.kind]:
        raise Refused(_l("This unit is not of the kind that is paired here."), field="unit")
    if unit.merged_on is not None and unit.merged_on <= since:
        raise Refused(_l("This unit has been merged into another."), field="unit")
    if since > clock.today():
        raise Refused(_l("A pairing begins on a day that has come."), field="since")
    paired = select(County.code).where(
        County.code == body.county_code, County.code.in_(counties_paired(unit.cluster_id, since))
    )
    if db.session.execute(paired).first() is None:
        raise Refused(_l("The cluster of the unit was not paired with this county on that day."), field="since")


def propose_pair(body: AidedBody, unit: Unit, since: date, remark: str, evidence: StoredFile, *, by: Actor) -> BodyPair:
    """A unit and a body are to be paired from a day on, as the paper shows; it waits for a second person."""
    check_pair(body, unit, since, by=by)
    db.session.refresh(body, with_for_update=True)
    _refuse_twice(body, unit, since)
    if len(remark.strip()) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(count)d characters.", count=LONGEST_REASON), field="remark")
    pair = BodyPair(
        unit_id=unit.id,
        body_id=body.id,
        state=PairState.PROPOSED,
        valid_from=since,
        remark=remark.strip(),
        file_id=evidence.id,
        file_name=evidence.file_name,
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
    )
    db.session.add(pair)
    db.session.flush()
    _tell(pair, body, unit, "proposed", "", by)
    return pair


def take_pair_step(
    pair: BodyPair, step: PairStep, *, reason: str = "", on: date | None = None, seen: str | None = None, by: Actor
) -> None:
    """One of the steps of ``MOVES`` is taken. Raises ``NotYours``, and ``Refused`` where it is not possible.

    ``seen`` is the last day that is proposed on the page which this was sent from: another one is not approved unread.
    """
    body = db.session.get_one(AidedBody, pair.body_id)
    db.session.refresh(body, with_for_update=True)
    db.session.refresh(pair, with_for_update=True)
    unit = db.session.get_one(Unit, pair.unit_id)
    _require_hand(pair, body, unit, step, by)
    end = after(step, pair.state)
    if step is PairStep.APPROVE_END and seen is not None and seen != proposed_end(pair):
        raise Refused(_l("Another last day was proposed since you opened this. Please look at it again."))
    if MOVES[step].by is Hand.SECOND and by.person_id == first_of(pair):
        raise Refused(_l("The person who proposed this cannot decide it: a second person must."))
    said = text_of(reason, LONGEST_REASON, field="reason") if MOVES[step].with_reason else ""
    if step is PairStep.END:
        pair.ends_on = _last_day(pair, on)
        pair.end_proposed_by_id, pair.end_proposed_at = by.person_id, clock.now()
        pair.end_approved_by_id = pair.end_approved_at = None
    _write(pair, step, said, by)
    pair.state = end
    db.session.flush()
    _tell(pair, body, unit, step.value, said, by)


def proposed_end(pair: BodyPair) -> str:
    """The last day that waits for a second person, as a page says it; nothing if none does."""
    return pair.ends_on.isoformat() if pair.ends_on is not None else ""


def first_of(pair: BodyPair) -> int | None:
    """Who proposed what waits: the pairing, or its end."""
    return pair.end_proposed_by_id if pair.state is PairState.ENDING else pair.proposed_by_id


def may_propose_of(body: AidedBody, unit: Unit, by: Actor) -> bool:
    """Whether somebody may propose such a pairing, or its end: an official of units in their own branch."""
    if not may_propose_pair(by, unit.cluster_id, body.county_code):
        return False
    if not by.is_official:
        return True
    seen = select(Unit.id).where(Unit.id == unit.id, Unit.id.in_(units_in_scope(by)))
    return db.session.execute(seen).first() is not None


def possible(pair: BodyPair, body: AidedBody, unit: Unit, by: Actor) -> list[PairStep]:
    """The steps that somebody may take now."""
    return steps_from(
        pair.state,
        proposes=may_propose_of(body, unit, by),
        decides=may_decide_pair(by, unit.cluster_id),
        first=by.person_id == first_of(pair),
    )


def _require_hand(pair: BodyPair, body: AidedBody, unit: Unit, step: PairStep, by: Actor) -> None:
    proposes, decides = may_propose_of(body, unit, by), may_decide_pair(by, unit.cluster_id)
    hand = MOVES[step].by
    if not {Hand.PROPOSER: proposes, Hand.SECOND: decides, Hand.EITHER: proposes or decides}[hand]:
        raise NotYours


def _write(pair: BodyPair, step: PairStep, reason: str, by: Actor) -> None:
    if step is PairStep.APPROVE:
        pair.approved_by_id, pair.approved_at = by.person_id, clock.now()
    elif step is PairStep.APPROVE_END:
        pair.end_approved_by_id, pair.end_approved_at, pair.valid_to = by.person_id, clock.now(), pair.ends_on
    elif step is PairStep.KEEP:
        pair.ends_on = pair.end_proposed_by_id = pair.end_proposed_at = None
    elif step is PairStep.REFUSE:
        pair.answer = reason


def _last_day(pair: BodyPair, on: date | None) -> date:
    if on is None:
        raise Refused(_l("Please enter the day."), field="on")
    if on < pair.valid_from:
        raise Refused(_l("The last day is before the first day."), field="on")
    if pair.valid_to is not None:
        raise Refused(_l("This pairing has an end already."), field="on")
    return on


def _refuse_twice(body: AidedBody, unit: Unit, since: date) -> None:
    asked = select(BodyPair.state).where(
        BodyPair.body_id == body.id,
        BodyPair.unit_id == unit.id,
        BodyPair.state.in_(OPEN),
        or_(BodyPair.valid_to.is_(None), BodyPair.valid_to >= since),
    )
    found = db.session.execute(asked.limit(1)).scalar_one_or_none()
    if found is PairState.PROPOSED:
        raise Refused(_l("This has already been proposed: a second person must approve it, or it must be withdrawn."))
    if found is not None:
        raise Refused(_l("These two are paired on that day already."), field="unit")


def _tell(pair: BodyPair, body: AidedBody, unit: Unit, what: str, reason: str, by: Actor) -> None:
    day = pair.ends_on if what in ENDINGS and pair.ends_on is not None else pair.valid_from
    particulars = {"name": unit.name, "day": day.isoformat()} | ({"reason": reason} if reason else {})
    record(by, f"pair.{what}", "aided_body", body.id, cluster_id=unit.cluster_id, **particulars)
    publish(PairMoved(pair.id, body.name, body.county_code, unit.id, unit.name, unit.cluster_id, what, reason))
