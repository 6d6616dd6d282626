"""Taking a filing through its life: each step a row of its own, told to whom it concerns (`shop.tally.filing`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Organisation
from shop.organisations.queries import unit_path
from shop.tally.filing import BY_ANOTHER, LONGEST_REASON, MOVES, FilingKind, FilingState, Step, after
from shop.tally.models import BaseFiling, FilingStep, TargetProposal, TargetSplit
from shop.tally.policies import sides_of

Filing = TargetProposal | BaseFiling | TargetSplit
TABLES: dict[FilingKind, Any] = {
    FilingKind.TARGET: TargetProposal,
    FilingKind.BASE: BaseFiling,
    FilingKind.SPLIT: TargetSplit,
}


def kind_of(filing: Filing) -> FilingKind:
    """What is filed."""
    return next(kind for kind, table in TABLES.items() if isinstance(filing, table))


def filed(filing: Filing, follows: Filing | None, *, by: Actor) -> None:
    """A filing is new; the returned one that it ``follows`` is replaced by it. Those who approve it are told."""
    if follows is not None:
        if _what(follows) != _what(filing):
            raise NotYours
        take(follows, Step.FILE_ANEW, by=by)
        filing.follows_id = follows.id
    db.session.add(filing)
    db.session.flush()
    _write(filing, 1, FilingState.FILED, "", by)
    path = unit_path(filing.unit_id, filing.year)
    kind = kind_of(filing)
    superior = path[-1] if kind is FilingKind.SPLIT else path[-2] if len(path) > 1 else path[-1]
    _tell(superior, f"filing_{kind.value}_waits", filing, role=Role.OFFICIAL)


def _what(filing: Filing) -> tuple[Any, ...]:
    """Of what it is: one of another unit, year or scheme is no other version of it; base figures are of all schemes."""
    return (type(filing), filing.unit_id, filing.year, getattr(filing, "scheme_id", None))


def take(filing: Filing, step: Step, *, by: Actor, reason: str = "") -> FilingState:
    """A step is taken by somebody whose it is; two at once wait for each other, and the later one is refused.

    Whoever has no part in it does not see it (``NotYours``); what cannot be done from where it stands is ``Refused``.
    """
    kind, path = kind_of(filing), unit_path(filing.unit_id, filing.year)
    sides = sides_of(by, kind, path)
    if not sides:
        raise NotYours
    table = TABLES[kind]
    db.session.execute(locked(select(table.id).where(table.id == filing.id)))
    stands = steps_of(filing)[-1]
    if MOVES[step].by not in sides:
        raise NotYours
    state = after(step, stands.state, sides)
    if step in BY_ANOTHER and filing.author_id == by.person_id:
        raise Refused(_l("A target must be approved by somebody other than the person who filed it."))
    _write(filing, stands.n + 1, state, reason, by)
    return state


def return_filing(filing: Filing, reason: str, *, by: Actor) -> None:
    """Those who decide give it back and say why; it can be filed again."""
    given = reason.strip()
    if not given:
        raise Refused(_l("Please say what has to be different, so that it can be filed again."), field="reason")
    if len(given) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field="reason")
    take(filing, Step.RETURN, by=by, reason=given)
    _record(filing, "returned", by, reason=given)
    _tell(filing.unit_id, f"filing_{kind_of(filing).value}_returned", filing, reason=given)


def withdraw_filing(filing: Filing, *, by: Actor) -> None:
    """Those who filed it take it back before it is decided."""
    take(filing, Step.WITHDRAW, by=by)
    _record(filing, "withdrawn", by)


def steps_of(filing: Filing) -> Sequence[FilingStep]:
    """The steps that a filing has taken, the first one first."""
    mine = (FilingStep.kind == kind_of(filing), FilingStep.subject_id == filing.id)
    return db.session.execute(select(FilingStep).where(*mine).order_by(FilingStep.n)).scalars().all()


def _write(filing: Filing, n: int, state: FilingState, reason: str, by: Actor) -> None:
    step = FilingStep(
        cluster_id=filing.cluster_id,
        kind=kind_of(filing),
        subject_id=filing.id,
        n=n,
        state=state,
        reason=reason,
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(step)
    db.session.flush()


def _record(filing: Filing, what: str, by: Actor, **said: Any) -> None:
    action = f"unit.{kind_of(filing).value}_{what}"
    record(by, action, "unit", filing.unit_id, cluster_id=filing.cluster_id, year=filing.year, **said)


def _tell(organisation_id: int, kind: str, filing: Filing, *, role: Role | None = None, **said: Any) -> None:
    organisation = Organisation.__table__.c
    name = db.session.execute(select(organisation.name).where(organisation.id == filing.unit_id)).scalar_one()
    subject = ("filing", f"{kind_of(filing).value}-{filing.id}")
    tell(organisation_id, kind, subject=subject, role=role, unit=name, year=str(filing.year), **said)
