"""Statements and lines of an organisation's bank, as lists show them; whoever else asks finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from shop.documents.cells import read_amount
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled
from shop.kernel.refusals import NotYours
from shop.payments.models.bank import BankLine, BankLineState, BankStatement, LineState, PayerAlias
from shop.payments.readings import Strength

PER_PAGE = 20


class Tab(Labelled):
    """Views of the lines."""

    TO_MATCH = "to_match", _l("To match")
    NOTHING = "nothing", _l("Nothing found")
    MATCHED = "matched", _l("Matched")
    ASIDE = "aside", _l("Set aside")


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What of the lines is asked for."""

    tab: Tab = Tab.TO_MATCH
    words: str = ""
    statement_id: int | None = None
    page: int = 1


def line_counts(actor: Actor, asked: LineFilter) -> dict[Tab, int]:
    """How many lines each tab would show. One query."""
    tab = case(
        (_in(Tab.MATCHED), Tab.MATCHED.value), (_in(Tab.ASIDE), Tab.ASIDE.value),
        (_in(Tab.NOTHING), Tab.NOTHING.value), else_=Tab.TO_MATCH.value,
    ).label("tab")  # fmt: skip
    counted = select(tab, func.count()).join(BankLineState.line).where(_asked(actor, asked)).group_by("tab")
    counts = {Tab(name): int(count) for name, count in db.session.execute(counted)}
    return {tab: counts.get(tab, 0) for tab in Tab}


def lines_listed(actor: Actor, asked: LineFilter, *, per_page: int = PER_PAGE) -> Sequence[BankLineState]:
    """A page of lines, the newest first, each with what the bank wrote."""
    statement = (
        select(BankLineState)
        .join(BankLineState.line)
        .options(contains_eager(BankLineState.line))
        .where(_asked(actor, asked), _in(asked.tab))
        .order_by(BankLine.booked_on.desc(), BankLine.id.desc())
        .offset((asked.page - 1) * per_page)
        .limit(per_page)
    )
    return db.session.execute(statement).scalars().all()


def line_for(actor: Actor, line_id: int) -> BankLineState:
    """One line of the actor's own bank with what became of it; raises ``NotYours``."""
    asked = select(BankLineState).where(
        BankLineState.line_id == line_id, BankLineState.owner_id == actor.organisation_id
    )
    found = db.session.execute(asked.options(joinedload(BankLineState.line))).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def statements_listed(actor: Actor, *, page: int) -> tuple[Sequence[BankStatement], int]:
    """A page of the organisation's statements, the newest first, and how many there are."""
    mine = BankStatement.owner_id == actor.organisation_id
    total = db.session.execute(select(func.count()).select_from(BankStatement).where(mine)).scalar_one()
    asked = select(BankStatement).where(mine).order_by(BankStatement.id.desc())
    return db.session.execute(asked.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).scalars().all(), total


def statement_for(actor: Actor, statement_id: int) -> BankStatement:
    """One statement of the organisation; raises ``NotYours``."""
    found = db.session.get(BankStatement, statement_id)
    if found is None or found.owner_id != actor.organisation_id:
        raise NotYours
    return found


def states_of(statement_id: int) -> dict[LineState, int]:
    """How many of a statement's new lines stand where."""
    counted = select(BankLineState.state, func.count()).join(BankLineState.line)
    rows = db.session.execute(counted.where(BankLine.statement_id == statement_id).group_by(BankLineState.state))
    found = {state: int(count) for state, count in rows}
    return {state: found.get(state, 0) for state in LineState}


def aliases_told_by(actor: Actor) -> Sequence[PayerAlias]:
    """Payers' names that the organisation has said or learnt."""
    asked = select(PayerAlias).where(PayerAlias.told_by_id == actor.organisation_id)
    return db.session.execute(asked.order_by(PayerAlias.unit_id, PayerAlias.id).limit(500)).scalars().all()


def _in(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.MATCHED:
        return BankLineState.state == LineState.MATCHED
    if tab is Tab.ASIDE:
        return BankLineState.state == LineState.ASIDE
    found = BankLineState.hint == Strength.NONE if tab is Tab.NOTHING else BankLineState.hint != Strength.NONE
    return and_(BankLineState.state == LineState.OPEN, found)


def _asked(actor: Actor, asked: LineFilter) -> ColumnElement[bool]:
    where = BankLineState.owner_id == actor.organisation_id
    if asked.statement_id is not None:
        where &= BankLine.statement_id == asked.statement_id
    if asked.words:
        columns = (BankLine.name, BankLine.text, BankLine.account, BankLine.serial)
        sought = [column.contains(asked.words, autoescape=True) for column in columns]
        try:
            amount = read_amount(asked.words)
        except ValueError:
            amount = None
        if amount:
            sought += [BankLine.amount == amount, BankLine.amount == -amount]
        where &= or_(*sought)
    return where
