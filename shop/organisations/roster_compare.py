"""A sheet beside the roster: what of it is new, changed, unchanged or wrong. Pure; asked again before it is applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from shop.organisations.roster import MOST_PEOPLE, Span
from shop.organisations.roster_columns import Column, SheetRow, faults_of_days
from shop.organisations.roster_plans import Judged, KnownPerson, Plan, Roster
from shop.organisations.words_roster import Outcome, RowFault


def compare(rows: Iterable[SheetRow], roster: Roster, today: date) -> list[Plan]:
    """Every household of the sheet with its rows judged; rows without a household's number stand under 0."""
    plans: dict[int, Plan] = {}
    by_hash, by_mask = _indexed(roster.people)
    for row in rows:
        number = row.household or 0
        plan = plans.setdefault(number, Plan(number, roster.households.get(number)))
        plan.rows.append(_matched(row, by_hash, by_mask))
        if number in roster.struck:
            plan.rows[-1].blame(Column.HOUSEHOLD, RowFault.STRUCK)
    inside = defaultdict(list)
    for person in roster.people:
        inside[person.number].append(person)
    for plan in plans.values():
        _settle_head(plan, inside[plan.number] if plan.known else [])
        _settle_place(plan)
        _settle_days(plan, today)
    _refuse_two_places(plans.values(), roster.people)
    for plan in plans.values():
        _refuse_outside(plan, inside[plan.number])
        _judge(plan)
    return list(plans.values())


def _indexed(
    people: Iterable[KnownPerson],
) -> tuple[dict[tuple[int, str], list[KnownPerson]], dict[tuple[int, str, str], list[KnownPerson]]]:
    by_hash, by_mask = defaultdict(list), defaultdict(list)
    for person in people:
        by_hash[person.number, person.hash].append(person)
        by_mask[person.number, person.masked, person.name].append(person)
    return by_hash, by_mask


def _matched(
    row: SheetRow,
    by_hash: Mapping[tuple[int, str], list[KnownPerson]],
    by_mask: Mapping[tuple[int, str, str], list[KnownPerson]],
) -> Judged:
    """Whom of the roster a row is about: of several links the one that began on the same day, else the one going on."""
    number = row.household or 0
    if row.hash:
        found = by_hash.get((number, row.hash), [])
    else:
        found = by_mask.get((number, row.masked, row.name), []) if row.masked else []
    same_day = [person for person in found if person.span.since == row.since]
    going_on = [person for person in found if person.span.until is None]
    target = next(iter(same_day or going_on), None)
    if target is None and found and row.since is None:
        target = found[-1]
    judged = Judged(row, target)
    if row.masked and not row.hash:
        if target is None:
            judged.blame(Column.ID_NUMBER, RowFault.UNKNOWN_MASK)
        else:
            judged.row = replace(row, hash=target.hash)
    return judged


def _settle_head(plan: Plan, people: Iterable[KnownPerson]) -> None:
    """One head a household: whom the sheet names, else whom the roster has."""
    named = [judged for judged in plan.rows if judged.row.head]
    for judged in named[1:]:
        judged.blame(Column.HEAD, RowFault.TWO_HEADS, named[0].row.number)
    if named:
        named[0].is_head = True
        return
    for judged in plan.rows:
        judged.is_head = judged.target is not None and judged.target.is_head and judged.row.head is None
    outside = {judged.target.id for judged in plan.rows if judged.target is not None}
    stays = any(person.is_head and person.id not in outside for person in people)
    if not stays and not any(judged.is_head for judged in plan.rows):
        plan.rows[0].blame(Column.HEAD, RowFault.NO_HEAD)


def _settle_place(plan: Plan) -> None:
    """Where the household lives: as the first row says that says it, else as the roster has it."""
    for column, name in ((Column.TOWNSHIP, "township"), (Column.VILLAGE, "village")):
        saying = [judged for judged in plan.rows if getattr(judged.row, name)]
        for judged in saying[1:]:
            if getattr(judged.row, name) != getattr(saying[0].row, name):
                judged.blame(column, RowFault.PLACE, saying[0].row.number)
        kept = getattr(plan.known, name) if plan.known else (None if name == "township" else "")
        setattr(plan, name, getattr(saying[0].row, name) if saying else kept)


