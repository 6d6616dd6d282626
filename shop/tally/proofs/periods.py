"""Deeds of months → which are locked, and what was written in each → what was sealed when it was locked."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.tally.models import LockedTotal, PeriodStep
from shop.tally.periods import MOVES, SHUT, Month, PeriodAction, PeriodState
from shop.tally.services.sealing import Brought, Key, brought_in, digest_of


def periods() -> Iterator[Difference]:
    """Months went from state to state as the table of moves says, by two people, in their order; seals still hold."""
    for cluster_id in db.session.execute(select(PeriodStep.cluster_id).distinct()).scalars().all():
        yield from _of_cluster(cluster_id)


def _of_cluster(cluster_id: int) -> Iterator[Difference]:
    asked = select(PeriodStep).where(PeriodStep.cluster_id == cluster_id).order_by(PeriodStep.id)
    newest: dict[Month, PeriodStep] = {}
    seals: dict[Month, PeriodStep] = {}
    for step in db.session.execute(asked).scalars().all():
        where = f"Month {step.of.code} of cluster {cluster_id}, step {step.n}"
        before = newest.get(step.of)
        yield from _of_step(where, step, before)
        if step.action is PeriodAction.APPROVE_LOCK:
            yield from _in_order(where, step.of, newest)
            yield from _of_seal(where, step, seals.get(step.of.before))
            seals[step.of] = step
        elif step.action is PeriodAction.APPROVE_UNLOCK:
            later = [month.code for month, other in newest.items() if month > step.of and other.state in SHUT]
            if later:
                yield Difference(f"{where}, later months", ", ".join(later), "not locked any more")
        newest[step.of] = step
    for month, step in sorted(newest.items()):
        if step.state in SHUT:
            yield from _still_holds(cluster_id, month, seals[month])


def _of_step(where: str, step: PeriodStep, before: PeriodStep | None) -> Iterator[Difference]:
    move, state = MOVES[step.action], before.state if before else PeriodState.OPEN
    if step.n != (before.n + 1 if before else 1):
        yield Difference(f"{where}, number", step.n, before.n + 1 if before else 1)
    if state is not move.start or step.state is not move.end:
        yield Difference(
            f"{where}, {step.action.value}",
            f"{state.value} → {step.state.value}",
            f"{move.start.value} → {move.end.value}",
        )
    if before is not None and step.at < before.at:
        yield Difference(f"{where}, moment", step.at, f"not before {before.at}")
    if move.second and (before is None or step.proposed_by_id != before.by_id or step.by_id == before.by_id):
        yield Difference(f"{where}, two people", step.proposed_by_id, before.by_id if before else None)
    if step.action is PeriodAction.APPROVE_LOCK and step.at < step.of.ends_at:
        yield Difference(f"{where}, moment", step.at, f"after the end of {step.of.code}")


def _in_order(where: str, month: Month, newest: dict[Month, PeriodStep]) -> Iterator[Difference]:
    """Of the months that something was done to, all before the one that is locked are locked, and none after it."""
    for other, step in newest.items():
        if (other < month) != (step.state in SHUT) and other != month:
            yield Difference(
                f"{where}, {other.code}", step.state.value, "locked before it" if other < month else "open"
            )


def _of_seal(where: str, step: PeriodStep, before: PeriodStep | None) -> Iterator[Difference]:
    digest = digest_of(step.of, _sealed(step.id), before.digest if before else "")
    if digest != step.digest:
        yield Difference(f"{where}, digest", step.digest, digest)


def _still_holds(cluster_id: int, month: Month, seal: PeriodStep) -> Iterator[Difference]:
    """What stands in the book as written in a locked month is what was sealed: nothing came into it since."""
    sealed, stands = _sealed(seal.id), brought_in(cluster_id, month)
    for key in sorted(sealed.keys() | stands.keys()):
        found, due = sealed.get(key, (0, 0)), stands.get(key, (0, 0))
        if found != due:
            where = f"Month {month.code} of cluster {cluster_id}, as locked, {' / '.join(str(part) for part in key)}"
            yield Difference(where, f"{found[0]} fen, {found[1]} entries", f"{due[0]} fen, {due[1]} entries")


def _sealed(step_id: int) -> Brought:
    names = [getattr(LockedTotal, name) for name in Key._fields]
    rows = db.session.execute(
        select(*names, LockedTotal.amount, LockedTotal.entries).where(LockedTotal.step_id == step_id)
    )
    return {Key(*key): (amount.fen, entries) for *key, amount, entries in rows}
