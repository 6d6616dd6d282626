"""What is filed for approval within what one sees: the list of it, and one filing with its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation
from shop.tally.filing import FilingKind, FilingState, Side, Step, steps_for
from shop.tally.models import BaseFiling, FilingStep, TargetProposal, TargetSplit
from shop.tally.policies import sides_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.words import BaseFigure, BaseKind

PER_PAGE = 20
TABLES: dict[FilingKind, Any] = {
    FilingKind.TARGET: TargetProposal,
    FilingKind.BASE: BaseFiling,
    FilingKind.SPLIT: TargetSplit,
}
ORGANISATION = Organisation.__table__.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the filings is asked for."""

    state: FilingState | None = None
    kind: FilingKind | None = None
    year: int | None = None
    unit_id: int | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A filing in a list. ``figure`` is fen, or heads where the base figure is one of people."""

    kind: FilingKind
    id: int
    unit_id: int
    name: str
    name_english: str
    year: int
    base: BaseFigure | None
    base_kind: BaseKind | None
    figure: int
    at: datetime
    author_id: int
    author: str
    state: FilingState
    holds_from: date

    @property
    def key(self) -> str:
        """The filing's part of its address."""
        return f"{self.kind.value}-{self.id}"

    @property
    def in_heads(self) -> bool:
        return self.base is BaseFigure.HEADS

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