def _settle_days(plan: Plan, today: date) -> None:
    """The head's days are the household's; whoever names no first day is linked since the same day."""
    head = next((judged for judged in plan.rows if judged.is_head), None)
    known = plan.known.span if plan.known else None
    if head is not None:
        head.span = _span(head, known.since if known else None)
        plan.span = head.span or known
    else:
        plan.span = known
    for judged in plan.rows:
        if judged is not head:
            judged.span = _span(judged, plan.span.since if plan.span else None)
        if judged.span is None:
            if head is None or judged is head:
                judged.blame(Column.SINCE, RowFault.NO_SINCE)
            continue
        faults = tuple(faults_of_days(judged.span, today))
        judged.row = replace(judged.row, faults=(*judged.row.faults, *faults))


def _span(judged: Judged, usual: date | None) -> Span | None:
    """The days of a row. An empty end leaves an end on the roster as it is: a sheet reopens nothing in silence."""
    known = judged.target.span if judged.target else None
    since = judged.row.since or (known.since if known else usual)
    return None if since is None else Span(since, judged.row.until or (known.until if known else None))


def _refuse_two_places(plans: Iterable[Plan], people: Iterable[KnownPerson]) -> None:
    """Nobody is in two households at a time, nor in one household twice: as everything will stand afterwards."""
    rows = [judged for plan in plans for judged in plan.rows if judged.row.hash and judged.span is not None]
    touched = {judged.target.id for judged in rows if judged.target is not None}
    standing: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in people:
        if person.id not in touched:
            standing[person.hash].append(person)
    seen: dict[str, list[Judged]] = defaultdict(list)
    for judged in rows:
        span = judged.span
        assert span is not None  # noqa: S101 – those without one were left out above
        twin = next((other for other in seen[judged.row.hash] if other.span and span.overlaps(other.span)), None)
        elsewhere = next((other for other in standing[judged.row.hash] if span.overlaps(other.span)), None)
        if twin is not None:
            judged.blame(Column.ID_NUMBER, RowFault.TWICE, twin.row.number)
        elif elsewhere is not None:
            judged.blame(Column.ID_NUMBER, RowFault.ELSEWHERE, elsewhere.number)
        seen[judged.row.hash].append(judged)


def _refuse_outside(plan: Plan, people: Sequence[KnownPerson]) -> None:
    """Nobody is linked on a day on which their household is not; and a household is no village."""
    touched = {judged.target.id for judged in plan.rows if judged.target is not None}
    others = [person for person in people if person.id not in touched] if plan.known else []
    if plan.span is None:
        return
    days = f"{plan.span.since.isoformat()} – {plan.span.until.isoformat() if plan.span.until else ''}".rstrip()
    for judged in plan.rows:
        if judged.span is None or judged.span.within(plan.span):
            continue
        if plan.known and plan.known.span.until is not None and judged.target is None:
            judged.blame(Column.HOUSEHOLD, RowFault.OVER)
        else:
            early = judged.span.since < plan.span.since
            judged.blame(Column.SINCE if early else Column.UNTIL, RowFault.OUTSIDE, days)
    if any(not person.span.within(plan.span) for person in others):
        head = next(judged for judged in plan.rows if judged.is_head)
        head.blame(Column.UNTIL, RowFault.OUTSIDE, days)
    if len(others) + len(plan.rows) > MOST_PEOPLE:
        plan.rows[-1].blame(Column.HOUSEHOLD, RowFault.CROWD, MOST_PEOPLE)


def _judge(plan: Plan) -> None:
    for place, judged in enumerate(plan.rows):
        target = judged.target
        if judged.row.faults:
            judged.outcome = Outcome.WRONG
        elif target is None:
            judged.outcome = Outcome.CREATED
        elif (judged.row.name, judged.span, judged.is_head) != (target.name, target.span, target.is_head) or (
            place == 0 and plan.moves
        ):
            judged.outcome = Outcome.UPDATED
        else:
            judged.outcome = Outcome.UNCHANGED
