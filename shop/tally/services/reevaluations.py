"""Judging purchases anew, by two people: what the rules said once changes only so (DOMAIN rules 3 and 8).

Whoever approves takes the cluster's yardsticks alone, before anything else: nothing is counted, locked or proved by a
payment meanwhile. The new verdicts are written today; what they change counts in the purchases' own years.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.tally.models import Entry, EntryGrade, Reevaluation, ReevaluationLine, Scheme, Verdict
from shop.tally.queries.candidates import MOST, candidates
from shop.tally.reevaluating import Aim, Outcome, require_answer
from shop.tally.services.evidence import move_evidence
from shop.tally.services.in_force import require_decider, take_book
from shop.tally.services.ledger import move_totals
from shop.tally.services.periods import hold_open_book


def propose_reevaluation(
    scheme: Scheme, aim: Aim, entry_ids: Collection[int], reason: str, *, by: Actor
) -> Reevaluation:
    """One official proposes, for a reason, what is to become of chosen purchases; nothing changes until it is approved.

    ``entry_ids`` are first entries: what corrects them follows them.
    """
    require_decider(scheme.cluster_id, by)
    if not reason.strip():
        raise Refused(_l("Please say why these purchases are to be judged anew."), field="reason")
    if not entry_ids:
        raise Refused(_l("Please choose at least one purchase."), field="entries")
    if len(set(entry_ids)) > MOST:
        raise Refused(_l("At most %(number)d purchases can be judged anew at a time.", number=MOST), field="entries")
    found = candidates(scheme, aim, ids=entry_ids)
    if len(found) != len(set(entry_ids)):
        raise Refused(_l("Some of these purchases stand otherwise by now. Please look at them again."), field="entries")
    changing = [one for one in found if one.changes]
    if not changing:
        raise Refused(_l("Nothing would change: these verdicts stay as they are."), field="entries")
    _refuse_waiting([one.entry.id for one in changing])
    reevaluation = Reevaluation(
        cluster_id=scheme.cluster_id,
        scheme_id=scheme.id,
        aim=aim,
        reason=reason.strip(),
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
        lines=[
            ReevaluationLine(
                cluster_id=scheme.cluster_id,
                entry_id=one.entry.id,
                before_id=one.verdict.id,
                state=one.judgement.state,
                failed=one.judgement.failed,
                rule_set_id=one.rule_set_id,
                facts=one.facts,
            )
            for one in sorted(changing, key=lambda one: one.entry.id)
        ],
    )
    enter_numbered(db.session(), reevaluation, "R")
    record(
        by,
        "reevaluation.proposed",
        "reevaluation",
        reevaluation.id,
        cluster_id=scheme.cluster_id,
        number=reevaluation.number,
        count=len(changing),
        reason=reevaluation.reason,
    )
    _tell({scheme.cluster_id, by.organisation_id}, "reevaluation_proposed", reevaluation, by=by.person_name)
    return reevaluation


def decide_reevaluation(reevaluation: Reevaluation, outcome: Outcome, answer: str = "", *, by: Actor) -> None:
    """A second person approves or declines, or whoever proposed it withdraws it; approved, the verdicts are given."""
    require_decider(reevaluation.cluster_id, by)
    take_book(reevaluation.cluster_id)
    db.session.execute(locked(select(Reevaluation).where(Reevaluation.id == reevaluation.id)))
    own = reevaluation.proposed_by_id == by.person_id
    require_answer(reevaluation.outcome, outcome, own=own, reason=answer)
    now, units = clock.now(), set[int]()
    if outcome is Outcome.APPROVED:
        hold_open_book(reevaluation.cluster_id, now)
        units = _give_verdicts(reevaluation, by)
    reevaluation.outcome, reevaluation.decided_by_id, reevaluation.decided_at = outcome, by.person_id, now
    reevaluation.answer = answer.strip() or None
    db.session.flush()
    record(
        by,
        f"reevaluation.{outcome.value}",
        "reevaluation",
        reevaluation.id,
        cluster_id=reevaluation.cluster_id,
        number=reevaluation.number,
        reason=reevaluation.answer or "",
    )
    _tell({reevaluation.cluster_id, by.organisation_id}, f"reevaluation_{outcome.value}", reevaluation)
    _tell(units, "verdicts_changed", reevaluation, reason=reevaluation.reason)


def _refuse_waiting(entry_ids: Collection[int]) -> None:
    """One proposal at a time for a purchase."""
    asked = (
        select(Reevaluation.number, ReevaluationLine.entry_id)
        .join(ReevaluationLine, ReevaluationLine.reevaluation_id == Reevaluation.id)
        .where(Reevaluation.outcome.is_(None), ReevaluationLine.entry_id.in_(entry_ids))
        .limit(1)
    )
    row = db.session.execute(asked).first()
    if row is not None:
        raise Refused(
            _l("Entry %(entry)s already waits for a decision: %(number)s.", entry=row.entry_id, number=row.number),
            field="entries",
        )


def _give_verdicts(reevaluation: Reevaluation, by: Actor) -> set[int]:
    """The new verdict of each purchase and of all that corrects it, and the totals with them; the units concerned."""
    lines = {line.entry_id: line for line in reevaluation.lines}
    chains = _chains(reevaluation.scheme_id, lines)
    grades = {
        row.entry_id: row
        for row in db.session.execute(select(EntryGrade).where(EntryGrade.entry_id.in_(sorted(lines)))).scalars()
    }
    now, leaving, coming, proved = clock.now(), [], [], []
    for first_id, chain in chains.items():
        line = lines[first_id]
        if chain[0][1].id != line.before_id:
            raise Refused(
                _l(
                    "The verdict on entry %(entry)s has changed since this was proposed. Please decline it, and "
                    "propose it again.",
                    entry=first_id,
                )
            )
        for entry, verdict in chain:
            db.session.add(
                Verdict(
                    cluster_id=entry.cluster_id,
                    entry_id=entry.id,
                    scheme_id=reevaluation.scheme_id,
                    n=verdict.n + 1,
                    state=line.state,
                    failed=line.failed,
                    rule_set_id=line.rule_set_id,
                    at=now,
                    by_id=reevaluation.proposed_by_id,
                    seconded_by_id=by.person_id,
                    remark=reevaluation.reason,
                )
            )
            leaving.append((reevaluation.scheme_id, entry, verdict.state))
            coming.append((reevaluation.scheme_id, entry, line.state))
        if first_id in grades:
            first, before = chain[0]
            proved.append((reevaluation.scheme_id, grades[first_id], first.origin_county, before.state, line.state))
    move_totals(leaving, away=True)
    move_totals(coming)
    move_evidence(proved)
    return {entry.unit_id for chain in chains.values() for entry, _verdict in chain}


def _chains(scheme_id: int, lines: Collection[int]) -> dict[int, list[tuple[Entry, Verdict]]]:
    """Each purchase and what corrects it, with the verdict that it has now; the purchase first."""
    newest: dict[int, Verdict] = {}
    members = select(Entry).where(Entry.id.in_(sorted(lines)) | Entry.corrects_id.in_(sorted(lines)))
    entries = db.session.execute(members.order_by(Entry.id)).scalars().all()
    asked = select(Verdict).where(Verdict.scheme_id == scheme_id, Verdict.entry_id.in_([entry.id for entry in entries]))
    for verdict in db.session.execute(asked.order_by(Verdict.n)).scalars():
        newest[verdict.entry_id] = verdict
    chains: dict[int, list[tuple[Entry, Verdict]]] = {}
    for entry in entries:
        if entry.id in newest:
            chains.setdefault(entry.corrects_id or entry.id, []).append((entry, newest[entry.id]))
    return chains


def _tell(organisation_ids: Collection[int], kind: str, reevaluation: Reevaluation, **particulars: Any) -> None:
    for organisation_id in sorted(organisation_ids):
        tell(
            organisation_id,
            kind,
            subject=("reevaluation", reevaluation.number),
            number=reevaluation.number,
            **particulars,
        )