def page_of_filings(scope: Scope, wanted: Wanted) -> tuple[list[FilingRow], int]:
    """A page of the filings of a scope, those that wait first, then the newest; and how many there are. One query."""
    rows = db.session.execute(_asked(scope, wanted).offset((wanted.page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return [_row(row) for row in rows], rows[0][-1] if rows else 0


def every_filing(scope: Scope, wanted: Wanted) -> Iterator[FilingRow]:
    """All filings of a scope that are asked for, the newest first. One query."""
    for row in db.session.execute(_asked(scope, wanted), execution_options={"yield_per": 1_000}):
        yield _row(row)


def waiting_for(actor: Actor, scope: Scope) -> int:
    """How many filings of a scope wait for the actor's decision: of the level below, splits of their own. One query."""
    superior_of = [*scope.branch.children(actor.organisation_id)]
    own = scope.branch.nodes.get(actor.organisation_id)
    if own is not None and own.parent_id is None:
        superior_of.append(own.id)
    filings = _all().subquery()
    newest = _newest(filings)
    mine = or_(
        (filings.c.kind != FilingKind.SPLIT.value) & filings.c.unit_id.in_(superior_of),
        (filings.c.kind == FilingKind.SPLIT.value) & (filings.c.unit_id == actor.organisation_id),
    )
    asked = (
        select(func.count())
        .select_from(filings)
        .join(FilingStep, newest)
        .where(mine, FilingStep.state == FilingState.FILED, filings.c.author_id != actor.person_id)
    )
    return db.session.execute(asked).scalar_one()


@dataclass(frozen=True, slots=True)
class FilingPage:
    """One filing with its steps (each with who took it), and what its reader may do."""

    kind: FilingKind
    filing: Any
    scope: Scope
    steps: Sequence[tuple[FilingStep, str]]
    possible: Sequence[Step]
    sides: Sequence[Side]

    @property
    def key(self) -> str:
        return f"{self.kind.value}-{self.filing.id}"

    @property
    def state(self) -> FilingState:
        return self.steps[-1][0].state


def filing_for(actor: Actor, key: str) -> FilingPage:
    """The filing of an address, if its unit is among those that the actor sees; raises ``NotYours``. Four queries."""
    kind, filing = _found(key)
    scope = scope_for(actor, filing.year)
    if filing.unit_id not in scope.branch:
        raise NotYours
    mine = (FilingStep.kind == kind, FilingStep.subject_id == filing.id)
    asked = select(FilingStep, Person.name).join(Person, Person.id == FilingStep.by_id).where(*mine)
    steps = [(step, name) for step, name in db.session.execute(asked.order_by(FilingStep.n))]
    sides = sides_of(actor, kind, scope.path(filing.unit_id))
    own = filing.author_id == actor.person_id
    return FilingPage(kind, filing, scope, steps, steps_for(sides, steps[-1][0].state, own=own), sides)


def _found(key: str) -> tuple[FilingKind, Any]:
    word, _dash, number = key.partition("-")
    kind = next((kind for kind in FilingKind if kind.value == word), None)
    if kind is None or not (number.isascii() and number.isdigit()) or len(number) > 12:
        raise NotYours
    filing = db.session.get(TABLES[kind], int(number))
    if filing is None:
        raise NotYours
    return kind, filing


def _all() -> Any:
    def each(kind: FilingKind, table: Any, base: Any, base_kind: Any, figure: Any) -> Select[Any]:
        return select(
            literal(kind.value).label("kind"),
            table.id.label("id"),
            table.unit_id.label("unit_id"),
            table.year.label("year"),
            base.label("base"),
            base_kind.label("base_kind"),
            figure.label("figure"),
            table.at.label("at"),
            table.author_id.label("author_id"),
            table.holds_from.label("holds_from"),
        )

    nothing = cast(null(), String)
    return union_all(
        each(FilingKind.TARGET, TargetProposal, nothing, nothing, _number(TargetProposal.amount)),
        each(FilingKind.BASE, BaseFiling, _text(BaseFiling.figure), _text(BaseFiling.kind), BaseFiling.value),
        each(FilingKind.SPLIT, TargetSplit, nothing, nothing, _number(TargetSplit.amount)),
    )


def _number(column: Any) -> Any:
    return func.coalesce(column, literal(0), type_=BaseFiling.__table__.c.value.type)


def _text(column: Any) -> Any:
    return cast(column, String)


def _newest(filings: Any) -> Any:
    """The step that says where each filing stands."""
    other = aliased(FilingStep)
    mine = (other.kind == filings.c.kind, other.subject_id == filings.c.id)
    newest = select(func.max(other.n)).where(*mine).correlate(filings).scalar_subquery()
    return (
        (cast(FilingStep.kind, String) == filings.c.kind)
        & (FilingStep.subject_id == filings.c.id)
        & (FilingStep.n == newest)
    )


def _asked(scope: Scope, wanted: Wanted) -> Select[Any]:
    filings = _all().subquery()
    asked = (
        select(
            filings.c.kind,
            filings.c.id,
            filings.c.unit_id,
            ORGANISATION.name,
            ORGANISATION.name_english,
            filings.c.year,
            filings.c.base,
            filings.c.base_kind,
            filings.c.figure,
            filings.c.at,
            filings.c.author_id,
            Person.name,
            FilingStep.state,
            filings.c.holds_from,
            func.count().over(),
        )
        .select_from(filings)
        .join(FilingStep, _newest(filings))
        .join(Organisation.__table__, ORGANISATION.id == filings.c.unit_id)
        .join(Person, Person.id == filings.c.author_id)
        .where(filings.c.unit_id.in_(scope.units))
        .order_by(FilingStep.state != FilingState.FILED, filings.c.at.desc(), filings.c.kind, filings.c.id.desc())
    )
    if wanted.state is not None:
        asked = asked.where(FilingStep.state == wanted.state)
    if wanted.kind is not None:
        asked = asked.where(filings.c.kind == wanted.kind.value)
    if wanted.year is not None:
        asked = asked.where(filings.c.year == wanted.year)
    if wanted.unit_id is not None:
        asked = asked.where(filings.c.unit_id == wanted.unit_id)
    if wanted.words:
        names = (ORGANISATION.name, ORGANISATION.name_english)
        asked = asked.where(or_(*(name.icontains(wanted.words, autoescape=True) for name in names)))
    return asked


def _row(row: Any) -> FilingRow:
    kind, id_, unit_id, name, english, year, base, base_kind, figure, at, author_id, author, state, since, _all = row
    return FilingRow(
        kind=FilingKind(kind),
        id=id_,
        unit_id=unit_id,
        name=name,
        name_english=english,
        year=year,
        base=BaseFigure(base) if base else None,
        base_kind=BaseKind(base_kind) if base_kind else None,
        figure=int(figure),
        at=at,
        author_id=author_id,
        author=author,
        state=state,
        holds_from=since,
    )
